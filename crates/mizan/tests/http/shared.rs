//! Validators, and what shared caches are told: `docs/protocol.md` §4, §5.4.

use crate::app::{Answer, Browser, SECRET};
use axum::Router;
use axum::body::Body;
use mizan::prelude::*;
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use tower_sessions::MemoryStore;

#[derive(Context)]
#[context(public, max_age = "5m", stale_while_revalidate = "1m")]
struct PageContext {
    number: u32,
    tag: Option<String>,
}

static CHANGES: AtomicU32 = AtomicU32::new(0);

#[client(context = PageContext)]
fn page_text(number: u32) -> mizan::Result<String> {
    match number {
        404 => Err(mizan::Error::not_found("no such page")),
        _ => Ok(format!("page {number}, change {}", CHANGES.load(Ordering::SeqCst))),
    }
}

#[client(context = PageContext)]
fn page_tag(tag: Option<String>) -> Option<String> {
    tag
}

#[derive(Context)]
#[context(max_age = "5m")]
struct NotesContext {
    number: u32,
}

#[client(context = NotesContext)]
fn notes_text(number: u32, #[extract] user: Option<CurrentUser>) -> String {
    format!("{number} of {}", user.map_or_else(|| "nobody".to_owned(), |user| user.id().to_owned()))
}

#[client(affects(PageContext, NotesContext))]
fn change(number: u32) -> u32 {
    CHANGES.fetch_add(1, Ordering::SeqCst) + number
}

#[client(affects(NotesContext))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

fn browser() -> Browser {
    let mizan = Mizan::<()>::builder().secret(SECRET);
    let mizan = mizan.functions(functions![page_text, page_tag, notes_text, change, sign_in]).build().unwrap();
    let app = Router::new().nest("/api/mizan", mizan.router());
    Browser::of(app.layer(mizan::session::layer(MemoryStore::default())))
}

async fn again(browser: &mut Browser, path: &str, etag: &str) -> Answer {
    let request = browser.request("GET", path).header("if-none-match", etag);
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_read_that_has_not_changed_is_a_304_with_a_version() {
    let mut browser = browser();
    let path = "/api/mizan/ctx/notes/?number=5";
    let first = browser.get(path).await;
    let etag = first.header("etag").unwrap().to_owned();
    for listed in [etag.clone(), format!("\"x\", {etag}"), "*".to_owned()] {
        let same = again(&mut browser, path, &listed).await;
        assert_eq!((same.status.as_u16(), same.text.as_str()), (304, ""), "{listed}");
        assert_eq!(same.header("etag"), Some(etag.as_str()));
        assert!(same.header("mizan-version") >= first.header("mizan-version"));
        assert_eq!(same.header("mizan-as"), Some("anon"));
    }
    assert_eq!(again(&mut browser, path, "W/\"x\"").await.status, 200);
    assert_eq!(again(&mut browser, "/api/mizan/ctx/notes/?number=6", &etag).await.status, 200, "another read");
    browser.sign_in("42").await;
    let other = again(&mut browser, path, &etag).await;
    assert_eq!((other.status.as_u16(), other.json()["data"]["notes_text"].clone()), (200, json!("5 of 42")));
}

#[tokio::test]
async fn a_changed_read_has_another_validator() {
    let mut browser = browser();
    let path = "/api/mizan/ctx/page/?number=1";
    let before = browser.get(path).await.header("etag").unwrap().to_owned();
    assert_eq!(browser.call("change", json!({ "number": 1 })).await.status, 200);
    assert_eq!(again(&mut browser, path, &before).await.status, 200);
}

#[tokio::test]
async fn only_a_public_read_is_offered_to_shared_caches() {
    let mut browser = browser();
    let public = browser.get("/api/mizan/ctx/page/?number=1&tag=a").await;
    assert_eq!(public.header("cdn-cache-control"), Some("public, max-age=300, stale-while-revalidate=60"));
    assert_eq!(public.header("cache-control"), Some("private, no-cache"), "a browser asks again");
    let groups = public.header("cache-groups").unwrap();
    assert_eq!(groups.split(", ").count(), 5, "{groups}");
    assert!(groups.contains("\"mz-all\""));
    assert_eq!(public.header("cache-tag").unwrap(), groups.replace('"', "").replace(", ", ","));
    assert_eq!(public.header("surrogate-key").unwrap(), groups.replace('"', "").replace(", ", " "));
    assert_eq!((public.header("mizan-as"), public.header("vary"), public.header("set-cookie")), (None, None, None));
    let private = browser.get("/api/mizan/ctx/notes/?number=1").await;
    for name in ["cdn-cache-control", "cache-groups", "cache-tag", "surrogate-key"] {
        assert_eq!(private.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn b14_a_read_with_a_failure_is_not_offered() {
    let mut browser = browser();
    let partly = browser.get("/api/mizan/ctx/page/?number=404").await;
    assert_eq!((partly.status.as_u16(), partly.header("cdn-cache-control")), (200, None));
    let wholly = browser.get("/api/mizan/ctx/page/?number=404&_only=page_text").await;
    assert_eq!((wholly.status.as_u16(), wholly.header("etag")), (404, None));
    assert_eq!(wholly.header("cdn-cache-control"), None);
}

#[tokio::test]
async fn a_mutation_names_the_group_of_each_read_that_it_changed() {
    let mut browser = browser();
    let read = browser.get("/api/mizan/ctx/page/?number=7").await;
    let change = browser.call("change", json!({ "number": 7 })).await;
    let named: Vec<&str> = change.header("cache-group-invalidation").unwrap().split(", ").collect();
    assert_eq!(named.len(), 2);
    assert!(read.header("cache-groups").unwrap().contains(named[0]), "{named:?}");
    let other = browser.get("/api/mizan/ctx/page/?number=8").await;
    assert!(!other.header("cache-groups").unwrap().contains(named[0]));
}
