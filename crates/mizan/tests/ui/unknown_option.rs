use mizan::prelude::*;

#[client(afects(UserContext))]
fn rename(name: String) {}

fn main() {}
