//! Guards decide who may call.

use crate::error::{Error, IntoError};
use crate::function::Call;
use crate::identity::Identity;
use crate::schema::Types;
use mizan_core::declaration::{GuardDeclaration, GuardRule};
use mizan_core::error::Code;
use mizan_core::json::{DecodeError, Value};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

/// Who may call a function, as `#[client(auth = Authenticated)]` says it.
///
/// A caller who is refused gets `unauthenticated` when not signed in and `forbidden` otherwise (`docs/protocol.md` §9).
/// [`#[guard]`](macro@crate::guard) makes one of a function.
///
/// ```
/// use mizan::prelude::*;
///
/// #[client(auth = Authenticated)]
/// fn secret() -> String {
///     "for whoever is signed in".to_owned()
/// }
///
/// /// What asks for no guard has this one, where the application says so.
/// #[client(auth = Public)]
/// fn open() -> String {
///     "for everyone".to_owned()
/// }
/// # assert!(Mizan::<()>::builder().default_auth(Authenticated).functions(functions![secret, open]).build().is_ok());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a guard of an application with the state `{S}`",
    label = "not a guard",
    note = "there are `mizan::Public`, `mizan::Authenticated`, and every function marked `#[guard]`",
    note = "each `#[extract]` parameter of a guard has to be an axum extractor for `{S}`"
)]
pub trait Guard<S>: 'static {
    /// What it declares.
    fn declare(types: &mut Types) -> GuardDeclaration;

    /// What reads the arguments it looks at; `None` where its rule says all.
    #[must_use]
    fn prepare() -> Option<PrepareGuard<S>> {
        None
    }
}

/// Everyone may call.
#[derive(Debug, Clone, Copy)]
pub struct Public;

/// Whoever is signed in may call.
#[derive(Debug, Clone, Copy)]
pub struct Authenticated;

impl<S> Guard<S> for Public {
    fn declare(_: &mut Types) -> GuardDeclaration {
        GuardDeclaration { rule: GuardRule::Public, name: "Public".to_owned(), args: Vec::new() }
    }
}

impl<S> Guard<S> for Authenticated {
    fn declare(_: &mut Types) -> GuardDeclaration {
        GuardDeclaration { rule: GuardRule::Authenticated, name: "Authenticated".to_owned(), args: Vec::new() }
    }
}

/// A guard that needs no code, and so may be every function's.
pub trait DefaultGuard {
    /// What it demands.
    fn rule(&self) -> GuardRule;
}

impl DefaultGuard for Public {
    fn rule(&self) -> GuardRule {
        GuardRule::Public
    }
}

impl DefaultGuard for Authenticated {
    fn rule(&self) -> GuardRule {
        GuardRule::Authenticated
    }
}

/// Reads the arguments that a guard looks at.
pub type PrepareGuard<S> = fn(&Value<'_>) -> Result<PreparedGuard<S>, DecodeError>;

/// The request, given back, and whether it may go on.
type Verdict<S> = (Call<S>, Result<bool, Error>);

type Judging<S> = Pin<Box<dyn Future<Output = Result<Verdict<S>, Error>> + Send>>;

/// A guard with its arguments read, ready to judge.
pub struct PreparedGuard<S>(Box<dyn FnOnce(Call<S>) -> Judging<S> + Send>);

impl<S> std::fmt::Debug for PreparedGuard<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PreparedGuard")
    }
}

impl<S> PreparedGuard<S> {
    /// Wraps the function that judges.
    pub fn new<F, Fut>(judge: F) -> Self
    where
        F: FnOnce(Call<S>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Verdict<S>, Error>> + Send + 'static,
    {
        Self(Box::new(move |call| Box::pin(judge(call))))
    }

    /// Lets a request through, or says why not. A guard that panics lets nobody through.
    pub(crate) async fn admit(self, call: Call<S>, identity: &Identity) -> Result<Call<S>, Error> {
        let judging = AssertUnwindSafe(async move { (self.0)(call).await });
        let (call, verdict) = crate::call::unwound(judging).await??;
        match verdict? {
            true => Ok(call),
            false if identity.user_id().is_none() => Err(Error::unauthenticated()),
            false => Err(Error::of(Code::Forbidden)),
        }
    }
}

/// What a guard function answers: `true` lets the caller through.
#[diagnostic::on_unimplemented(
    message = "a guard cannot answer `{Self}`",
    label = "neither `bool` nor a `Result` of one",
    note = "answer `bool`, or `mizan::Result<bool>`"
)]
pub trait Answer: Send {
    /// As a result.
    ///
    /// # Errors
    /// What the guard failed with.
    fn into_verdict(self) -> Result<bool, Error>;
}

impl Answer for bool {
    fn into_verdict(self) -> Result<bool, Error> {
        Ok(self)
    }
}

impl<E: IntoError> Answer for Result<bool, E> {
    fn into_verdict(self) -> Result<bool, Error> {
        self.map_err(IntoError::into_error)
    }
}

/// Gives the request back with what the guard answered.
///
/// # Errors
/// None of its own; the type is what an extractor's refusal needs.
pub fn verdict<A: Answer, S>(answer: A, call: Call<S>) -> Result<Verdict<S>, Error> {
    Ok((call, answer.into_verdict()))
}
