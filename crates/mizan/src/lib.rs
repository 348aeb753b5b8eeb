//! Server functions for axum with a generated React client.
//!
//! Write functions, list them, mount the router; `mizan generate` writes the typed client.
//!
//! ```
//! use mizan::prelude::*;
//!
//! #[derive(Serialize, Type)]
//! struct Output {
//!     message: String,
//! }
//!
//! #[client]
//! fn echo(text: String) -> Output {
//!     Output { message: text }
//! }
//!
//! # fn main() -> Result<(), mizan::BuildError> {
//! let mizan = Mizan::<()>::builder().functions(functions![echo]).build()?;
//! let app: axum::Router = axum::Router::new().nest("/api/mizan", mizan.router());
//! # Ok(())
//! # }
//! ```
//!
//! # The way of a call
//!
//! 1. [`Builder::build`] checks every declaration and draws the [schema](Mizan::schema_json);
//! 2. the [router](Mizan::router) checks host, path, method, size, media type, origin and CSRF token, and reads the body;
//! 3. [`Identify`] finds out who is asking, the [`Guard`] decides, the arguments are read;
//! 4. the function runs; what it [affects](macro@client) becomes items of invalidation with a version;
//! 5. the answer carries both, in its body and in `X-Mizan-Invalidate`.
//!
//! Deliberately absent: caches, channels, rendering. They stand before the functions and never see one.

mod affected;
mod answer;
mod bigint;
mod builder;
mod bytes;
mod call;
mod clock;
#[doc(hidden)]
pub mod constraint;
mod context;
mod declared;
mod engine;
mod entry;
mod error;
pub mod file;
mod form;
mod function;
mod guard;
mod identity;
mod invalidation;
pub mod layer;
mod limit;
mod mutation;
#[doc(hidden)]
pub mod plain;
mod random;
mod read;
mod reply;
mod report;
mod schema;
pub mod session;
pub mod testing;
mod upload;
mod view;
mod wire;

pub use affected::Affected;
pub use bigint::{BigInt64, BigUint64};
pub use builder::{BuildError, Builder, Mizan};
pub use bytes::Bytes;
pub use constraint::Violations;
pub use context::{Context, Target};
pub use error::{Error, IntoError, Result};
pub use file::File;
pub use form::{Form, FormGuard, FormPage, FormRequest, Problems, Submit};
pub use function::{Function, ServerFunction};
pub use guard::{Authenticated, DefaultGuard, Guard, Public};
pub use identity::{CurrentUser, Identify, Identity, SessionIdentity};
pub use invalidation::Invalidation;
pub use mizan_core::error::{Code, ErrorCode, FieldError, Fields};
pub use mizan_core::format::Format;
pub use reply::Return;
pub use schema::{Type, Types};
pub use wire::{Wire, WireText};

#[doc = include_str!("error.md")]
pub use mizan_macros::Error;
/// Makes a plain function, async or not, callable from the generated client.
///
/// The function stays what it is: tests call it. Its parameters are the arguments of the wire, by name; those marked
/// `#[extract]` come from the request on the server and are any axum extractor (`FromRequestParts`). It returns a
/// [`Type`], or a [`Result`] of one, whose error is [`mizan::Error`](struct@Error) or an enum of
/// [its own](derive@Error). `#[mizan(min_length = 1)]` before an argument is one of the [constraints](Type#constraints).
///
/// ```
/// use axum::extract::State;
/// use mizan::prelude::*;
///
/// #[derive(Context)]
/// pub struct UserContext {
///     pub user_id: u32,
/// }
///
/// /// The name of one user.
/// #[client(context = UserContext)]
/// async fn user_name(user_id: u32, #[extract] State(names): State<Vec<String>>) -> mizan::Result<String> {
///     names.get(user_id as usize).cloned().ok_or_else(|| mizan::Error::not_found("no such user"))
/// }
///
/// /// Renames a user; every reader of `user;user_id=…` reads again.
/// #[client(affects(UserContext), auth = Authenticated)]
/// async fn rename(user_id: u32, name: String, #[extract] caller: CurrentUser) -> mizan::Result<()> {
///     println!("{} renames {user_id} to {name}", caller.id());
///     Ok(())
/// }
///
/// # fn main() -> Result<(), mizan::BuildError> {
/// Mizan::<Vec<String>>::builder().functions(functions![user_name, rename]).build()?;
/// # Ok(())
/// # }
/// ```
///
/// | option | meaning |
/// |---|---|
/// | `context = UserContext` | a query of that context: its arguments are params of it |
/// | `context = global` | read once for every page, without arguments |
/// | `context = local` | a context of its own, its arguments the params |
/// | `affects(UserContext, user_name)` | a mutation: the contexts and queries that it changes, scoped by the arguments that have a param's name and type |
/// | `affects(UserContext::all())` | every read of it, whatever the arguments are called |
/// | `affects(UserContext { user_id: id })` | the reads with exactly these params, from the arguments |
/// | `auth = Authenticated` | who may call; otherwise everyone |
/// | `rate_limit = "10/min"` | how often one caller may call, by user where signed in and by address otherwise |
/// | `route = "/export"` | a path of its own, for a function that answers with a response: [below](#views) |
/// | `internal` | left out of what `mizan generate` writes for everyone; `mizan generate --internal` has it |
/// | `name = "…"` | the name on the wire; otherwise the function's |
///
/// A function that is not `async` runs on the executor: it is for quick work.
///
/// # Views
///
/// A function that returns axum's `Response`, `Redirect` or `Html`, or a `Result` of one, is a view function: what it
/// answers passes as it is, with the header of what it invalidates where it is a mutation. Where it has a `route`, a browser
/// goes there by itself, below the prefix: `GET` with the arguments in the URL, or, for a mutation and where it says so
/// (`route = "POST /import"`), `POST` with the fields of a form, the CSRF token among them as `csrfmiddlewaretoken`.
///
/// ```
/// use axum::http::header;
/// use axum::response::{IntoResponse, Redirect, Response};
/// use mizan::prelude::*;
///
/// /// The orders of a year, at `/api/mizan/orders.csv?year=2026`.
/// #[client(route = "/orders.csv", auth = Authenticated)]
/// fn export_orders(year: u16) -> Response {
///     let kind = [(header::CONTENT_TYPE, "text/csv"), (header::CACHE_CONTROL, "private, no-store")];
///     (kind, format!("year\n{year}\n")).into_response()
/// }
///
/// /// `<form method="post" action="/api/mizan/sign-out/">`
/// #[client(route = "/sign-out", affects(global))]
/// async fn sign_out(#[extract] session: Session) -> mizan::Result<Redirect> {
///     session.sign_out().await?;
///     Ok(Redirect::to("/"))
/// }
///
/// #[client(context = global)]
/// fn current_user(#[extract] user: Option<CurrentUser>) -> Option<String> {
///     user.map(|user| user.id().to_owned())
/// }
/// # assert!(Mizan::<()>::builder().functions(functions![export_orders, sign_out, current_user]).build().is_ok());
/// ```
pub use mizan_macros::client;
/// Lists server functions for [`Builder::functions`], each with the [layers](layer) around it.
///
/// ```
/// use mizan::layer::{Call, Next, Reply};
/// use mizan::prelude::*;
///
/// #[client]
/// fn add(a: i32, b: i32) -> i32 {
///     a + b
/// }
///
/// #[client]
/// fn echo(text: String) -> String {
///     text
/// }
///
/// async fn logged(call: Call<()>, next: Next<()>) -> mizan::Result<Reply> {
///     println!("{}", call.function());
///     next.run(call).await
/// }
///
/// let functions: Vec<mizan::Function<()>> = functions![add, echo.layer(logged)];
/// # assert_eq!(functions.len(), 2);
/// ```
///
/// A function that has the name of a crate which the application depends on is listed as `self::time`.
pub use mizan_macros::functions;
/// Makes a plain function a guard, for `#[client(auth = owns_note)]`: it lets a caller through by answering `true`.
///
/// What it takes by name are arguments of the functions that it guards, by the same names and types; it is then asked
/// after they are read, and otherwise before. What is marked `#[extract]` comes from the request. In a context it is asked
/// on every read, before anything stored is looked at.
///
/// ```
/// use mizan::prelude::*;
///
/// #[guard]
/// async fn owns_note(note_id: u32, #[extract] user: CurrentUser) -> mizan::Result<bool> {
///     Ok(user.id() == "1" && note_id == 7)
/// }
///
/// #[client(auth = owns_note)]
/// fn read_note(note_id: u32) -> String {
///     format!("note {note_id}")
/// }
/// # assert!(Mizan::<()>::builder().functions(functions![read_note]).build().is_ok());
/// ```
pub use mizan_macros::guard;
pub use mizan_macros::{Context, Form, Type};

/// What an application with server functions needs: `use mizan::prelude::*;`.
pub mod prelude {
    pub use crate::{Authenticated, CurrentUser, Mizan, Public, client, functions, guard, session::Session};
    pub use crate::{Context, Form, FormRequest, Problems, Submit, Type};
    pub use serde::{Deserialize, Serialize};
}

/// For the code that the macros write; nothing here is meant to be named by hand.
#[doc(hidden)]
pub mod __private {
    pub use crate::constraint;
    pub use crate::declared::{Cause, Declared};
    pub use crate::entry::{OfForm, OfFunction};
    pub use crate::form::{FormGuard, Look, NoType, Part, Shown, keep, schema_value};
    pub use crate::function::{Call, List, Prepared, extract, listed};
    pub use crate::guard::{PrepareGuard, PreparedGuard, verdict};
    pub use crate::plain;
    pub use crate::reply::{Return, ReturnsValue, ReturnsView, view};
    pub use crate::schema::{Member, Type, Types};
    pub use axum::extract::FromRequestParts;
    pub use mizan_core::declaration::{
        AffectDeclaration, AffectedTarget, ContextDeclaration, ErrorDeclaration, FormDeclaration, FunctionDeclaration,
        GuardDeclaration, GuardRule, Membership, Place, RateLimit, ViewMethod, ViewRoute,
    };
    pub use mizan_core::json::{DecodeError, Value, from_value as arguments};
    pub use mizan_core::resolve::Mode;
    pub use {schemars, serde};

    /// The place of the declaration that the macro expands at.
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __place {
        () => {
            $crate::__private::Place { file: ::std::file!().to_owned(), line: ::std::line!() }
        };
    }
    pub use __place as place;

    pub fn assert_type<T: Type>() {}
}

/// The README's samples are run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

/// So are those of the guide to forms.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/forms.md")]
pub struct Forms;

/// And those of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/rust.md")]
pub struct Guide;
