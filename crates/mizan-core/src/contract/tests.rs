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

#[test]
fn contracts_share_the_types_of_the_file() {
    let text = || json!({ "type": "string" });
    let name = user(json!({ "name": text() }), json!(["name"]));
    let document = document(json!([]), json!({ "$ref": "#/types/User" }), name.clone());
    let kept = |version: &str| json!({ "function": "rename", "args": [], "errors": [], "result": { "$ref": format!("#/types/User.{version}") } });
    let file = json!({
        "mizan": 1,
        "contracts": { "aa": kept("1"), "bb": kept("2") },
        "types": {
            "User.1": name["User"],
            "User.2": { "type": "object", "properties": { "name": text(), "age": { "$ref": "#/types/Age.1" } }, "required": ["name", "age"] },
            "Age.1": { "type": "integer" },
        },
    });
    let contracts = Contracts::read(&file.to_string(), &document).unwrap();
    assert_eq!(contracts.breach("aa"), None);
    assert_eq!(contracts.breach("bb"), Some("the result is of another type now"));
}

#[test]
fn the_present_contract_is_no_breach_whatever_it_says() {
    let mut document = document(json!([]), json!({ "type": "null" }), json!({}));
    document["functions"][0]["contract"] = json!("aa");
    assert_eq!(judged(call(json!([]), json!({ "type": "string" }), json!({})), &document), None);
}

#[test]
fn types_that_are_reached_in_many_ways_are_compared_once() {
    const LEVELS: usize = 60;
    let levels = |last: &str| -> Value {
        let level = |at: usize| {
            let below = if at + 1 == LEVELS {
                json!({ "type": last })
            } else {
                json!({ "$ref": format!("#/types/T{}", at + 1) })
            };
            let shape = json!({ "type": ["object", "null"], "properties": { "left": below, "right": below }, "required": ["left", "right"] });
            (format!("T{at}"), shape)
        };
        Value::Object((0..LEVELS).map(level).collect())
    };
    let root = || json!({ "$ref": "#/types/T0" });
    let compare =
        |old: &str, new: &str| judged(call(json!([]), root(), levels(old)), &document(json!([]), root(), levels(new)));
    assert_eq!(compare("string", "string"), None);
    assert_eq!(compare("number", "integer"), None);
    assert_eq!(compare("string", "number").as_deref(), Some("the result is of another type now"));
}

#[test]
fn what_held_while_another_was_assumed_falls_with_it() {
    // `B` fits `D` only if `A` fits `C`, which it does not, as `C` says something more; then nothing is left of `D`.
    let node = |to: &str, more: &str| json!({ "type": "object", "required": ["to", more], "properties": { "to": { "$ref": format!("#/types/{to}") }, more: { "type": "null" } } });
    let new = json!({ "A": node("B", "x"), "B": { "type": "object", "required": ["back"], "properties": { "back": { "$ref": "#/types/A" } } } });
    let old = json!({ "C": node("D", "y"), "D": { "type": "object", "required": ["back"], "properties": { "back": { "$ref": "#/types/C" } } } });
    let either = json!({ "anyOf": [{ "$ref": "#/types/C" }, { "$ref": "#/types/D" }, { "type": "null" }] });
    for result in ["A", "B"] {
        let document = document(json!([]), json!({ "$ref": format!("#/types/{result}") }), new.clone());
        assert!(judged(call(json!([]), either.clone(), old.clone()), &document).is_some(), "{result}");
    }
}

#[test]
fn a_file_may_become_larger_and_of_more_types_and_nothing_less() {
    let file = |constraints: Value| {
        let mut schema = json!({ "type": ["string", "null"], "format": "binary" });
        schema.as_object_mut().unwrap().extend(constraints.as_object().unwrap().clone());
        schema
    };
    let types = |types: &[&str]| json!({ "accept": types });
    for (old, new, fits) in [
        (json!({}), json!({}), true),
        (json!({ "max_bytes": 10 }), json!({ "max_bytes": 11 }), true),
        (json!({ "max_bytes": 10 }), json!({}), true),
        (json!({ "max_bytes": 10 }), json!({ "max_bytes": 9 }), false),
        (json!({}), json!({ "max_bytes": 10 }), false),
        (types(&["image/png"]), types(&["image/jpeg", "image/png"]), true),
        (types(&["image/png"]), types(&["image/*"]), true),
        (types(&["image/png"]), json!({}), true),
        (types(&["image/*"]), types(&["image/png"]), false),
        (types(&["image/png", "image/gif"]), types(&["image/png"]), false),
        (types(&["imagex/png"]), types(&["image/*"]), false),
        (json!({}), types(&["image/*"]), false),
    ] {
        let args = |constraints: &Value| json!([argument("a", true, file(constraints.clone()))]);
        let document = document(args(&new), json!({ "type": "null" }), json!({}));
        let breach = judged(call(args(&old), json!({ "type": "null" }), json!({})), &document);
        assert_eq!(breach.is_none(), fits, "{old} to {new}: {breach:?}");
    }
    let document = document(json!([argument("a", true, file(json!({})))]), json!({ "type": "null" }), json!({}));
    let text = json!([argument("a", true, json!({ "type": "string" }))]);
    assert!(judged(call(text, json!({ "type": "null" }), json!({})), &document).is_some(), "a text is no file");
}
