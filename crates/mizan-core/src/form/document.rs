//! A form in the schema document, and what its function `schema` answers.

use super::{Choice, Field};
use serde_json::{Map, Value, json};

/// The members of a form's entry that say how it is shown.
pub(crate) fn entry(name: &str, title: &str, doc: &str, fields: &[Field]) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("name".to_owned(), json!(name));
    entry.insert("title".to_owned(), json!(title));
    entry.insert("fields".to_owned(), fields.iter().map(field).collect());
    if !doc.is_empty() {
        entry.insert("doc".to_owned(), json!(doc));
    }
    entry
}

fn field(field: &Field) -> Value {
    let mut entry = Map::new();
    let mut put = |member: &str, value: Option<Value>| {
        entry.extend(value.map(|value| (member.to_owned(), value)));
    };
    put("name", Some(json!(field.name)));
    put("type", Some(json!(field.kind.as_str())));
    put("item", field.item.map(|item| json!(item.as_str())));
    put("label", Some(json!(field.label)));
    put("help", (!field.help.is_empty()).then(|| json!(field.help)));
    put("required", field.required.then_some(Value::Bool(true)));
    put("widget", field.widget.map(|widget| json!(widget)));
    put("initial", field.initial.clone());
    for (member, is_said) in
        [("check", field.check), ("lookup", field.lookup), ("strip", field.strip), ("disabled", field.disabled)]
    {
        put(member, is_said.then_some(Value::Bool(true)));
    }
    put("choices", (!field.choices.is_empty()).then(|| field.choices.iter().map(choice).collect()));
    put("accept", (!field.accept.is_empty()).then(|| json!(field.accept)));
    put("max_bytes", field.max_bytes.map(|bytes| json!(bytes)));
    put("min_items", field.min_items.filter(|_| !field.fields.is_empty()).map(|count| json!(count)));
    put("max_items", field.max_items.filter(|_| !field.fields.is_empty()).map(|count| json!(count)));
    put("fields", (!field.fields.is_empty()).then(|| field.fields.iter().map(self::field).collect()));
    Value::Object(entry)
}

fn choice(choice: &Choice) -> Value {
    json!({ "value": choice.value, "label": choice.label })
}
