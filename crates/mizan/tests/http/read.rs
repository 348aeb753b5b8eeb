//! `docs/protocol.md` §4: context reads.

use crate::app::Browser;
use axum::body::Body;
use serde_json::json;

#[tokio::test]
async fn one_request_reads_every_query_and_a_refused_one_leaves_the_others() {
    let mut browser = Browser::new();
    let answer = browser.get("/api/mizan/ctx/user/?user_id=5").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.json();
    assert_eq!(body["data"], json!({ "user_profile": { "name": "Ada" } }));
    assert_eq!(body["errors"]["user_notes"]["code"], "unauthenticated");
    assert_eq!(answer.header("mizan-version"), body["version"].as_str());
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    assert_eq!(answer.header("vary"), Some("Cookie"));
    browser.sign_in("42").await;
    let body = browser.get("/api/mizan/ctx/user/?user_id=5").await.json();
    assert_eq!(body["data"]["user_notes"], "42 reads the notes of 5");
    assert_eq!(body["errors"], json!({}));
}

#[tokio::test]
async fn only_named_queries_are_read() {
    let mut browser = Browser::new();
    let body = browser.get("/api/mizan/ctx/user/?user_id=5&_only=user_profile").await.json();
    assert_eq!(body["data"], json!({ "user_profile": { "name": "Ada" } }));
    assert_eq!(body["errors"], json!({}));
    for only in ["nope", "", "user_profile,user_profile", "user_profile,", "rename"] {
        let answer = browser.get(&format!("/api/mizan/ctx/user/?user_id=5&_only={only}")).await;
        assert_eq!(answer.status, 422, "{only}");
    }
}

#[tokio::test]
async fn when_every_query_fails_the_status_is_theirs() {
    let mut browser = Browser::new();
    let answer = browser.get("/api/mizan/ctx/user/?user_id=7&_only=user_profile").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.code(), "not_found");
    let answer = browser.get("/api/mizan/ctx/user/?user_id=7").await;
    assert_eq!(answer.status, 401, "401 comes before 404");
    assert_eq!(answer.json()["errors"]["user_profile"]["code"], "not_found");
    assert_eq!(answer.json()["data"], json!({}));
}

#[tokio::test]
async fn b01_b05_b06_params_have_one_spelling() {
    let mut browser = Browser::new();
    for query in [
        "",
        "user_id=",
        "user_id=05",
        "user_id=5.0",
        "user_id=+5",
        "user_id=%205",
        "user_id=true",
        "user_id=%225%22",
        "user_id=5&user_id=5",
        "user_id[]=5",
        "user_id=5;b=2",
        "User_id=5",
        "user_id=5&utm_source=x",
        "user_id=-1",
        "user_id=4294967296",
        "user_id=99999999999999999999",
        "user_id=%zz",
        "user_id=%ff",
    ] {
        let answer = browser.get(&format!("/api/mizan/ctx/user/?{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (422, "invalid_args".to_owned()),
            "{query}: {}",
            answer.text
        );
    }
    for query in ["user_id=5", "user%5fid=5", "user_id=%35", "&user_id=5&"] {
        assert_eq!(browser.get(&format!("/api/mizan/ctx/user/?{query}")).await.status, 200, "{query}");
    }
}

#[tokio::test]
async fn an_absent_optional_param_is_null_and_strings_keep_every_character() {
    let mut browser = Browser::new();
    let read = |query: &str| format!("/api/mizan/ctx/pages/?{query}");
    for (query, expected) in [
        ("page=1", "None 1 cookie false"),
        ("page=1&tag=", "Some(\"\") 1 cookie false"),
        ("page=1&tag=null", "Some(\"null\") 1 cookie false"),
        ("tag=a+b%2B%F0%9F%98%80&page=2", "Some(\"a b+😀\") 2 cookie false"),
    ] {
        assert_eq!(browser.get(&read(query)).await.json()["data"]["page_list"], expected, "{query}");
    }
}

#[tokio::test]
async fn b13_a_public_query_does_not_see_who_asks() {
    let mut browser = Browser::new();
    browser.sign_in("42").await;
    let answer = browser.get("/api/mizan/ctx/pages/?page=1").await;
    assert_eq!(answer.json()["data"]["page_list"], "None 1 cookie false");
    assert_eq!(answer.header("vary"), None);
}

#[tokio::test]
async fn b07_a_body_or_an_override_changes_nothing() {
    let mut browser = Browser::new();
    let request = browser.request("GET", "/api/mizan/ctx/user/?user_id=5").header("x-http-method-override", "POST");
    let answer = browser.send(request.body(Body::from("{\"user_id\":6}")).unwrap()).await;
    assert_eq!(answer.json()["data"]["user_profile"]["name"], "Ada");
}

#[tokio::test]
async fn a_local_function_is_a_context_of_its_own_and_globals_have_no_params() {
    let mut browser = Browser::new();
    assert_eq!(browser.get("/api/mizan/ctx/greeting/?name=Ada").await.json()["data"]["greeting"], "Hello, Ada");
    assert_eq!(browser.get("/api/mizan/ctx/global/").await.json()["data"], json!({ "current_user": null }));
    assert_eq!(browser.get("/api/mizan/ctx/global/?x=1").await.status, 422);
}

#[tokio::test]
async fn the_version_of_a_read_is_no_older_than_what_its_client_has_seen() {
    let mut browser = Browser::new();
    let now = browser.get("/api/mizan/ctx/global/").await.json()["version"].as_str().unwrap().to_owned();
    let seen = format!("{:016x}", u64::from_str_radix(&now, 16).unwrap() + 1);
    for (header, expected) in
        [(seen.as_str(), seen.as_str()), ("0000000000000001", &now), ("ffffffffffffffff", &now), ("x", &now)]
    {
        let request = browser.request("GET", "/api/mizan/ctx/global/").header("mizan-seen", header);
        let answer = browser.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.json()["version"], expected, "{header}");
    }
}
