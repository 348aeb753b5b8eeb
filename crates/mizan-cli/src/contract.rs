//! `mizan.contracts.json`: what every client that was generated relies on, by the hash of it (`docs/protocol.md` §11).
//!
//! A server compares the hash that a caller sends with its own; where they differ it looks here what the caller
//! relies on. Contracts are added and never taken away: which clients still run nobody knows but the application.
//!
//! One line a contract and one a type, sorted, so that two branches that add some merge without a conflict. A type stands
//! there once however many contracts reach it: by its name and a hash of what it is, through and through. Where a type
//! changes, those that it is part of get another hash, too, and the older ones stay.

mod named;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::failure::{FILES, Failure};
use named::{Named, references};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Kept {
    mizan: u32,
    contracts: BTreeMap<String, Value>,
    #[serde(default)]
    types: BTreeMap<String, Value>,
}

/// The text of the file at `path` with the contracts of a schema added.
///
/// # Errors
///
/// The file cannot be read, or is no list of contracts.
pub(crate) fn text(path: &Path, schema: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut kept = kept(path)?;
    // A client has been made of it, so it is JSON.
    let schema: Value = serde_json::from_slice(schema).unwrap_or_default();
    let types = Named::of(&schema["types"]);
    for (hash, contract) in of(&schema, &types) {
        kept.contracts.entry(hash).or_insert(contract);
    }
    kept.types.extend(types.into_shapes());
    kept.forget_types();
    Ok(kept.text().into_bytes())
}

impl Kept {
    /// Drops the types that no contract reaches.
    fn forget_types(&mut self) {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&Value> =
            self.contracts.values().filter(|contract| contract.get("types").is_none()).collect();
        while let Some(value) = waiting.pop() {
            let found = references(value).into_iter().filter_map(|name| self.types.get_key_value(&name));
            let found: Vec<_> = found.filter(|(name, _)| reached.insert((*name).clone())).collect();
            waiting.extend(found.into_iter().map(|(_, shape)| shape));
        }
        self.types.retain(|name, _| reached.contains(name));
    }

    fn text(&self) -> String {
        let lines = |members: &BTreeMap<String, Value>| {
            let lines = members.iter().map(|(name, value)| format!("    {}: {value}", Value::from(name.as_str())));
            let lines = lines.collect::<Vec<_>>().join(",\n");
            if lines.is_empty() { lines } else { format!("\n{lines}\n  ") }
        };
        let (contracts, types) = (lines(&self.contracts), lines(&self.types));
        format!("{{\n  \"mizan\": 1,\n  \"contracts\": {{{contracts}}},\n  \"types\": {{{types}}}\n}}\n")
    }
}

fn kept(path: &Path) -> Result<Kept, Failure> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Kept::default()),
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
    Ok(kept)
}

/// The contract of each function and context, by its hash.
fn of(schema: &Value, types: &Named) -> Vec<(String, Value)> {
    let list = |name: &str| schema[name].as_array().map(Vec::as_slice).unwrap_or_default();
    // No generated code calls a view.
    let functions = list("functions").iter().filter(|function| function.get("view").is_none()).map(|function| {
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
        types.rename(&mut contract);
        contract[kind] = name.clone();
        Some((hash.as_str()?.to_owned(), contract))
    };
    functions.chain(contexts).filter_map(contract).collect()
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
mod tests;
