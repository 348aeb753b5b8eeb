//! Answers, ready to be sent.

use crate::item::Items;
use crate::version::Version;
use mizan_core::call::Told;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

/// What belongs into the log: id, function, cause.
pub(crate) type Fault = (String, String, String);

/// An answer: its status, its body, its headers.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Reply {
    #[pyo3(get)]
    status: u16,
    #[pyo3(get)]
    body: Py<PyBytes>,
    #[pyo3(get)]
    headers: Py<PyList>,
    #[pyo3(get)]
    items: Option<Py<Items>>,
    #[pyo3(get)]
    version: Option<Version>,
    #[pyo3(get)]
    faults: Vec<Fault>,
}

#[pymethods]
impl Reply {
    fn __repr__(&self) -> String {
        format!("<Reply {}>", self.status)
    }
}

/// An answer that is being made.
pub(crate) struct Draft<'py> {
    py: Python<'py>,
    headers: Bound<'py, PyList>,
    items: Option<Py<Items>>,
    version: Option<Version>,
    faults: Vec<Fault>,
}

impl<'py> Draft<'py> {
    pub(crate) fn new(py: Python<'py>) -> Self {
        Self { py, headers: PyList::empty(py), items: None, version: None, faults: Vec::new() }
    }

    pub(crate) fn py(&self) -> Python<'py> {
        self.py
    }

    /// Adds a header. Its name is one that every answer of its kind has, and so is kept.
    pub(crate) fn header(&self, name: &Bound<'py, PyString>, value: impl IntoPyObject<'py>) -> PyResult<()> {
        self.headers.append((name, value))
    }

    /// The headers of JSON that no cache keeps.
    pub(crate) fn json(&self) -> PyResult<()> {
        let py = self.py;
        self.header(intern!(py, "Content-Type"), intern!(py, "application/json"))?;
        self.header(intern!(py, "Cache-Control"), intern!(py, "no-store"))
    }

    /// Whose it is (§8).
    pub(crate) fn mark(&self, mark: Option<&Bound<'py, PyString>>) -> PyResult<()> {
        mark.map_or(Ok(()), |mark| self.header(intern!(self.py, "Mizan-As"), mark))
    }

    /// When to try again, where that may help.
    pub(crate) fn retry_after(&self, seconds: Option<u64>) -> PyResult<()> {
        seconds.map_or(Ok(()), |seconds| self.header(intern!(self.py, "Retry-After"), seconds.to_string()))
    }

    /// Its version.
    pub(crate) fn version(&mut self, version: mizan_core::version::Version) -> PyResult<()> {
        self.version = Some(Version(version));
        let digits = version.digits();
        self.header(intern!(self.py, "Mizan-Version"), str::from_utf8(&digits).unwrap_or_default())
    }

    /// What it invalidates, of which the headers say what is told.
    pub(crate) fn invalidates(&mut self, items: mizan_core::item::Items, told: &Told) -> PyResult<()> {
        let py = self.py;
        self.header(intern!(py, "X-Mizan-Invalidate"), &told.header)?;
        if let Some(groups) = &told.groups {
            self.header(intern!(py, "Cache-Group-Invalidation"), groups)?;
        }
        self.items = Some(Py::new(py, Items(items))?);
        Ok(())
    }

    /// Something for the log.
    pub(crate) fn fault(&mut self, id: Option<&str>, function: &str, cause: String) {
        self.faults.push((id.unwrap_or_default().to_owned(), function.to_owned(), cause));
    }

    pub(crate) fn finish(self, status: u16, body: &[u8]) -> Reply {
        Reply {
            status,
            body: PyBytes::new(self.py, body).unbind(),
            headers: self.headers.unbind(),
            items: self.items,
            version: self.version,
            faults: self.faults,
        }
    }
}
