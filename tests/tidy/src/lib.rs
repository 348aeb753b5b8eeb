//! Holds the tree to its own rules. Tests only: there is nothing to call.
//!
//! A map that is kept by hand rots, so the map is a test: `ARCHITECTURE.md` against `cargo metadata`, `tests/PLAN.md`
//! against the tests that exist, sections that the code cites against the protocol, links against files.

#[cfg(test)]
mod document;
#[cfg(test)]
mod map;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod source;
#[cfg(test)]
mod tree;
