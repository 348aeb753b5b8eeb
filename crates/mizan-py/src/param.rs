//! Params as text (§4).

use crate::guard::guarded;
use crate::value::{from_python, to_python};
use mizan_core::param::ParamType;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// The type of a param by its name, as `docs/protocol.md` §4 has them.
pub(crate) fn named(name: &str) -> PyResult<ParamType> {
    Ok(match name {
        "integer" => ParamType::Integer,
        "wide_integer" => ParamType::WideInteger,
        "number" => ParamType::Number,
        "boolean" => ParamType::Boolean,
        "string" => ParamType::String,
        "uuid" => ParamType::Uuid,
        "date" => ParamType::Date,
        "time" => ParamType::Time,
        "datetime" => ParamType::DateTime,
        "decimal" => ParamType::Decimal,
        other => return Err(PyValueError::new_err(format!("`{other}` is no type of a param"))),
    })
}

/// Reads the canonical text of a param; `ValueError` for another text.
#[pyfunction]
pub(crate) fn read_param<'py>(py: Python<'py>, type_name: &str, text: &str) -> PyResult<Bound<'py, PyAny>> {
    guarded(|| {
        let value = named(type_name)?.read(text).map_err(|error| PyValueError::new_err(error.to_string()))?;
        to_python(py, &value)
    })
}

/// The canonical text of a value, `None` where it is not of that type.
#[pyfunction]
pub(crate) fn write_param(type_name: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    guarded(|| {
        let param_type = named(type_name)?;
        let value = from_python(value)?;
        Ok(param_type.admit(&value).and_then(|value| param_type.write(&value)))
    })
}

/// Whether reads with a param of that type may be stored.
#[pyfunction]
pub(crate) fn is_cacheable(type_name: &str) -> PyResult<bool> {
    Ok(named(type_name)?.is_cacheable())
}
