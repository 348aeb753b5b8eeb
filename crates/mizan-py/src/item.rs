//! What an invalidation says: one item, the list of them, and the header (§5.2, §5.3).

use crate::context::Contexts;
use crate::guard::guarded;
use crate::value::{from_python, to_python};
use mizan_core::header::{self, Limit};
use mizan_core::item;
use mizan_core::json::{self, DEPTH_LIMIT};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

/// One thing that has changed: everything, a context, one of its queries; narrowed by params and a user.
///
/// What cannot be written widens: a param that no header can hold is left out (§5.1).
#[pyclass(frozen, from_py_object, eq, module = "mizan._mizan")]
#[derive(Clone, PartialEq)]
pub(crate) struct Item(pub(crate) item::Item);

#[pymethods]
impl Item {
    #[new]
    #[pyo3(signature = (context, *, function=None, params=None, user=None, server_only=false))]
    fn new(
        context: &str,
        function: Option<&str>,
        params: Option<&Bound<'_, PyDict>>,
        user: Option<&str>,
        server_only: bool,
    ) -> PyResult<Self> {
        guarded(|| {
            let mut made = item::Item::context(context);
            if let Some(function) = function {
                made = made.function(function);
            }
            for (name, value) in params.into_iter().flatten() {
                let name = name.extract::<String>()?;
                // Text that is none, and what is no JSON, narrow nothing: the item is then about more (A05).
                if let Ok(value) = from_python(&value) {
                    made = made.param(&name, value);
                }
            }
            if let Some(user) = user {
                made = made.user(user);
            }
            Ok(Self(if server_only { made.server_only() } else { made }))
        })
    }

    /// Everything.
    #[staticmethod]
    fn everything() -> Self {
        Self(item::Item::everything())
    }

    /// Reads what §5.2 writes; `None` for a context that is not among them.
    #[staticmethod]
    fn read(value: &Bound<'_, PyAny>, contexts: &Contexts) -> PyResult<Option<Self>> {
        guarded(|| Ok(item::Item::from_value(&from_python(value)?, &contexts.0).map(Self)))
    }

    /// Its context, or `*`.
    #[getter]
    fn context(&self) -> &str {
        self.0.context_name()
    }

    /// The one query that it is about.
    #[getter]
    fn function(&self) -> Option<&str> {
        self.0.function_name()
    }

    /// The one user that it is about.
    #[getter]
    fn user(&self) -> Option<&str> {
        self.0.user_id()
    }

    /// What it is narrowed to.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let params = PyDict::new(py);
        for (name, value) in self.0.params() {
            params.set_item(name, to_python(py, value)?)?;
        }
        Ok(params)
    }

    /// Its tag (§5.4).
    #[getter]
    fn tag(&self) -> String {
        mizan_core::tag::of_item(&self.0)
    }

    fn __repr__(&self) -> String {
        format!("<Item {}>", header::item_text(&self.0))
    }
}

/// Items in order, without those that another covers.
#[pyclass(frozen, eq, module = "mizan._mizan")]
#[derive(PartialEq)]
pub(crate) struct Items(pub(crate) item::Items);

#[pymethods]
impl Items {
    #[new]
    #[pyo3(signature = (items=Vec::new()))]
    fn new(items: Vec<Item>) -> PyResult<Self> {
        guarded(|| Ok(Self(items.into_iter().map(|item| item.0).collect())))
    }

    /// Reads the list of an answer's body (§5.2).
    #[staticmethod]
    fn read(items: &Bound<'_, PyAny>, contexts: &Contexts) -> PyResult<Self> {
        guarded(|| Ok(Self(item::Items::from_value(&from_python(items)?, &contexts.0))))
    }

    /// The items, as a list.
    fn to_list(&self) -> Vec<Item> {
        self.0.iter().cloned().map(Item).collect()
    }

    /// The list of §5.2, as JSON.
    fn json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guarded(|| Ok(PyBytes::new(py, &self.encoded()?)))
    }

    /// The list of §5.2, as Python's objects.
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let text = self.encoded()?;
            let value = json::parse(&text, DEPTH_LIMIT).map_err(|error| PyValueError::new_err(error.to_string()))?;
            to_python(py, &value)
        })
    }

    /// The header of §5.3, within its limits.
    fn header(&self) -> PyResult<String> {
        guarded(|| Ok(header::write(&self.0, Limit::default())))
    }

    /// What a caller is told (§5.1).
    #[pyo3(signature = (caller=None))]
    fn for_caller(&self, caller: Option<&str>) -> Self {
        Self(self.0.for_caller(caller))
    }

    /// What the header says to caches (§5.1).
    #[pyo3(signature = (caller=None, *, has_feed))]
    fn for_header(&self, caller: Option<&str>, has_feed: bool) -> Self {
        Self(self.0.for_header(caller, has_feed))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("<Items {}>", header::write(&self.0, Limit::default()))
    }
}

impl Items {
    fn encoded(&self) -> PyResult<Vec<u8>> {
        json::to_vec(&self.0).map_err(|error| PyValueError::new_err(error.to_string()))
    }
}

/// Reads the lines of a header (§5.3 "Reading"): the items, and why it could not be read, in which case they are `*`.
#[pyfunction]
pub(crate) fn read_header(lines: Vec<Vec<u8>>, contexts: &Contexts) -> PyResult<(Items, Option<String>)> {
    guarded(|| {
        let reading = header::read(lines, &contexts.0);
        Ok((Items(reading.items), reading.fault.map(|fault| fault.to_string())))
    })
}
