//! What a caller relies on (§11), as a hash.

use super::reference::references;
use crate::json;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The first 16 hex digits of SHA-256 over a document's RFC 8785 text.
pub(super) fn digest(document: &Value) -> String {
    let text = document.to_string();
    let canonical = match json::parse(text.as_bytes(), usize::MAX) {
        Ok(value) => json::canonical(&value),
        // serde_json writes strict JSON; its own text is the next best should that ever change.
        Err(_) => text,
    };
    let hash = Sha256::digest(canonical.as_bytes());
    hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What callers rely on in each named type.
#[derive(Default)]
pub(super) struct Relied(BTreeMap<String, Type>);

struct Type {
    /// The hash of its schema, without what only people read.
    hash: String,
    /// The types that it refers to.
    references: BTreeSet<String>,
}

impl Relied {
    pub(super) fn of(types: &Map<String, Value>) -> Self {
        let relied =
            |schema: &Value| Type { hash: digest(&without_prose(schema, false)), references: references(schema) };
        Self(types.iter().map(|(name, schema)| (name.clone(), relied(schema))).collect())
    }

    /// The hash of what a caller relies on: the entry and the hash of every type that it reaches, without what only
    /// people read. A type may be reached from everywhere; its schema is read once.
    pub(super) fn contract(&self, entry: &Value) -> String {
        let named = references(entry);
        let mut open: Vec<&str> = named.iter().map(String::as_str).collect();
        let mut types = Map::new();
        while let Some(name) = open.pop() {
            if let Some(relied) = self.0.get(name)
                && types.insert(name.to_owned(), json!(relied.hash)).is_none()
            {
                open.extend(relied.references.iter().map(String::as_str));
            }
        }
        digest(&without_prose(&json!({ "entry": entry, "types": types }), false))
    }
}

/// What is affected, without what says which reads of it: nobody calls a function otherwise because of that.
pub(super) fn without_narrowing(affects: &Value) -> Value {
    let mut affects = affects.clone();
    for item in affects.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        item.retain(|member, _| member != "by" && member != "given");
    }
    affects
}

/// Drops what a caller does not rely on (§12). `names` says that the members are names of an author's, where `title` may
/// be the name of a property.
fn without_prose(value: &Value, names: bool) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(key, value)| names || !is_prose(key, value, members))
            .map(|(key, value)| {
                (key.clone(), without_prose(value, !names && matches!(key.as_str(), "properties" | "types")))
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| without_prose(item, false)).collect(),
        other => other.clone(),
    }
}

fn is_prose(key: &str, value: &Value, members: &Map<String, Value>) -> bool {
    match key {
        "title" | "description" | "doc" => value.is_string(),
        "format" => ["integer", "number"].iter().any(|kind| has_type(members, kind)),
        _ => false,
    }
}

fn has_type(schema: &Map<String, Value>, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(text)) => text == kind,
        Some(Value::Array(kinds)) => kinds.iter().any(|given| given == kind),
        _ => false,
    }
}
