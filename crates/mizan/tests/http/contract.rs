//! `docs/protocol.md` §11: clients of an earlier server.

use crate::app::{Browser, builder, router};
use axum::body::Body;
use serde_json::json;

/// `echo` once took a number and `touch` was as it is; the context `user` had another query.
fn kept() -> String {
    let string = json!({ "type": "string" });
    let id = json!({ "name": "user_id", "required": true, "schema": { "type": "integer", "format": "uint32", "minimum": 0 } });
    json!({ "mizan": 1, "contracts": {
        "00000000000000aa": { "function": "echo", "args": [{ "name": "text", "required": true, "schema": { "type": "integer" } }],
            "result": string, "errors": [], "types": {} },
        "00000000000000bb": { "function": "touch", "args": [id], "result": { "type": "integer" }, "errors": [], "types": {} },
        "00000000000000cc": { "context": "user", "params": [id], "results": { "user_orders": string }, "types": {} },
    } })
    .to_string()
}

fn browser() -> Browser {
    Browser::of(router(&builder().contracts(kept()).build().unwrap(), Default::default()))
}

async fn call(browser: &mut Browser, revision: &str, body: &str) -> (u16, String) {
    let token = browser.session().await;
    let request = browser.request("POST", "/api/mizan/call/").header("origin", "http://app.example");
    let request = request.header("content-type", "application/json").header("x-csrftoken", token);
    let request = request.header("mizan-revision", revision).body(Body::from(body.to_owned())).unwrap();
    let answer = browser.send(request).await;
    (answer.status.as_u16(), answer.code())
}

#[tokio::test]
async fn h07_a_client_that_this_server_breaks_is_told_so_and_others_are_served() {
    let mut browser = browser();
    let echo = "{\"fn\":\"echo\",\"args\":{\"text\":\"a\"}}";
    assert_eq!(call(&mut browser, "00000000000000aa", echo).await, (409, "revision_mismatch".to_owned()));
    let touch = "{\"fn\":\"touch\",\"args\":{\"user_id\":5}}";
    for served in ["00000000000000bb", "ffffffffffffffff", "", "nonsense"] {
        assert_eq!(call(&mut browser, served, touch).await.0, 200, "{served}");
    }
}

#[tokio::test]
async fn h07_a_read_of_a_query_that_is_gone_is_a_mismatch() {
    let mut browser = browser();
    let request = browser.request("GET", "/api/mizan/ctx/user/?user_id=5").header("mizan-revision", "00000000000000cc");
    let answer = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (409, "revision_mismatch".to_owned()));
    assert!(answer.text.contains("`user_orders` is gone"), "{}", answer.text);
}

#[test]
fn another_file_does_not_start() {
    let text = builder().contracts("{}").build().unwrap_err().to_string();
    assert!(text.contains("no file of contracts"), "{text}");
}
