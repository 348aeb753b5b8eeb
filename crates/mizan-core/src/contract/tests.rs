use super::*;
use serde_json::json;

/// The schema of a server that has one function, one context of one query, and a type.
fn document(args: Value, result: Value, types: Value) -> Value {
    json!({
        "functions": [
            { "name": "rename", "args": args, "result": result },
            { "name": "who", "context": "user", "args": [], "result": { "$ref": "#/types/User" } },
        ],
        "contexts": [{ "name": "user", "params": [argument("id", true, json!({ "type": "integer" }))] }],
        "types": types,
    })
}

fn argument(name: &str, required: bool, schema: Value) -> Value {
    json!({ "name": name, "required": required, "schema": schema })
}

fn user(members: Value, required: Value) -> Value {
    json!({ "User": { "type": "object", "properties": members, "required": required } })
}

fn judged(old: Value, document: &Value) -> Option<String> {
    let file = json!({ "mizan": 1, "contracts": { "aa": old } }).to_string();
    Contracts::read(&file, document).unwrap().breach("aa").map(str::to_owned)
}

fn call(args: Value, result: Value, types: Value) -> Value {
    json!({ "function": "rename", "args": args, "result": result, "errors": [], "types": types })
}

#[test]
fn h07_only_what_breaks_a_caller_is_a_breach() {
    let text = || json!({ "type": "string" });
    let nothing = || json!({ "type": "null" });
    let short = || json!({ "type": "string", "maxLength": 10 });
    let cases = [
        ("the same", json!([argument("a", true, text())]), json!([argument("a", true, text())]), None),
        ("one more that may be left out", json!([]), json!([argument("a", false, text())]), None),
        ("one more", json!([]), json!([argument("a", true, text())]), Some("`a` is needed now")),
        (
            "needed",
            json!([argument("a", false, text())]),
            json!([argument("a", true, text())]),
            Some("`a` may no longer be left out"),
        ),
        ("left out", json!([argument("a", true, text())]), json!([argument("a", false, text())]), None),
        ("gone", json!([argument("a", false, text())]), json!([]), Some("`a` is no longer taken")),
        (
            "narrower",
            json!([argument("a", true, text())]),
            json!([argument("a", true, short())]),
            Some("`a` is of a narrower type now"),
        ),
        ("wider", json!([argument("a", true, short())]), json!([argument("a", true, text())]), None),
        (
            "other",
            json!([argument("a", true, text())]),
            json!([argument("a", true, json!({ "type": "integer" }))]),
            Some("`a` is of a narrower type now"),
        ),
    ];
    for (what, old, new, expected) in cases {
        let found = judged(call(old, nothing(), json!({})), &document(new, nothing(), json!({})));
        assert_eq!(found.as_deref(), expected, "{what}");
    }
}

#[test]
fn h07_a_result_may_grow_and_not_shrink() {
    let of = |types: Value| call(json!([]), json!({ "$ref": "#/types/User" }), types);
    let now = |types: Value| document(json!([]), json!({ "$ref": "#/types/User" }), types);
    let name = json!({ "name": { "type": "string" } });
    let both = json!({ "name": { "type": "string" }, "age": { "type": "integer" } });
    let nullable = json!({ "name": { "type": ["string", "null"] } });
    let cases = [
        ("a member more", user(name.clone(), json!(["name"])), user(both.clone(), json!(["name", "age"])), false),
        ("a member gone", user(both, json!(["name", "age"])), user(name.clone(), json!(["name"])), true),
        ("nullable now", user(name.clone(), json!(["name"])), user(nullable.clone(), json!(["name"])), true),
        ("no longer nullable", user(nullable, json!(["name"])), user(name.clone(), json!(["name"])), false),
        ("no longer always there", user(name.clone(), json!(["name"])), user(name, json!([])), true),
    ];
    for (what, old, new, expected) in cases {
        assert_eq!(judged(of(old), &now(new)).is_some(), expected, "{what}");
    }
}

#[test]
fn unions_enums_lists_and_recursive_types_are_compared() {
    let tree = |extra: &str| {
        json!({ "Tree": { "type": "object", "required": ["children", extra],
            "properties": { "children": { "type": "array", "items": { "$ref": "#/types/Tree" } }, extra: { "type": "number" } } } })
    };
    let root = json!({ "$ref": "#/types/Tree" });
    let compare = |old: Value, old_types: Value, new: Value, new_types: Value| {
        judged(call(json!([]), old, old_types), &document(json!([]), new, new_types)).is_some()
    };
    assert!(!compare(root.clone(), tree("size"), root.clone(), tree("size")));
    assert!(compare(root.clone(), tree("size"), root, tree("weight")));
    let letters = |letters: &[&str]| json!({ "enum": letters });
    assert!(compare(letters(&["a"]), json!({}), letters(&["a", "b"]), json!({})), "a letter that nobody was typed for");
    assert!(!compare(letters(&["a", "b"]), json!({}), letters(&["a"]), json!({})));
    assert!(!compare(json!({ "type": "string" }), json!({}), letters(&["a"]), json!({})));
    let union = json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] });
    assert!(!compare(union.clone(), json!({}), json!({ "type": "string" }), json!({})));
    assert!(compare(json!({ "type": "string" }), json!({}), union, json!({})));
    assert!(!compare(json!({ "type": "number" }), json!({}), json!({ "type": "integer" }), json!({})));
    let pair = |second: &str| json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": second }] });
    assert!(!compare(pair("string"), json!({}), pair("string"), json!({})));
    assert!(compare(pair("string"), json!({}), pair("null"), json!({})));
    let map = |values: &str| json!({ "type": "object", "additionalProperties": { "type": values } });
    assert!(!compare(map("string"), json!({}), map("string"), json!({})));
    assert!(compare(map("string"), json!({}), map("null"), json!({})));
}

#[test]
fn a_context_breaks_with_its_params_and_queries() {
    let types = user(json!({ "name": { "type": "string" } }), json!(["name"]));
    let document = document(json!([]), json!({ "type": "null" }), types.clone());
    let old = |param: Value, query: &str| json!({ "context": "user", "params": [param], "results": { query: { "$ref": "#/types/User" } }, "types": types });
    let id = argument("id", true, json!({ "type": "integer" }));
    assert_eq!(judged(old(id.clone(), "who"), &document), None);
    assert_eq!(judged(old(id, "orders"), &document).as_deref(), Some("`orders` is gone"));
    let by_name = argument("name", true, json!({ "type": "string" }));
    assert_eq!(judged(old(by_name, "who"), &document).as_deref(), Some("`id` is needed now"));
}

#[test]
fn what_nobody_kept_is_served_and_another_file_is_refused() {
    let document = document(json!([]), json!({ "type": "null" }), json!({}));
    let empty = Contracts::read("{\"mizan\":1,\"contracts\":{}}", &document).unwrap();
    assert_eq!(empty.breach("0123456789abcdef"), None);
    for text in ["", "[]", "{\"mizan\":2,\"contracts\":{}}", "{\"mizan\":1}"] {
        assert!(Contracts::read(text, &document).is_err(), "{text}");
    }
}
