//! `mizan.contracts.json`: what every client that was generated relies on, by the hash of it (`docs/protocol.md` §11).
//!
//! A server compares the hash that a caller sends with its own; where they differ it looks here what the caller
//! relies on. Contracts are added and never taken away: which clients still run nobody knows but the application.
//!
//! One line a contract, sorted by hash, so that two branches that add some merge without a conflict.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::failure::{FILES, Failure};

/// The prefix of a reference to a named type.
const TYPES: &str = "#/types/";

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Kept {
    mizan: u32,
    contracts: BTreeMap<String, Value>,
}

/// The text of the file at `path` with the contracts of a schema added.
///
/// # Errors
///
/// The file cannot be read, or is no list of contracts.
pub(crate) fn text(path: &Path, schema: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut contracts = kept(path)?;
    // A client has been made of it, so it is JSON.
    let schema: Value = serde_json::from_slice(schema).unwrap_or_default();
    for (hash, contract) in of(&schema) {
        contracts.entry(hash).or_insert(contract);
    }
    let lines = contracts.iter().map(|(hash, contract)| format!("    {}: {contract}", Value::from(hash.as_str())));
    let lines = lines.collect::<Vec<_>>().join(",\n");
    let lines = if lines.is_empty() { lines } else { format!("\n{lines}\n  ") };
    Ok(format!("{{\n  \"mizan\": 1,\n  \"contracts\": {{{lines}}}\n}}\n").into_bytes())
}

fn kept(path: &Path) -> Result<BTreeMap<String, Value>, Failure> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(Failure::new(FILES, format!("the contracts cannot be read: {error}")).at(path)),
    };
    let wrong = |because: String| {
        Failure::new(FILES, "the file is no list of contracts")
            .at(path)
            .with("because", because)
            .next("take it from version control again; without it, clients that still run cannot be told apart")
    };
    let kept: Kept = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    if kept.mizan != 1 {
        return Err(wrong(format!("it has version {} and this `mizan` reads version 1", kept.mizan)));
    }
    Ok(kept.contracts)
}

/// The contract of each function and context, by its hash.
fn of(schema: &Value) -> Vec<(String, Value)> {
    let list = |name: &str| schema[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let functions = list("functions").iter().map(|function| {
        let parts = ["args", "result", "errors"].map(|part| (part.to_owned(), function[part].clone()));
        (&function["contract"], "function", &function["name"], Map::from_iter(parts))
    });
    let contexts = list("contexts").iter().map(|context| {
        let names = context["functions"].as_array().map(Vec::as_slice).unwrap_or_default();
        let queries = list("functions").iter().filter(|function| names.contains(&function["name"]));
        let results: Map<_, _> = queries
            .filter_map(|function| Some((function["name"].as_str()?.to_owned(), function["result"].clone())))
            .collect();
        let parts = [("params".to_owned(), context["params"].clone()), ("results".to_owned(), Value::Object(results))];
        (&context["contract"], "context", &context["name"], Map::from_iter(parts))
    });
    let contract = |(hash, kind, name, parts): (&Value, &str, &Value, Map<String, Value>)| {
        let mut contract = without_prose(&Value::Object(parts), false);
        contract[kind] = name.clone();
        contract["types"] = types(&contract, &schema["types"]);
        Some((hash.as_str()?.to_owned(), contract))
    };
    functions.chain(contexts).filter_map(contract).collect()
}

/// The named types that a value reaches.
fn types(value: &Value, all: &Value) -> Value {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                waiting.extend(members.values());
                let name = members.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix(TYPES));
                // RFC 6901: a name in a pointer has `/` and `~` escaped.
                let name = name.map(|name| name.replace("~1", "/").replace("~0", "~"));
                if let Some((name, shape)) = name.and_then(|name| all.get(&name).map(|shape| (name, shape)))
                    && reached.insert(name)
                {
                    waiting.push(shape);
                }
            }
            _ => {}
        }
    }
    let shapes = reached.into_iter().map(|name| {
        let shape = without_prose(&all[&name], false);
        (name, shape)
    });
    Value::Object(shapes.collect())
}

/// A schema without what only people read. `names` is true for an object whose members are named by the application.
fn without_prose(value: &Value, names: bool) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, value)| {
                names || !(matches!(name.as_str(), "title" | "description" | "doc") && value.is_string())
            });
            let kept = kept.map(|(name, value)| {
                let named = !names && matches!(name.as_str(), "properties" | "results");
                (name.clone(), without_prose(value, named))
            });
            Value::Object(kept.collect())
        }
        Value::Array(items) => items.iter().map(|item| without_prose(item, false)).collect(),
        other => json!(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_has_what_a_caller_relies_on_and_no_prose() {
        let schema = json!({
            "functions": [
                {"name": "rename", "contract": "aa", "doc": "Renames.", "errors": [], "result": {"type": "null"},
                 "args": [{"name": "to", "required": true, "doc": "To what.", "schema": {"$ref": "#/types/a~1b"}}]},
                {"name": "who", "contract": "bb", "args": [], "errors": [], "result": {"type": "string"}},
            ],
            "contexts": [{"name": "user", "contract": "cc", "params": [], "functions": ["who"]}],
            "types": {
                "a/b": {"type": "object", "description": "Prose.", "properties": {"title": {"$ref": "#/types/T"}}},
                "T": {"type": "string", "title": "T"},
                "Other": {},
            },
        });
        let contracts: BTreeMap<_, _> = of(&schema).into_iter().collect();
        assert_eq!(
            contracts["aa"],
            json!({
                "function": "rename", "errors": [], "result": {"type": "null"},
                "args": [{"name": "to", "required": true, "schema": {"$ref": "#/types/a~1b"}}],
                "types": {
                    "a/b": {"type": "object", "properties": {"title": {"$ref": "#/types/T"}}},
                    "T": {"type": "string"},
                },
            })
        );
        assert_eq!(
            contracts["cc"],
            json!({"context": "user", "params": [], "results": {"who": {"type": "string"}}, "types": {}})
        );
    }
}
