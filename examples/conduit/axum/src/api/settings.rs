//! What users change of their own account.

use axum::extract::State;
use mizan::prelude::*;

use super::Caller;
use super::article::{ArticleContext, ArticlesContext, FeedContext};
use super::comment::CommentsContext;
use super::problem::{
    check, email_problem, image_problem, length_problem, password_problem, refuse, taken_problems, username_problem,
};
use super::profile::ProfileContext;
use super::user::{User, current_user};
use crate::db::user::Settings;
use crate::db::{self, Db};
use crate::password;

/// The longest bio, in characters.
const MAX_BIO: usize = 2_000;

/// Changes the caller's account. An empty image or bio is none; without a password the one that there is stays.
// A profile is read by its name, and a name may change: the profile under the old one is as stale as that under the new.
#[client(
    affects(current_user, ProfileContext::all(), ArticleContext, ArticlesContext, FeedContext, CommentsContext),
    auth = Authenticated
)]
pub async fn update_settings(
    image: Option<String>,
    username: String,
    bio: Option<String>,
    email: String,
    password: Option<String>,
    #[extract] Caller(caller): Caller,
    #[extract] State(db): State<Db>,
) -> mizan::Result<User> {
    let (username, email) = (username.trim(), email.trim());
    let (image, bio) = (given(image.as_deref()), given(bio.as_deref()));
    check(&[
        ("image", image.and_then(image_problem)),
        ("username", username_problem(username)),
        ("bio", bio.and_then(|bio| length_problem(bio, MAX_BIO))),
        ("email", email_problem(email)),
        ("password", password.as_deref().and_then(password_problem)),
    ])?;
    // Told before the costly hash; whoever comes between is told by the update.
    check(&taken_problems(db::user::taken(&db, username, email, Some(caller)).await?))?;
    let password_hash = match &password {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    let settings = Settings { username, email, password_hash: password_hash.as_deref(), bio, image };
    match db::user::update(&db, caller, settings).await? {
        Ok(user) => Ok(user.into()),
        Err(taken) => Err(refuse(&taken_problems(taken))),
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
