//! What is printed, and what is refused at start.

use crate::app::{SECRET, builder};
use mizan::prelude::*;
use serde_json::{Value, json};

#[test]
fn the_schema_says_what_is_declared() {
    let schema: Value = serde_json::from_str(&builder().build().unwrap().schema_json()).unwrap();
    let entry = |list: &str, name: &str| {
        schema[list].as_array().unwrap().iter().find(|entry| entry["name"] == name).cloned().unwrap()
    };
    let rename = entry("functions", "rename");
    assert_eq!(rename["kind"], "mutation");
    assert_eq!(rename["affects"], json!([{ "context": "user", "by": ["user_id"] }]));
    assert_eq!(rename["guard"], "authenticated");
    assert_eq!(rename["args"][1], json!({ "name": "name", "required": true, "schema": { "type": "string" } }));
    let touched = json!([{ "context": "user", "function": "user_profile", "by": ["user_id"] }, { "context": "pages" }]);
    assert_eq!(entry("functions", "touch")["affects"], touched);
    assert_eq!(entry("functions", "user_profile")["result"], json!({ "$ref": "#/types/Profile" }));
    let user = entry("contexts", "user");
    assert_eq!(user["doc"], "One user.");
    assert_eq!(user["functions"], json!(["user_notes", "user_profile"]));
    assert_eq!(user["params"][0]["doc"], "Whose profile it is.");
    assert_eq!(entry("contexts", "pages")["params"][0]["required"], false);
    assert_eq!(entry("contexts", "greeting")["local"], true);
    assert_eq!(schema["revision"].as_str().map(str::len), Some(16));
    assert_eq!(schema["types"]["Profile"]["type"], "object");
}

#[test]
fn the_schema_is_the_same_every_time() {
    assert_eq!(builder().build().unwrap().schema_json(), builder().build().unwrap().schema_json());
}

#[derive(Context)]
struct BadContext {
    id: u32,
}

#[client(context = BadContext)]
fn takes_what_the_context_lacks(other: u32, id: String) -> u32 {
    other + u32::from(id.is_empty())
}

#[derive(Context)]
struct UnreadContext {
    id: u32,
}

#[client(affects(UnreadContext), name = "bad")]
fn affects_what_nobody_reads() {}

#[derive(Context)]
#[context(public)]
struct OpenContext;

#[client(context = OpenContext, auth = Authenticated)]
fn guarded_and_public() -> u32 {
    0
}

#[test]
fn h03_every_mistake_is_told_at_once_with_its_place() {
    let error = Mizan::<()>::builder()
        .secret("short")
        .functions(functions![
            takes_what_the_context_lacks,
            affects_what_nobody_reads,
            affects_what_nobody_reads,
            guarded_and_public
        ])
        .build()
        .unwrap_err();
    let text = error.to_string();
    for part in [
        "schema.rs:",
        "`takes_what_the_context_lacks` takes `other`, which the context `bad` does not have",
        "`id` of `takes_what_the_context_lacks` is of another type than the param of the context `bad`",
        "affects the context `unread`, which does not exist",
        "there are two functions `bad`",
        "a function and a context are both called `bad`",
        "`guarded_and_public` is guarded, and its context is public",
        "the secret has 5 bytes and needs at least 32",
    ] {
        assert!(text.contains(part), "{part:?} is missing from:\n{text}");
    }
    assert_eq!(format!("{error:?}"), text, "`main` prints Debug");
}

mod directions {
    use mizan::prelude::*;

    #[derive(Serialize, Deserialize, Type)]
    pub(super) struct Draft {
        title: String,
        #[serde(default)]
        tags: Vec<String>,
    }

    #[client]
    pub(super) fn save(draft: Draft) -> Draft {
        draft
    }
}

#[test]
fn a_type_that_differs_by_direction_has_two_names() {
    let mizan = Mizan::<()>::builder().secret(SECRET).functions(functions![directions::save]).build().unwrap();
    let schema: Value = serde_json::from_str(&mizan.schema_json()).unwrap();
    assert_eq!(schema["functions"][0]["args"][0]["schema"]["$ref"], "#/types/DraftInput");
    assert_eq!(schema["functions"][0]["result"]["$ref"], "#/types/Draft");
    assert_eq!(schema["types"]["DraftInput"]["required"], json!(["title"]));
    assert_eq!(schema["types"]["Draft"]["required"], json!(["title", "tags"]));
}

mod internal {
    use mizan::prelude::*;

    #[derive(Context)]
    pub(super) struct StatsContext;

    #[client(context = StatsContext, internal)]
    pub(super) fn visitor_count() -> u32 {
        0
    }

    #[client(context = StatsContext)]
    pub(super) fn page_count() -> u32 {
        0
    }

    #[client(internal, affects(StatsContext))]
    pub(super) fn reset() {}
}

#[tokio::test]
async fn an_internal_function_is_marked_and_answers_as_any() {
    let functions = functions![internal::visitor_count, internal::reset];
    let mizan = Mizan::<()>::builder().secret(SECRET).functions(functions).build().unwrap();
    let schema: Value = serde_json::from_str(&mizan.schema_json()).unwrap();
    let marks: Vec<_> = schema["functions"].as_array().unwrap().iter().map(|entry| entry["internal"].clone()).collect();
    assert_eq!(marks, [json!(true), json!(true)]);
    let client = mizan::testing::Client::new(&mizan, ());
    assert_eq!(client.call::<internal::reset>(json!({})).await.invalidated(), "stats");
    assert_eq!(client.read(internal::StatsContext).await.data::<internal::visitor_count>(), Some(&json!(0)));
}

#[test]
fn a_context_is_internal_as_a_whole_or_not_at_all() {
    let functions = functions![internal::visitor_count, internal::page_count, internal::reset];
    let error = Mizan::<()>::builder().secret(SECRET).functions(functions).build().unwrap_err().to_string();
    assert!(
        error.contains("`visitor_count` is internal, and `page_count` of the same context `stats` is not"),
        "{error}"
    );
}
