//! What a server function is to the router: a declaration, and a way from arguments to an answer.
//!
//! `#[client]` writes [`ServerFunction`] for the type of the function's name; [`Function`] is that type erased.
//!
//! A call is **prepared** (its arguments read, which may be refused) before it is **run**, so that the order of checks in
//! `docs/protocol.md` §2 is the order of these two steps.

use crate::affected::Affected;
use crate::error::{Error, IntoError};
use crate::guard::PrepareGuard;
use crate::schema::{Type, Types};
use crate::upload::Unfit;
use axum::extract::FromRequestParts;
use http::request::Parts;
use mizan_core::declaration::FunctionDeclaration;
use mizan_core::item::Item;
use mizan_core::json::{DecodeError, Value};
use serde::Serialize;
use std::pin::Pin;

/// A function that a client may call; written by `#[client]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a server function of an application with the state `{S}`",
    label = "not registered for this state",
    note = "mark the function `#[client]`",
    note = "each `#[extract]` parameter has to be an axum extractor for `{S}`: for `State<T>`, implement `FromRef<{S}>` for `T`"
)]
pub trait ServerFunction<S>: 'static {
    /// What it declares.
    fn declare(types: &mut Types) -> FunctionDeclaration;

    /// Reads the arguments.
    ///
    /// # Errors
    /// When an argument is missing, unknown or of another type.
    fn prepare(arguments: &Value<'_>) -> Result<Prepared<S>, DecodeError>;

    /// The guard that code judges, where it has one.
    #[must_use]
    fn guard() -> Option<PrepareGuard<S>>;
}

/// A server function of whatever type, for the list that [`functions!`](crate::functions) makes.
pub struct Function<S> {
    pub(crate) declare: fn(&mut Types) -> FunctionDeclaration,
    pub(crate) prepare: fn(&Value<'_>) -> Result<Prepared<S>, DecodeError>,
    pub(crate) guard: Option<PrepareGuard<S>>,
}

impl<S> Function<S> {
    /// The function that `#[client]` declared as `F`.
    #[must_use]
    pub fn of<F: ServerFunction<S>>() -> Self {
        Self { declare: F::declare, prepare: F::prepare, guard: F::guard() }
    }
}

impl<S> std::fmt::Debug for Function<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Function")
    }
}

/// Lists server functions for [`Builder::functions`](crate::Builder::functions).
///
/// ```
/// use mizan::prelude::*;
///
/// #[client]
/// fn add(a: i32, b: i32) -> i32 {
///     a + b
/// }
///
/// let functions: Vec<mizan::Function<()>> = functions![add];
/// # assert_eq!(functions.len(), 1);
/// ```
#[macro_export]
macro_rules! functions {
    ($($function:ty),* $(,)?) => {
        $crate::__private::listed(|list| {
            let _ = &list;
            $(list.add::<$function>();)*
        })
    };
}

/// The list while it is filled. Its state comes from what the list is for, and not from the functions' own extractors:
/// then the compiler names the extractor that does not fit the state.
#[derive(Debug)]
pub struct List<S>(Vec<Function<S>>);

impl<S> List<S> {
    /// Adds a function.
    pub fn add<F: ServerFunction<S>>(&mut self) {
        self.0.push(Function::of::<F>());
    }
}

/// What [`functions!`](crate::functions) makes.
#[must_use]
pub fn listed<S>(fill: fn(&mut List<S>)) -> Vec<Function<S>> {
    let mut list = List(Vec::new());
    fill(&mut list);
    list.0
}

/// One call on its way through its function.
#[derive(Debug)]
pub struct Call<S> {
    /// The request without its body, for the extractors.
    pub parts: Parts,
    /// The application's state.
    pub state: S,
    /// Where the result is written, behind what is there.
    pub out: Vec<u8>,
}

/// What came of a call: the buffer with the result behind what was in it, or the error.
pub type Outcome = Result<Vec<u8>, Failure>;

/// An error, and how far the function had come.
#[derive(Debug)]
pub struct Failure {
    pub(crate) error: Error,
    pub(crate) stage: Stage,
}

/// How far a function came before it failed, which says what may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It never ran.
    Refused,
    /// It failed, and nobody knows what it had done by then.
    Failed,
    /// It returned, and its result could not be sent.
    Returned,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, stage: Stage::Refused }
    }
}

/// A function on its way.
pub(crate) type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A call with its arguments read, ready to run.
pub struct Prepared<S> {
    run: Box<dyn FnOnce(Call<S>) -> Running + Send>,
    given: Vec<Affected>,
    pub(crate) unfit: Unfit,
}

impl<S> Prepared<S> {
    /// Wraps the function that runs it.
    pub fn new<F, Fut>(run: F) -> Self
    where
        F: FnOnce(Call<S>) -> Fut + Send + 'static,
        Fut: Future<Output = Outcome> + Send + 'static,
    {
        Self { run: Box::new(move |call| Box::pin(run(call))), given: Vec::new(), unfit: Unfit::Refuse }
    }

    /// Adds what the call says itself to affect, in the order of its declarations.
    #[must_use]
    pub fn given(self, given: Vec<Affected>) -> Self {
        Self { given, ..self }
    }

    /// Lets the function itself judge files that are not what they have to be: it runs, and finds nothing in them. What it
    /// checks of its arguments before they arrive is demanded of them, and what it checks when it runs is told.
    #[must_use]
    pub fn judging_files(self) -> Self {
        Self { unfit: Unfit::Drop, ..self }
    }

    pub(crate) fn take_given(&mut self) -> Vec<Item> {
        self.given.drain(..).map(Affected::into_item).collect()
    }

    pub(crate) fn run(self, call: Call<S>) -> Running {
        (self.run)(call)
    }
}

impl<S> std::fmt::Debug for Prepared<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prepared")
    }
}

/// What a server function returns: a value that travels, or a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "a server function cannot return `{Self}`",
    label = "not a result that travels",
    note = "return a type with `#[derive(Serialize, Type)]`, or a `Result` of one whose error is `mizan::Error`"
)]
pub trait Return: Send + 'static {
    /// What travels on success.
    type Output: Type + Serialize + Send;
    /// What may go wrong.
    type Error: IntoError;

    /// The two as a `Result`.
    ///
    /// # Errors
    /// What the function failed with.
    fn into_result(self) -> Result<Self::Output, Self::Error>;
}

impl<T: Type + Serialize + Send> Return for T {
    type Output = T;
    type Error = std::convert::Infallible;

    fn into_result(self) -> Result<T, Self::Error> {
        Ok(self)
    }
}

impl<T: Type + Serialize + Send, E: IntoError> Return for Result<T, E> {
    type Output = T;
    type Error = E;

    fn into_result(self) -> Self {
        self
    }
}

/// Runs one extractor; what it refuses with becomes an [`Error`] of §9.
///
/// # Errors
/// The extractor's rejection.
pub async fn extract<T: FromRequestParts<S> + 'static, S: Sync + 'static>(call: &mut Call<S>) -> Result<T, Error> {
    match T::from_request_parts(&mut call.parts, &call.state).await {
        Ok(value) => Ok(value),
        Err(rejection) => Err(crate::answer::of_rejection(rejection)),
    }
}

/// Writes a result behind what the call's buffer holds.
///
/// # Errors
/// What the function failed with; `internal_error` when its result cannot travel, with the field in the log.
pub fn finish<R: Return>(returned: R, mut out: Vec<u8>) -> Outcome {
    let value = returned.into_result().map_err(|error| Failure { error: error.into_error(), stage: Stage::Failed })?;
    match mizan_core::json::to_writer(&mut out, &value) {
        Ok(()) => Ok(out),
        Err(error) => Err(Failure { error: Error::internal(error), stage: Stage::Returned }),
    }
}
