//! What tells one answer from another, as far as a host says it to caches and clients: `docs/protocol.md` §4, §7, §8.

use crate::app::{Answer, Browser, SECRET};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, request::Parts};
use mizan::{Error, Identify, Identity, prelude::*};
use serde_json::json;
use std::pin::Pin;

/// Users are `5` in every tenant, and so have ids of tenant and user; an administrator may act as one of them.
struct Tenants;

impl<S: Sync> Identify<S> for Tenants {
    fn identify<'a>(
        &'a self,
        parts: &'a Parts,
        _: &'a S,
    ) -> Pin<Box<dyn Future<Output = Result<Identity, Error>> + Send + 'a>> {
        let bearer = parts.headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let identity =
            bearer.and_then(|bearer| bearer.split_once(' ')).map(|(user, actor)| Identity::user(user, actor));
        Box::pin(std::future::ready(Ok(identity.unwrap_or_default())))
    }
}

#[derive(Context)]
#[context(owner = "self")]
struct InboxContext {
    page: u32,
}

#[client(context = InboxContext, auth = Authenticated)]
fn inbox_page(page: u32) -> u32 {
    page
}

#[client(affects(InboxContext), auth = Authenticated)]
fn read_all(page: u32) -> u32 {
    page
}

#[derive(Context)]
#[context(public, max_age = "5m")]
struct PlainContext {
    page: u32,
}

#[derive(Context)]
#[context(public, max_age = "5m", vary = ["accept-language", "x-tenant", "cookie"])]
struct LocalContext {
    page: u32,
}

/// The names of all headers that a query sees, with the values of those that tell something.
fn seen(headers: &HeaderMap) -> Vec<String> {
    let mut seen: Vec<_> =
        headers.iter().map(|(name, value)| format!("{name}={}", value.to_str().unwrap_or_default())).collect();
    seen.sort();
    seen
}

#[client(context = PlainContext)]
fn plain_page(page: u32, #[extract] headers: HeaderMap) -> Vec<String> {
    let _ = page;
    seen(&headers)
}

#[client(context = LocalContext)]
fn local_page(page: u32, #[extract] headers: HeaderMap) -> Vec<String> {
    let _ = page;
    seen(&headers)
}

fn browser() -> Browser {
    let functions = functions![inbox_page, read_all, plain_page, local_page];
    let mizan = Mizan::<()>::builder().secret(SECRET).host("app.example").identify(Tenants).functions(functions);
    Browser::of(Router::new().nest("/api/mizan", mizan.build().unwrap().router()))
}

async fn get(path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut browser = browser();
    let mut request = browser.request("GET", &format!("/api/mizan/ctx/{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn b10_one_id_in_two_tenants_and_an_administrator_in_ones_place_are_told_apart() {
    let mut answers = Vec::new();
    for who in ["acme/5 phone", "globex/5 phone", "acme/5 laptop", "acme/5 admin-1-as-5"] {
        let answer = get("inbox/?page=1", &[("authorization", &format!("Bearer {who}"))]).await;
        assert_eq!(answer.json()["data"]["inbox_page"], 1);
        answers.push(("mizan-as", answer.header("mizan-as").unwrap().to_owned()));
        answers.push(("etag", answer.header("etag").unwrap().to_owned()));
    }
    for (at, answer) in answers.iter().enumerate() {
        assert!(!answers[..at].contains(answer), "{answer:?} is there twice: {answers:?}");
    }
    let mut browser = browser();
    let request = browser.request("POST", "/api/mizan/call/").header("authorization", "Bearer acme/5 phone");
    let body = json!({ "fn": "read_all", "args": { "page": 1 } }).to_string();
    let request = request.header("content-type", "application/json").body(Body::from(body)).unwrap();
    let changed = browser.send(request).await;
    assert_eq!(changed.header("x-mizan-invalidate"), Some("inbox;*user=\"acme/5\";page=1"), "of that tenant alone");
}

#[tokio::test]
async fn b11_only_host_says_which_host_and_forwarded_ones_count_for_nothing() {
    let plain = get("plain/?page=1", &[]).await;
    let forwarded = [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-port", "8443"),
        ("x-forwarded-proto", "https"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-original-url", "/api/mizan/ctx/local/"),
        ("x-host", "evil.example"),
    ];
    let told = get("plain/?page=1", &forwarded).await;
    assert_eq!(
        (told.text.clone(), told.header("etag")),
        (plain.text.replace(&version(&plain), &version(&told)), plain.header("etag"))
    );
    assert_eq!(told.json()["data"]["plain_page"], json!(["host=app.example"]));
    for host in ["evil.example", "app.example:81", "app.example.evil.example"] {
        let mut browser = browser();
        let request = axum::http::Request::get("/api/mizan/ctx/plain/?page=1").header("host", host);
        let request = request.header("x-forwarded-host", "app.example").body(Body::empty()).unwrap();
        assert_eq!(browser.send(request).await.status, 400, "{host}");
    }
    let own = [("origin", "http://evil.example"), ("x-forwarded-host", "evil.example")];
    assert_eq!(get("plain/?page=1", &own).await.code(), "csrf_failed", "an origin is not own because a header says so");
}

fn version(answer: &Answer) -> String {
    answer.header("mizan-version").unwrap().to_owned()
}

#[tokio::test]
async fn b12_a_public_query_sees_what_its_context_varies_by_and_nothing_else() {
    let headers = [
        ("accept-language", "fr"),
        ("x-tenant", "acme"),
        ("user-agent", "Mozilla"),
        ("x-real-ip", "10.0.0.7"),
        ("cookie", "mizan_session=secret"),
        ("authorization", "Basic c2VjcmV0"),
    ];
    let plain = get("plain/?page=1", &headers).await;
    assert_eq!(plain.json()["data"]["plain_page"], json!(["host=app.example"]));
    assert_eq!((plain.header("vary"), plain.header("cdn-cache-control")), (None, Some("public, max-age=300")));
    let local = get("local/?page=1", &headers).await;
    assert_eq!(
        local.json()["data"]["local_page"],
        json!(["accept-language=fr", "host=app.example", "x-tenant=acme"]),
        "and never who asks"
    );
    let vary: Vec<_> = local.headers.get_all("vary").iter().map(|name| name.to_str().unwrap()).collect();
    assert_eq!((vary, local.header("cdn-cache-control")), (vec!["accept-language", "x-tenant", "cookie"], None));
    let other = get("local/?page=1", &[("accept-language", "en")]).await;
    assert_ne!(other.header("etag"), local.header("etag"));
}
