//! Which arguments hold files: strings of the format `binary` in a schema. `docs/protocol.md` §3.3, §12.

use crate::declaration::ArgumentDeclaration;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The files in a schema: nothing where there is none, else each one's bound in bytes, where it has one.
#[must_use]
pub fn files(schema: &Value, types: &Map<String, Value>) -> Vec<Option<u64>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if members.get("format").is_some_and(|format| format == "binary") {
                    found.push(members.get("max_bytes").and_then(Value::as_u64));
                }
                let named = members.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix("#/types/"));
                open.extend(named.filter(|name| seen.insert(*name)).and_then(|name| types.get(name)));
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

pub(super) fn any_takes(args: &[ArgumentDeclaration], types: &Map<String, Value>) -> bool {
    args.iter().any(|argument| !files(&argument.schema, types).is_empty())
}
