//! Constraints: what a value must be beyond its type, and in which words it is refused.
//!
//! What a value violates is gathered in [`Violations`], so that a caller is told all of it at once. The rules are those of
//! every host: of typed values where the language has them, and of JSON ([`judge`](crate::judge)).
//!
//! Source: `docs/protocol.md` §3.1, §3.5, §12.

mod rule;
mod value;

use crate::json::{Complaint, DecodeError};
use crate::name::shortened;

pub use rule::{
    Pattern, email, exclusive_max, exclusive_min, inner, max, max_items, max_length, min, min_items, min_length,
    multiple_of, pattern, url,
};
pub use value::{List, Number, Text};

/// What is needed is not there: its code and its words in a form.
pub const REQUIRED: (&str, &str) = ("required", "can't be blank");
/// What is there is of another type, in a form.
pub const INVALID: (&str, &str) = ("invalid", "is not valid");

/// So many complaints are told; a list of a million wrong items is not answered with a million of them.
const TOLD: usize = 100;

/// What is wrong with a value that arrived, and where.
#[derive(Debug, Default)]
pub struct Violations {
    path: Vec<Segment>,
    found: Vec<Complaint>,
    count: usize,
}

#[derive(Debug)]
enum Segment {
    Member(&'static str),
    Key(String),
    Index(usize),
}

impl Violations {
    /// Checks what is in a member of an object.
    pub fn member(&mut self, name: &'static str, check: impl FnOnce(&mut Self)) {
        self.within(Segment::Member(name), check);
    }

    /// Checks what is in a member whose name is the sender's.
    pub fn key(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        self.within(Segment::Key(name.to_owned()), check);
    }

    /// Checks an item of a list.
    pub fn index(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.within(Segment::Index(index), check);
    }

    fn within(&mut self, segment: Segment, check: impl FnOnce(&mut Self)) {
        self.path.push(segment);
        check(self);
        self.path.pop();
    }

    /// Says what is wrong here: for programs, and for people. A query and its context may both say it of one param; it is
    /// told once.
    pub fn refuse(&mut self, code: &'static str, message: impl Into<String>) {
        self.count += 1;
        if self.found.len() >= TOLD {
            return;
        }
        let path = self.path_text();
        if !self.found.iter().any(|found| found.code == code && found.path == path) {
            self.found.push(Complaint { path, code, message: message.into() });
        }
    }

    /// How many things are wrong, those included that are not told.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// What is told of them.
    #[must_use]
    pub fn into_complaints(self) -> Vec<Complaint> {
        self.found
    }

    /// Says what the decoder says of a value that is here.
    pub fn refuse_decoded(&mut self, error: &DecodeError) {
        for complaint in error.complaints() {
            self.count += 1;
            let here = self.path_text();
            let path = match (here.is_empty(), complaint.path.as_str()) {
                (true, path) => path.to_owned(),
                (false, "") => here,
                (false, path) if path.starts_with('[') => here + path,
                (false, path) => format!("{here}.{path}"),
            };
            let (code, message) = match complaint.code {
                "missing" => (REQUIRED.0, REQUIRED.1.to_owned()),
                "invalid_type" | "invalid_value" => (INVALID.0, INVALID.1.to_owned()),
                code => (code, complaint.message),
            };
            self.found.push(Complaint { path, code, message });
        }
    }

    fn path_text(&self) -> String {
        let mut out = String::new();
        for segment in &self.path {
            match segment {
                Segment::Member(name) => put_member(&mut out, name),
                Segment::Key(name) => put_member(&mut out, &shortened(name)),
                Segment::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }

    /// What was gathered, as the refusal of the arguments.
    ///
    /// # Errors
    /// When anything was refused.
    pub fn into_result(self) -> Result<(), DecodeError> {
        DecodeError::of_complaints(self.found).map_or(Ok(()), Err)
    }
}

fn put_member(out: &mut String, name: &str) {
    if !out.is_empty() {
        out.push('.');
    }
    out.push_str(name);
}

#[cfg(test)]
mod tests;
