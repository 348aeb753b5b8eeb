use mizan::prelude::*;

struct User;

#[client(affects(User))]
fn rename(name: String) {
    drop(name);
}

fn main() {}
