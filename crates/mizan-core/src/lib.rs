//! The engine of Mizan.
//!
//! No I/O, no clock, no host.

pub mod error;
pub mod json;
