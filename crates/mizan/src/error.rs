//! Errors: what a handler may answer, and what is kept from the world.
//!
//! Start at [`Error`]. A message is shown only when somebody wrote it to be shown; whatever arrives through `?` goes to
//! the log under an id, and the client gets the id (`docs/protocol.md` §9).

use crate::schema::Types;
use axum::response::{IntoResponse, Response};
use mizan_core::declaration::ErrorDeclaration;
use mizan_core::error::{Code, ErrorBody, ErrorCode, FieldError, Fields};
use mizan_core::json::Value;
use mizan_core::refusal::{self, Refused};
use std::borrow::Cow;
use std::fmt;

/// The result of a server function that may fail.
///
/// ```
/// use mizan::prelude::*;
///
/// #[client]
/// async fn file_length(path: String) -> mizan::Result<u32> {
///     let text = std::fs::read_to_string(path)?; // a failure is logged; the client sees `internal_error` and an id
///     u32::try_from(text.len()).map_err(|_| mizan::Error::validation("path", "too_long", "names a file that is too long"))
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of §9: a code for programs, a message for people, and, for the log alone, its cause.
///
/// Any `std::error::Error` becomes an [`internal`](Error::internal) one through `?`, and its text never leaves the
/// server. `Error` itself is no `std::error::Error`, as otherwise that conversion could not exist.
///
/// ```
/// use mizan::{Code, Error};
///
/// let refused = Error::validation("title", "required", "can't be blank").field("body", "required", "can't be blank");
/// assert_eq!(*refused.code(), Code::ValidationFailed);
/// assert_eq!(refused.fields().names().collect::<Vec<_>>(), ["title", "body"]);
///
/// fn read() -> mizan::Result<String> {
///     Ok(std::fs::read_to_string("no such file")?)
/// }
/// assert_eq!(*read().unwrap_err().code(), Code::InternalError);
/// ```
pub struct Error {
    pub(crate) body: Box<ErrorBody>,
    pub(crate) cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    pub(crate) effect: Effect,
    pub(crate) retry_after_s: Option<u64>,
}

/// What a mutation that fails has changed by then (§3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Effect {
    /// It never ran, or it was rolled back.
    Nothing,
    /// Nobody knows.
    #[default]
    Unknown,
    /// Everything: only its result could not be sent.
    Everything,
}

impl Error {
    /// An error of `code` with a message for people.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let effect = if code == Code::ValidationFailed { Effect::Nothing } else { Effect::Unknown };
        Self {
            body: Box::new(ErrorBody::new(code, message.into().into_owned())),
            cause: None,
            effect,
            retry_after_s: None,
        }
    }

    /// What the core refuses with.
    pub(crate) fn refusal(body: Refused) -> Self {
        Self { body, cause: None, effect: Effect::Unknown, retry_after_s: None }
    }

    /// An error of the table in its own words.
    pub(crate) fn of(code: Code) -> Self {
        Self::refusal(refusal::of(code))
    }

    /// `401`: the caller has to sign in.
    pub fn unauthenticated() -> Self {
        Self::of(Code::Unauthenticated)
    }

    /// `403`: the caller is known and may not.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Forbidden, message)
    }

    /// `404`: what was asked for does not exist, or not for this caller.
    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::NotFound, message)
    }

    /// `409`: the state of the server does not allow it now.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Conflict, message)
    }

    /// `422`: a value of the caller's is not acceptable, and nothing was changed. More fields with [`field`](Self::field).
    pub fn validation(field: &str, code: &str, message: &str) -> Self {
        Self::new(Code::ValidationFailed, refusal::words(Code::ValidationFailed)).field(field, code, message)
    }

    /// `503`: something that this needs cannot be reached; the cause goes to the log.
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..Self::of(Code::Unavailable) }
    }

    /// `500`: a defect; the cause goes to the log under an id, and the client gets the id alone.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..Self::of(Code::InternalError) }
    }

    /// Adds what is wrong with one field. Fields repeat: each keeps all its errors, and they travel in the order in which
    /// they were first named.
    #[must_use]
    pub fn field(mut self, field: &str, code: &str, message: &str) -> Self {
        self.body.fields.push(field, FieldError::new(code, message));
        self
    }

    /// Says after how many seconds it is worth trying again, as `Retry-After`. A `503` or `429` without it says 1.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Says that the mutation which answers this changed nothing, so that nothing is invalidated (§3.2).
    ///
    /// Without it a failed mutation invalidates what it declares, since it may have written before it failed.
    #[must_use]
    pub fn nothing_changed(mut self) -> Self {
        self.effect = Effect::Nothing;
        self
    }

    /// What it is, for programs: compares with a [`Code`] and with text.
    #[must_use]
    pub fn code(&self) -> &ErrorCode {
        &self.body.code
    }

    /// The errors of single fields, by field.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.body.fields
    }

    /// What a declared error says beside its code, as it travels.
    #[must_use]
    pub fn data(&self) -> Option<&Value<'static>> {
        self.body.data.as_ref()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("body", &self.body).field("cause", &self.cause).finish_non_exhaustive()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => write!(f, "{}: {cause}", self.body.message),
            None => f.write_str(&self.body.message),
        }
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(cause: E) -> Self {
        Self::internal(cause)
    }
}

/// An extractor of Mizan's refuses with an [`Error`]; in a handler that is not Mizan's it answers by itself.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        crate::answer::error(self)
    }
}

/// The error type of a server function.
///
/// Implemented by [`Error`], and by an enum of your own with [`#[derive(mizan::Error)]`](derive@crate::Error).
#[diagnostic::on_unimplemented(
    message = "`{Self}` says nothing about what the client may see of it",
    label = "not a server function's error",
    note = "return `mizan::Result<T>`: `?` turns any error into an internal one, whose text stays on the server",
    note = "or, for an enum of your own whose variants the client tells apart, derive `mizan::Error`"
)]
pub trait IntoError: Send + 'static {
    /// The error that the caller gets.
    fn into_error(self) -> Error;

    /// The errors that a client can tell apart by their code.
    fn declare(types: &mut Types) -> Vec<ErrorDeclaration> {
        let _ = types;
        Vec::new()
    }
}

impl IntoError for Error {
    fn into_error(self) -> Error {
        self
    }
}

impl IntoError for std::convert::Infallible {
    fn into_error(self) -> Error {
        match self {}
    }
}
