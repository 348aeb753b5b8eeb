//! References between the named types of a schema.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The prefix of every reference.
pub(super) const TYPES: &str = "#/types/";

/// The names whose shapes differ between the directions, by themselves or by what they reach.
pub(super) fn differing(arriving: &Map<String, Value>, leaving: &Map<String, Value>) -> BTreeSet<String> {
    let shared: Vec<&String> = arriving.keys().filter(|name| leaving.contains_key(*name)).collect();
    let mut differing: BTreeSet<String> =
        shared.iter().filter(|name| arriving[**name] != leaving[**name]).map(|name| (*name).clone()).collect();
    loop {
        let reaches = |name: &&&String| references(&arriving[**name]).iter().any(|target| differing.contains(target));
        let more: Vec<String> = shared
            .iter()
            .filter(|name| !differing.contains(**name))
            .filter(reaches)
            .map(|name| (*name).clone())
            .collect();
        if more.is_empty() {
            return differing;
        }
        differing.extend(more);
    }
}

/// The named types that functions, contexts and forms reach.
pub(super) fn used(entries: [&[Value]; 3], types: &Map<String, Value>) -> Map<String, Value> {
    let mut reached = BTreeSet::new();
    for entry in entries.into_iter().flatten() {
        reach(entry, types, &mut reached);
    }
    types
        .iter()
        .filter(|(name, _)| reached.contains(*name))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect()
}

pub(super) fn reach(schema: &Value, types: &Map<String, Value>, reached: &mut BTreeSet<String>) {
    for name in references(schema) {
        if let Some(target) = types.get(&name)
            && reached.insert(name)
        {
            reach(target, types, reached);
        }
    }
}

pub(super) fn references(schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(reference_name).map(str::to_owned));
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

fn reference_name(reference: &Value) -> Option<&str> {
    reference.as_str()?.strip_prefix(TYPES)
}

pub(super) fn map_references(schema: &Value, prefix: &str, rename: &impl Fn(&str) -> String) -> Value {
    match schema {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| match reference_name(value) {
                Some(name) if key == "$ref" => (key.clone(), json!(format!("{prefix}{}", rename(name)))),
                _ => (key.clone(), map_references(value, prefix, rename)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| map_references(item, prefix, rename)).collect(),
        other => other.clone(),
    }
}
