//! `docs/protocol.md` §9: the errors that a function declares.

use crate::app::{AppState, Browser, Names, SECRET, UserContext, router};
use axum::extract::State;
use mizan::prelude::*;
use serde_json::{Value, json};

/// What may be wrong with a name.
#[derive(Debug, mizan::Error)]
pub(crate) enum RenameError {
    /// That name is
    /// taken.
    ///
    /// By somebody else.
    #[error(status = 409)]
    NameTaken {
        /// A free one.
        suggestion: Suggestion,
        #[serde(rename = "takenBy")]
        taken_by: u32,
    },
    #[error(code = "too_odd", message = "{0} is odd, {{really}}", nothing_changed)]
    Odd(String),
    /// locked
    Locked,
    #[error(message = "{weight} is no weight")]
    Weight { weight: f64 },
    #[error(internal)]
    Io(#[from] std::io::Error),
    #[error(internal, nothing_changed)]
    Broken,
    #[error(transparent)]
    Other(#[from] mizan::Error),
    #[error(transparent)]
    Nested(#[from] NestedError),
}

#[derive(Debug, Serialize, Type)]
pub(crate) struct Suggestion {
    name: String,
}

#[derive(Debug, mizan::Error)]
#[error(nothing_changed)]
pub(crate) enum NestedError {
    /// it is too late
    #[error(status = 410)]
    TooLate,
}

#[client(affects(UserContext))]
async fn try_rename(user_id: u32, name: String, #[extract] State(_names): State<Names>) -> Result<u32, RenameError> {
    match name.as_str() {
        "taken" => Err(RenameError::NameTaken { suggestion: Suggestion { name: "taken2".to_owned() }, taken_by: 6 }),
        "odd" => Err(RenameError::Odd(name)),
        "locked" => Err(RenameError::Locked),
        "weightless" => Err(RenameError::Weight { weight: f64::NAN }),
        "io" => Err(std::io::Error::other("secret path"))?,
        "broken" => Err(RenameError::Broken),
        "other" => Err(mizan::Error::not_found("no such user"))?,
        "late" => Err(NestedError::TooLate)?,
        _ => Ok(user_id),
    }
}

#[client(context = UserContext)]
fn user_page(user_id: u32) -> u32 {
    user_id
}

#[derive(Context)]
pub(crate) struct LockedContext;

#[client(context = LockedContext)]
async fn locked_page() -> Result<u32, RenameError> {
    Err(RenameError::Odd("three".to_owned()))
}

fn mizan() -> Mizan<AppState> {
    let functions = functions![try_rename, locked_page, user_page];
    Mizan::<AppState>::builder().secret(SECRET).functions(functions).build().unwrap()
}

#[tokio::test]
async fn a_declared_error_travels_with_its_status_message_and_data() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    for (name, status, expected) in [
        (
            "taken",
            409,
            json!({ "code": "name_taken", "message": "That name is taken.",
                    "data": { "suggestion": { "name": "taken2" }, "takenBy": 6 } }),
        ),
        ("odd", 422, json!({ "code": "too_odd", "message": "odd is odd, {really}", "data": "odd" })),
        ("locked", 422, json!({ "code": "locked", "message": "locked" })),
        ("late", 410, json!({ "code": "too_late", "message": "it is too late" })),
        ("other", 404, json!({ "code": "not_found", "message": "no such user" })),
        ("io", 500, json!({ "code": "internal_error", "message": "internal error" })),
        ("broken", 500, json!({ "code": "internal_error", "message": "internal error" })),
        ("weightless", 500, json!({ "code": "internal_error", "message": "internal error" })),
    ] {
        let answer = browser.call("try_rename", json!({ "user_id": 5, "name": name })).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.text);
        let mut error = answer.json()["error"].clone();
        let members = error.as_object_mut().unwrap();
        assert_eq!(members.remove("id").is_some(), status == 500, "{name}: the id is that of the log");
        members.remove("committed");
        assert_eq!(error, expected, "{name}");
    }
}

#[tokio::test]
async fn a_declared_error_invalidates_unless_it_says_that_nothing_changed() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    for (name, invalidates) in
        [("taken", true), ("locked", true), ("io", true), ("odd", false), ("late", false), ("broken", false)]
    {
        let answer = browser.call("try_rename", json!({ "user_id": 5, "name": name })).await;
        assert_eq!(answer.header("x-mizan-invalidate").is_some(), invalidates, "{name}");
        assert_eq!(answer.json()["error"].get("committed").is_some(), invalidates, "{name}");
    }
}

#[tokio::test]
async fn a_query_of_a_read_fails_with_its_declared_error() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    let answer = browser.get("/api/mizan/ctx/locked/").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "too_odd".to_owned()));
    assert_eq!(answer.json()["errors"]["locked_page"]["data"], "three");
}

#[test]
fn the_schema_lists_the_errors_with_their_data() {
    let schema: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let functions = schema["functions"].as_array().unwrap();
    let rename = functions.iter().find(|entry| entry["name"] == "try_rename").unwrap();
    assert_eq!(
        rename["errors"],
        json!([
            { "code": "name_taken", "status": 409, "doc": "That name is\ntaken.\n\nBy somebody else.", "schema": {
                "type": "object",
                "properties": {
                    "suggestion": { "description": "A free one.", "$ref": "#/types/Suggestion" },
                    "takenBy": { "type": "integer", "format": "uint32", "minimum": 0 },
                },
                "required": ["suggestion", "takenBy"],
            } },
            { "code": "too_odd", "status": 422, "schema": { "type": "string" } },
            { "code": "locked", "status": 422, "doc": "locked" },
            { "code": "weight", "status": 422, "schema": {
                "type": "object", "properties": { "weight": { "type": "number", "format": "double" } }, "required": ["weight"],
            } },
            { "code": "too_late", "status": 410, "doc": "it is too late" },
        ])
    );
    assert_eq!(schema["types"]["Suggestion"]["type"], "object", "a type that only an error names is among the types");
}

mod twice {
    #[derive(Debug, mizan::Error)]
    pub(super) enum First {
        /// gone
        Gone,
        #[error(transparent)]
        Second(Second),
    }

    #[derive(Debug, mizan::Error)]
    pub(super) enum Second {
        /// gone
        #[error(status = 410)]
        Gone,
    }

    #[mizan::client]
    pub(super) fn find(deep: bool) -> Result<(), First> {
        Err(if deep { First::Second(Second::Gone) } else { First::Gone })
    }
}

#[test]
fn two_errors_of_one_code_are_refused_at_start() {
    let error = Mizan::<()>::builder().secret(SECRET).functions(functions![twice::find]).build().unwrap_err();
    assert!(error.to_string().contains("`find` declares two different errors `gone`"), "{error}");
}
