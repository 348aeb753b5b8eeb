use mizan::prelude::*;

struct Admin;

#[client(auth = Admin)]
fn secret() -> String {
    String::new()
}

fn main() {}
