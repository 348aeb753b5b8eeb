//! Params are named as their context has them.

use mizan::prelude::*;

#[derive(Context)]
struct UserContext {
    user_id: u32,
}

#[client(affects(UserContext { usr_id: user_id }))]
fn rename(user_id: u32, name: String) {
    drop((user_id, name));
}

#[client(affects(UserContext { user_id: usr_id }))]
fn delete(user_id: u32) {
    drop(user_id);
}

#[derive(Deserialize, Type, Form)]
#[form(affects(UserContext { user_id: usr_id }))]
struct RenamingForm {
    user_id: u32,
    name: String,
}

fn main() {}
