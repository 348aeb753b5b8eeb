//! Guards that code judges: on calls and reads, with and without arguments.

use crate::app::{Browser, SECRET};
use axum::Router;
use axum::extract::State;
use mizan::prelude::*;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tower_sessions::MemoryStore;

type Runs = Arc<AtomicU32>;

/// Notes belong to the user of their own number.
#[guard]
async fn owns_note(note_id: u32, #[extract] user: CurrentUser) -> mizan::Result<bool> {
    match note_id {
        500 => Err(mizan::Error::internal("the database is down: secret")),
        501 => panic!("a guard may panic: secret"),
        _ => Ok(user.id() == note_id.to_string()),
    }
}

#[guard]
fn is_staff(#[extract] user: Option<CurrentUser>) -> bool {
    user.is_some_and(|user| user.id() == "1")
}

#[derive(Context)]
struct NoteContext {
    note_id: u32,
}

#[client(context = NoteContext, auth = owns_note)]
fn note_text(note_id: u32, #[extract] State(runs): State<Runs>) -> String {
    runs.fetch_add(1, Ordering::SeqCst);
    format!("note {note_id}")
}

#[client(context = NoteContext)]
fn note_exists(note_id: u32) -> bool {
    note_id < 100
}

#[client(affects(NoteContext), auth = owns_note)]
fn write_note(note_id: u32, text: String, #[extract] State(runs): State<Runs>) -> String {
    runs.fetch_add(1, Ordering::SeqCst);
    format!("{note_id}: {text}")
}

#[client(auth = is_staff)]
fn staff_only(word: String) -> String {
    word
}

#[client(affects(NoteContext))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

fn browser() -> (Browser, Runs) {
    let mizan = Mizan::<Runs>::builder().secret(SECRET);
    let mizan = mizan.functions(functions![note_text, note_exists, write_note, staff_only, sign_in]).build().unwrap();
    let runs = Runs::default();
    let app = Router::new().nest("/api/mizan", mizan.router()).with_state(Arc::clone(&runs));
    (Browser::of(app.layer(mizan::session::layer(MemoryStore::default()))), runs)
}

#[tokio::test]
async fn c12_a_guard_sees_the_arguments_before_the_function_runs() {
    let (mut browser, runs) = browser();
    let args = |note_id: u32| json!({ "note_id": note_id, "text": "a" });
    assert_eq!(browser.call("write_note", args(7)).await.code(), "unauthenticated");
    browser.sign_in("7").await;
    assert_eq!(browser.call("write_note", args(7)).await.status, 200);
    let refused = browser.call("write_note", args(8)).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "forbidden".to_owned()));
    assert_eq!(refused.header("x-mizan-invalidate"), None, "nothing ran");
    assert_eq!(browser.call("write_note", json!({ "note_id": "8", "text": "a" })).await.code(), "invalid_args");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_guard_without_arguments_is_asked_before_they_are_read() {
    let (mut browser, _) = browser();
    assert_eq!(browser.call("staff_only", json!({ "nonsense": 1 })).await.code(), "unauthenticated");
    browser.sign_in("7").await;
    assert_eq!(browser.call("staff_only", json!({ "nonsense": 1 })).await.code(), "forbidden");
    browser.sign_in("1").await;
    assert_eq!(browser.call("staff_only", json!({ "nonsense": 1 })).await.code(), "invalid_args");
    assert_eq!(browser.call("staff_only", json!({ "word": "a" })).await.status, 200);
}

#[tokio::test]
async fn c06_a_refused_query_leaves_the_others_and_its_data_out() {
    let (mut browser, runs) = browser();
    browser.sign_in("7").await;
    let own = browser.get("/api/mizan/ctx/note/?note_id=7").await.json();
    assert_eq!(own["data"], json!({ "note_exists": true, "note_text": "note 7" }));
    let others = browser.get("/api/mizan/ctx/note/?note_id=8").await.json();
    assert_eq!(others["data"], json!({ "note_exists": true }));
    assert_eq!(others["errors"]["note_text"]["code"], "forbidden");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_guard_that_fails_or_panics_lets_nobody_through() {
    let (mut browser, runs) = browser();
    browser.sign_in("7").await;
    for note_id in [500, 501] {
        let answer = browser.call("write_note", json!({ "note_id": note_id, "text": "a" })).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (500, "internal_error".to_owned()));
        assert!(!answer.text.contains("secret"), "{}", answer.text);
        let read = browser.get(&format!("/api/mizan/ctx/note/?note_id={note_id}")).await;
        assert_eq!(read.json()["errors"]["note_text"]["code"], "internal_error");
    }
    assert_eq!(runs.load(Ordering::SeqCst), 0);
}

#[client(auth = owns_note)]
fn lacks_the_argument(other: u32) -> u32 {
    other
}

#[client(auth = owns_note)]
fn has_another_type(note_id: String) -> String {
    note_id
}

#[test]
fn a_guard_that_looks_at_what_is_not_there_does_not_start() {
    let built =
        Mizan::<Runs>::builder().secret(SECRET).functions(functions![lacks_the_argument, has_another_type]).build();
    let text = built.unwrap_err().to_string();
    assert!(
        text.contains(
            "the guard `owns_note` of `lacks_the_argument` looks at `note_id`, which the function does not take"
        ),
        "{text}"
    );
    assert!(text.contains("the guard `owns_note` of `has_another_type` takes `note_id` as another type"), "{text}");
}

#[tokio::test]
async fn default_auth_guards_what_names_no_guard() {
    let mizan = Mizan::<Runs>::builder().secret(SECRET).default_auth(Authenticated);
    let mizan = mizan.functions(functions![note_exists, open, sign_in_openly]).build().unwrap();
    let app = Router::new().nest("/api/mizan", mizan.router()).with_state(Runs::default());
    let mut browser = Browser::of(app.layer(mizan::session::layer(MemoryStore::default())));
    assert_eq!(browser.get("/api/mizan/ctx/note/?note_id=7").await.status, 401);
    assert_eq!(browser.call("open", json!({})).await.status, 200);
}

#[client(auth = Public)]
fn open() -> bool {
    true
}

#[client(affects(NoteContext), auth = Public)]
async fn sign_in_openly(#[extract] session: Session) -> mizan::Result<()> {
    session.sign_in("7").await
}
