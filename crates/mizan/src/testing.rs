//! Calls functions in tests: through the whole of Mizan, without a network, a browser or a token.
//!
//! ```
//! use mizan::{prelude::*, testing::Client};
//! use serde_json::json;
//!
//! #[derive(Context)]
//! pub struct UserContext {
//!     pub user_id: u32,
//! }
//!
//! #[client(context = UserContext)]
//! fn user_name(user_id: u32) -> String {
//!     format!("user {user_id}")
//! }
//!
//! #[client(affects(UserContext), auth = Authenticated)]
//! fn rename(user_id: u32, name: String) -> String {
//!     format!("{user_id} is {name}")
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), mizan::BuildError> {
//! let mizan = Mizan::<()>::builder().functions(functions![user_name, rename]).build()?;
//! let client = Client::new(&mizan, ());
//!
//! let refused = client.call::<rename>(json!({ "user_id": 5, "name": "Ada" })).await;
//! assert_eq!(refused.code(), Some("unauthenticated"));
//!
//! let renamed = client.user(5).call::<rename>(json!({ "user_id": 5, "name": "Ada" })).await;
//! assert_eq!(renamed.result(), Some(&json!("5 is Ada")));
//! assert_eq!(renamed.invalidated(), "user;user_id=5");
//!
//! let read = client.read(UserContext { user_id: 5 }).await;
//! assert_eq!(read.data::<user_name>(), Some(&json!("user 5")));
//! # Ok(())
//! # }
//! ```

use crate::answer::INVALIDATE;
use crate::builder::Mizan;
use crate::context::{Context, Target};
use crate::engine::Engine;
use crate::file::File;
use crate::form::Form;
use crate::function::ServerFunction;
use crate::identity::Identity;
use crate::schema::Types;
use axum::body::Body;
use http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue};
use http::request::Builder;
use http::{Request, Response};
use http_body_util::BodyExt;
use mizan_core::declaration::AffectedTarget;
use mizan_core::json::{self, Value as Wire};
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::Arc;

/// Calls an application's functions as one caller. Everything else is as in production: guards, limits, extractors.
///
/// No layer of the application's own router is around them: a function that takes the `Session` is tested through that.
pub struct Client<S> {
    engine: Arc<Engine<S>>,
    state: S,
    identity: Identity,
}

impl<S> std::fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// Says who asks in a test, in place of the application's `Identify`. Only code of the server can put it into a request.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Identity);

impl<S: Clone + Send + Sync + 'static> Client<S> {
    /// A client that is not signed in.
    pub fn new(mizan: &Mizan<S>, state: S) -> Self {
        Self { engine: mizan.engine(), state, identity: Identity::anonymous() }
    }

    /// The same client, signed in as the user of that id.
    #[must_use]
    pub fn user(&self, id: impl ToString) -> Self {
        let identity = Identity::user(id.to_string(), "test");
        Self { engine: Arc::clone(&self.engine), state: self.state.clone(), identity }
    }

    /// Calls a function with its arguments, an object by name; `json!({})` where it has none.
    pub async fn call<F: ServerFunction<S>>(&self, args: Value) -> Answer {
        self.call_named(&F::declare(&mut Types::default()).name, args).await
    }

    async fn call_named(&self, name: &str, args: Value) -> Answer {
        let request = Request::post("/call/").header(CONTENT_TYPE, "application/json");
        self.send(request, json!({ "fn": name, "args": args }).to_string()).await
    }

    /// Calls a function with files: each `{"$file": "name"}` among the arguments stands for the file of that name.
    ///
    /// # Panics
    /// When a file cannot be read, which one made by [`File::new`] always can.
    pub async fn call_with_files<F: ServerFunction<S>>(&self, args: Value, files: &[(&str, File)]) -> Answer {
        let name = F::declare(&mut Types::default()).name;
        let mut body = Vec::new();
        part(&mut body, "name=\"call\"", json!({ "fn": name, "args": args }).to_string().as_bytes());
        for (name, file) in files {
            let head =
                format!("name=\"{name}\"; filename=\"{}\"\r\nContent-Type: {}", file.name(), file.content_type());
            part(&mut body, &head, &file.bytes().await.expect("a file that can be read"));
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::post("/call/").header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        self.send(request, body).await
    }

    /// Submits a form with its fields, an object by name.
    pub async fn submit<F: Form>(&self, data: Value) -> Answer {
        self.call_named(&format!("{}.submit", F::NAME), json!({ "data": data })).await
    }

    /// Asks what is wrong with those fields of a form; with all of them where `only` is empty.
    pub async fn validate<F: Form>(&self, data: Value, only: &[&str]) -> Answer {
        let only = if only.is_empty() { Value::Null } else { json!(only) };
        self.call_named(&format!("{}.validate", F::NAME), json!({ "data": data, "only": only })).await
    }

    /// Reads a context.
    pub async fn read<C: Context>(&self, context: C) -> Answer {
        self.send(Request::get(format!("/ctx/{}/{}", C::NAME, query(&context))), String::new()).await
    }

    async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let request = request.header(HOST, "test").extension(Caller(self.identity.clone()));
        let request = request.body(body.into()).expect("a path and headers made of names");
        Answer::of(Arc::clone(&self.engine).answer(request, self.state.clone()).await).await
    }
}

/// As random as what a browser makes; no file of a test has it.
const BOUNDARY: &str = "mizan-testing-4b1f0c6d9ae24f73";

fn part(body: &mut Vec<u8>, head: &str, data: &[u8]) {
    body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
    body.extend_from_slice(data);
    body.extend_from_slice(b"\r\n");
}

/// The params of a read, as a client writes them (§4).
fn query<C: Context>(context: &C) -> String {
    let mut query = String::new();
    for (name, value) in context.params() {
        let text = match value {
            Wire::Null => continue,
            Wire::Str(text) => text.into_owned(),
            value => json::canonical(&value),
        };
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        for byte in text.bytes() {
            // Writing to a string cannot fail.
            let _ = write!(query, "%{byte:02X}");
        }
    }
    query
}

/// What came of a call or read.
#[derive(Debug)]
pub struct Answer {
    status: u16,
    headers: HeaderMap,
    invalidated: String,
    text: String,
    body: Value,
}

impl Answer {
    async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let header = parts.headers.get(INVALIDATE).map(HeaderValue::as_bytes).unwrap_or_default();
        let invalidated = String::from_utf8_lossy(header).into_owned();
        let bytes = body.collect().await.expect("a body that a view did not break off").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Self { status: parts.status.as_u16(), headers: parts.headers, invalidated, text, body }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The result of a call that succeeded.
    #[must_use]
    pub fn result(&self) -> Option<&Value> {
        self.body.get("result")
    }

    /// What one query of a read answered; `None` where it failed.
    #[must_use]
    pub fn data<Q: Target>(&self) -> Option<&Value> {
        self.body.get("data")?.get(query_name::<Q>())
    }

    /// Why one query of a read failed.
    #[must_use]
    pub fn error_of<Q: Target>(&self) -> Option<&Value> {
        self.body.get("errors")?.get(query_name::<Q>())
    }

    /// The error of a call, or of a read in which every query failed: `{"code", "message", …}`.
    #[must_use]
    pub fn error(&self) -> Option<&Value> {
        self.body.get("error")
    }

    /// The error's code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.error()?.get("code")?.as_str()
    }

    /// What was invalidated, as `X-Mizan-Invalidate` says it: `user;user_id=5, notifications`. Empty for nothing.
    #[must_use]
    pub fn invalidated(&self) -> &str {
        &self.invalidated
    }

    /// A header of the answer; `None` also for one that is no text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What a view answered, as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole body; null of what is no JSON.
    #[must_use]
    pub fn body(&self) -> &Value {
        &self.body
    }
}

fn query_name<Q: Target>() -> String {
    match Q::target() {
        AffectedTarget::Function(name) | AffectedTarget::Context(name) => name,
    }
}
