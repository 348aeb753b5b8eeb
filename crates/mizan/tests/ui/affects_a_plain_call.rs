use mizan::prelude::*;

#[client]
fn echo(text: String) -> String {
    text
}

#[client(affects(echo))]
fn rename(name: String) {
    drop(name);
}

fn main() {}
