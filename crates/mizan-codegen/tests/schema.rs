//! What is wrong with a schema is said with its place, all at once.

use mizan_codegen::{Options, Schema, generate};
use serde_json::{Value, json};

fn document(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = json!({
        "mizan": 1, "revision": "0123456789abcdef",
        "functions": [
            {"name": "rename", "kind": "mutation", "args": [{"name": "id", "required": true, "schema": {"type": "integer"}}],
             "result": {"type": "null"}, "affects": ["user"]},
            {"name": "user_profile", "kind": "query", "context": "user", "args": [], "result": {"$ref": "#/types/User"}},
        ],
        "contexts": [{"name": "user", "params": [], "functions": ["user_profile"]}],
        "forms": [], "channels": [],
        "types": {"User": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
    });
    change(&mut document);
    document
}

/// Every error, from reading and from generating alike.
fn errors(document: &Value) -> Vec<String> {
    let schema = Schema::parse(document.to_string().as_bytes());
    let result = schema.and_then(|schema| generate(&schema, Options::default()));
    result.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[track_caller]
fn check(change: impl FnOnce(&mut Value), expected: &str) {
    assert_eq!(errors(&document(change)), [expected]);
}

#[test]
fn the_document_itself_is_right() {
    assert_eq!(errors(&document(|_| {})), [""; 0]);
}

#[test]
fn another_version_says_what_to_do() {
    check(
        |document| document["mizan"] = json!(2),
        "at mizan: the schema has version 2 and this `mizan` reads version 1: use a `mizan` of the same release as the server",
    );
    check(|document| document["mizan"] = json!("1"), "at mizan: the version of the schema, a number, is expected here");
}

#[test]
fn text_that_is_no_json_says_where_it_ends_to_be() {
    let errors = Schema::parse(b"{\"mizan\": 1,\n \"functions\": [}").expect_err("no JSON");
    assert_eq!(errors.len(), 1);
    assert!(errors[0].to_string().contains("at line 2 column 16"), "{}", errors[0]);
    let twice = Schema::parse(b"{\"mizan\": 1, \"mizan\": 1}").expect_err("a repeated member");
    assert!(twice[0].to_string().contains("member \"mizan\" occurs twice"), "{}", twice[0]);
}

#[test]
fn h04_nesting_without_end_is_an_error() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = open.repeat(100_000) + &close.repeat(100_000);
        assert!(Schema::parse(text.as_bytes()).is_err());
    }
    let mut deep = json!({"type": "string"});
    for _ in 0..40 {
        deep = json!({"type": "array", "items": deep});
    }
    assert_eq!(errors(&document(|document| document["types"]["User"] = deep)), [""; 0]);
}

#[test]
fn h04_long_chains_and_wide_choices_end() {
    let mut types = serde_json::Map::new();
    for index in 0..20_000 {
        let next = format!("#/types/T{}", index + 1);
        types.insert(format!("T{index}"), json!({"anyOf": [{"$ref": next}, {"$ref": next}, {"type": "null"}]}));
    }
    types.insert("T20000".to_owned(), json!({"enum": (0..20_000).collect::<Vec<_>>()}));
    let chained = document(|document| {
        types.insert("User".to_owned(), json!(true));
        document["types"] = Value::Object(types);
        document["contexts"][0]["params"] =
            json!([{"name": "id", "required": false, "schema": {"$ref": "#/types/T0", "default": 7}}]);
    });
    assert_eq!(errors(&chained), [""; 0]);
}

#[test]
fn h04_deep_inputs_end() {
    let mut deep = json!({"type": "string"});
    for _ in 0..30 {
        deep = json!({"type": "array", "prefixItems": [deep, {"type": "null"}]});
    }
    let arg = json!([{"name": "deep", "required": true, "schema": deep}]);
    assert_eq!(errors(&document(|document| document["functions"][0]["args"] = arg)), [""; 0]);
}

#[test]
fn every_error_is_listed_and_a_flood_is_cut() {
    let wrong = document(|document| {
        document["functions"][0]["kind"] = json!("mutates");
        document["functions"][1]["result"] = json!({"$ref": "#/types/Usr"});
        document["contexts"][0]["params"] = json!({});
    });
    let found = errors(&wrong);
    for part in [
        "at functions[0].kind: `query`, `mutation` or `call` is expected here, not \"mutates\"",
        "at functions[1].result.$ref: there is no \"Usr\" in `types`",
        "at contexts[0].params: an array is expected here, not an object",
    ] {
        assert!(found.iter().any(|error| error == part), "{part}: {found:#?}");
    }
    let flood = errors(&document(|document| document["functions"] = json!(vec![Value::Null; 1000])));
    assert_eq!(flood.len(), 51);
    assert!(flood[50].ends_with("more errors of this kind"), "{}", flood[50]);
}

#[test]
fn names_are_those_of_the_protocol() {
    check(
        |document| document["contexts"][0]["params"] = json!([{"name": "userId", "required": true, "schema": true}]),
        "at contexts[0].params[0].name: \"userId\" is no name: it begins with a small letter a to z, goes on with those, \
         digits and `_`, and has at most 64 of them",
    );
    check(
        |document| {
            let arg = json!({"name": "id", "required": true, "schema": {"type": "string"}});
            document["functions"][0]["args"].as_array_mut().expect("a list").push(arg);
        },
        "at functions[0].args[1]: there are two called `id`",
    );
}

#[test]
fn types_are_json_schema_as_backends_print_it() {
    check(
        |document| document["types"]["User"] = json!({"type": "text"}),
        "at types.User.type: \"text\" is no type of JSON Schema",
    );
    check(
        |document| document["types"]["User"] = json!({"$ref": "#/$defs/Other"}),
        "at types.User.$ref: a reference has the form `#/types/Name`, not \"#/$defs/Other\"",
    );
    check(
        |document| document["types"]["a b\n"] = json!({"anyOf": []}),
        "at types[\"a b\\n\"].anyOf: at least one schema is expected here",
    );
    check(
        |document| document["types"]["User"] = json!({"const": 9_007_199_254_740_993_u64}),
        "at types.User.const: an integer beyond ±(2^53 - 1) travels as a string; declare it with the wide-integer type",
    );
    check(
        |document| document["types"]["Loop"] = json!({"anyOf": [{"$ref": "#/types/Loop"}, {"type": "null"}]}),
        "at types: `Loop` refers to itself without a member or a list between, so it describes nothing",
    );
    check(
        |document| document["types"]["*/"] = json!({"type": "string"}),
        "at types[\"*/\"]: TypeScript needs a name with a letter or digit in it",
    );
}

#[test]
fn h03_parts_that_do_not_agree_are_named() {
    check(
        |document| document["functions"][0]["affects"] = json!(["usr"]),
        "at functions[0]: `rename` affects `usr`, and there is no such context",
    );
    check(
        |document| document["functions"][0]["affects"] = json!([{"context": "user", "function": "orders"}]),
        "at functions[0]: `rename` affects `orders`, which `user` does not have",
    );
    check(
        |document| document["contexts"][0]["functions"] = json!(["user_profile", "rename"]),
        "at contexts[0]: `user` lists `rename`, which is no query of it",
    );
    check(
        |document| {
            let again = document["functions"][0].clone();
            document["functions"].as_array_mut().expect("a list").push(again);
        },
        "at functions[2]: `rename` is already declared at functions[0]",
    );
    check(
        |document| {
            document["contexts"]
                .as_array_mut()
                .expect("a list")
                .push(json!({"name": "rename", "params": [], "functions": []}))
        },
        "at contexts[1]: the context `rename` has the name of the function at functions[0]",
    );
}

#[test]
fn h01_names_that_become_one_are_named_both() {
    let call = |name: &str| json!({"name": name, "kind": "call", "args": [], "result": {"type": "null"}});
    let functions = |names: &[&str]| {
        let calls: Vec<_> = names.iter().map(|name| call(name)).collect();
        errors(&document(|document| {
            document["functions"].as_array_mut().expect("a list").extend(calls);
        }))
    };
    let both = functions(&["load_all", "load__all"]);
    let expected = "the function `load__all` and the function `load_all` would both be exported as `loadAll`; \
                    rename one of them on the server";
    assert!(both.iter().any(|error| error == expected), "{both:#?}");
    assert!(
        functions(&["user_context"])[0].starts_with("the context `user` and the function `user_context` would both")
    );
    assert!(functions(&["delete", "delete_"])[0].contains("would both be exported as `delete_`"));
    let types = errors(&document(|document| document["types"]["RenameArgs"] = json!({"type": "string"})));
    assert!(
        types[0].starts_with("the type \"RenameArgs\" and the function `rename` would both be exported"),
        "{types:#?}"
    );
}

#[test]
fn a_wide_integer_is_told_from_text_or_refused() {
    let wide = || json!({"type": "string", "format": "bigint"});
    let object = |tag: Value, id: Value| {
        let properties = json!({"kind": tag, "id": id});
        json!({"type": "object", "properties": properties, "required": ["kind", "id"]})
    };
    let either = |one: Value, other: Value| {
        errors(&document(|document| document["types"]["Either"] = json!({"anyOf": [one, other, {"type": "null"}]})))
    };
    let text = || json!({"type": "string"});
    let refused =
        ["at types.Either: of several alternatives, one has text where another has a wide integer, and nothing \
                    tells them apart; give each a member with a constant value of its own"];
    assert_eq!(either(object(text(), wide()), object(text(), text())), refused);
    assert_eq!(either(object(text(), wide()), json!({"type": "object", "additionalProperties": text()})), refused);
    assert_eq!(either(json!({"type": "array", "items": wide()}), json!({"type": "array", "items": text()})), refused);
    for (one, other) in [
        (object(json!({"const": "a"}), wide()), object(json!({"const": "b"}), text())),
        (object(text(), wide()), object(text(), wide())),
        (object(text(), wide()), object(text(), json!({"type": "number"}))),
        (object(text(), wide()), object(text(), json!({"type": "string", "format": "date"}))),
        (object(text(), wide()), object(text(), json!({"enum": ["none", "all"]}))),
        (wide(), text()),
        (wide(), object(text(), text())),
    ] {
        assert_eq!(either(one.clone(), other.clone()), [""; 0], "{one} {other}");
    }
    let circle = either(object(text(), wide()), json!({"$ref": "#/types/Either"}));
    assert!(circle[0].contains("refers to itself"), "{circle:#?}");
}

#[test]
fn what_this_version_cannot_generate_is_not_left_out_silently() {
    let found = errors(&document(|document| document["channels"] = json!([{"name": "chat"}])));
    assert_eq!(found, ["`channels` is not empty, and this version of `mizan` generates none; install a newer one"]);
}
