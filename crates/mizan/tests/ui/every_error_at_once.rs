use mizan::prelude::*;

#[client(name = "userProfile")]
fn user_profile<T>(userId: u32, (a, b): (u32, u32), text: &str) -> T {
    unreachable!()
}

fn main() {}
