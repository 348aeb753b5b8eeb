use mizan::prelude::*;

#[client(context = global)]
fn greeting(name: String) -> String {
    name
}

fn main() {}
