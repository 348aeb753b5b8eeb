//! Who is asking.

use crate::error::Error;
use crate::session::Session;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use mizan_core::declaration::GuardRule;
use mizan_core::error::Code;
use std::pin::Pin;
use std::sync::Arc;

/// Who a request comes from, as [`Identify`] found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    user: Option<Arc<Known>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Known {
    id: String,
    session: String,
}

impl Identity {
    /// Nobody is signed in.
    #[must_use]
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// The user of that id, unique in the whole application, in a session that `session` tells from every other: a client
    /// that sees another one drops all data (§8). It never leaves the server as it is.
    pub fn user(id: impl Into<String>, session: impl Into<String>) -> Self {
        Self { user: Some(Arc::new(Known { id: id.into(), session: session.into() })) }
    }

    /// The id of the user; `None` for an anonymous caller.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.user.as_ref().map(|known| known.id.as_str())
    }

    pub(crate) fn session(&self) -> Option<&str> {
        self.user.as_ref().map(|known| known.session.as_str())
    }

    pub(crate) fn admitted(&self, rule: GuardRule) -> Result<(), Error> {
        match rule {
            GuardRule::Authenticated if self.user.is_none() => Err(Error::unauthenticated()),
            // Here nobody is known to be of the staff, and no guard of this crate asks for it.
            GuardRule::Staff | GuardRule::Superuser => Err(Error::of(Code::Forbidden)),
            // What code has to judge is judged there.
            GuardRule::Public | GuardRule::Authenticated | GuardRule::Custom => Ok(()),
        }
    }
}

/// Finds out who is asking, once per request.
///
/// [`SessionIdentity`] is the default; an application with bearer tokens or an identity-aware proxy brings its own with
/// [`Builder::identify`](crate::Builder::identify).
///
/// ```
/// use mizan::{Identify, Identity, prelude::*};
/// use std::pin::Pin;
///
/// /// Believes the header of a proxy that nobody can pass by.
/// struct Proxy;
///
/// impl<S: Sync> Identify<S> for Proxy {
///     fn identify<'a>(
///         &'a self,
///         parts: &'a axum::http::request::Parts,
///         _state: &'a S,
///     ) -> Pin<Box<dyn Future<Output = mizan::Result<Identity>> + Send + 'a>> {
///         let user = parts.headers.get("x-user").and_then(|value| value.to_str().ok());
///         let identity = user.map_or_else(Identity::anonymous, |user| Identity::user(user, user));
///         Box::pin(std::future::ready(Ok(identity)))
///     }
/// }
///
/// let declared = Mizan::<()>::builder().identify(Proxy);
/// ```
pub trait Identify<S>: Send + Sync + 'static {
    /// The caller of a request.
    ///
    /// # Errors
    /// When it cannot be told, as while the session store is down: the request then fails, and is not treated as anonymous.
    fn identify<'a>(
        &'a self,
        parts: &'a Parts,
        state: &'a S,
    ) -> Pin<Box<dyn Future<Output = Result<Identity, Error>> + Send + 'a>>;
}

/// The identity that [`Session::sign_in`] put into the session.
#[derive(Debug, Clone, Copy)]
pub struct SessionIdentity;

impl<S: Sync> Identify<S> for SessionIdentity {
    fn identify<'a>(
        &'a self,
        parts: &'a Parts,
        _: &'a S,
    ) -> Pin<Box<dyn Future<Output = Result<Identity, Error>> + Send + 'a>> {
        match Session::of(parts) {
            // Without a cookie there is nothing to load, unless this very request has signed somebody in.
            Some(session) if parts.headers.contains_key(http::header::COOKIE) || session.is_modified() => {
                Box::pin(async move { session.identity().await })
            }
            _ => Box::pin(std::future::ready(Ok(Identity::anonymous()))),
        }
    }
}

/// Stands in a public query's request in place of an identity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hidden;

/// The signed-in caller, as an extractor: `#[extract] user: CurrentUser`.
///
/// Refuses with `unauthenticated` when nobody is signed in; `Option<CurrentUser>` takes both.
///
/// ```
/// use mizan::prelude::*;
///
/// #[client(context = global)]
/// fn current_user(#[extract] user: Option<CurrentUser>) -> Option<String> {
///     user.map(|user| user.id().to_owned())
/// }
/// # assert!(Mizan::<()>::builder().functions(functions![current_user]).build().is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct CurrentUser {
    identity: Identity,
}

impl CurrentUser {
    /// The user's id, as it was given to [`Session::sign_in`].
    #[must_use]
    pub fn id(&self) -> &str {
        self.identity.user_id().unwrap_or_default()
    }
}

pub(crate) fn current(parts: &Parts) -> Result<Option<CurrentUser>, Error> {
    if parts.extensions.get::<Hidden>().is_some() {
        return Err(Error::internal(
            "a query of a public context does not see who asks: remove `public` from the context, or `CurrentUser` from the query",
        ));
    }
    let identity = parts.extensions.get::<Identity>().filter(|identity| identity.user.is_some());
    Ok(identity.map(|identity| CurrentUser { identity: identity.clone() }))
}

impl<S: Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        current(parts)?.ok_or_else(Error::unauthenticated)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for CurrentUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Error> {
        current(parts)
    }
}
