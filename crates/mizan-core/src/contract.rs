//! Whether a client that was generated from an older contract can still be served.
//!
//! Start at [`Contracts::read`]. A client sends the hash of what it relies on; where the server's own differs, the older
//! contract is looked up among those that were kept, and only what breaks that caller is refused. A hash that nobody kept
//! is served: it may be newer than this server.
//!
//! Source: `docs/protocol.md` §11, §12.

mod shape;

use crate::refusal::{self, Refused};
use serde_json::Value;
use shape::{Comparison, Shapes};
use std::collections::{HashMap, HashSet};

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
        let present: HashSet<&str> = ["functions", "contexts"]
            .iter()
            .flat_map(|list| document[list].as_array().into_iter().flatten())
            .filter_map(|entry| entry["contract"].as_str())
            .collect();
        let mut judge = Judge::of(&file["types"], document);
        let older = kept.iter().filter(|(hash, _)| !present.contains(hash.as_str()));
        let broken = older.filter_map(|(hash, old)| {
            let breach = match old.get("types") {
                // A contract that brings its types with it.
                Some(types) => Judge::of(types, document).breach(old),
                None => judge.breach(old),
            };
            Some((hash.clone(), breach?))
        });
        Ok(Self { broken: broken.collect() })
    }

    /// What breaks the caller that relies on the contract of that hash; `None` where it can be served.
    #[must_use]
    pub fn breach(&self, hash: &str) -> Option<&str> {
        self.broken.get(hash).map(String::as_str)
    }

    /// Refuses the caller that relies on a contract which is broken; `revision` is the text of `Mizan-Revision`.
    ///
    /// # Errors
    /// `409` `revision_mismatch`.
    pub fn check(&self, revision: Option<&str>) -> Result<(), Refused> {
        let breach = revision.and_then(|hash| self.breach(hash));
        breach.map_or(Ok(()), |breach| Err(refusal::breach(breach)))
    }
}

/// Compares older contracts, whose types are the same, with the present schema.
struct Judge<'a> {
    document: &'a Value,
    /// Whether what was sent is still taken.
    taken: Comparison<'a>,
    /// Whether what is given now is what was promised.
    given: Comparison<'a>,
}

impl<'a> Judge<'a> {
    fn of(types: &'a Value, document: &'a Value) -> Self {
        let (old, new) = (Shapes::of(types), Shapes::of(&document["types"]));
        Self { document, taken: Comparison::new(old, new), given: Comparison::new(new, old) }
    }

    /// What of an older contract the present schema no longer keeps.
    fn breach(&mut self, old: &'a Value) -> Option<String> {
        if let Some(name) = old.get("function") {
            // A name that is gone is `not_found`, which says more.
            let new = self.find("functions", name)?;
            return self
                .arguments(&old["args"], &new["args"])
                .or_else(|| self.result("the result", &old["result"], &new["result"]));
        }
        let new = self.find("contexts", old.get("context")?)?;
        self.arguments(&old["params"], &new["params"]).or_else(|| {
            old["results"].as_object().into_iter().flatten().find_map(|(name, result)| {
                match self.find("functions", &Value::from(name.as_str())) {
                    Some(query) if query["context"] == new["name"] => {
                        self.result(&format!("`{name}`"), result, &query["result"])
                    }
                    _ => Some(format!("`{name}` is gone")),
                }
            })
        })
    }

    fn find(&self, list: &str, name: &Value) -> Option<&'a Value> {
        self.document[list].as_array().into_iter().flatten().find(|entry| entry["name"] == *name)
    }

    /// What the caller sends has to be taken.
    fn arguments(&mut self, old: &'a Value, new: &'a Value) -> Option<String> {
        let list = |value: &'a Value| value.as_array().map(Vec::as_slice).unwrap_or_default();
        let (old, new) = (list(old), list(new));
        let named = |list: &'a [Value], name: &Value| list.iter().find(|argument| argument["name"] == *name);
        let is_required = |argument: &Value| argument["required"] == true;
        for argument in new {
            let name = argument["name"].as_str().unwrap_or_default();
            match named(old, &argument["name"]) {
                None if is_required(argument) => return Some(format!("`{name}` is needed now")),
                Some(before) if is_required(argument) && !is_required(before) => {
                    return Some(format!("`{name}` may no longer be left out"));
                }
                Some(before) if !self.taken.holds(&before["schema"], &argument["schema"]) => {
                    return Some(format!("`{name}` is of a narrower type now"));
                }
                _ => {}
            }
        }
        let gone = old.iter().find(|argument| named(new, &argument["name"]).is_none())?;
        Some(format!("`{}` is no longer taken", gone["name"].as_str().unwrap_or_default()))
    }

    /// What the caller gets has to be what it was typed for.
    fn result(&mut self, what: &str, old: &'a Value, new: &'a Value) -> Option<String> {
        (!self.given.holds(new, old)).then(|| format!("{what} is of another type now"))
    }
}

#[cfg(test)]
mod tests;
