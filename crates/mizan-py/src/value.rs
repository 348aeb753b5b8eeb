//! JSON as Python's own objects, both ways.

use crate::guard::guarded;
use mizan_core::json::{self, DEPTH_LIMIT, Value};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use std::borrow::Cow;

/// Reads JSON strictly (§3.1): `ValueError` for a member given twice, `NaN`, a lone surrogate, what is no UTF-8, or what
/// nests deeper than 64.
#[pyfunction]
pub(crate) fn parse<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    guarded(|| {
        let value = json::parse(text, DEPTH_LIMIT).map_err(|error| PyValueError::new_err(error.to_string()))?;
        to_python(py, &value)
    })
}

/// The one text of a value by RFC 8785, with exact integers.
#[pyfunction]
pub(crate) fn canonical<'py>(py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    guarded(|| Ok(PyBytes::new(py, json::canonical(&from_python(value)?).as_bytes())))
}

/// A value as Python has it: an integer is an `int` whatever its size.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value<'_>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        Value::Int(number) => number.into_pyobject(py)?.into_any(),
        Value::BigInt(digits) => py.get_type::<PyInt>().call1((digits.as_ref(),))?,
        Value::Float(number) => PyFloat::new(py, *number).into_any(),
        Value::Str(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let items: PyResult<Vec<_>> = items.iter().map(|item| to_python(py, item)).collect();
            PyList::new(py, items?)?.into_any()
        }
        Value::Object(members) => {
            let object = PyDict::new(py);
            for (name, value) in members {
                object.set_item(name.as_ref(), to_python(py, value)?)?;
            }
            object.into_any()
        }
    })
}

/// A value of Python's as JSON. A `bool` is no `int` here; `TypeError` for what JSON has not, `ValueError` for what it
/// forbids: a number that is not finite, or a lone surrogate.
pub(crate) fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Value<'static>> {
    nested(value, DEPTH_LIMIT)
}

fn nested(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value<'static>> {
    if value.is_none() {
        Ok(Value::Null)
    } else if let Ok(flag) = value.cast::<PyBool>() {
        Ok(Value::Bool(flag.is_true()))
    } else if let Ok(number) = value.cast::<PyInt>() {
        integer(number)
    } else if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        if number.is_finite() {
            Ok(Value::Float(number))
        } else {
            Err(refused("JSON has no number that is not finite"))
        }
    } else if let Ok(string) = value.cast::<PyString>() {
        Ok(Value::Str(Cow::Owned(text(string)?)))
    } else if depth == 0 {
        Err(refused("it nests deeper than 64"))
    } else if let Ok(object) = value.cast::<PyDict>() {
        let members = object.iter().map(|(name, value)| {
            let name = name.cast::<PyString>().map_err(|_| PyTypeError::new_err("a member's name is a str"))?;
            Ok((Cow::Owned(text(name)?), nested(&value, depth - 1)?))
        });
        members.collect::<PyResult<_>>().map(Value::Object)
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items = value.try_iter()?.map(|item| nested(&item?, depth - 1));
        items.collect::<PyResult<_>>().map(Value::Array)
    } else {
        Err(PyTypeError::new_err(format!("`{}` is nothing that JSON has", value.get_type().name()?)))
    }
}

fn integer(number: &Bound<'_, PyInt>) -> PyResult<Value<'static>> {
    match number.extract::<i64>() {
        Ok(number) => Ok(Value::Int(number)),
        // `int.__repr__`, since a subclass such as an enum's member may print itself otherwise.
        Err(_) => {
            let digits = number.py().get_type::<PyInt>().call_method1("__repr__", (number,))?;
            Ok(Value::BigInt(Cow::Owned(digits.extract()?)))
        }
    }
}

fn text(string: &Bound<'_, PyString>) -> PyResult<String> {
    string
        .to_cow()
        .map(Cow::into_owned)
        .map_err(|_| refused("a str with a lone surrogate is no text (docs/protocol.md §3.1)"))
}

fn refused(what: &str) -> PyErr {
    PyValueError::new_err(what.to_owned())
}
