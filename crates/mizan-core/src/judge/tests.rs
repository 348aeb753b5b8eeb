use super::*;
use crate::json;
use serde_json::json;

/// What is wrong with `{"x": value}` where `x` is of that schema: each path, code and words.
fn verdict(types: &serde_json::Value, schema: serde_json::Value, value: &str) -> Vec<(String, &'static str, String)> {
    let argument = ArgumentDeclaration { name: "x".to_owned(), doc: String::new(), schema, required: true };
    let types = types.as_object().unwrap();
    let compiler = Compiler::new(types);
    let plans = compiler.types();
    let constrained = limit::constrained(&plans);
    let plan = compiler.arguments(&[argument]);
    let arguments = Arguments { constrained: limit::is_constrained(&plan, &constrained), plan, params: Vec::new() };
    let judge = Judge { types: plans, constrained, functions: vec![arguments] };
    let body = format!("{{\"x\":{value}}}");
    let body = json::parse(body.as_bytes(), json::DEPTH_LIMIT).unwrap();
    let refused = judge.judge(0, &body, Files::None).err();
    let complaints = refused.iter().flat_map(DecodeError::complaints);
    complaints.map(|complaint| (complaint.path, complaint.code, complaint.message)).collect()
}

fn refused(types: &serde_json::Value, schema: &serde_json::Value, value: &str, path: &str, code: &str, words: &str) {
    let found = verdict(types, schema.clone(), value);
    let found: Vec<(&str, &str, &str)> =
        found.iter().map(|(path, code, words)| (path.as_str(), *code, words.as_str())).collect();
    assert_eq!(found, [(path, code, words)], "{schema} {value}");
}

fn accepted(types: &serde_json::Value, schema: &serde_json::Value, values: &[&str]) {
    for value in values {
        assert_eq!(verdict(types, schema.clone(), value), [], "{schema} {value}");
    }
}

#[test]
fn a_plain_integer_is_one_that_travels() {
    let none = json!({});
    let plain = json!({ "type": "integer" });
    accepted(&none, &plain, &["0", "-5", "9007199254740991", "-9007199254740991"]);
    let range = "expected an integer between -9007199254740991 and 9007199254740991, got";
    refused(&none, &plain, "9007199254740992", "x", "invalid_value", &format!("{range} 9007199254740992"));
    refused(&none, &plain, "5.0", "x", "invalid_type", &format!("{range} the number 5.0"));
    refused(&none, &plain, "\"5\"", "x", "invalid_type", &format!("{range} a string"));
    refused(&none, &plain, "null", "x", "invalid_type", &format!("{range} null"));
    let byte = json!({ "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255 });
    refused(&none, &byte, "256", "x", "invalid_value", "expected an integer between 0 and 255, got 256");
    let bounded = json!({ "type": "integer", "minimum": 1, "exclusiveMaximum": 10 });
    refused(&none, &bounded, "0", "x", "min", "must be at least 1");
    refused(&none, &bounded, "10", "x", "exclusive_max", "must be less than 10");
}

#[test]
fn numbers_and_wide_integers_keep_every_digit() {
    let none = json!({});
    accepted(&none, &json!({ "type": "number" }), &["1", "1.5", "1e300", "123456789012345678901234567890"]);
    refused(&none, &json!({ "type": "number" }), "true", "x", "invalid_type", "expected a number, got true");
    let wide = json!({ "type": "string", "format": "bigint" });
    accepted(&none, &wide, &["\"0\"", "\"-9223372036854775808\"", "\"18446744073709551615\""]);
    let words =
        "expected the decimal text of an integer between -9223372036854775808 and 18446744073709551615, got a string";
    for text in ["\"05\"", "\"+5\"", "\"-0\"", "\"18446744073709551616\"", "\"\""] {
        refused(&none, &wide, text, "x", "invalid_value", words);
    }
    refused(&none, &wide, "5", "x", "invalid_type", "expected a string, got 5");
    let safe = "expected an integer between -9007199254740991 and 9007199254740991, got 9007199254740993";
    refused(&none, &json!({}), "[{\"a\":9007199254740993}]", "x[0].a", "invalid_value", safe);
    accepted(&none, &json!(true), &["9007199254740992", "null", "[{}]"]);
}

#[test]
fn an_object_has_what_it_must_and_closed_ones_nothing_else() {
    let types = json!({ "Node": {
        "type": "object",
        "properties": {
            "name": { "type": "string", "minLength": 1 },
            "next": { "anyOf": [{ "$ref": "#/types/Node" }, { "type": "null" }] },
            "at": { "type": ["string", "null"], "format": "date" },
        },
        "required": ["name"],
        "additionalProperties": false,
    } });
    let node = json!({ "$ref": "#/types/Node" });
    accepted(
        &types,
        &node,
        &["{\"name\":\"a\",\"next\":{\"name\":\"b\",\"next\":null}}", "{\"name\":\"a\",\"at\":null}"],
    );
    refused(&types, &node, "{}", "x.name", "missing", "required");
    refused(&types, &node, "[]", "x", "invalid_type", "expected an object, got a list");
    refused(
        &types,
        &node,
        "{\"name\":\"a\",\"next\":{\"nam\":1}}",
        "x.next.nam",
        "unknown",
        "unknown member (known: at, name, next)",
    );
    let date = "expected a date such as `2026-01-31`";
    refused(&types, &node, "{\"at\":\"today\"}", "x.at", "invalid_value", date);
    let both = verdict(&types, node, "{\"name\":\"\",\"next\":{\"name\":\"\"}}");
    let both: Vec<&str> = both.iter().map(|(path, _, _)| path.as_str()).collect();
    assert_eq!(both, ["x.name", "x.next.name"]);
    let open = json!({ "type": "object", "properties": { "a": { "type": "boolean" } } });
    accepted(&types, &open, &["{}", "{\"b\":123456789012345678901234567890}"]);
    let map = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
    refused(
        &types,
        &map,
        "{\"a b\":true}",
        "x.a b",
        "invalid_type",
        "expected an integer between -9007199254740991 and 9007199254740991, got true",
    );
}

#[test]
fn lists_and_tuples_are_judged_in_their_order() {
    let none = json!({});
    let list = json!({ "type": "array", "items": { "type": "string", "maxLength": 1 }, "minItems": 1, "maxItems": 2 });
    accepted(&none, &list, &["[\"a\"]", "[\"\u{1f600}\",\"\"]"]);
    refused(&none, &list, "[]", "x", "min_items", "needs at least 1 item");
    refused(&none, &list, "[\"a\",5]", "x[1]", "invalid_type", "expected a string, got 5");
    let all = verdict(&none, list.clone(), "[\"aa\",\"b\",\"cc\"]");
    let all: Vec<(&str, &str)> = all.iter().map(|(path, code, _)| (path.as_str(), *code)).collect();
    assert_eq!(all, [("x", "max_items"), ("x[0]", "max_length"), ("x[2]", "max_length")]);
    refused(&none, &list, "{}", "x", "invalid_type", "expected a list, got an object");
    let pair = json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "boolean" }], "minItems": 2, "maxItems": 2 });
    accepted(&none, &pair, &["[\"a\",true]"]);
    refused(&none, &pair, "[\"a\"]", "x", "invalid_value", "expected a list of 2, got 1 elements");
    refused(&none, &pair, "[\"a\",true,1]", "x", "invalid_value", "expected a list of 2, got 3 elements");
    refused(&none, &pair, "[1]", "x[0]", "invalid_type", "expected a string, got 1");
}

#[test]
fn closed_lists_of_values_name_them() {
    let none = json!({});
    let colour = json!({ "type": "string", "enum": ["red", "green", "blue"] });
    accepted(&none, &colour, &["\"red\""]);
    refused(&none, &colour, "\"pink\"", "x", "invalid_value", "expected `red`, `green` or `blue`");
    refused(&none, &colour, "5", "x", "invalid_type", "expected `red`, `green` or `blue`, got 5");
    let described = json!({ "oneOf": [{ "type": "string", "const": "a" }, { "const": "b", "description": "…" }] });
    refused(&none, &described, "\"c\"", "x", "invalid_value", "expected `a` or `b`");
    let level = json!({ "type": "integer", "enum": [1, 2, null] });
    accepted(&none, &level, &["1", "null"]);
    refused(&none, &level, "3", "x", "invalid_value", "expected `1` or `2`");
    refused(&none, &level, "1.0", "x", "invalid_type", "expected `1` or `2`, got the number 1.0");
}

#[test]
fn a_tag_chooses_the_alternative_and_what_is_wrong_is_told_of_it() {
    let types = json!({
        "Cat": { "type": "object", "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer", "maximum": 9 } }, "required": ["kind", "lives"] },
        "Dog": { "type": "object", "properties": { "kind": { "enum": ["dog", "puppy"] }, "name": { "type": "string" } }, "required": ["kind", "name"] },
    });
    let pet = json!({ "oneOf": [{ "$ref": "#/types/Cat" }, { "$ref": "#/types/Dog" }] });
    accepted(&types, &pet, &["{\"kind\":\"cat\",\"lives\":9}", "{\"kind\":\"puppy\",\"name\":\"\"}"]);
    refused(&types, &pet, "{\"kind\":\"cat\",\"lives\":10}", "x.lives", "max", "must be at most 9");
    refused(&types, &pet, "{\"kind\":\"dog\",\"name\":5}", "x.name", "invalid_type", "expected a string, got 5");
    refused(&types, &pet, "{\"kind\":\"fish\"}", "x.kind", "invalid_value", "expected `cat`, `dog` or `puppy`");
    refused(&types, &pet, "{}", "x.kind", "missing", "required");
    let external = json!({ "oneOf": [
        { "type": "string", "enum": ["never"] },
        { "type": "object", "properties": { "on": { "type": "string", "format": "date" } }, "required": ["on"], "additionalProperties": false },
    ] });
    accepted(&types, &external, &["\"never\"", "{\"on\":\"2026-01-31\"}"]);
    refused(&types, &external, "{\"on\":1}", "x.on", "invalid_type", "expected a string, got 1");
    refused(&types, &external, "\"on\"", "x", "invalid_type", "expected an object with one member `on`, got a string");
    refused(&types, &external, "{\"of\":1}", "x", "invalid_value", "expected `never` or `on`");
    refused(&types, &external, "{}", "x", "invalid_value", "expected an object with one member, `never` or `on`");
}

#[test]
fn a_union_without_a_tag_takes_what_one_of_it_takes() {
    let none = json!({});
    let either = json!({ "anyOf": [{ "type": "integer", "minimum": 5 }, { "type": "string", "maxLength": 2 }, { "type": "null" }] });
    accepted(&none, &either, &["5", "\"ab\"", "null"]);
    refused(&none, &either, "4", "x", "min", "must be at least 5");
    refused(&none, &either, "[]", "x", "invalid_type", "expected an integer or a string, got a list");
    let overlapping =
        json!({ "anyOf": [{ "type": "string", "maxLength": 2 }, { "type": "string", "pattern": "^z+$" }] });
    accepted(&none, &overlapping, &["\"ab\"", "\"zzzz\""]);
    refused(&none, &overlapping, "\"abc\"", "x", "max_length", "has more than 2 characters");
    let shapes = json!({ "anyOf": [
        { "type": "object", "properties": { "a": { "type": "integer" } }, "required": ["a"] },
        { "type": "object", "properties": { "b": { "type": "integer" } }, "required": ["b"] },
    ] });
    refused(
        &none,
        &shapes,
        "{\"b\":\"\"}",
        "x.b",
        "invalid_type",
        "expected an integer between -9007199254740991 and 9007199254740991, got a string",
    );
    refused(&none, &shapes, "{}", "x", "invalid_value", "fits none of what it may be");
}

#[test]
fn a_union_in_a_union_is_not_tried_again_and_again() {
    let node = json!({ "type": "object", "properties": { "next": { "$ref": "#/types/Node" } }, "required": ["next"] });
    let types = json!({ "Node": { "anyOf": [node, node, node, { "type": "boolean" }] } });
    let deep = format!("{}5{}", "{\"next\":".repeat(60), "}".repeat(60));
    let found = verdict(&types, json!({ "$ref": "#/types/Node" }), &deep);
    assert_eq!(found.len(), 1, "three ways at each of sixty levels are known after one look at each");
    let right = format!("{}true{}", "{\"next\":".repeat(60), "}".repeat(60));
    accepted(&types, &json!({ "$ref": "#/types/Node" }), &[&right]);
}

#[test]
fn what_says_nothing_refuses_nothing() {
    let types =
        json!({ "A": { "$ref": "#/types/B" }, "B": { "anyOf": [{ "$ref": "#/types/A" }, { "$ref": "#/types/B" }] } });
    accepted(&types, &json!({ "$ref": "#/types/A" }), &["5", "{}", "null"]);
    accepted(&types, &json!({ "$ref": "#/types/None" }), &["5"]);
    accepted(&types, &json!({ "type": "string", "pattern": "(?i)a", "format": "ipv4" }), &["\"zzz\""]);
    refused(&types, &json!(false), "5", "x", "invalid_type", "expected nothing, got 5");
}

#[test]
fn a_file_is_a_reference_where_files_follow() {
    let file = json!({ "type": "string", "format": "binary" });
    let none = json!({});
    let words = "a file does not travel in JSON: send multipart/form-data, with this as the part `call`";
    refused(&none, &file, "{\"$file\":\"a\"}", "x", "invalid_value", words);
    refused(&none, &file, "\"a\"", "x", "invalid_type", "expected an object, got a string");
    refused(
        &none,
        &file,
        "{\"file\":\"a\"}",
        "x",
        "invalid_value",
        "expected a file, as {\"$file\": \"name of its part\"}",
    );
}
