//! Layers around functions: what they see, and what they may do.

use crate::app::{Browser, SECRET};
use axum::Router;
use axum::extract::{Extension, FromRef, State};
use axum::response::Redirect;
use mizan::layer::{Call, Next, Reply};
use mizan::prelude::*;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tower_sessions::MemoryStore;

/// What the layers saw, in order.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[derive(Clone, Default)]
struct App {
    seen: Seen,
}

impl FromRef<App> for Seen {
    fn from_ref(app: &App) -> Self {
        app.seen.clone()
    }
}

#[derive(Clone)]
struct Greeting(&'static str);

#[derive(Context)]
struct NoteContext {
    note_id: u32,
}

#[client(context = NoteContext)]
fn note_text(note_id: u32, #[extract] State(seen): State<Seen>) -> mizan::Result<u32> {
    seen.note("note_text runs");
    if note_id == 404 { Err(mizan::Error::not_found("no such note")) } else { Ok(note_id) }
}

#[client(context = NoteContext, auth = Authenticated)]
fn note_owner(note_id: u32) -> u32 {
    note_id
}

#[client(affects(NoteContext))]
fn write_note(note_id: u32, text: String, #[extract] State(seen): State<Seen>) -> mizan::Result<u32> {
    seen.note("write_note runs");
    match text.as_str() {
        "conflict" => Err(mizan::Error::conflict("somebody else writes it")),
        "panic" => panic!("while writing"),
        _ => Ok(note_id),
    }
}

#[client]
fn greet(#[extract] Extension(greeting): Extension<Greeting>) -> &'static str {
    greeting.0
}

#[client(route = "/go")]
fn go() -> Redirect {
    Redirect::to("/there")
}

#[client(affects(NoteContext))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

async fn outer(call: Call<App>, next: Next<App>) -> mizan::Result<Reply> {
    let (name, seen) = (call.function().to_owned(), call.state().seen.clone());
    seen.note(format!("{name} by {:?}", call.identity().user_id()));
    let outcome = next.run(call).await;
    match &outcome {
        Ok(_) => seen.note(format!("{name} done")),
        Err(error) => seen.note(format!("{name} failed: {}", error.code())),
    }
    outcome
}

/// Opens a transaction, and rolls it back where the function fails.
async fn in_transaction(mut call: Call<App>, next: Next<App>) -> mizan::Result<Reply> {
    let State(seen) = call.extract::<State<Seen>>().await?;
    seen.note("begin");
    match next.run(call).await {
        Ok(reply) => {
            seen.note("commit");
            Ok(reply)
        }
        Err(error) => {
            seen.note("rollback");
            Err(error.nothing_changed())
        }
    }
}

async fn greeting(mut call: Call<App>, next: Next<App>) -> mizan::Result<Reply> {
    call.parts_mut().extensions.insert(Greeting("hello"));
    next.run(call).await
}

async fn marked(call: Call<App>, next: Next<App>) -> mizan::Result<Reply> {
    let mut reply = next.run(call).await?;
    if let Some(response) = reply.response_mut() {
        response.headers_mut().insert("x-marked", "yes".parse()?);
    }
    Ok(reply)
}

async fn never(_: Call<App>, _: Next<App>) -> mizan::Result<Reply> {
    Err(mizan::Error::unavailable("migrating").retry_after(60))
}

async fn replaced(call: Call<App>, next: Next<App>) -> mizan::Result<Reply> {
    next.run(call).await.map_err(|_| mizan::Error::conflict("in other words"))
}

fn browser(builder: mizan::Builder<App>) -> (Browser, Seen) {
    let app = App::default();
    let router = Router::new().nest("/api/mizan", builder.secret(SECRET).build().unwrap().router());
    let router = router.with_state(app.clone()).layer(mizan::session::layer(MemoryStore::default()));
    (Browser::of(router), app.seen)
}

#[tokio::test]
async fn layers_wrap_each_function_the_last_one_outermost() {
    let functions = functions![note_text, note_owner, write_note.layer(in_transaction), sign_in];
    let (mut browser, seen) = browser(Mizan::builder().functions(functions).layer(outer));
    let call = browser.call("write_note", json!({ "note_id": 5, "text": "a" })).await;
    assert_eq!((call.status.as_u16(), call.header("x-mizan-invalidate")), (200, Some("note;note_id=5")));
    assert_eq!(seen.take(), ["write_note by None", "begin", "write_note runs", "commit", "write_note done"]);
    browser.sign_in("42").await;
    seen.take();
    let read = browser.get("/api/mizan/ctx/note/?note_id=5").await;
    assert_eq!(read.json()["data"], json!({ "note_text": 5, "note_owner": 5 }));
    let mut each = seen.take();
    each.sort();
    assert_eq!(
        each,
        [
            "note_owner by Some(\"42\")",
            "note_owner done",
            "note_text by Some(\"42\")",
            "note_text done",
            "note_text runs"
        ]
    );
    browser.get("/api/mizan/ctx/note/?note_id=404&_only=note_text").await;
    assert_eq!(seen.take()[2], "note_text failed: not_found");
}

#[tokio::test]
async fn a_layer_sees_only_what_guards_and_arguments_let_pass() {
    let (mut browser, seen) = browser(Mizan::builder().functions(functions![note_text, note_owner]).layer(outer));
    assert_eq!(browser.get("/api/mizan/ctx/note/?note_id=x").await.status, 422);
    assert_eq!(browser.get("/api/mizan/ctx/note/?note_id=5&_only=note_owner").await.status, 401);
    assert!(seen.take().is_empty());
}

#[tokio::test]
async fn a19_a_mutation_that_was_rolled_back_invalidates_nothing() {
    let functions = functions![note_text, write_note.layer(in_transaction)];
    let (mut browser, seen) = browser(Mizan::builder().functions(functions));
    let before = browser.get("/api/mizan/ctx/note/?note_id=5").await;
    let answer = browser.call("write_note", json!({ "note_id": 5, "text": "conflict" })).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "conflict"));
    assert_eq!(answer.json()["error"].get("committed"), None);
    assert_eq!(answer.json().get("invalidate"), None);
    for name in ["x-mizan-invalidate", "mizan-version", "cache-group-invalidation"] {
        assert_eq!(answer.header(name), None, "{name}");
    }
    assert_eq!(seen.take(), ["note_text runs", "begin", "write_note runs", "rollback"]);
    let after = browser.get("/api/mizan/ctx/note/?note_id=5").await;
    assert_eq!(after.header("mizan-version"), before.header("mizan-version"), "the log has nothing new");
}

#[tokio::test]
async fn a_failure_that_no_layer_rolled_back_invalidates_as_declared() {
    let functions = functions![note_text, write_note.layer(replaced)];
    let (mut browser, _) = browser(Mizan::builder().functions(functions));
    for text in ["conflict", "panic"] {
        let answer = browser.call("write_note", json!({ "note_id": 5, "text": text })).await;
        assert_eq!(answer.json()["error"]["committed"], Value::Null, "{text}");
        assert_eq!(answer.header("x-mizan-invalidate"), Some("note;note_id=5"), "{text}");
    }
}

#[tokio::test]
async fn a_layer_that_refuses_keeps_the_function_from_running_and_invalidates_nothing() {
    let functions = functions![note_text.layer(never), write_note.layer(never)];
    let (mut browser, seen) = browser(Mizan::builder().functions(functions));
    let answer = browser.call("write_note", json!({ "note_id": 5, "text": "a" })).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, Some("60")));
    assert_eq!(answer.header("x-mizan-invalidate"), None);
    assert_eq!(browser.get("/api/mizan/ctx/note/?note_id=5").await.status, 503);
    assert!(seen.take().is_empty());
}

#[tokio::test]
async fn a_layer_hands_things_on_and_changes_a_response() {
    let closing = |call: Call<App>, next: Next<App>| async move { next.run(call).await };
    let functions = functions![greet.layer(greeting).layer(closing), go.layer(marked)];
    let (mut browser, _) = browser(Mizan::builder().functions(functions));
    assert_eq!(browser.call("greet", json!({})).await.json()["result"], "hello");
    let gone = browser.get("/api/mizan/go").await;
    assert_eq!((gone.header("location"), gone.header("x-marked")), (Some("/there"), Some("yes")));
}
