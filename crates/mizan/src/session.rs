//! Sessions: signing in and out, over `tower-sessions`.
//!
//! Add [`layer`] around the whole application, so that your own handlers and Mizan's functions share the session.

use crate::error::Error;
use crate::identity::{Hidden, Identity};
use axum::extract::FromRequestParts;
use http::request::Parts;
pub use tower_sessions::{Expiry, MemoryStore, SessionManagerLayer, SessionStore, cookie, session, session_store};

/// The name of the session cookie that [`layer`] sets, and that CSRF tokens are bound to.
pub const COOKIE: &str = "mizan_session";

const IDENTITY: &str = "mizan.identity";

/// The session layer with the attributes of a safe cookie: `HttpOnly`, `SameSite=Lax`, `Secure` unless this is a debug
/// build, ended after two weeks without use.
///
/// A store is anything that implements [`SessionStore`]: over your database, over Redis, or [`MemoryStore`], which forgets
/// everybody when the process ends.
///
/// ```
/// use mizan::session::{self, MemoryStore};
///
/// let app: axum::Router = axum::Router::new().layer(session::layer(MemoryStore::default()));
/// ```
pub fn layer<Store: SessionStore>(store: Store) -> SessionManagerLayer<Store> {
    let two_weeks = std::time::Duration::from_secs(14 * 24 * 60 * 60);
    SessionManagerLayer::new(store)
        .with_name(COOKIE)
        .with_same_site(cookie::SameSite::Lax)
        .with_secure(!cfg!(debug_assertions))
        .with_expiry(Expiry::OnInactivity(two_weeks.try_into().unwrap_or_default()))
}

/// The caller's session, as an extractor: `#[extract] session: Session`.
///
/// ```
/// use mizan::prelude::*;
///
/// #[client(affects(global), rate_limit = "10/min")]
/// async fn sign_in(name: String, password: String, #[extract] session: Session) -> mizan::Result<()> {
///     if password != "correct horse" {
///         return Err(mizan::Error::validation("name or password", "invalid", "is invalid"));
///     }
///     session.sign_in(name).await
/// }
///
/// #[client(affects(global))]
/// async fn sign_out(#[extract] session: Session) -> mizan::Result<()> {
///     session.sign_out().await
/// }
///
/// #[client(context = global)]
/// fn signed_in(#[extract] user: Option<CurrentUser>) -> bool {
///     user.is_some()
/// }
/// # assert!(Mizan::<()>::builder().functions(functions![sign_in, sign_out, signed_in]).build().is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct Session(tower_sessions::Session);

/// How many hex digits tell a sign-in from every other, also of the same user. The session holds them and the user's id
/// behind them as one text, since that is read at every request.
const NONCE_DIGITS: usize = 32;

impl Session {
    pub(crate) fn of(parts: &Parts) -> Option<Self> {
        parts.extensions.get::<tower_sessions::Session>().cloned().map(Self)
    }

    /// Signs a user in. The session gets a new id, so that one planted before is worth nothing.
    ///
    /// `user` is the id that [`CurrentUser::id`](crate::CurrentUser::id) answers from now on. The client notices by itself
    /// and drops everything that it had read as somebody else.
    ///
    /// # Errors
    /// `unavailable` when the session store cannot be reached.
    pub async fn sign_in(&self, user: impl ToString) -> Result<(), Error> {
        self.0.cycle_id().await.map_err(Error::unavailable)?;
        let signed_in = format!("{}{}", crate::random::hex::<{ NONCE_DIGITS / 2 }>(), user.to_string());
        self.0.insert(IDENTITY, signed_in).await.map_err(Error::unavailable)
    }

    /// Signs out: the session is deleted with all that it holds.
    ///
    /// # Errors
    /// `unavailable` when the session store cannot be reached; the caller is then still signed in.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.0.flush().await.map_err(Error::unavailable)
    }

    /// The session of `tower-sessions` behind it, for data of your own.
    #[must_use]
    pub fn data(&self) -> &tower_sessions::Session {
        &self.0
    }

    /// Whether this request changed it.
    pub(crate) fn is_modified(&self) -> bool {
        self.0.is_modified()
    }

    pub(crate) async fn identity(&self) -> Result<Identity, Error> {
        let signed_in: Option<String> = self.0.get(IDENTITY).await.map_err(Error::unavailable)?;
        let known = signed_in.as_deref().and_then(|text| text.split_at_checked(NONCE_DIGITS));
        Ok(known.map_or_else(Identity::anonymous, |(nonce, user)| Identity::user(user, nonce)))
    }
}

impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        if parts.extensions.get::<Hidden>().is_some() {
            return Err(Error::internal(
                "a query of a public context does not see the session: remove `public` from the context",
            ));
        }
        Self::of(parts).ok_or_else(|| {
            Error::internal(
                "there is no session: add `.layer(mizan::session::layer(store))` to the application's router",
            )
        })
    }
}
