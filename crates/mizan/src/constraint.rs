//! Constraints of Rust's types: how they are declared, and what a form says of a value of JSON. `docs/protocol.md` §3.1, §12.
//!
//! The macros write a call for each `#[mizan(…)]`; a trait says which types can have it. The rules and their words are the
//! core's.

mod inspect;
mod keyword;
mod upload;

pub use inspect::{choice, integer, invalid, is_object, list, member, of, text};
pub use keyword::{Bound, put, put_into};
pub use mizan_core::constraint::{
    Pattern, Violations, email, exclusive_max, exclusive_min, inner, max, max_items, max_length, min, min_items,
    min_length, multiple_of, pattern, url,
};
pub use upload::{Upload, accept, max_bytes};
