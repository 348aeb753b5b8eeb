//! Signing up, in and out, and who is signed in.

use axum::extract::State;
use mizan::prelude::*;

use super::Viewer;
use super::problem::{check, email_problem, password_problem, refuse, taken_problems, username_problem};
use crate::db::user::NewUser;
use crate::db::{self, Db};
use crate::password;

/// The signed-in user, as they see themselves.
#[derive(Debug, Serialize, Type)]
pub struct User {
    /// Names them in URLs.
    pub username: String,
    /// Seen by nobody else.
    pub email: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
}

/// Who is signed in, or null.
#[client(context = global)]
pub async fn current_user(
    #[extract] Viewer(viewer): Viewer,
    #[extract] State(db): State<Db>,
) -> mizan::Result<Option<User>> {
    let Some(id) = viewer else { return Ok(None) };
    Ok(db::user::by_id(&db, id).await?.map(Into::into))
}

/// Makes an account and signs in to it.
#[client(affects(current_user))]
pub async fn sign_up(
    username: String,
    email: String,
    password: String,
    #[extract] session: Session,
    #[extract] State(db): State<Db>,
) -> mizan::Result<User> {
    let (username, email) = (username.trim(), email.trim());
    check(&[
        ("username", username_problem(username)),
        ("email", email_problem(email)),
        ("password", password_problem(&password)),
    ])?;
    // Told before the costly hash; whoever comes between is told by the insert.
    let taken = db::user::taken(&db, username, email, None).await?;
    check(&taken_problems(taken))?;
    let new = NewUser {
        username,
        email,
        password_hash: &password::hash(&password).await?,
        bio: None,
        image: None,
        created_ms: db::now_ms(),
    };
    match db::user::create(&db, new).await? {
        Ok(id) => {
            session.sign_in(id).await?;
            Ok(User { username: username.to_owned(), email: email.to_owned(), bio: None, image: None })
        }
        Err(taken) => Err(refuse(&taken_problems(taken))),
    }
}

/// Signs in with e-mail and password.
#[client(affects(current_user))]
pub async fn sign_in(
    email: String,
    password: String,
    #[extract] session: Session,
    #[extract] State(db): State<Db>,
) -> mizan::Result<User> {
    let account = db::user::by_email(&db, email.trim()).await?;
    let hash = account.as_ref().map(|(_, hash)| hash.as_str());
    let right = password::verify(&password, hash).await?;
    match account {
        Some((user, _)) if right => {
            session.sign_in(user.id).await?;
            Ok(user.into())
        }
        // One answer for both, in one time: whether there is an account is nobody's business.
        _ => Err(mizan::Error::validation("email or password", "invalid", "is invalid")),
    }
}

/// Signs out.
#[client(affects(current_user))]
pub async fn sign_out(#[extract] session: Session) -> mizan::Result<()> {
    session.sign_out().await
}

impl From<db::user::User> for User {
    fn from(user: db::user::User) -> Self {
        Self { username: user.username, email: user.email, bio: user.bio, image: user.image }
    }
}
