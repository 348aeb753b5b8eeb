use mizan::prelude::*;

#[derive(Context)]
struct UserContext {
    user_id: u32,
}

#[client(context = UserContext, affects(UserContext))]
fn user_name(user_id: u32) -> String {
    user_id.to_string()
}

fn main() {}
