//! Rate limits.

use crate::app::{Browser, SECRET};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use mizan::prelude::*;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower_sessions::MemoryStore;

#[client(rate_limit = "3/h")]
fn limited(text: String) -> String {
    text
}

#[client(rate_limit = "3/h", auth = Authenticated)]
fn limited_to_users() -> bool {
    true
}

#[client(affects(global))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

#[client(context = global)]
fn anything() -> bool {
    true
}

fn browser() -> Browser {
    let functions = functions![limited, limited_to_users, sign_in, anything];
    let mizan = Mizan::<()>::builder().secret(SECRET).functions(functions).build().unwrap();
    let app = Router::new().nest("/api/mizan", mizan.router());
    Browser::of(app.layer(mizan::session::layer(MemoryStore::default())))
}

async fn from(browser: &mut Browser, address: &str) -> u16 {
    let token = browser.session().await;
    let request = browser.request("POST", "/api/mizan/call/").header("origin", "http://app.example");
    let request = request.header("content-type", "application/json").header("x-csrftoken", token);
    let request = request.header("x-forwarded-for", format!("10.0.0.{}", forwarded()));
    let request = request.extension(ConnectInfo(SocketAddr::new(address.parse().unwrap(), 1)));
    let body = json!({ "fn": "limited", "args": { "text": "a" } }).to_string();
    browser.send(request.body(Body::from(body)).unwrap()).await.status.as_u16()
}

/// Another forwarded address at each call, which must not count.
fn forwarded() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed) % 256
}

#[tokio::test]
async fn a_caller_over_the_limit_is_told_when_to_come_back() {
    let mut browser = browser();
    for _ in 0..3 {
        assert_eq!(browser.call("limited", json!({ "text": "a" })).await.status, 200);
    }
    let refused = browser.call("limited", json!({ "text": "a" })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "rate_limited".to_owned()));
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1100..=1200).contains(&seconds), "{seconds}");
    assert_eq!(browser.call("anything", json!({})).await.status, 200, "another function has its own");
}

#[tokio::test]
async fn a_user_and_an_address_are_one_caller_each() {
    let mut browser = browser();
    for address in ["127.0.0.1", "127.0.0.2", "::1"] {
        for expected in [200, 200, 200, 429] {
            assert_eq!(from(&mut browser, address).await, expected, "{address}");
        }
    }
    for user in ["1", "2"] {
        browser.sign_in(user).await;
        for expected in [200, 200, 200, 429] {
            assert_eq!(browser.call("limited", json!({ "text": "a" })).await.status, expected, "user {user}");
        }
    }
}

#[client(context = local, rate_limit = "2/min")]
fn searched(term: String) -> String {
    term
}

#[tokio::test]
async fn a_query_has_its_limit_too() {
    let mizan = Mizan::<()>::builder().secret(SECRET).functions(functions![searched]).build().unwrap();
    let mut browser = Browser::of(Router::new().nest("/api/mizan", mizan.router()));
    for expected in [200, 200, 429] {
        let answer = browser.get("/api/mizan/ctx/searched/?term=a").await;
        assert_eq!(answer.status, expected);
        assert_eq!(answer.header("retry-after").is_some(), expected == 429);
    }
}

#[tokio::test]
async fn the_limit_comes_before_the_guard_and_the_arguments() {
    let mut browser = browser();
    for expected in ["unauthenticated", "unauthenticated", "unauthenticated", "rate_limited"] {
        assert_eq!(browser.call("limited_to_users", json!({ "nonsense": 1 })).await.code(), expected);
    }
}
