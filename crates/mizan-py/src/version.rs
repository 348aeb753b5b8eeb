//! Positions in the log of invalidations (§6).

use mizan_core::version;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// A position: 48 bits of Unix milliseconds and 16 of counter; its `str` is 16 hex digits, in the order of the log.
#[pyclass(frozen, eq, ord, hash, module = "mizan._mizan")]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Version(pub(crate) version::Version);

#[pymethods]
impl Version {
    #[new]
    fn new(unix_ms: u64, counter: u16) -> Self {
        Self(version::Version::new(unix_ms, counter))
    }

    /// Reads its text; `ValueError` for another.
    #[staticmethod]
    fn read(text: &str) -> PyResult<Self> {
        text.parse().map(Self).map_err(|error: version::VersionError| PyValueError::new_err(error.to_string()))
    }

    /// Its time, in Unix milliseconds.
    #[getter]
    fn unix_ms(&self) -> u64 {
        self.0.unix_ms()
    }

    /// Its place within the millisecond.
    #[getter]
    fn counter(&self) -> u16 {
        self.0.counter()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Version {}>", self.0)
    }
}
