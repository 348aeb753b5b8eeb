//! `mizan._mizan`: the engine for Python.
//!
//! Start at the module below, which lists all that Python sees. As thin as it can be: each class holds a value of the core and
//! hands its methods on. Everything else is `mizan_core`'s Python, which says the same things in Python's own words.
//!
//! # Invariants
//!
//! 1. No panic passes into Python, where it would be a `BaseException` that no handler of an application expects: each entry
//!    point goes through `guarded`.
//! 2. No rule of the protocol is here.
//!
//! Absent on purpose: a web framework, pydantic, threads, an async runtime.

mod command;
mod context;
mod entry;
mod guard;
mod item;
mod key;
mod param;
mod resolve;
mod value;
mod version;

/// What Python sees.
#[pyo3::pymodule(gil_used = false)]
mod _mizan {
    #[pymodule_export]
    use crate::command::{generate, main, write_client};
    #[pymodule_export]
    use crate::context::{Context, Contexts};
    #[pymodule_export]
    use crate::entry::Entry;
    #[pymodule_export]
    use crate::item::{Item, Items, read_header};
    #[pymodule_export]
    use crate::key::{Secret, read_identity};
    #[pymodule_export]
    use crate::param::{is_cacheable, read_param, write_param};
    #[pymodule_export]
    use crate::resolve::Affect;
    #[pymodule_export]
    use crate::value::{canonical, parse};
    #[pymodule_export]
    use crate::version::Version;
}
