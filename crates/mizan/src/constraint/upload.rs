//! Constraints of files, which are judged while they arrive.

use super::Violations;
use crate::file::{File, Rule};
use mizan_core::json::Value;
use std::sync::Arc;

/// A value that is a file.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no file, so it cannot have this constraint",
    label = "for files alone",
    note = "`max_bytes` and `accept(…)` are for `mizan::File` and `Option<mizan::File>`",
    note = "for a list of files they stand in `inner(…)`"
)]
pub trait Upload {
    /// The file; `None` where there is none to check.
    fn file(&self) -> Option<&File>;
}

impl Upload for File {
    fn file(&self) -> Option<&File> {
        Some(self)
    }
}
impl<T: Upload> Upload for Option<T> {
    fn file(&self) -> Option<&File> {
        self.as_ref().and_then(T::file)
    }
}
impl<T: Upload + ?Sized> Upload for Box<T> {
    fn file(&self) -> Option<&File> {
        T::file(self)
    }
}
impl<T: Upload + ?Sized> Upload for Arc<T> {
    fn file(&self) -> Option<&File> {
        T::file(self)
    }
}
impl Upload for Value<'_> {
    /// What refers to a file is none yet.
    fn file(&self) -> Option<&File> {
        None
    }
}

/// At most so large. Of a file that is still to come it is remembered, and judged while it arrives.
pub fn max_bytes(value: &impl Upload, most: u64, found: &mut Violations) {
    demand(value, Rule::MaxBytes(most), found);
}

/// Of one of these media types, by its declaration and by its first bytes; remembered as [`max_bytes`] is.
pub fn accept(value: &impl Upload, types: &'static [&'static str], found: &mut Violations) {
    demand(value, Rule::Accept(types), found);
}

fn demand(value: &impl Upload, rule: Rule, found: &mut Violations) {
    if let Some(refusal) = value.file().and_then(|file| file.demand(rule)) {
        found.refuse(refusal.code, refusal.message);
    }
}
