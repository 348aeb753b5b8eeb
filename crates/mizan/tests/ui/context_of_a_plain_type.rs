use mizan::prelude::*;

struct User {
    user_id: u32,
}

#[client(context = User)]
fn user_name(user_id: u32) -> String {
    user_id.to_string()
}

fn main() {}
