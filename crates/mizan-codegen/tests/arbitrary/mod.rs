//! Generated schemas: well-formed ones with names and types of every kind, and documents that are none.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// The names of the types that every generated schema has.
const TYPES: &[&str] = &[
    "User",
    "Page[User]",
    "A",
    "a1",
    "string",
    "Map",
    "AVeryLongNameOfATypeThatNobodyShouldEverWriteButSomebodyWill",
    "x.y.Z",
    "Étude",
    "_",
    "Order2",
    "Order10",
];

/// Words of member names, enumerations and documentation that are known to make trouble.
const TEXTS: &[&str] = &[
    "",
    "a",
    "name",
    "class",
    "new",
    "__proto__",
    "constructor",
    "a-b",
    "a b",
    "*/",
    "/*",
    "\"",
    "'",
    "`",
    "\\",
    "\n",
    "\r\n",
    "\u{2028}",
    "\u{202e}",
    "\0",
    "${a}",
    "</script>",
    "é",
    "日本",
    "🙂",
    "1",
    "0x1",
    "1e5",
    "it's \"so\"",
    "a_member_with_a_long_name",
    "another_member_with_an_even_longer_name",
    "@deprecated",
    "{@link x}",
    " - one",
    "\t",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => select(TEXTS).prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => "[a-z_]{1,40}"]
}

fn doc() -> impl Strategy<Value = Option<String>> {
    let lines = vec(prop_oneof![text(), "[A-Z][a-z ]{0,60}\\."], 1..4).prop_map(|lines| lines.join("\n"));
    option::weighted(0.3, lines)
}

/// A schema with what may stand beside any: documentation, deprecation, a default.
fn described(schema: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    (schema, doc(), prop::bool::weighted(0.1), option::weighted(0.2, value()))
        .prop_map(|(mut schema, doc, deprecated, default)| {
            if let Value::Object(members) = &mut schema {
                members.extend(doc.map(|doc| ("description".to_owned(), json!(doc))));
                members.extend(deprecated.then(|| ("deprecated".to_owned(), json!(true))));
                members.extend(default.map(|default| ("default".to_owned(), default)));
            }
            schema
        })
        .boxed()
}

fn value() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        text().prop_map(Value::from),
    ]
    .boxed()
}

fn leaf() -> BoxedStrategy<Value> {
    let name = select(&["null", "boolean", "integer", "number", "string", "array", "object"][..]);
    prop_oneof![
        3 => name.clone().prop_map(|name| json!({"type": name})),
        1 => vec(name, 1..4).prop_map(|names| json!({"type": names})),
        3 => select(TYPES).prop_map(|name| json!({"$ref": format!("#/types/{name}")})),
        2 => vec(value(), 1..6).prop_map(|values| json!({"enum": values})),
        1 => value().prop_map(|value| json!({"const": value})),
        1 => any::<bool>().prop_map(Value::from),
    ]
    .boxed()
}

fn object(inner: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let members = vec((text(), inner.clone(), any::<bool>()), 0..6);
    (members, option::weighted(0.3, inner))
        .prop_map(|(members, additional)| {
            let required: Vec<_> =
                members.iter().filter(|(.., required)| *required).map(|(name, ..)| name.clone()).collect();
            let properties: Map<_, _> = members.into_iter().map(|(name, schema, _)| (name, schema)).collect();
            let mut object = json!({"type": "object", "properties": properties, "required": required});
            if let Some(additional) = additional {
                object["additionalProperties"] = additional;
            }
            object
        })
        .boxed()
}

fn composed(inner: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let several = || vec(inner.clone(), 1..5);
    prop_oneof![
        3 => object(inner.clone()),
        2 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
        1 => (several(), 0..4, option::of(inner.clone())).prop_map(|(prefix, min, items)| match items {
            Some(items) => json!({"type": "array", "prefixItems": prefix, "minItems": min, "items": items}),
            None => json!({"type": "array", "prefixItems": prefix, "minItems": min}),
        }),
        1 => inner.clone().prop_map(|values| json!({"type": "object", "additionalProperties": values})),
        2 => several().prop_map(|parts| json!({"anyOf": parts})),
        1 => several().prop_map(|parts| json!({"oneOf": parts})),
        1 => vec(object(inner.clone()), 1..3).prop_map(|parts| json!({"allOf": parts})),
        1 => (object(inner.clone()), select(TYPES)).prop_map(|(mut object, name)| {
            object["allOf"] = json!([{"$ref": format!("#/types/{name}")}]);
            object
        }),
        1 => inner.prop_map(|part| json!({"anyOf": [part, {"type": "null"}]})),
    ]
    .boxed()
}

fn schema() -> BoxedStrategy<Value> {
    described(leaf()).prop_recursive(4, 24, 5, |inner| described(composed(inner.boxed()))).boxed()
}

/// Only shapes that are values of their own, so that no named type is an empty circle.
fn named() -> BoxedStrategy<Value> {
    let inner = schema();
    let list = inner.clone().prop_map(|items| json!({"type": "array", "items": items}));
    described(
        prop_oneof![2 => object(inner), 1 => list, 1 => vec(value(), 1..8).prop_map(|values| json!({"enum": values}))]
            .boxed(),
    )
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,9}(_[a-z]{1,9}){0,3}",
        1 => "[a-z][a-z0-9_]{0,63}",
        1 => select(&["class", "delete", "new", "constructor", "define_call", "aux", "types", "global", "index"][..]).prop_map(str::to_owned),
    ]
}

fn params() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::btree_map(name(), (any::<bool>(), schema()), 0..5).prop_map(|params| {
        let param = |(name, (required, schema))| json!({"name": name, "required": required, "schema": schema});
        params.into_iter().map(param).collect()
    })
}

fn function(name: String) -> impl Strategy<Value = Value> {
    (params(), schema(), doc(), option::weighted(0.1, text())).prop_map(move |(args, result, doc, deprecated)| {
        let mut function = json!({"name": name, "kind": "call", "args": args, "result": result, "guard": "public"});
        if let Some(doc) = doc {
            function["doc"] = json!(doc);
        }
        if let Some(deprecated) = deprecated {
            function["deprecated"] = json!(deprecated);
        }
        function
    })
}

/// Functions, and contexts that some of them are queries of. Names may collide; that is an error, not a panic.
fn functions_and_contexts() -> impl Strategy<Value = (Vec<Value>, Vec<Value>)> {
    let functions = prop::collection::btree_set(name(), 1..8)
        .prop_flat_map(|names| names.into_iter().map(function).collect::<Vec<_>>());
    let contexts =
        vec((name().prop_map(|name| format!("c_{name}").chars().take(64).collect::<String>()), params(), doc()), 0..3);
    (functions, contexts, any::<prop::sample::Index>()).prop_map(|(mut functions, contexts, _)| {
        let mut made = Vec::new();
        for (index, (name, params, doc)) in contexts.into_iter().enumerate() {
            let mut queries = Vec::new();
            for function in functions.iter_mut().skip(index).step_by(4) {
                if function["kind"] == "call" && index % 2 == 0 {
                    function["kind"] = json!("query");
                    function["context"] = json!(name);
                    queries.push(function["name"].clone());
                } else if function["kind"] == "call" {
                    function["kind"] = json!("mutation");
                    function["affects"] = json!([name, {"context": name}]);
                }
            }
            let mut context = json!({"name": name, "params": params, "functions": queries});
            if let Some(doc) = doc {
                context["doc"] = json!(doc);
            }
            if !made.iter().any(|other: &Value| other["name"] == context["name"]) {
                made.push(context);
            }
        }
        (functions, made)
    })
}

/// A document that is a schema in form.
pub(crate) fn document() -> impl Strategy<Value = Value> {
    let types = TYPES.iter().map(|name| named().prop_map(move |schema| (*name, schema))).collect::<Vec<_>>();
    (functions_and_contexts(), types).prop_map(|((functions, contexts), types)| {
        let types: Map<_, _> = types.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
        json!({
            "mizan": 1, "revision": "0123456789abcdef", "functions": functions, "contexts": contexts,
            "forms": [], "channels": [], "types": types,
        })
    })
}

/// A document in which one value, anywhere, is replaced by another, or a member taken out.
pub(crate) fn damaged() -> impl Strategy<Value = Value> {
    (document(), any::<prop::sample::Index>(), option::of(prop_oneof![value(), leaf()])).prop_map(
        |(mut document, at, replacement)| {
            let count = count(&document);
            damage(&mut document, &mut at.index(count), &replacement);
            document
        },
    )
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Replaces the value that is `left` places further on; true when it is done.
fn damage(value: &mut Value, left: &mut usize, replacement: &Option<Value>) -> bool {
    if *left == 0 {
        *value = replacement.clone().unwrap_or(Value::Null);
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| damage(item, left, replacement)),
        Value::Object(members) => {
            let names: Vec<_> = members.keys().cloned().collect();
            for name in names {
                if *left == 0 && replacement.is_none() {
                    members.remove(&name);
                    return true;
                }
                if members.get_mut(&name).is_some_and(|member| damage(member, left, replacement)) {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}
