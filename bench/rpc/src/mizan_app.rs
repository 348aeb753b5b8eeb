//! The same through Mizan.

use crate::server::{Profile, SECRET_USER, profile, sessions};
use axum::Router;
use mizan::prelude::*;

#[derive(Serialize, Type)]
struct Output {
    message: String,
}

#[client]
fn echo(text: String) -> Output {
    Output { message: text }
}

#[derive(Context)]
struct UserContext {
    user_id: u32,
}

#[client(context = UserContext)]
fn user_profile(user_id: u32) -> Profile {
    profile(user_id)
}

#[client(affects(UserContext))]
async fn sign_in(#[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(SECRET_USER).await
}

pub(crate) fn app(variant: &str) -> Router {
    let builder = Mizan::<()>::builder()
        .functions(functions![echo, user_profile, sign_in])
        .secret("a secret of this benchmark alone, 32 bytes and more");
    let with_defaults = variant == "defaults";
    let builder = if with_defaults { builder } else { builder.without_cross_site_protection() };
    let mizan = builder.build().expect("the declarations are right");
    let app = Router::new().nest("/api/mizan", mizan.router());
    if with_defaults { app.layer(sessions()) } else { app }
}
