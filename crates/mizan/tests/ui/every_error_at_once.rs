use mizan::prelude::*;

#[client(name = "userProfile")]
fn user_profile<T>(&self, userId: u32, text: &str) -> T {
    unreachable!()
}

fn main() {}
