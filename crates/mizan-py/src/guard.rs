//! Keeps panics out of Python.

use pyo3::exceptions::PyRuntimeError;
use pyo3::{PyErr, PyResult};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs an entry point. A panic becomes a `RuntimeError`, which the handlers of an application and its framework see as
/// any other error; PyO3's own `PanicException` would pass them all.
///
/// What is caught here was only read, or is dropped with the call, so nothing is left half changed.
pub(crate) fn guarded<T>(run: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(of_panic(&*panic)))
}

fn of_panic(panic: &(dyn Any + Send)) -> PyErr {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("with no message");
    PyRuntimeError::new_err(format!("the engine panicked: {text}"))
}

/// Panics, in builds for tests alone: nothing else of the engine is known to.
#[cfg(debug_assertions)]
#[pyo3::pyfunction]
pub(crate) fn _panic() -> PyResult<()> {
    guarded(|| panic!("on purpose"))
}
