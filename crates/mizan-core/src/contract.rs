//! Whether a client that was generated from an older contract can still be served.
//!
//! Start at [`Contracts::read`]. A client sends the hash of what it relies on; where the server's own differs, the older
//! contract is looked up among those that were kept, and only what breaks that caller is refused. A hash that nobody kept
//! is served: it may be newer than this server.
//!
//! Source: `docs/protocol.md` §11, §12.

mod shape;

use serde_json::{Map, Value};
use shape::{Shapes, is_within};
use std::collections::HashMap;

/// The contracts that clients in the field were generated from, each with what breaks it here.
#[derive(Debug, Default)]
pub struct Contracts {
    broken: HashMap<String, String>,
}

impl Contracts {
    /// Reads `mizan.contracts.json`, as `mizan generate` keeps it, and judges each contract beside the schema `document`.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn read(text: &str, document: &Value) -> Result<Self, String> {
        let file: Value = serde_json::from_str(text).map_err(|error| format!("the contracts are no JSON: {error}"))?;
        let kept = match (file["mizan"].as_u64(), file["contracts"].as_object()) {
            (Some(1), Some(kept)) => kept,
            _ => return Err("this is no file of contracts, version 1, as `mizan generate` writes it".to_owned()),
        };
        let broken = kept.iter().filter_map(|(hash, old)| Some((hash.clone(), breach(old, document)?)));
        Ok(Self { broken: broken.collect() })
    }

    /// What breaks the caller that relies on the contract of that hash; `None` where it can be served.
    #[must_use]
    pub fn breach(&self, hash: &str) -> Option<&str> {
        self.broken.get(hash).map(String::as_str)
    }
}

/// What of an older contract the present schema no longer keeps.
fn breach(old: &Value, document: &Value) -> Option<String> {
    let find =
        |list: &str, name: &Value| document[list].as_array().into_iter().flatten().find(|entry| entry["name"] == *name);
    let judge = Judge { old: Shapes::of(&old["types"]), new: Shapes::of(&document["types"]) };
    if let Some(name) = old.get("function") {
        // A name that is gone is `not_found`, which says more.
        let new = find("functions", name)?;
        return judge
            .arguments(&old["args"], &new["args"])
            .or_else(|| judge.result("the result", &old["result"], &new["result"]));
    }
    let new = find("contexts", old.get("context")?)?;
    let empty = Map::new();
    let results = old["results"].as_object().unwrap_or(&empty);
    let lost = || {
        results.iter().find_map(|(name, result)| match find("functions", &Value::from(name.as_str())) {
            Some(query) if query["context"] == new["name"] => {
                judge.result(&format!("`{name}`"), result, &query["result"])
            }
            _ => Some(format!("`{name}` is gone")),
        })
    };
    judge.arguments(&old["params"], &new["params"]).or_else(lost)
}

struct Judge<'a> {
    old: Shapes<'a>,
    new: Shapes<'a>,
}

impl Judge<'_> {
    /// What the caller sends has to be taken.
    fn arguments(&self, old: &Value, new: &Value) -> Option<String> {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (old, new) = (list(old), list(new));
        let named = |list: &[Value], name: &Value| list.iter().find(|argument| argument["name"] == *name).cloned();
        let is_required = |argument: &Value| argument["required"] == true;
        for argument in &new {
            let name = argument["name"].as_str().unwrap_or_default();
            match named(&old, &argument["name"]) {
                None if is_required(argument) => return Some(format!("`{name}` is needed now")),
                Some(before) if is_required(argument) && !is_required(&before) => {
                    return Some(format!("`{name}` may no longer be left out"));
                }
                Some(before) if !is_within(&before["schema"], &self.old, &argument["schema"], &self.new) => {
                    return Some(format!("`{name}` is of a narrower type now"));
                }
                _ => {}
            }
        }
        let gone = old.iter().find(|argument| named(&new, &argument["name"]).is_none())?;
        Some(format!("`{}` is no longer taken", gone["name"].as_str().unwrap_or_default()))
    }

    /// What the caller gets has to be what it was typed for.
    fn result(&self, what: &str, old: &Value, new: &Value) -> Option<String> {
        (!is_within(new, &self.new, old, &self.old)).then(|| format!("{what} is of another type now"))
    }
}

#[cfg(test)]
mod tests;
