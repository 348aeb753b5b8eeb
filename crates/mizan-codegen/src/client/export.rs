//! The one namespace of everything that the client exports.

use std::collections::BTreeMap;

use crate::error::Errors;

/// What is exported so far, and by what.
pub(super) struct Exports<'a> {
    taken: BTreeMap<String, String>,
    errors: &'a Errors,
}

impl<'a> Exports<'a> {
    pub(super) fn new(errors: &'a Errors) -> Self {
        Self { taken: BTreeMap::new(), errors }
    }

    /// Takes `identifier` for `owner` (such as "the function `a_b`"); a second owner is an error that names both.
    pub(super) fn take(&mut self, identifier: String, owner: &str) -> String {
        match self.taken.get(&identifier) {
            Some(first) => self.errors.push(
                "",
                format!(
                    "{first} and {owner} would both be exported as `{identifier}`; rename one of them on the server"
                ),
            ),
            None => {
                self.taken.insert(identifier.clone(), owner.to_owned());
            }
        }
        identifier
    }
}
