//! `X-Mizan-Invalidate`: a list of items as a structured field, within a limit that every proxy carries.
//!
//! [`write()`] and [`read`] are inverse up to what an item's text says; what is too long or not understood widens.
//!
//! # Invariants
//!
//! 1. What is written is printable ASCII without line breaks, whatever the items hold.
//! 2. What is written is within the limit, and hits everything that the items hit.
//! 3. What is read hits at least everything that the header's writer meant, of contexts known here.
//!
//! Source: `docs/protocol.md` §5.3; RFC 9651.

mod read;
mod write;

use std::fmt;

use crate::item::Item;

pub use read::{Reading, read};
pub use write::write;

/// How much a header may hold (§2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The length of its value, in bytes.
    pub bytes: usize,
    /// How many items it lists.
    pub items: usize,
}

impl Default for Limit {
    fn default() -> Self {
        Limit { bytes: 3_500, items: 200 }
    }
}

/// The parameter that names the user. No param's name begins so.
const USER: &str = "*user";

/// The token that stands for `null`.
const NULL: &str = "null";

/// What separates two items.
const SEPARATOR: &str = ", ";

/// One item as a header has it: `user/user_profile;user_id=5`.
#[must_use]
pub fn item_text(item: &Item) -> String {
    let mut out = String::with_capacity(32);
    write::push_item(&mut out, item);
    out
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&item_text(self))
    }
}
