use mizan::prelude::*;

#[derive(Context)]
struct UserContext {
    user_id: u32,
}

#[client(affects("user", UserContext::at(5), UserContext::all(5)))]
fn rename(name: String) {
    drop(name);
}

#[client(affects(UserContext { user: name }))]
fn other(name: String) {
    drop(name);
}

fn main() {}
