use mizan::prelude::*;

#[client(afects(UserContext))]
fn rename(name: String) {}

#[client(rate_limit = "often")]
fn echo(text: String) -> String {
    text
}

fn main() {}
