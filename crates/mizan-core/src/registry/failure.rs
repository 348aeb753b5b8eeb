//! The errors that a function declares: their codes, statuses, and that a client can tell them apart.
//!
//! Source: `docs/protocol.md` §9.

use super::Mistake;
use crate::declaration::{ErrorDeclaration, FunctionDeclaration};
use crate::error::Code;
use crate::name::Name;
use std::collections::BTreeMap;

/// Everything that is wrong with the errors of a function.
pub(super) fn mistakes(function: &FunctionDeclaration) -> Vec<Mistake> {
    let mut found: Vec<Mistake> = Vec::new();
    let mut say = |what: String, mend: &str| {
        found.push(Mistake { place: function.place.clone(), what, mend: mend.to_owned() });
    };
    let mut seen: BTreeMap<&str, &ErrorDeclaration> = BTreeMap::new();
    for error in &function.errors {
        let ErrorDeclaration { code, status, .. } = error;
        if let Err(refused) = Name::check(code) {
            say(format!("an error of `{}`: {refused}", function.name), "give it another code");
        }
        if Code::from_text(code).is_some() {
            say(
                format!("`{}` declares the error `{code}`, which is a code of the framework", function.name),
                "give it another code",
            );
        }
        if !(400..500).contains(status) {
            say(
                format!("the error `{code}` of `{}` has the status {status}", function.name),
                "a declared error is the caller's: its status is from 400 to 499",
            );
        }
        if seen.insert(code, error).is_some_and(|other| other != error) {
            say(
                format!("`{}` declares two different errors `{code}`", function.name),
                "a client tells errors apart by their code: give one of them another",
            );
        }
    }
    found
}
