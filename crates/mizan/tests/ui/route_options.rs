use axum::response::Redirect;
use mizan::prelude::*;

#[derive(Context)]
pub struct UserContext {
    pub user_id: u32,
}

#[client(route = "export")]
fn without_a_slash() -> Redirect {
    Redirect::to("/")
}

#[client(route = "DELETE /export")]
fn another_method() -> Redirect {
    Redirect::to("/")
}

#[client(route = "GET /sign-out", affects(UserContext))]
fn sign_out() -> Redirect {
    Redirect::to("/")
}

#[client(route = "/user", context = UserContext)]
fn user_page(user_id: u32) -> String {
    user_id.to_string()
}

#[client(route = /export)]
fn unquoted() -> Redirect {
    Redirect::to("/")
}

fn main() {}
