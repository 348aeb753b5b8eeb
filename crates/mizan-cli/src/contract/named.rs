//! The named types of a schema, each under its name and a hash of all that it is made of.

use std::collections::{BTreeMap, BTreeSet};

use mizan_codegen::circles;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::without_prose;

/// The prefix of a reference to a named type.
const TYPES: &str = "#/types/";

/// The types by the names that the schema has for them.
pub(super) struct Named {
    hashes: BTreeMap<String, String>,
    shapes: Vec<(String, Value)>,
}

impl Named {
    /// Reads the `types` of a schema.
    pub(super) fn of(types: &Value) -> Self {
        let plain: BTreeMap<&str, Value> = types
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, shape)| (name.as_str(), without_prose(shape, false)))
            .collect();
        let uses: BTreeMap<&str, BTreeSet<&str>> =
            plain.iter().map(|(name, shape)| (*name, known(shape, &plain))).collect();
        let mut named = Self { hashes: BTreeMap::new(), shapes: Vec::new() };
        for circle in circles(plain.keys().copied(), |name| uses.get(name).cloned().unwrap_or_default()) {
            named.add(&circle, &plain);
        }
        named
    }

    /// Adds types that are made of each other, and otherwise of what is there already.
    fn add(&mut self, circle: &[&str], plain: &BTreeMap<&str, Value>) {
        let shapes: BTreeMap<&str, Value> = circle
            .iter()
            .filter_map(|name| {
                let mut shape = plain.get(name)?.clone();
                self.rename(&mut shape);
                Some((*name, shape))
            })
            .collect();
        // Of each other they are told by name, since none of them has a hash yet.
        let text = Value::from_iter(shapes.clone()).to_string();
        let hash: String = Sha256::digest(text.as_bytes())[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        self.hashes.extend(circle.iter().map(|name| ((*name).to_owned(), hash.clone())));
        for (name, mut shape) in shapes {
            self.rename(&mut shape);
            self.shapes.push((format!("{name}.{hash}"), shape));
        }
    }

    /// Writes references with the hashes of what they lead to. One that has its hash already leads to no name.
    pub(super) fn rename(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item)),
            Value::Object(members) => {
                let hash = referred(members).and_then(|name| self.hashes.get(&name));
                if let (Some(hash), Some(Value::String(text))) = (hash, members.get_mut("$ref")) {
                    *text = format!("{text}.{hash}");
                }
                members.values_mut().for_each(|member| self.rename(member));
            }
            _ => {}
        }
    }

    /// The types as the file has them.
    pub(super) fn into_shapes(self) -> Vec<(String, Value)> {
        self.shapes
    }
}

/// The types among `all` that a schema refers to.
fn known<'a>(shape: &Value, all: &BTreeMap<&'a str, Value>) -> BTreeSet<&'a str> {
    references(shape).iter().filter_map(|name| all.get_key_value(name.as_str())).map(|(name, _)| *name).collect()
}

/// The names of the types that a value refers to.
pub(super) fn references(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                found.extend(referred(members));
                waiting.extend(members.values());
            }
            _ => {}
        }
    }
    found
}

fn referred(members: &Map<String, Value>) -> Option<String> {
    let name = members.get("$ref")?.as_str()?.strip_prefix(TYPES)?;
    // RFC 6901: a name in a pointer has `/` and `~` escaped.
    Some(name.replace("~1", "/").replace("~0", "~"))
}
