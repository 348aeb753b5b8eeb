//! Signing up, in and out, and who is signed in.

use axum::extract::State;
use mizan::prelude::*;

use super::Viewer;
use super::problem::{check_name, check_taken, refuse_taken};
use crate::app::App;
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
#[derive(Deserialize, Type, Form)]
// Every letter of a name or an address asks whether it is taken, and no person types so fast.
#[form(title = "Sign up", affects(current_user), rate_limit = "300/min")]
pub struct SignUpForm {
    #[field(check)]
    #[mizan(max_length = 64)]
    username: String,
    #[field(check)]
    #[mizan(email, max_length = 254)]
    email: String,
    #[field(widget = "password")]
    #[mizan(min_length = 8, max_length = 256)]
    password: String,
}

impl Submit<App> for SignUpForm {
    type Output = User;
    type Error = mizan::Error;

    async fn validate(
        draft: &SignUpFormDraft,
        request: &mut FormRequest<'_, App>,
        problems: &mut Problems,
    ) -> mizan::Result<()> {
        check_name(draft.username.as_deref(), problems);
        let account = (draft.username.as_deref(), draft.email.as_deref());
        check_taken(&request.state().db, account, None, problems).await
    }

    async fn submit(self, request: &mut FormRequest<'_, App>) -> mizan::Result<User> {
        let Self { username, email, password } = self;
        let new = NewUser {
            username: &username,
            email: &email,
            password_hash: &password::hash(&password).await?,
            bio: None,
            image: None,
            created_ms: db::now_ms(),
        };
        let id = match db::user::create(&request.state().db, new).await? {
            Ok(id) => id,
            // Somebody came between the look and this.
            Err(taken) => return Err(refuse_taken(taken)),
        };
        request.extract::<Session>().await?.sign_in(id).await?;
        request.redirect_to("/");
        Ok(User { username, email, bio: None, image: None })
    }
}

/// Signs in with e-mail and password.
#[derive(Deserialize, Type, Form)]
#[form(title = "Sign in", affects(current_user))]
pub struct SignInForm {
    #[field(widget = "email")]
    email: String,
    #[field(widget = "password")]
    password: String,
}

impl Submit<App> for SignInForm {
    type Output = User;
    type Error = mizan::Error;

    async fn submit(self, request: &mut FormRequest<'_, App>) -> mizan::Result<User> {
        let account = db::user::by_email(&request.state().db, self.email.trim()).await?;
        let hash = account.as_ref().map(|(_, hash)| hash.as_str());
        let right = password::verify(&self.password, hash).await?;
        match account {
            Some((user, _)) if right => {
                request.extract::<Session>().await?.sign_in(user.id).await?;
                request.redirect_to("/");
                Ok(user.into())
            }
            // One answer for both, in one time: whether there is an account is nobody's business.
            _ => Err(mizan::Error::validation("__all__", "invalid", "email or password is invalid")),
        }
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
