//! JSON Schema as schemars, pydantic and zod print it, and the TypeScript type it becomes.

use mizan_codegen::Schema;
use serde_json::{Value, json};

#[track_caller]
fn check(shape: Value, expected: &str) {
    let document = json!({
        "mizan": 1, "revision": "", "functions": [], "contexts": [],
        "types": {"It": shape, "User": {"type": "object"}, "Page[User]": {"type": "object"}},
    });
    let schema = Schema::parse(document.to_string().as_bytes()).expect("a schema");
    assert_eq!(schema.types["It"].typescript(), expected);
}

#[test]
fn null_is_said_in_several_ways() {
    check(json!({"type": ["string", "null"]}), "string | null");
    check(json!({"anyOf": [{"type": "null"}, {"$ref": "#/types/User"}]}), "User | null");
    check(json!({"oneOf": [{"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string"}]}), "string | null");
    check(json!({"enum": ["a", null]}), "\"a\" | null");
    check(json!({"const": null}), "null");
}

#[test]
fn numbers_and_strings_are_one_type_each() {
    check(json!({"type": ["integer", "number"]}), "number");
    check(json!({"type": "string", "format": "date-time", "pattern": "x", "maxLength": 3}), "string");
    check(json!({"type": "integer", "multipleOf": 5, "exclusiveMinimum": 0}), "number");
}

#[test]
fn lists_and_tuples() {
    check(json!({"type": "array"}), "unknown[]");
    check(json!({"type": "array", "items": {"enum": [1, 2]}}), "(1 | 2)[]");
    check(json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}), "string[][]");
    check(json!({"type": "array", "items": false}), "[]");
    let pair = json!([{"type": "string"}, {"type": "number"}]);
    check(json!({"type": "array", "prefixItems": pair}), "[string, number]");
    check(json!({"prefixItems": pair, "items": false, "minItems": 2}), "[string, number]");
    check(
        json!({"type": "array", "prefixItems": pair, "minItems": 1, "items": true}),
        "[string, number?, ...unknown[]]",
    );
}

#[test]
fn objects_and_maps() {
    check(json!({"type": "object"}), "{ [key: string]: unknown }");
    check(json!({"type": "object", "additionalProperties": false}), "{ [key: string]: never }");
    check(json!({"type": "object", "additionalProperties": {"type": "integer"}}), "{ [key: string]: number }");
    check(
        json!({"type": "object", "patternProperties": {"^\\d+$": {"type": "string"}}, "additionalProperties": false}),
        "{ [key: string]: string }",
    );
    let documented = json!({"type": "string", "description": "Not shown on one line."});
    check(json!({"properties": {"a": documented, "b-c": true}, "required": ["a"]}), "{ a: string; \"b-c\"?: unknown }");
    check(
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": {"type": "null"}}),
        "{ a: string; [key: string]: string | null }",
    );
}

#[test]
fn choices_and_combinations() {
    check(json!({"enum": [true, false]}), "boolean");
    check(json!({"anyOf": [{"type": "string"}, true]}), "unknown");
    check(json!({"anyOf": [{"type": "string"}, false]}), "string");
    check(
        json!({"oneOf": [{"const": "a", "description": "One."}, {"type": "string", "enum": ["b", "a"]}]}),
        "\"a\" | \"b\"",
    );
    check(json!({"type": "string", "anyOf": [{"minLength": 3}, {"pattern": "x"}]}), "string");
    check(json!({"allOf": [{"$ref": "#/types/User"}]}), "User");
    check(json!({"allOf": [{"properties": {"a": true}}, {"properties": {"b": true}}]}), "{ a?: unknown; b?: unknown }");
    check(
        json!({"type": "object", "properties": {"a": true}, "oneOf": [{"$ref": "#/types/User"}, {"type": "null"}]}),
        "(User | null) & { a?: unknown }",
    );
}

#[test]
fn references_may_have_company_and_odd_names() {
    check(json!({"$ref": "#/types/User", "description": "Who.", "default": null}), "User");
    check(json!({"$ref": "#/types/Page[User]"}), "PageUser");
}
