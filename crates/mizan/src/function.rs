//! What a server function is to the router: a declaration, and a way from arguments to an answer.
//!
//! `#[client]` writes [`ServerFunction`] for the type of the function's name; [`Function`] is that type erased.
//!
//! A call is **prepared** (its arguments read, which may be refused) before it is **run**, so that the order of checks in
//! `docs/protocol.md` §2 is the order of these two steps.

use crate::affected::Affected;
use crate::error::Error;
use crate::guard::PrepareGuard;
use crate::layer::Layer;
use crate::reply::Reply;
use crate::schema::Types;
use crate::upload::Unfit;
use axum::extract::FromRequestParts;
use http::request::Parts;
use mizan_core::declaration::FunctionDeclaration;
use mizan_core::item::Item;
use mizan_core::json::{DecodeError, Value};
use std::pin::Pin;
use std::sync::Arc;

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

/// A server function of whatever type, for the list that [`functions!`](macro@crate::functions) makes.
pub struct Function<S> {
    pub(crate) declare: fn(&mut Types) -> FunctionDeclaration,
    pub(crate) prepare: fn(&Value<'_>) -> Result<Prepared<S>, DecodeError>,
    pub(crate) guard: Option<PrepareGuard<S>>,
    /// The innermost first.
    pub(crate) layers: Vec<Arc<dyn Layer<S>>>,
}

impl<S> Function<S> {
    /// The function that `#[client]` declared as `F`.
    #[must_use]
    pub fn of<F: ServerFunction<S>>() -> Self {
        Self { declare: F::declare, prepare: F::prepare, guard: F::guard(), layers: Vec::new() }
    }

    /// Puts a [layer](crate::layer) around this function: `functions![rename.layer(audited)]`. As in axum, the last one
    /// added is the outermost.
    #[must_use]
    pub fn layer(mut self, layer: impl Layer<S>) -> Self {
        self.layers.push(Arc::new(layer));
        self
    }
}

impl<S> std::fmt::Debug for Function<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Function")
    }
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

    /// Puts a layer around the function that was added last.
    pub fn layer(&mut self, layer: impl Layer<S>) {
        let last = self.0.pop();
        self.0.extend(last.map(|function| function.layer(layer)));
    }
}

/// What fills a list. A box, since its type tells the compiler the state before it looks at the functions.
type Fill<'f, S> = Box<dyn FnOnce(&mut List<S>) + 'f>;

/// What [`functions!`](macro@crate::functions) makes.
#[must_use]
pub fn listed<S>(fill: Fill<'_, S>) -> Vec<Function<S>> {
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

/// What came of a call: its reply behind what was in the buffer, or the error.
pub(crate) type Outcome = Result<Reply, Error>;

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

/// Runs one extractor; what it refuses with becomes an [`Error`] of §9. The function has not run by then.
///
/// # Errors
/// The extractor's rejection.
pub async fn extract<T: FromRequestParts<S> + 'static, S: Sync + 'static>(call: &mut Call<S>) -> Result<T, Error> {
    let extracted = T::from_request_parts(&mut call.parts, &call.state).await;
    extracted.map_err(|rejection| crate::answer::of_rejection(rejection).nothing_changed())
}
