//! `docs/protocol.md` §3: calls.

use crate::app::Browser;
use axum::body::Body;
use axum::http::header::ALLOW;
use serde_json::json;

#[tokio::test]
async fn a_plain_call_answers_its_result_and_nothing_else() {
    let mut browser = Browser::new();
    let answer = browser.call("echo", json!({ "text": "héllo \u{1f600}" })).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({ "result": "héllo \u{1f600}" }));
    assert_eq!(answer.header("x-mizan-invalidate"), None);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_mutation_says_what_it_invalidates_in_body_and_header() {
    let mut browser = Browser::new();
    browser.sign_in("42").await;
    let answer = browser.call("rename", json!({ "user_id": 5, "name": "Ada L." })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.json();
    assert_eq!(body["result"], json!(null));
    assert_eq!(body["invalidate"], json!([{ "context": "user", "params": { "user_id": 5 } }]));
    assert_eq!(answer.header("x-mizan-invalidate"), Some("user;user_id=5"));
    assert_eq!(answer.header("mizan-version"), body["version"].as_str());
    let read = browser.get("/api/mizan/ctx/user/?user_id=5").await;
    assert_eq!(read.json()["data"]["user_profile"]["name"], "Ada L.");
    assert!(read.json()["version"].as_str() >= body["version"].as_str(), "a later read has a version no older");
}

#[tokio::test]
async fn an_affected_query_keeps_its_name_and_an_unmatched_context_is_bare() {
    let mut browser = Browser::new();
    let answer = browser.call("touch", json!({ "user_id": 6 })).await;
    assert_eq!(
        answer.json()["invalidate"],
        json!([{ "context": "user", "function": "user_profile", "params": { "user_id": 6 } }, "pages"])
    );
    assert_eq!(answer.header("x-mizan-invalidate"), Some("user/user_profile;user_id=6, pages"));
}

#[tokio::test]
async fn a_wrong_argument_is_named_by_its_path() {
    let mut browser = Browser::new();
    for (function, args, path) in [
        ("echo", json!({}), "text"),
        ("echo", json!({ "text": 5 }), "text"),
        ("echo", json!({ "text": "a", "more": 1 }), "more"),
        ("touch", json!({ "user_id": 5.0 }), "user_id"),
        ("touch", json!({ "user_id": "5" }), "user_id"),
        ("touch", json!({ "user_id": -1 }), "user_id"),
        ("touch", json!({ "user_id": 4_294_967_296_u64 }), "user_id"),
        ("nested", json!({ "value": { "items": [{ "name": "a" }, { "name": 1 }] } }), "value.items[1].name"),
        ("nested", json!({ "value": { "items": [{ "name": "a", "count": 256 }] } }), "value.items[0].count"),
    ] {
        let answer = browser.call(function, args.clone()).await;
        assert_eq!(answer.status, 422, "{function} {args}: {}", answer.text);
        assert_eq!(answer.code(), "invalid_args");
        let fields = answer.json()["error"]["fields"].clone();
        assert!(fields.get(path).is_some(), "{function} {args}: {fields}");
    }
}

#[tokio::test]
async fn a_wrong_body_is_a_bad_request() {
    let mut browser = Browser::new();
    for body in [
        "",
        " ",
        "[]",
        "null",
        "{",
        "{\"fn\":5}",
        "{\"args\":{}}",
        "{\"fn\":\"echo\",\"args\":[]}",
        "{\"fn\":\"echo\",\"fn\":\"touch\",\"args\":{\"text\":\"a\"}}",
        "{\"fn\":\"echo\",\"args\":{\"text\":\"a\",\"text\":\"b\"}}",
        "{\"fn\":\"echo\",\"args\":{\"text\":\"\\ud800\"}}",
        "{\"fn\":\"echo\",\"args\":{\"text\":NaN}}",
        "{\"fn\":\"echo\",\"args\":{\"text\":\"a\"},\"other\":1}",
        "\u{feff}{\"fn\":\"echo\",\"args\":{\"text\":\"a\"}}",
        "{\"fn\":\"echo\",\"args\":{\"text\":1e400}}",
    ] {
        let answer = browser.post(body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, "bad_request".to_owned()), "{body}: {}", answer.text);
    }
}

#[tokio::test]
async fn e02_deep_nesting_is_a_bad_request() {
    let mut browser = Browser::new();
    let body = format!("{{\"fn\":\"echo\",\"args\":{}", "[".repeat(100_000));
    assert_eq!(browser.post(&body).await.status, 400);
}

#[tokio::test]
async fn e01_a_body_over_the_limit_is_refused_however_it_is_sent() {
    let mut browser = Browser::new();
    let body = format!("{{\"fn\":\"echo\",\"args\":{{\"text\":\"{}\"}}}}", "a".repeat(1024 * 1024));
    let answer = browser.post(&body).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (413, "payload_too_large".to_owned()));
    // Without Content-Length, the limit counts as the bytes come.
    let token = browser.session().await;
    let chunks = futures_util::stream::iter((0..40).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])));
    let request = browser.request("POST", "/api/mizan/call/").header("origin", "http://app.example");
    let request = request.header("content-type", "application/json").header("x-csrftoken", token);
    let answer = browser.send(request.body(Body::from_stream(chunks)).unwrap()).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn e07_e11_only_plain_json_is_accepted() {
    let mut browser = Browser::new();
    let token = browser.session().await;
    for (name, value) in [
        ("content-type", "text/plain"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-type", "multipart/mixed; boundary=x"),
        ("content-type", "application/json; charset=latin1"),
        ("content-encoding", "gzip"),
    ] {
        let request = browser.request("POST", "/api/mizan/call/").header("origin", "http://app.example");
        let request = request.header("x-csrftoken", &token).header(name, value);
        let request = if name == "content-type" { request } else { request.header("content-type", "application/json") };
        let answer =
            browser.send(request.body(Body::from("{\"fn\":\"echo\",\"args\":{\"text\":\"a\"}}")).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (415, "unsupported_media_type".to_owned()), "{value}");
    }
}

#[tokio::test]
async fn c09_a_name_that_is_no_function_is_not_found() {
    let mut browser = Browser::new();
    for name in ["nope", "__init__", "constructor", "toString", "../x", "os.system", "", "Echo", "echo "] {
        let answer = browser.call(name, json!({})).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (404, "not_found".to_owned()), "{name}");
    }
}

#[tokio::test]
async fn a_panic_is_one_500_that_tells_nothing_and_the_server_lives() {
    let mut browser = Browser::new();
    let answer = browser.call("panics", json!({})).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.code(), "internal_error");
    assert!(!answer.text.contains("secret"), "{}", answer.text);
    assert_eq!(answer.json()["error"]["id"].as_str().map(str::len), Some(16));
    assert_eq!(browser.call("echo", json!({ "text": "alive" })).await.status, 200);
}

#[tokio::test]
async fn a18_a_mutation_that_failed_on_its_way_invalidates_as_declared() {
    let mut browser = Browser::new();
    browser.sign_in("42").await;
    for name in ["fail", "panic"] {
        let answer = browser.call("rename", json!({ "user_id": 5, "name": name })).await;
        assert_eq!(answer.status, 500);
        assert!(!answer.text.contains("secret"), "{}", answer.text);
        let body = answer.json();
        assert_eq!(body["error"].get("committed"), Some(&json!(null)));
        assert_eq!(body["invalidate"], json!([{ "context": "user", "params": { "user_id": 5 } }]));
        assert_eq!(answer.header("x-mizan-invalidate"), Some("user;user_id=5"));
    }
    let answer = browser.call("never_json", json!({ "user_id": 5 })).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.json()["error"]["committed"], json!(true));
    assert_eq!(answer.header("x-mizan-invalidate"), Some("user;user_id=5"));
}

#[tokio::test]
async fn a_mutation_that_refused_a_value_changed_nothing() {
    let mut browser = Browser::new();
    browser.sign_in("42").await;
    let answer = browser.call("rename", json!({ "user_id": 5, "name": "" })).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "validation_failed".to_owned()));
    assert_eq!(
        answer.json()["error"]["fields"],
        json!({ "name": [{ "code": "required", "message": "can't be blank" }] })
    );
    assert_eq!(answer.header("x-mizan-invalidate"), None);
}

#[tokio::test]
async fn a_guard_refuses_before_arguments_are_looked_at() {
    let mut browser = Browser::new();
    let answer = browser.call("rename", json!({ "nonsense": true })).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, "unauthenticated".to_owned()));
}

#[tokio::test]
async fn paths_methods_and_slashes_are_exact() {
    let mut browser = Browser::new();
    for (method, path, status) in [
        ("GET", "/api/mizan/session", 200),
        ("HEAD", "/api/mizan/session/", 200),
        ("GET", "/api/mizan/call/", 405),
        ("PUT", "/api/mizan/call/", 405),
        ("POST", "/api/mizan/ctx/user/", 405),
        ("OPTIONS", "/api/mizan/call", 204),
        ("GET", "/api/mizan/", 404),
        ("GET", "/api/mizan/other/", 404),
        ("GET", "/api/mizan/ctx/user/x.css", 404),
        ("GET", "/api/mizan/ctx/user%2f", 404),
        ("GET", "/api/mizan/ctx/User/?user_id=5", 404),
        ("GET", "/api/mizan//ctx/user/?user_id=5", 404),
        ("GET", "/api/mizan/ctx/ghost/", 404),
    ] {
        let request = browser.request(method, path).body(Body::empty()).unwrap();
        let answer = browser.send(request).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        if status == 405 || status == 204 {
            assert!(answer.headers.contains_key(ALLOW), "{method} {path}");
        }
        if method == "HEAD" {
            assert_eq!(answer.text, "");
        }
    }
}

#[tokio::test]
async fn e09_two_hosts_or_another_host_in_the_target_are_refused() {
    let mut browser = Browser::new();
    let request = browser.request("GET", "/api/mizan/ctx/global/").header("host", "evil.example");
    assert_eq!(browser.send(request.body(Body::empty()).unwrap()).await.status, 400);
    let request = browser.request("GET", "http://evil.example/api/mizan/ctx/global/");
    assert_eq!(browser.send(request.body(Body::empty()).unwrap()).await.status, 400);
}
