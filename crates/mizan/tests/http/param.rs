//! Params with defaults, and reads that depend on a header.

use crate::app::{Browser, SECRET};
use axum::Router;
use axum::body::Body;
use axum::http::HeaderMap;
use mizan::prelude::*;
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
enum Order {
    Newest,
    Oldest,
}

/// A list.
#[derive(Context)]
#[context(public, max_age = "1m", vary = ["accept-language"])]
struct ListContext {
    #[context(default = 1)]
    page: u32,
    #[context(default = Order::Newest)]
    order: Order,
    #[context(default = "all".to_owned())]
    tag: String,
}

#[client(context = ListContext)]
fn list_items(page: u32, order: Order, tag: String, #[extract] headers: HeaderMap) -> String {
    let language = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or("none");
    format!("{page} {order:?} {tag} {language}")
}

#[client(affects(ListContext))]
fn turn(page: u32) -> u32 {
    page
}

fn mizan() -> Mizan<()> {
    Mizan::builder().secret(SECRET).functions(functions![list_items, turn]).build().unwrap()
}

fn browser() -> Browser {
    Browser::of(Router::new().nest("/api/mizan", mizan().router()))
}

#[tokio::test]
async fn an_absent_param_has_its_default() {
    let mut browser = browser();
    for (query, expected) in
        [("", "1 Newest all none"), ("page=3", "3 Newest all none"), ("order=oldest&tag=", "1 Oldest  none")]
    {
        let answer = browser.get(&format!("/api/mizan/ctx/list/?{query}")).await;
        assert_eq!(answer.json()["data"]["list_items"], expected, "{query}: {}", answer.text);
    }
    for query in ["order=Newest", "order=other", "page=", "page=null"] {
        assert_eq!(browser.get(&format!("/api/mizan/ctx/list/?{query}")).await.status, 422, "{query}");
    }
    let turned = browser.call("turn", json!({ "page": 2 })).await;
    assert_eq!(turned.header("x-mizan-invalidate"), Some("list;page=2"));
}

#[tokio::test]
async fn a_read_that_depends_on_a_header_says_so_and_is_not_offered_to_a_cdn() {
    let mut browser = browser();
    let request = browser.request("GET", "/api/mizan/ctx/list/").header("accept-language", "de");
    let answer = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.json()["data"]["list_items"], "1 Newest all de");
    assert_eq!(answer.header("vary"), Some("accept-language"));
    assert_eq!(answer.header("cdn-cache-control"), None, "a CDN keys by URL, whatever Vary says");
}

#[test]
fn the_schema_has_the_defaults() {
    let schema: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let params = schema["contexts"][0]["params"].as_array().unwrap();
    let found: Vec<(&Value, &Value)> =
        params.iter().map(|param| (&param["required"], &param["schema"]["default"])).collect();
    assert_eq!(found, [(&json!(false), &json!(1)), (&json!(false), &json!("newest")), (&json!(false), &json!("all"))]);
    assert_eq!(schema["contexts"][0]["vary"], json!(["accept-language"]));
}
