//! Who asks: sessions, `Mizan-As`, and identities of an application's own.

use crate::app::{Browser, builder, router};
use axum::http::request::Parts;
use mizan::{Error, Identify, Identity};
use serde_json::json;
use std::pin::Pin;

#[tokio::test]
async fn signing_in_and_out_changes_who_the_answers_are_for() {
    let mut browser = Browser::new();
    let mark = |answer: &crate::app::Answer| answer.header("mizan-as").unwrap().to_owned();
    let anonymous = browser.get("/api/mizan/ctx/global/").await;
    assert_eq!(mark(&anonymous), "anon");
    browser.sign_in("42").await;
    let first = browser.get("/api/mizan/ctx/global/").await;
    assert_eq!(first.json()["data"]["current_user"], "42");
    assert_eq!(mark(&first).len(), 16);
    assert_eq!(mark(&browser.get("/api/mizan/ctx/user/?user_id=5").await), mark(&first), "one session, one mark");
    let answer = browser.call("sign_out", json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!browser.cookies.contains_key(mizan::session::COOKIE), "the cookie is gone");
    browser.token = None;
    assert_eq!(mark(&browser.get("/api/mizan/ctx/global/").await), "anon");
    browser.sign_in("42").await;
    let second = browser.get("/api/mizan/ctx/global/").await;
    assert_ne!(mark(&second), mark(&first), "another session of the same user");
}

#[tokio::test]
async fn c03_a_garbled_session_cookie_is_anonymous_and_makes_no_session() {
    let mut browser = Browser::new();
    for cookie in ["garbage", "AAAAAAAAAAAAAAAAAAAAAA", "", "%00", "a=b"] {
        browser.cookies.insert(mizan::session::COOKIE.to_owned(), cookie.to_owned());
        let answer = browser.get("/api/mizan/ctx/global/").await;
        assert_eq!(answer.status, 200, "{cookie}");
        assert_eq!(answer.json()["data"]["current_user"], json!(null));
        assert_eq!(answer.header("mizan-as"), Some("anon"));
    }
}

#[tokio::test]
async fn the_answer_of_a_sign_in_is_already_for_who_signed_in() {
    let mut browser = Browser::new();
    let answer = browser.sign_in("42").await;
    let read = browser.get("/api/mizan/ctx/global/").await;
    assert_eq!(answer.header("mizan-as"), read.header("mizan-as"));
}

struct Bearer;

impl<S: Sync> Identify<S> for Bearer {
    fn identify<'a>(
        &'a self,
        parts: &'a Parts,
        _: &'a S,
    ) -> Pin<Box<dyn Future<Output = Result<Identity, Error>> + Send + 'a>> {
        Box::pin(async move {
            match parts.headers.get("authorization").map(|value| value.as_bytes()) {
                Some(b"Bearer ada") => Ok(Identity::user("ada", "token-1")),
                Some(b"Bearer down") => Err(Error::unavailable("the identity provider is down: 10.0.0.7")),
                _ => Ok(Identity::anonymous()),
            }
        })
    }
}

#[tokio::test]
async fn an_application_may_find_out_by_itself_who_asks() {
    let mizan = builder().identify(Bearer).build().unwrap();
    let mut browser = Browser::of(router(&mizan, Default::default()));
    let get = |token: &str| {
        let request = axum::http::Request::builder().uri("/api/mizan/ctx/global/").header("authorization", token);
        request.body(axum::body::Body::empty()).unwrap()
    };
    assert_eq!(browser.send(get("Bearer ada")).await.json()["data"]["current_user"], "ada");
    let down = browser.send(get("Bearer down")).await;
    assert_eq!((down.status.as_u16(), down.code()), (503, "unavailable".to_owned()), "never treated as anonymous");
    assert!(!down.text.contains("10.0.0.7") && down.header("retry-after").is_some());
}
