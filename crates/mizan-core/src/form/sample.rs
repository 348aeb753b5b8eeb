//! A form for tests, with a field of each kind that is read or shown in a way of its own.

use super::{Form, fields};
use crate::declaration::FieldDeclaration;
use serde_json::{Map, Value, json};

fn declared(name: &str) -> FieldDeclaration {
    FieldDeclaration { name: name.to_owned(), ..FieldDeclaration::default() }
}

fn shown(name: &str, widget: &str) -> FieldDeclaration {
    FieldDeclaration { widget: Some(widget.to_owned()), ..declared(name) }
}

/// The fields of the sample, in the order in which they are shown.
pub(super) fn form() -> Form {
    let types = [
        (
            "Level",
            json!({ "oneOf": [
            { "const": "low", "type": "string", "description": "Low <b>" }, { "const": "high", "type": "string" },
        ] }),
        ),
        (
            "Line",
            json!({ "type": "object", "required": ["name"], "properties": {
            "name": { "type": "string" }, "count": { "type": ["integer", "null"] }, "gift": { "type": "boolean" },
        } }),
        ),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
    .into_iter()
    .collect::<Map<String, Value>>();
    let schema = json!({
        "type": "object",
        "required": ["name", "age", "level", "news", "lines", "home", "tags", "levels", "pictures"],
        "properties": {
            "name": { "type": "string" }, "note": { "type": ["string", "null"] }, "motto": { "type": "string", "default": "" },
            "secret": { "type": ["string", "null"] },
            "age": { "type": "integer", "minimum": 0, "maximum": 150 }, "weight": { "type": ["number", "null"], "multipleOf": 0.5 },
            "news": { "type": "boolean" }, "level": { "$ref": "#/types/Level" },
            "rank": { "anyOf": [{ "enum": [1, 2] }, { "type": "null" }] },
            "levels": { "type": "array", "items": { "$ref": "#/types/Level" } },
            "tags": { "type": "array", "items": { "type": "string" } },
            "moment": { "type": ["string", "null"], "format": "date-time" }, "hour": { "type": ["string", "null"], "format": "time" },
            "picture": { "type": ["string", "null"], "format": "binary", "accept": ["image/png"] },
            "pictures": { "type": "array", "items": { "type": "string", "format": "binary" } },
            "home": { "$ref": "#/types/Line" },
            "other": { "anyOf": [{ "$ref": "#/types/Line" }, { "type": "null" }] },
            "lines": { "type": "array", "items": { "$ref": "#/types/Line" }, "maxItems": 3 },
            "token": { "type": ["string", "null"] },
        },
    });
    let line =
        vec![declared("name"), FieldDeclaration { initial: Some(json!(1)), ..declared("count") }, declared("gift")];
    let group = |name: &str| FieldDeclaration { fields: line.clone(), ..declared(name) };
    let all = [
        FieldDeclaration { help: "Your \"name\".".to_owned(), initial: Some(json!("Ada")), ..declared("name") },
        shown("note", "textarea"),
        declared("motto"),
        shown("secret", "password"),
        declared("age"),
        declared("weight"),
        FieldDeclaration { initial: Some(json!(true)), ..declared("news") },
        shown("level", "radio"),
        declared("rank"),
        declared("levels"),
        declared("tags"),
        declared("moment"),
        declared("hour"),
        declared("picture"),
        declared("pictures"),
        group("home"),
        group("other"),
        group("lines"),
        shown("token", "hidden"),
    ];
    let mut faults = Vec::new();
    let fields = fields(&all, &schema, &types, "", &mut faults);
    assert_eq!(faults, []);
    Form { name: "sample".to_owned(), title: "A & B".to_owned(), fields, described: Value::Null }
}
