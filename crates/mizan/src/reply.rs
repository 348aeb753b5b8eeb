//! What a server function returns: a value that travels as JSON, or a response of axum's own.

use crate::error::{Effect, Error, IntoError};
use crate::function::Outcome;
use crate::schema::{Type, Types};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mizan_core::declaration::{ViewDeclaration, ViewRoute};
use serde::Serialize;

/// What a function answered, on its way to the client.
#[derive(Debug)]
pub struct Reply(pub(crate) Content);

#[derive(Debug)]
pub(crate) enum Content {
    /// The buffer of the answer, with the result behind what was in it.
    Json(Vec<u8>),
    View(Box<Response>),
}

impl Reply {
    /// The response of a [view](crate::Return); `None` of a function whose result is JSON.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        match &self.0 {
            Content::View(response) => Some(response),
            Content::Json(_) => None,
        }
    }

    /// The same, to add a header or to change it otherwise.
    pub fn response_mut(&mut self) -> Option<&mut Response> {
        match &mut self.0 {
            Content::View(response) => Some(response),
            Content::Json(_) => None,
        }
    }
}

/// What a server function returns: a value that travels, a response, or a `Result` of either.
///
/// A value is a [`Type`] with `Serialize`. A function that answers with axum's own [`Response`], [`Redirect`] or [`Html`] is
/// a **view function** (`docs/protocol.md` §3.4): what it answers passes as it is, and a mutation's carries the header of what it
/// invalidates. It may have a path of its own, by `#[client(route = "/…")]`.
#[diagnostic::on_unimplemented(
    message = "a server function cannot return `{Self}`",
    label = "not a result that travels",
    note = "return a type with `#[derive(Serialize, Type)]`, or a `Result` of one whose error is `mizan::Error`",
    note = "to answer with a response of axum, return `axum::response::Response`, `Redirect` or `Html`; `.into_response()` makes one of anything else"
)]
pub trait Return: Send + 'static {
    /// What may go wrong.
    type Error: IntoError;
    /// Whether it is a response, and not JSON.
    const VIEW: bool;

    /// The JSON Schema of what travels on success; null of a view.
    fn schema(types: &mut Types) -> serde_json::Value;

    /// Writes the result behind what `out` holds.
    ///
    /// # Errors
    /// What the function failed with; `internal_error` when its result cannot travel, with the field in the log.
    fn reply(self, out: Vec<u8>) -> Outcome;
}

impl<T: Output> Return for T {
    type Error = std::convert::Infallible;
    const VIEW: bool = T::VIEW;

    fn schema(types: &mut Types) -> serde_json::Value {
        T::schema(types)
    }

    fn reply(self, out: Vec<u8>) -> Outcome {
        self.write(out)
    }
}

impl<T: Output, E: IntoError> Return for Result<T, E> {
    type Error = E;
    const VIEW: bool = T::VIEW;

    fn schema(types: &mut Types) -> serde_json::Value {
        T::schema(types)
    }

    fn reply(self, out: Vec<u8>) -> Outcome {
        self.map_err(IntoError::into_error)?.write(out)
    }
}

/// What a function returns on success.
#[diagnostic::on_unimplemented(
    message = "a server function cannot return `{Self}`",
    label = "not a result that travels",
    note = "return a type with `#[derive(Serialize, Type)]`, or a `Result` of one whose error is `mizan::Error`",
    note = "to answer with a response of axum, return `axum::response::Response`, `Redirect` or `Html`; `.into_response()` makes one of anything else"
)]
pub trait Output: Send + 'static {
    /// Whether it is a response, and not JSON.
    const VIEW: bool;

    /// As [`Return::schema`].
    fn schema(types: &mut Types) -> serde_json::Value;

    /// As [`Return::reply`].
    ///
    /// # Errors
    /// `internal_error` when the result cannot travel.
    fn write(self, out: Vec<u8>) -> Outcome;
}

impl<T: Type + Serialize + Send> Output for T {
    const VIEW: bool = false;

    fn schema(types: &mut Types) -> serde_json::Value {
        types.leaving::<T>()
    }

    fn write(self, out: Vec<u8>) -> Outcome {
        self::json(&self, out)
    }
}

/// Writes a value behind what `out` holds. The function has done its work by then, whatever comes of the writing.
///
/// # Errors
/// `internal_error` when it cannot travel.
pub(crate) fn json(value: &impl Serialize, mut out: Vec<u8>) -> Outcome {
    match mizan_core::json::to_writer(&mut out, value) {
        Ok(()) => Ok(Reply(Content::Json(out))),
        Err(error) => Err(Error { effect: Effect::Everything, ..Error::internal(error) }),
    }
}

/// What a function with a path of its own returns.
#[diagnostic::on_unimplemented(
    message = "a function with a `route` answers with a response of axum, which `{Self}` is not",
    label = "not a response",
    note = "return `axum::response::Response`, `Redirect` or `Html`, or a `Result` of one; `.into_response()` makes a response of anything else",
    note = "a function whose result is JSON needs no `route`: the generated client calls it by its name"
)]
pub trait ReturnsView: Return {}

/// What a query returns: its context is one JSON document.
#[diagnostic::on_unimplemented(
    message = "a query cannot answer with `{Self}`",
    label = "a response, where a value is needed",
    note = "the queries of a context are read together as one JSON document: return a value, or make it a function without `context`"
)]
pub trait ReturnsValue: Return {}

impl<T: Type + Serialize + Send> ReturnsValue for T {}
impl<T: Type + Serialize + Send, E: IntoError> ReturnsValue for Result<T, E> {}

macro_rules! responses {
    ($([$($generics:tt)*] $ty:ty),* $(,)?) => {
        $(
            impl<$($generics)*> Output for $ty {
                const VIEW: bool = true;

                fn schema(_: &mut Types) -> serde_json::Value {
                    serde_json::Value::Null
                }

                fn write(self, _: Vec<u8>) -> Outcome {
                    Ok(Reply(Content::View(Box::new(self.into_response()))))
                }
            }
            impl<$($generics)*> ReturnsView for $ty {}
            impl<$($generics)* E: IntoError> ReturnsView for Result<$ty, E> {}
        )*
    };
}
responses!([] Response, [] Redirect, [T: IntoResponse + Send + 'static,] Html<T>);

/// What a function is as a view, from what it returns and the route that it was given.
#[must_use]
pub fn view<R: Return>(route: Option<ViewRoute>) -> Option<ViewDeclaration> {
    R::VIEW.then_some(ViewDeclaration { route })
}
