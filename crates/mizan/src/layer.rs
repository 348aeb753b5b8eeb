//! Layers: what stands around server functions.
//!
//! A layer is an async function that gets the [`Call`] and what comes [`Next`]: it may look at both ends, refuse, or
//! change what came of it. It wraps the function and its extractors alone: limits, guards and arguments have let the call pass by
//! then. In a context each query is a call of its own. What should see every request, also those that are refused, is a layer of axum
//! around the router.
//!
//! [`Function::layer`](crate::Function::layer) puts one around a function, [`Builder::layer`](crate::Builder::layer) around
//! all. Without any there is nothing to pass.
//!
//! ```
//! use mizan::layer::{Call, Next, Reply};
//! use mizan::prelude::*;
//! use std::time::Instant;
//!
//! async fn timed<S: Send + 'static>(call: Call<S>, next: Next<S>) -> mizan::Result<Reply> {
//!     let (name, start) = (call.function().to_owned(), Instant::now());
//!     let outcome = next.run(call).await;
//!     println!("{name}: {:?}, {}", start.elapsed(), if outcome.is_ok() { "done" } else { "failed" });
//!     outcome
//! }
//!
//! /// Lets nobody in from the beginning of a migration to its end.
//! async fn unless_migrating(call: Call<bool>, next: Next<bool>) -> mizan::Result<Reply> {
//!     if *call.state() {
//!         return Err(mizan::Error::unavailable("migrating").retry_after(60));
//!     }
//!     next.run(call).await
//! }
//!
//! #[client]
//! fn echo(text: String) -> String {
//!     text
//! }
//!
//! # fn main() -> Result<(), mizan::BuildError> {
//! Mizan::<bool>::builder().functions(functions![echo.layer(unless_migrating)]).layer(timed).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A layer that opens a transaction says of a failed mutation that it was rolled back with
//! [`nothing_changed`](crate::Error::nothing_changed), so that nothing is invalidated.

use crate::error::Error;
use crate::function::{Call as Request, Outcome, Prepared};
use crate::identity::Identity;
pub use crate::reply::Reply;
use axum::extract::FromRequestParts;
use http::request::Parts;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One call of a function, as a layer sees it.
pub struct Call<S> {
    request: Request<S>,
    function: Arc<str>,
    identity: Identity,
}

impl<S> Call<S> {
    /// The function's name on the wire.
    #[must_use]
    pub fn function(&self) -> &str {
        &self.function
    }

    /// Who calls; anonymous in a public context, whose queries do not see who asks.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The request without its body.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.request.parts
    }

    /// The same, to put an extension in that the function extracts.
    pub fn parts_mut(&mut self) -> &mut Parts {
        &mut self.request.parts
    }

    /// The application's state.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.request.state
    }

    /// Runs an extractor, as a parameter marked `#[extract]` would.
    ///
    /// # Errors
    /// What the extractor refuses with.
    pub async fn extract<T: FromRequestParts<S> + 'static>(&mut self) -> Result<T, Error>
    where
        S: Sync + 'static,
    {
        crate::function::extract(&mut self.request).await
    }
}

impl<S> fmt::Debug for Call<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("function", &self.function)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

/// What a layer is around: the layers inside it, and then the function.
pub struct Next<S> {
    layers: Layers<S>,
    /// How many of them are inside.
    inside: usize,
    prepared: Prepared<S>,
    /// Whether the function itself was reached.
    reached: Arc<AtomicBool>,
}

impl<S: Send + 'static> Next<S> {
    /// Runs it.
    ///
    /// # Errors
    /// What the function, or a layer inside, failed with.
    pub async fn run(mut self, call: Call<S>) -> Outcome {
        match self.inside.checked_sub(1) {
            Some(next) => {
                self.inside = next;
                Arc::clone(&self.layers[next]).call(call, self).await
            }
            None => {
                self.reached.store(true, Ordering::Relaxed);
                self.prepared.run(call.request).await
            }
        }
    }
}

impl<S> fmt::Debug for Next<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("inside", &self.inside).finish_non_exhaustive()
    }
}

/// What stands around a function: every `async fn(Call<S>, Next<S>) -> mizan::Result<Reply>`, and every closure like it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no layer of an application with the state `{S}`",
    label = "not a layer",
    note = "a layer is `async fn name(call: Call<{S}>, next: Next<{S}>) -> mizan::Result<Reply>`, with the types of `mizan::layer`",
    note = "its future has to be `Send`; a layer of tower or axum goes around the router instead"
)]
pub trait Layer<S>: Send + Sync + 'static {
    /// Runs what is inside, with whatever it does before and after.
    fn call(&self, call: Call<S>, next: Next<S>) -> Pin<Box<dyn Future<Output = Outcome> + Send>>;
}

impl<S, F, Fut> Layer<S> for F
where
    F: Fn(Call<S>, Next<S>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Outcome> + Send + 'static,
{
    fn call(&self, call: Call<S>, next: Next<S>) -> Pin<Box<dyn Future<Output = Outcome> + Send>> {
        Box::pin(self(call, next))
    }
}

/// The layers around one function, the innermost first.
pub(crate) type Layers<S> = Arc<[Arc<dyn Layer<S>>]>;

/// A function inside its layers, with what they are told of its call.
pub(crate) struct Layered<S> {
    pub(crate) layers: Layers<S>,
    pub(crate) function: Arc<str>,
}

impl<S: Send + 'static> Layered<S> {
    /// Runs a call through all of them. One that never came to the function has changed nothing.
    pub(crate) async fn run(&self, prepared: Prepared<S>, request: Request<S>, identity: Identity) -> Outcome {
        let reached = Arc::new(AtomicBool::new(false));
        let (layers, inside) = (Arc::clone(&self.layers), self.layers.len());
        let next = Next { layers, inside, prepared, reached: Arc::clone(&reached) };
        let call = Call { request, function: Arc::clone(&self.function), identity };
        let outcome = next.run(call).await;
        outcome.map_err(|error| if reached.load(Ordering::Relaxed) { error } else { error.nothing_changed() })
    }
}
