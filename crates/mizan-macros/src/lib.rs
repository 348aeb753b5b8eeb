//! The macros of Mizan.
