//! What is wrong with a schema document, and where.

use std::cell::RefCell;
use std::fmt;

/// One thing that is wrong with a schema document.
///
/// Displayed as `at functions[2].args[0].schema.$ref: there is no type "User" in types`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// The place in the document, such as `functions[2].args[0].schema`; empty for the document itself.
    pub path: String,
    /// What is wrong, and where it helps, how to mend it.
    pub message: String,
}

impl SchemaError {
    pub(crate) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "at {}: {}", self.path, self.message)
    }
}

impl std::error::Error for SchemaError {}

/// How many errors are kept; a hostile document may hold a million of them.
const KEPT: usize = 50;

/// Gathers the errors of one pass, so that a person sees them all at once.
#[derive(Default)]
pub(crate) struct Errors {
    kept: RefCell<Vec<SchemaError>>,
    dropped: RefCell<usize>,
}

impl Errors {
    pub(crate) fn push(&self, path: impl Into<String>, message: impl Into<String>) {
        let mut kept = self.kept.borrow_mut();
        if kept.len() < KEPT {
            kept.push(SchemaError::new(path, message));
        } else {
            *self.dropped.borrow_mut() += 1;
        }
    }

    /// `value` when nothing went wrong, otherwise every error in the order found.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Vec<SchemaError>> {
        let mut kept = self.kept.into_inner();
        let dropped = self.dropped.into_inner();
        if dropped > 0 {
            kept.push(SchemaError::new("", format!("and {dropped} more errors of this kind")));
        }
        if kept.is_empty() { Ok(value) } else { Err(kept) }
    }
}
