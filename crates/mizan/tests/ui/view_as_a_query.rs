use axum::response::Redirect;
use mizan::prelude::*;

#[derive(Context)]
pub struct UserContext {
    pub user_id: u32,
}

#[client(context = UserContext)]
fn user_page(user_id: u32) -> mizan::Result<Redirect> {
    Ok(Redirect::to(&format!("/user/{user_id}")))
}

fn main() {}
