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

mod call;
mod command;
mod context;
mod core;
mod engine;
mod entry;
mod file;
mod form;
mod guard;
mod item;
mod key;
mod param;
mod read;
mod refused;
mod reply;
mod resolve;
mod route;
mod upload;
mod value;
mod version;
mod visit;

/// What Python sees.
#[pyo3::pymodule(gil_used = false)]
mod _mizan {
    #[pymodule_export]
    use crate::call::Call;
    #[pymodule_export]
    use crate::command::{generate, main, write_client};
    #[pymodule_export]
    use crate::context::{Context, Contexts};
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::entry::Entry;
    #[pymodule_export]
    use crate::file::File;
    #[pymodule_export]
    use crate::form::Form;
    #[pymodule_export]
    use crate::item::{Item, Items, read_header};
    #[pymodule_export]
    use crate::key::{Secret, read_identity};
    #[pymodule_export]
    use crate::param::{is_cacheable, read_param, write_param};
    #[pymodule_export]
    use crate::read::Read;
    #[pymodule_export]
    use crate::reply::Reply;
    #[pymodule_export]
    use crate::resolve::Affect;
    #[pymodule_export]
    use crate::route::Route;
    #[pymodule_export]
    use crate::value::{canonical, parse};
    #[pymodule_export]
    use crate::version::Version;
    #[pymodule_export]
    use crate::visit::Visit;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        #[cfg(debug_assertions)]
        module.add_function(wrap_pyfunction!(crate::guard::_panic, module)?)?;
        module.add("Refused", py.get_type::<crate::refused::Refused>())?;
        module.add("DeclarationError", py.get_type::<crate::refused::DeclarationError>())
    }
}
