//! Where a request goes (§2).

use mizan_core::route::Way;
use pyo3::prelude::*;

/// Where a request goes.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Route(pub(crate) Way);

#[pymethods]
impl Route {
    /// What it is.
    #[getter]
    fn kind(&self) -> &'static str {
        match self.0 {
            Way::Session => "session",
            Way::Call => "call",
            Way::Context(_) => "context",
            Way::Form(_) => "form",
            Way::View(..) => "view",
            Way::Options(_) => "options",
        }
    }

    /// Of a context its index; of a view that of its function; of a form that of its function `submit`; else 0.
    #[getter]
    fn index(&self) -> usize {
        match self.0 {
            Way::Context(index) | Way::Form(index) | Way::View(index, _) => index,
            Way::Session | Way::Call | Way::Options(_) => 0,
        }
    }

    /// The methods that `OPTIONS` is answered with.
    #[getter]
    fn allow(&self) -> &'static str {
        match self.0 {
            Way::Options(allow) => allow,
            _ => "",
        }
    }

    fn __repr__(&self) -> String {
        format!("<Route {} {}>", self.kind(), self.index())
    }
}
