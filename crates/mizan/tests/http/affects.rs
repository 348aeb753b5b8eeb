//! `docs/protocol.md` §5.1: what a mutation declares, and what it says while it runs.

use crate::app::{Browser, SECRET};
use axum::Router;
use mizan::{Affected, Invalidation, prelude::*};
use serde_json::{Value, json};
use tower_sessions::MemoryStore;

#[derive(Context)]
struct PostContext {
    slug: String,
    draft: bool,
}

#[derive(Context)]
#[context(owner = "self")]
struct InboxContext {
    page: u32,
}

#[derive(Context)]
struct ChartContext {
    zoom: f64,
}

#[client(context = PostContext)]
fn post_title(slug: String, draft: bool) -> String {
    format!("{slug} {draft}")
}

#[client(context = InboxContext, auth = Authenticated)]
fn inbox_page(page: u32) -> u32 {
    page
}

#[client(context = ChartContext)]
fn chart_points(zoom: f64) -> f64 {
    zoom
}

#[client(affects(PostContext::all()))]
fn rename_all(slug: String) -> String {
    slug
}

#[client(affects(PostContext { slug: id, draft: false }, ChartContext { zoom: 2.0 }))]
fn publish(id: String) -> String {
    id
}

#[client(affects(InboxContext))]
fn mark_read(page: u32) -> u32 {
    page
}

/// What to say in [`steer`].
#[client(affects(PostContext))]
fn steer(slug: String, how: String, #[extract] invalidation: Invalidation) -> mizan::Result<()> {
    match how.as_str() {
        "add" => invalidation.add(PostContext { slug: "b".to_owned(), draft: true }),
        "query" => invalidation.add(Affected::from(ChartContext { zoom: 0.5 }).query::<chart_points>()),
        "nothing" => invalidation.nothing(),
        "narrow" => {
            invalidation.nothing();
            invalidation.add(PostContext { slug, draft: true });
        }
        "other" => invalidation.add(InboxContext::all().of_user(7)),
        "server" => invalidation.add(ChartContext::all().server_only()),
        "everything" => invalidation.add(Affected::everything()),
        _ => {
            invalidation.add(ChartContext { zoom: 1.0 });
            return Err(mizan::Error::conflict("no such way"));
        }
    }
    Ok(())
}

#[client]
fn no_mutation(#[extract] invalidation: Invalidation) {
    invalidation.nothing();
}

#[client(affects(global))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

#[client(context = global)]
fn current_user() -> Option<u32> {
    None
}

fn browser() -> Browser {
    let mizan = Mizan::<()>::builder().secret(SECRET).functions(functions![
        post_title,
        inbox_page,
        chart_points,
        rename_all,
        publish,
        mark_read,
        steer,
        no_mutation,
        sign_in,
        current_user
    ]);
    let app = Router::new().nest("/api/mizan", mizan.build().unwrap().router());
    Browser::of(app.layer(mizan::session::layer(MemoryStore::default())))
}

async fn invalidated(browser: &mut Browser, function: &str, args: Value) -> (Value, String) {
    let answer = browser.call(function, args).await;
    let header = answer.header("x-mizan-invalidate").unwrap_or("none").to_owned();
    (answer.json()["invalidate"].clone(), header)
}

#[tokio::test]
async fn all_ignores_an_argument_that_is_the_new_value() {
    let (body, header) = invalidated(&mut browser(), "rename_all", json!({ "slug": "new" })).await;
    assert_eq!((body, header.as_str()), (json!(["post"]), "post"));
}

#[tokio::test]
async fn a_context_in_full_narrows_to_exactly_its_params() {
    let (body, header) = invalidated(&mut browser(), "publish", json!({ "id": "a b" })).await;
    assert_eq!(header, "post;draft=?0;slug=\"a b\", chart;zoom=\"2\"");
    assert_eq!(
        body,
        json!([{ "context": "post", "params": { "draft": false, "slug": "a b" } }, { "context": "chart", "params": { "zoom": 2 } }])
    );
}

#[test]
fn the_schema_says_what_narrows() {
    let mizan = Mizan::<()>::builder().secret(SECRET).functions(functions![
        post_title,
        chart_points,
        inbox_page,
        rename_all,
        publish,
        mark_read
    ]);
    let schema: Value = serde_json::from_str(&mizan.schema_json().unwrap()).unwrap();
    let functions = schema["functions"].as_array().unwrap();
    let affects = |name: &str| functions.iter().find(|entry| entry["name"] == name).unwrap()["affects"].clone();
    assert_eq!(affects("rename_all"), json!([{ "context": "post" }]), "every read of it");
    assert_eq!(affects("mark_read"), json!([{ "context": "inbox", "by": ["page"] }]));
    assert_eq!(
        affects("publish"),
        json!([
            { "context": "post", "by": ["draft", "slug"], "given": true },
            { "context": "chart", "by": ["zoom"], "given": true },
        ])
    );
}

#[tokio::test]
async fn a_context_with_an_owner_is_scoped_to_who_acts() {
    let mut browser = browser();
    let (_, header) = invalidated(&mut browser, "mark_read", json!({ "page": 1 })).await;
    assert_eq!(header, "inbox;page=1", "an anonymous actor adds no user");
    browser.sign_in("42").await;
    let (_, header) = invalidated(&mut browser, "mark_read", json!({ "page": 1 })).await;
    assert_eq!(header, "inbox;*user=\"42\";page=1");
}

#[tokio::test]
async fn a_handler_adds_narrows_and_withdraws() {
    let mut browser = browser();
    for (how, expected) in [
        ("add", "post;slug=\"a\", post;draft;slug=\"b\""),
        ("query", "post;slug=\"a\", chart/chart_points;zoom=\"0.5\""),
        ("nothing", ""),
        ("narrow", "post;draft;slug=\"a\""),
        ("everything", "*"),
    ] {
        let (_, header) = invalidated(&mut browser, "steer", json!({ "slug": "a", "how": how })).await;
        assert_eq!(header, expected, "{how}");
    }
    let answer = browser.call("steer", json!({ "slug": "a", "how": "fail" })).await;
    assert_eq!(answer.status, 409);
    assert_eq!(
        answer.header("x-mizan-invalidate"),
        Some("post;slug=\"a\", chart;zoom=\"1\""),
        "a failure keeps what was said"
    );
}

#[tokio::test]
async fn a14_items_of_others_and_of_caches_alone_are_not_told_to_the_caller() {
    let mut browser = browser();
    let (body, header) = invalidated(&mut browser, "steer", json!({ "slug": "a", "how": "other" })).await;
    assert_eq!(body, json!([{ "context": "post", "params": { "slug": "a" } }]));
    assert_eq!(header, "post;slug=\"a\", inbox", "without a feed, caches are told the bare context");
    let (body, header) = invalidated(&mut browser, "steer", json!({ "slug": "a", "how": "server" })).await;
    assert_eq!(body, json!([{ "context": "post", "params": { "slug": "a" } }]));
    assert_eq!(header, "post;slug=\"a\", chart");
}

#[tokio::test]
async fn only_a_mutation_has_an_invalidation() {
    let answer = browser().call("no_mutation", json!({})).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (500, "internal_error".to_owned()));
}
