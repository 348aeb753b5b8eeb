//! `docs/protocol.md` §3.1, §12: constraints, in the schema and at the door.

use crate::app::{AppState, Browser, SECRET, router};
use mizan::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Draft {
    #[mizan(min_length = 1, max_length = 5)]
    short_title: String,
    #[mizan(max_items = 2, inner(min_length = 2))]
    tags: Vec<String>,
    #[serde(default)]
    parts: Vec<Part>,
    #[serde(default)]
    by_name: BTreeMap<String, Part>,
    #[serde(rename = "home")]
    #[mizan(url)]
    page: Option<String>,
    #[serde(flatten)]
    rest: Rest,
    pair: Option<(Slug, Box<Part>)>,
}

#[derive(Deserialize, Serialize, Type)]
pub(crate) struct Rest {
    #[mizan(multiple_of = 0.5, exclusive_min = 0, exclusive_max = 10)]
    weight: f64,
}

#[derive(Deserialize, Serialize, Type)]
pub(crate) struct Slug(#[mizan(pattern = "^[a-z]+$")] String);

#[derive(Deserialize, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    PlainText {
        #[mizan(max_length = 3)]
        text: String,
    },
    Picture(Slug),
    Both(Slug, #[mizan(max = 3)] u8),
    Nested(Vec<Part>),
    Nothing,
}

#[derive(Deserialize, Serialize, Type)]
#[serde(tag = "kind", content = "of")]
pub(crate) enum Adjacent {
    A {
        #[mizan(min = 1)]
        n: i32,
    },
}

#[derive(Deserialize, Serialize, Type)]
#[serde(tag = "kind")]
pub(crate) enum Internal {
    A {
        #[mizan(min = 1)]
        n: i32,
    },
}

#[derive(Deserialize, Serialize, Type)]
pub(crate) struct Page<T> {
    #[mizan(min_items = 1)]
    items: Vec<T>,
}

static RUNS: AtomicU32 = AtomicU32::new(0);

#[client]
fn publish(
    draft: Draft,
    #[mizan(email)] email: Option<String>,
    #[mizan(min = -5, max = 10)] rank: i32,
    #[mizan(min_items = 1, inner(max = 9))] votes: Option<Vec<u8>>,
) -> Draft {
    let _ = (email, rank, votes);
    RUNS.fetch_add(1, Ordering::Relaxed);
    draft
}

#[client]
fn others(adjacent: Adjacent, internal: Internal, page: Page<Slug>) {
    let _ = (adjacent, internal, page);
}

#[derive(Context)]
pub(crate) struct ListContext {
    page: u32,
}

#[client(context = ListContext)]
fn list_page(#[mizan(min = 1)] page: u32) -> u32 {
    page
}

fn mizan() -> Mizan<AppState> {
    Mizan::<AppState>::builder().secret(SECRET).functions(functions![publish, others, list_page]).build().unwrap()
}

fn good() -> Value {
    json!({
        "draft": {
            "shortTitle": "ééééé", "tags": ["aa", "bb"], "parts": [{ "plain_text": { "text": "a" } }, { "picture": "a" }, "nothing"],
            "byName": { "x": "nothing" }, "home": "https://a.example/", "weight": 9.5, "pair": ["a", "nothing"],
        },
        "email": "a@b.example", "rank": -5, "votes": [9],
    })
}

/// Where and how the call is refused.
async fn refusals(function: &str, args: Value) -> Value {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    let answer = browser.call(function, args).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_args".to_owned()), "{}", answer.text);
    let fields = answer.json()["error"]["fields"].clone();
    let codes = fields.as_object().unwrap().iter().map(|(path, errors)| {
        let codes = errors.as_array().unwrap().iter().map(|error| error["code"].clone());
        (path.clone(), Value::Array(codes.collect()))
    });
    Value::Object(codes.collect())
}

#[tokio::test]
async fn what_satisfies_every_constraint_runs() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    let before = RUNS.load(Ordering::Relaxed);
    let answer = browser.call("publish", good()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(RUNS.load(Ordering::Relaxed), before + 1);
    let answer = browser.call("publish", json!({ "draft": good()["draft"], "rank": 10 })).await;
    assert_eq!(answer.status, 200, "an option that is absent has nothing to check: {}", answer.text);
}

#[tokio::test]
async fn every_violation_is_told_at_once_under_its_path() {
    let mut args = good();
    args["draft"] = json!({
        "shortTitle": "", "tags": ["aa", "b", "c"],
        "parts": [{ "plain_text": { "text": "four" } }, { "picture": "A" }, { "both": ["B", 4] }, { "nested": [{ "picture": "" }] }],
        "byName": { "a b": { "picture": "9" } }, "home": "javascript:alert(1)", "weight": 10.25, "pair": ["1", { "picture": "2" }],
    });
    args["email"] = json!("nobody");
    args["rank"] = json!(11);
    args["votes"] = json!([1, 10]);
    assert_eq!(
        refusals("publish", args).await,
        json!({
            "draft.shortTitle": ["min_length"],
            "draft.tags": ["max_items"], "draft.tags[1]": ["min_length"], "draft.tags[2]": ["min_length"],
            "draft.parts[0].plain_text.text": ["max_length"], "draft.parts[1].picture": ["pattern"],
            "draft.parts[2].both[0]": ["pattern"], "draft.parts[2].both[1]": ["max"],
            "draft.parts[3].nested[0].picture": ["pattern"],
            "draft.byName.a b.picture": ["pattern"], "draft.home": ["url"],
            "draft.weight": ["multiple_of", "exclusive_max"],
            "draft.pair[0]": ["pattern"], "draft.pair[1].picture": ["pattern"],
            "email": ["email"], "rank": ["max"], "votes[1]": ["max"],
        })
    );
    let args = json!({ "adjacent": { "kind": "A", "of": { "n": 0 } }, "internal": { "kind": "A", "n": 0 }, "page": { "items": [] } });
    assert_eq!(
        refusals("others", args).await,
        json!({ "adjacent.of.n": ["min"], "internal.n": ["min"], "page.items": ["min_items"] })
    );
}

#[tokio::test]
async fn a_length_counts_characters_and_not_bytes() {
    let mut args = good();
    args["draft"]["shortTitle"] = json!("\u{1f600}".repeat(5));
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    assert_eq!(browser.call("publish", args.clone()).await.status, 200);
    args["draft"]["shortTitle"] = json!("\u{1f600}".repeat(6));
    assert_eq!(refusals("publish", args).await, json!({ "draft.shortTitle": ["max_length"] }));
}

#[tokio::test]
async fn a_query_holds_its_param_to_its_own_constraint() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    assert_eq!(browser.get("/api/mizan/ctx/list/?page=1").await.status, 200);
    let answer = browser.get("/api/mizan/ctx/list/?page=0").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_args".to_owned()));
    assert_eq!(answer.json()["error"]["fields"]["page"][0]["code"], "min");
}

#[test]
fn the_schema_has_every_constraint_in_both_directions() {
    let schema: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let functions = schema["functions"].as_array().unwrap();
    let args = functions.iter().find(|entry| entry["name"] == "publish").unwrap()["args"].clone();
    assert_eq!(args[1]["schema"], json!({ "type": ["string", "null"], "format": "email" }));
    assert_eq!((&args[2]["schema"]["minimum"], &args[2]["schema"]["maximum"]), (&json!(-5), &json!(10)));
    assert_eq!(args[3]["schema"]["minItems"], 1);
    assert_eq!(args[3]["schema"]["items"]["maximum"], 9);
    for name in ["Draft", "DraftInput"] {
        let properties = &schema["types"][name]["properties"];
        assert_eq!(properties["shortTitle"], json!({ "type": "string", "minLength": 1, "maxLength": 5 }), "{name}");
        assert_eq!(properties["tags"]["maxItems"], 2, "{name}");
        assert_eq!(properties["tags"]["items"], json!({ "type": "string", "minLength": 2 }), "{name}");
        assert_eq!(properties["home"]["format"], "uri", "{name}");
        assert_eq!(properties["weight"]["multipleOf"], 0.5, "{name}");
        assert_eq!(properties["weight"]["exclusiveMinimum"], 0, "{name}");
        assert_eq!(properties["weight"]["exclusiveMaximum"], 10, "{name}");
    }
    assert_eq!(schema["types"]["Slug"]["pattern"], "^[a-z]+$");
}
