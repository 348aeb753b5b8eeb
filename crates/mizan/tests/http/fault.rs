//! Rows of the faults that are a server's whole behaviour.

use crate::app::{Browser, SECRET};
use axum::Router;
use axum::body::Body;
use mizan::prelude::*;
use serde_json::json;
use tower_sessions::MemoryStore;

#[tokio::test]
async fn a13_headers_of_ours_in_a_request_have_no_effect() {
    let mut browser = Browser::new();
    let token = browser.session().await;
    let request = browser.request("POST", "/api/mizan/call/").header("origin", "http://app.example");
    let request = request.header("content-type", "application/json").header("x-csrftoken", token);
    let request =
        request.header("x-mizan-invalidate", "*").header("x-mizan-other", "x").header("mizan-as", "0123456789abcdef");
    let body = json!({ "fn": "touch", "args": { "user_id": 6 } }).to_string();
    let answer = browser.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.header("x-mizan-invalidate"), Some("user/user_profile;user_id=6, pages"));
    assert_eq!(answer.header("mizan-as"), Some("anon"));
    let request = browser.request("GET", "/api/mizan/ctx/global/").header("x-mizan-invalidate", "*");
    let answer = browser.send(request.header("mizan-as", "x").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.header("x-mizan-invalidate"), answer.header("mizan-as")), (None, Some("anon")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c01_nobody_sees_what_is_anothers() {
    let first = Browser::new();
    let users = (0..8).map(|user| {
        let mut browser = Browser::of(first.app.clone());
        tokio::spawn(async move {
            if user > 0 {
                browser.sign_in(&format!("canary-{user}")).await;
            }
            for round in 0..200 {
                let read = browser.get("/api/mizan/ctx/user/?user_id=5").await;
                let call = browser.call("echo", json!({ "text": "x" })).await;
                let text = format!("{}{}{:?}{:?}", read.text, call.text, read.headers, call.headers);
                for other in (1..8).filter(|other| *other != user) {
                    assert!(!text.contains(&format!("canary-{other}")), "user {user} in round {round}: {text}");
                }
                assert_eq!(read.text.contains(&format!("canary-{user}")), user > 0, "{}", read.text);
            }
        })
    });
    for user in users.collect::<Vec<_>>() {
        user.await.unwrap();
    }
}

#[tokio::test]
async fn c04_a_cookie_beside_a_bearer_does_not_lift_the_checks() {
    let mut browser = Browser::new();
    browser.sign_in("42").await;
    let body = json!({ "fn": "rename", "args": { "user_id": 5, "name": "Mallory" } }).to_string();
    let request = browser.request("POST", "/api/mizan/call/").header("authorization", "Bearer anything");
    let request = request.header("content-type", "application/json").header("origin", "http://app.example");
    let answer = browser.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.code(), "csrf_failed", "the cookie acts, so its token is needed");
    let request = browser.request("GET", "/api/mizan/ctx/global/").header("authorization", "Bearer of-another");
    let read = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(read.json()["data"]["current_user"], "42", "the session says who asks, and nothing else does");
}

#[tokio::test]
async fn c08_unknown_and_refused_functions_tell_nothing_more() {
    let mut browser = Browser::new();
    let unknown = browser.call("renames", json!({})).await;
    let refused = browser.call("rename", json!({})).await;
    assert_eq!((unknown.status.as_u16(), refused.status.as_u16()), (404, 401));
    for answer in [&unknown, &refused] {
        let error = answer.json()["error"].clone();
        let members: Vec<&String> = error.as_object().unwrap().keys().collect();
        assert_eq!(members, ["code", "message"]);
        assert!(!answer.text.contains("rename") && !answer.text.contains("user_id"), "{}", answer.text);
    }
}

#[derive(Debug)]
struct Leaky;

impl std::fmt::Display for Leaky {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SELECT password FROM users -- at /srv/app/src/db.rs:17")
    }
}

impl std::error::Error for Leaky {}

#[client]
fn fails() -> mizan::Result<u32> {
    Err(Leaky)?
}

#[client]
fn cannot_travel() -> f64 {
    f64::INFINITY
}

#[client]
fn out_of_reach() -> mizan::Result<u32> {
    Err(mizan::Error::unavailable(Leaky))
}

#[tokio::test]
async fn c10_an_internal_error_says_no_more_than_its_id() {
    let mizan = Mizan::<()>::builder().secret(SECRET).functions(functions![fails, cannot_travel, out_of_reach]).build();
    let app = Router::new().nest("/api/mizan", mizan.unwrap().router());
    let mut browser = Browser::of(app.layer(mizan::session::layer(MemoryStore::default())));
    for (function, status) in [("fails", 500), ("cannot_travel", 500), ("out_of_reach", 503)] {
        let answer = browser.call(function, json!({})).await;
        assert_eq!(answer.status.as_u16(), status);
        for secret in ["SELECT", "src/", "panicked", "Leaky", "inf", "fault.rs"] {
            assert!(!answer.text.contains(secret), "{function}: {}", answer.text);
        }
        assert_eq!(answer.json()["error"]["id"].as_str().map(str::len), Some(16));
    }
}
