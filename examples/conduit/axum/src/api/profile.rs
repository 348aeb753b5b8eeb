//! Profiles, and following.

use axum::extract::State;
use mizan::prelude::*;

use super::article::{ArticleContext, ArticlesContext, FeedContext};
use super::comment::CommentsContext;
use super::{Caller, Viewer};
use crate::db::{self, Db};

/// What a user shows of themselves.
#[derive(Context)]
pub struct ProfileContext {
    /// What names them in URLs.
    pub username: String,
}

/// A user, as the caller sees them.
#[derive(Debug, Serialize, Type)]
pub struct Profile {
    /// Names them in URLs.
    pub username: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
    /// Whether the caller follows them.
    pub following: bool,
    /// Whether this is the caller.
    pub own: bool,
}

/// The profile of a user.
#[client(context = ProfileContext)]
pub async fn profile_detail(
    username: String,
    #[extract] Viewer(viewer): Viewer,
    #[extract] State(db): State<Db>,
) -> mizan::Result<Profile> {
    let found = db::profile::by_username(&db, &username, viewer).await?;
    found.map(Into::into).ok_or_else(no_such_user)
}

/// Follows a user, or no longer.
#[client(
    affects(ProfileContext, ArticleContext, ArticlesContext, FeedContext, CommentsContext),
    auth = Authenticated
)]
pub async fn follow_user(
    username: String,
    following: bool,
    #[extract] Caller(caller): Caller,
    #[extract] State(db): State<Db>,
) -> mizan::Result<Profile> {
    let found = db::profile::by_username(&db, &username, Some(caller)).await?;
    let profile = found.ok_or_else(|| no_such_user().nothing_changed())?;
    if profile.own {
        return Err(mizan::Error::forbidden("nobody follows themselves").nothing_changed());
    }
    if following {
        db::follow::add(&db, caller, profile.id).await?;
    } else {
        db::follow::remove(&db, caller, profile.id).await?;
    }
    Ok(Profile { following, ..profile.into() })
}

fn no_such_user() -> mizan::Error {
    mizan::Error::not_found("there is no such user")
}

impl From<db::profile::Profile> for Profile {
    fn from(profile: db::profile::Profile) -> Self {
        let db::profile::Profile { id: _, username, bio, image, following, own } = profile;
        Self { username, bio, image, following, own }
    }
}
