//! `docs/protocol.md` §8: origins and tokens.

use crate::app::{Browser, builder, router};
use axum::body::Body;
use axum::http::Request;

const ECHO: &str = "{\"fn\":\"echo\",\"args\":{\"text\":\"a\"}}";

async fn call(browser: &mut Browser, headers: &[(&str, &str)]) -> u16 {
    let mut request = Request::builder().method("POST").uri("/api/mizan/call/").header("host", "app.example");
    for (name, value) in [("content-type", "application/json")].iter().chain(headers) {
        request = request.header(*name, *value);
    }
    let answer = browser.send(request.body(Body::from(ECHO)).unwrap()).await;
    assert!(answer.status == 200 || answer.code() == "csrf_failed", "{}", answer.text);
    answer.status.as_u16()
}

#[tokio::test]
async fn e12_a_call_without_its_sessions_token_is_refused() {
    let mut browser = Browser::new();
    let before = browser.session().await;
    let cookie = format!("mizan_csrf={before}");
    let own = ("origin", "http://app.example");
    assert_eq!(call(&mut browser, &[own, ("cookie", &cookie), ("x-csrftoken", &before)]).await, 200);
    assert_eq!(call(&mut browser, &[own]).await, 403, "no token");
    assert_eq!(call(&mut browser, &[own, ("cookie", &cookie)]).await, 403, "no header");
    assert_eq!(call(&mut browser, &[own, ("x-csrftoken", &before)]).await, 403, "no cookie");
    let other = Browser::new().session().await;
    assert_eq!(call(&mut browser, &[own, ("cookie", &cookie), ("x-csrftoken", &other)]).await, 403, "another's");
    let twice = format!("{cookie}; mizan_csrf={before}");
    assert_eq!(call(&mut browser, &[own, ("cookie", &twice), ("x-csrftoken", &before)]).await, 403, "sent twice");
}

#[tokio::test]
async fn e12_a_token_from_before_the_sign_in_is_worth_nothing_after_it() {
    let mut browser = Browser::new();
    let before = browser.session().await;
    browser.sign_in("42").await;
    browser.token = Some(before.clone());
    browser.cookies.insert("mizan_csrf".to_owned(), before);
    assert_eq!(browser.post(ECHO).await.code(), "csrf_failed");
    browser.token = None;
    assert_eq!(browser.post(ECHO).await.status, 200, "with a new one");
}

#[tokio::test]
async fn e13_only_exact_origins_may_call() {
    let mut browser = Browser::new();
    let token = browser.session().await;
    let cookie = format!("mizan_csrf={token}");
    for origin in [
        "null",
        "http://evil.example",
        "http://app.example.evil.example",
        "http://evilapp.example",
        "http://app.example:81",
        "http://app.example@evil.example",
        "",
    ] {
        let headers = [("origin", origin), ("cookie", &cookie), ("x-csrftoken", &token)];
        assert_eq!(call(&mut browser, &headers).await, 403, "{origin}");
    }
    let unattributed = [("cookie", cookie.as_str()), ("x-csrftoken", &token)];
    assert_eq!(call(&mut browser, &unattributed).await, 403, "a cookie and nothing that says where from");
    let cross = [("cookie", cookie.as_str()), ("x-csrftoken", &token), ("sec-fetch-site", "cross-site")];
    assert_eq!(call(&mut browser, &cross).await, 403);
    let same = [("cookie", cookie.as_str()), ("x-csrftoken", &token), ("sec-fetch-site", "same-origin")];
    assert_eq!(call(&mut browser, &same).await, 200);
    let referer = [("cookie", cookie.as_str()), ("x-csrftoken", &token), ("referer", "http://app.example/page")];
    assert_eq!(call(&mut browser, &referer).await, 200);
}

#[tokio::test]
async fn a_trusted_origin_may_call_and_read() {
    let mizan = builder().trusted_origin("https://admin.example").build().unwrap();
    let mut browser = Browser::of(router(&mizan, Default::default()));
    let token = browser.session().await;
    let cookie = format!("mizan_csrf={token}");
    let headers = [("origin", "https://admin.example"), ("cookie", &cookie), ("x-csrftoken", &token)];
    assert_eq!(call(&mut browser, &headers).await, 200);
}

#[tokio::test]
async fn another_site_can_neither_read_nor_get_a_token() {
    let mut browser = Browser::new();
    for path in ["/api/mizan/session/", "/api/mizan/ctx/global/"] {
        let request = browser.request("GET", path).header("sec-fetch-site", "cross-site");
        let answer = browser.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.code(), "csrf_failed", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert_eq!(browser.get("/api/mizan/session/").await.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_bearer_alone_needs_no_token() {
    let mut browser = Browser::new();
    assert_eq!(call(&mut browser, &[("authorization", "Bearer abc")]).await, 200);
    assert_eq!(
        call(&mut browser, &[("authorization", "Bearer abc"), ("cookie", "a=b"), ("origin", "http://app.example")])
            .await,
        403
    );
    assert_eq!(call(&mut browser, &[("authorization", "Basic abc")]).await, 403);
}

#[tokio::test]
async fn a_host_that_is_not_ours_is_refused() {
    let mizan = builder().host("app.example").build().unwrap();
    let mut browser = Browser::of(router(&mizan, Default::default()));
    assert_eq!(browser.get("/api/mizan/ctx/global/").await.status, 200);
    let request = Request::builder().uri("/api/mizan/ctx/global/").header("host", "evil.example");
    assert_eq!(browser.send(request.body(Body::empty()).unwrap()).await.status, 400);
}
