//! The request that a form comes with.

use crate::error::{Error, Result};
use crate::function::{Call, extract};
use crate::identity::{CurrentUser, current};
use crate::invalidation::Invalidation;
use axum::extract::FromRequestParts;
use http::request::Parts;
use std::sync::{Arc, Mutex, PoisonError};

/// What [`Submit`](crate::Submit) knows of the request: the state, and whatever an extractor finds in it.
#[derive(Debug)]
pub struct FormRequest<'r, S> {
    call: &'r mut Call<S>,
}

impl<'r, S: Send + Sync + 'static> FormRequest<'r, S> {
    pub(crate) fn new(call: &'r mut Call<S>) -> Self {
        Self { call }
    }

    /// The application's state.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.call.state
    }

    /// The request without its body.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.call.parts
    }

    /// Runs an axum extractor: `request.extract::<Session>().await?`.
    ///
    /// # Errors
    /// What the extractor refuses with.
    pub async fn extract<T: FromRequestParts<S> + 'static>(&mut self) -> Result<T> {
        extract::<T, S>(self.call).await
    }

    /// Who sends it.
    ///
    /// # Errors
    /// `unauthenticated` where nobody is signed in; `auth = Authenticated` of the form refuses them before.
    pub fn user(&self) -> Result<CurrentUser> {
        current(&self.call.parts)?.ok_or_else(Error::unauthenticated)
    }

    /// Adds to, replaces or withdraws what the form [affects](macro@crate::client).
    ///
    /// # Errors
    /// Of a form without `affects(…)`, and while it is only validated.
    pub fn invalidation(&self) -> Result<Invalidation> {
        Invalidation::of(&self.call.parts)
    }

    /// Where a browser without JavaScript goes after success: a path of this site, as in `/article/intro`. Otherwise it
    /// goes back to the page that the form stands on. The generated client does not follow it.
    pub fn redirect_to(&mut self, path: impl Into<String>) {
        if let Some(redirect) = self.call.parts.extensions.get::<Redirect>() {
            redirect.set(path.into());
        }
    }
}

/// Where a form that the browser posted itself leads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Redirect(Arc<Mutex<Option<String>>>);

impl Redirect {
    fn set(&self, path: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
    }

    /// Where it was said to lead.
    pub(crate) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
