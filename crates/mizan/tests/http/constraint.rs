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

#[derive(Context)]
pub(crate) struct SearchContext {
    #[mizan(min_length = 2, max_length = 5)]
    text: String,
    #[context(default = 1)]
    #[mizan(min = 1)]
    page: u32,
    #[mizan(max_items = 1, inner(pattern = "^[a-z]+$"))]
    tags: Option<Vec<String>>,
}

#[client(context = SearchContext)]
fn search_hits(#[mizan(max_length = 4)] text: String, page: u32, tags: Option<Vec<String>>) -> String {
    format!("{text} {page} {tags:?}")
}

#[client(context = SearchContext)]
fn search_count(text: String) -> u32 {
    text.len() as u32
}

#[guard]
fn is_known(#[mizan(min = 1, max = 9)] note: u32) -> bool {
    note != 5
}

#[client(auth = is_known)]
fn note_text(note: u32) -> u32 {
    note
}

#[client(context = local, auth = is_known)]
fn note_view(note: u32) -> u32 {
    note
}

fn mizan() -> Mizan<AppState> {
    let functions = functions![publish, others, list_page, search_hits, search_count, note_text, note_view];
    Mizan::<AppState>::builder().secret(SECRET).functions(functions).build().unwrap()
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
            "draft.byName.a b.picture": ["pattern"], "draft.home": ["invalid_url"],
            "draft.weight": ["multiple_of", "exclusive_max"],
            "draft.pair[0]": ["pattern"], "draft.pair[1].picture": ["pattern"],
            "email": ["invalid_email"], "rank": ["max"], "votes[1]": ["max"],
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

/// Where and how a read is refused, in the order of the answer.
async fn read_refusals(browser: &mut Browser, path: &str) -> Vec<(String, String)> {
    let answer = browser.get(&format!("/api/mizan/ctx/{path}")).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_args".to_owned()), "{path}: {}", answer.text);
    let fields = answer.json()["error"]["fields"].as_object().unwrap().clone();
    let mut fields: Vec<(usize, String, String)> = fields
        .iter()
        .map(|(name, errors)| {
            let at = answer.text.find(&format!("\"{name}\":[")).unwrap();
            let codes: Vec<&str> =
                errors.as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect();
            (at, name.clone(), codes.join(" "))
        })
        .collect();
    fields.sort();
    fields.into_iter().map(|(_, name, codes)| (name, codes)).collect()
}

#[tokio::test]
async fn a_context_holds_its_params_to_their_constraints_in_every_query() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    for good in ["text=ab", "text=abcd&page=2", "text=ab&tags=%5B%22x%22%5D", "_only=search_count&text=abcde"] {
        let answer = browser.get(&format!("/api/mizan/ctx/search/?{good}")).await;
        assert_eq!(answer.status, 200, "{good}: {}", answer.text);
    }
    let told = |name: &str, codes: &str| (name.to_owned(), codes.to_owned());
    // Every query looks at `text`, and the one beside it at the rest; a complaint of both is told once.
    let wrong = read_refusals(&mut browser, "search/?_only=search_hits&tags=%5B%22A%22,%22b%22%5D&page=0&text=a").await;
    assert_eq!(
        wrong,
        [told("text", "min_length"), told("page", "min"), told("tags", "max_items"), told("tags[0]", "pattern")]
    );
    let wrong = read_refusals(&mut browser, "search/?_only=search_count&text=abcdef").await;
    assert_eq!(wrong, [told("text", "max_length")]);
    let wrong = read_refusals(&mut browser, "search/?_only=search_hits&text=abcdef").await;
    assert_eq!(wrong, [told("text", "max_length")]);
}

#[tokio::test]
async fn a_guard_holds_what_it_looks_at_to_its_constraints() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    assert_eq!(browser.call("note_text", json!({ "note": 9 })).await.status, 200);
    assert_eq!(browser.call("note_text", json!({ "note": 5 })).await.status, 401);
    assert_eq!(refusals("note_text", json!({ "note": 10 })).await, json!({ "note": ["max"] }));
    assert_eq!(browser.get("/api/mizan/ctx/note_view/?note=1").await.status, 200);
    assert_eq!(read_refusals(&mut browser, "note_view/?note=0").await, [("note".to_owned(), "min".to_owned())]);
}

#[tokio::test]
async fn complaints_come_in_the_order_of_the_arguments() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    let mut args = good();
    args["votes"] = json!([]);
    args["rank"] = json!(-6);
    args["email"] = json!("nobody");
    args["draft"]["shortTitle"] = json!("");
    let text = browser.call("publish", args).await.text;
    let places =
        ["draft.shortTitle", "email", "rank", "votes"].map(|name| text.find(&format!("\"{name}\":[")).unwrap());
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn the_schema_has_the_constraints_of_params() {
    let schema: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let contexts = schema["contexts"].as_array().unwrap();
    let params = contexts.iter().find(|entry| entry["name"] == "search").unwrap()["params"].clone();
    assert_eq!(params[0]["schema"], json!({ "type": "string", "minLength": 2, "maxLength": 5 }));
    assert_eq!((&params[1]["schema"]["minimum"], &params[1]["schema"]["default"]), (&json!(1), &json!(1)));
    assert_eq!(params[2]["schema"]["maxItems"], 1);
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
