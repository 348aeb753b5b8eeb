//! Who calls, as the database knows them.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use mizan::CurrentUser;

/// The id of the signed-in user; refuses with `unauthenticated` when nobody is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub i64);

/// The id of whoever looks on: none when nobody is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Viewer(pub Option<i64>);

fn id(user: &CurrentUser) -> mizan::Result<i64> {
    Ok(user.id().parse()?)
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = mizan::Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> mizan::Result<Self> {
        let user = <CurrentUser as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        id(&user).map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = mizan::Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> mizan::Result<Self> {
        let user = <CurrentUser as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await?;
        user.as_ref().map(id).transpose().map(Self)
    }
}
