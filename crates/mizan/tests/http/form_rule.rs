//! `tests/vectors/form_rules.json`: what the rules of a form accept and refuse, judged here by a form with a field for each
//! case. The generated schemas of Zod are judged by the same table.

use crate::app::{AppState, Browser, SECRET, router};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use mizan::{Wire, prelude::*};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case")]
enum Level {
    Low,
    High,
}

#[derive(Deserialize, Type)]
struct Line {
    #[mizan(min_length = 2)]
    name: String,
    note: Option<String>,
}

#[derive(Deserialize, Type, Form)]
struct RulesForm {
    text: String,
    text_optional: Option<String>,
    #[mizan(min_length = 2)]
    min_length: String,
    #[mizan(min_length = 2)]
    min_length_optional: Option<String>,
    #[mizan(max_length = 3)]
    max_length: String,
    #[mizan(min_length = 2, max_length = 2)]
    length: String,
    #[mizan(pattern = "^[a-z0-9-]+$")]
    pattern: String,
    #[mizan(pattern = r"^\d\w\s.$")]
    pattern_classes: String,
    #[mizan(pattern = "[0-9]")]
    pattern_within: String,
    #[mizan(email)]
    email: String,
    #[mizan(email, max_length = 10)]
    email_optional: Option<String>,
    #[mizan(url)]
    url: String,
    integer: i32,
    integer_small: u8,
    #[mizan(min = 1, max = 10)]
    integer_bounds: u32,
    integer_optional: Option<i32>,
    #[mizan(multiple_of = 5)]
    integer_multiple: i32,
    number: f64,
    #[mizan(min = -0.5, max = 0.5)]
    number_bounds: f64,
    #[mizan(exclusive_min = 0, exclusive_max = 10)]
    number_exclusive: f64,
    #[mizan(multiple_of = 0.1)]
    number_multiple: f64,
    boolean: bool,
    choice: Level,
    choice_optional: Option<Level>,
    #[mizan(min_items = 1, max_items = 2)]
    choices: Vec<Level>,
    #[mizan(max_items = 3, inner(min_length = 2))]
    list: Vec<String>,
    group: Line,
    #[mizan(min_items = 1, max_items = 2)]
    groups: Vec<Line>,
    date: NaiveDate,
    date_optional: Option<NaiveDate>,
    datetime: DateTime<Utc>,
    time: NaiveTime,
    duration: Wire<Duration>,
    decimal: Wire<Decimal>,
    uuid: Uuid,
}

impl Submit<AppState> for RulesForm {
    type Output = ();
    type Error = mizan::Error;

    async fn submit(self, _: &mut FormRequest<'_, AppState>) -> mizan::Result<()> {
        Ok(())
    }
}

fn table() -> Vec<Value> {
    let text = include_str!("../../../../tests/vectors/form_rules.json");
    serde_json::from_str::<Value>(text).unwrap()["cases"].as_array().unwrap().clone()
}

fn mizan() -> Mizan<AppState> {
    Mizan::<AppState>::builder().secret(SECRET).form::<RulesForm>().build().unwrap()
}

/// A schema with its references resolved, as the table has it.
fn resolved(schema: &Value, types: &Value) -> Value {
    match schema {
        Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
            Some(name) => resolved(&types[name.strip_prefix("#/types/").unwrap()], types),
            None => members.iter().map(|(name, value)| (name.clone(), resolved(value, types))).collect(),
        },
        Value::Array(items) => items.iter().map(|item| resolved(item, types)).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_case_has_the_schema_that_its_field_prints() {
    let document: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let form = &document["types"]["RulesForm"];
    let fields = document["forms"][0]["fields"].as_array().unwrap();
    let needed = form["required"].as_array().unwrap();
    let cases = table();
    assert_eq!(cases.len(), fields.len());
    let mut different = Vec::new();
    for case in &cases {
        let name = case["name"].as_str().unwrap();
        let printed = resolved(&form["properties"][name], &document["types"]);
        if printed != case["schema"] {
            different.push(format!("{name}: {printed}"));
        }
        assert_eq!(needed.contains(&json!(name)), case["required"] == true, "{name}");
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// What the form says of one field: codes by path.
async fn said(browser: &mut Browser, name: &str, value: Option<&Value>) -> Value {
    let mut data = json!({});
    if let Some(value) = value {
        data[name] = value.clone();
    }
    let answer = browser.call("rules.validate", json!({ "data": data, "only": [name] })).await;
    assert_eq!(answer.status, 200, "{name} {value:?}: {}", answer.text);
    let result = answer.json()["result"].clone();
    let errors = result["errors"].as_object().unwrap().clone();
    assert_eq!(result["valid"], errors.is_empty());
    let codes = errors.into_iter().map(|(path, errors)| {
        let codes: Vec<Value> = errors.as_array().unwrap().iter().map(|error| error["code"].clone()).collect();
        (path, Value::Array(codes))
    });
    Value::Object(codes.collect())
}

#[tokio::test]
async fn every_case_is_judged_as_the_table_says() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    let mut judged = 0;
    for case in table() {
        let name = case["name"].as_str().unwrap();
        for value in case["accepts"].as_array().unwrap() {
            assert_eq!(said(&mut browser, name, Some(value)).await, json!({}), "{name} accepts {value}");
            judged += 1;
        }
        let server_only = case["server_only"].as_array().into_iter().flatten();
        for refused in case["refuses"].as_array().unwrap().iter().chain(server_only) {
            let also = refused["also"].as_array().into_iter().flatten();
            let faults = [refused].into_iter().chain(also);
            let expected: Value = faults
                .map(|fault| {
                    let at = fault["at"].as_str().unwrap_or_default();
                    (format!("{name}{at}"), json!([fault["code"]]))
                })
                .collect();
            assert_eq!(said(&mut browser, name, refused.get("value")).await, expected, "{name} refuses {refused}");
            judged += 1;
        }
    }
    assert!(judged > 300, "{judged}");
}
