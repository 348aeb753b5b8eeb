use mizan::prelude::*;

#[client]
fn echo(text: &str) -> String {
    text.to_owned()
}

fn main() {}
