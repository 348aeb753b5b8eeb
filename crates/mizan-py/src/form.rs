//! A form as one request sees it: in its language, with its choices, and with what a browser posts of it.
//!
//! `docs/protocol.md` §3.5.

use crate::guard::guarded;
use mizan_core::declaration::FormDeclaration;
use mizan_core::error::{FieldError, Fields};
use mizan_core::form::{self, Page, Posted};
use mizan_core::json;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::borrow::Cow;

/// A form by itself.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Form(form::Form);

/// The name of an entry, and its text or the name of the part that is its file.
type Entry = (String, Option<String>, Option<String>);

#[pymethods]
impl Form {
    /// Of a `FormDeclaration` as JSON, whose schema is self-contained.
    #[new]
    fn new(declaration: &[u8]) -> PyResult<Self> {
        guarded(|| {
            let declared: FormDeclaration = serde_json::from_slice(declaration).map_err(wrong)?;
            form::Form::draw(&declared).map(Self).map_err(|faults| PyValueError::new_err(faults.join("\n")))
        })
    }

    /// What its function `schema` answers.
    fn described<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guarded(|| Ok(PyBytes::new(py, self.0.described().to_string().as_bytes())))
    }

    #[getter]
    fn title(&self) -> &str {
        &self.0.title
    }

    #[getter]
    fn has_files(&self) -> bool {
        self.0.has_files()
    }

    /// The `data` of a post's entries, as JSON.
    fn read_post<'py>(&self, py: Python<'py>, entries: Vec<Entry>) -> PyResult<Bound<'py, PyBytes>> {
        guarded(|| {
            let posted = |(name, text, part): Entry| match part {
                Some(part) => (Cow::Owned(name), Posted::File(part)),
                None => (Cow::Owned(name), Posted::Text(Cow::Owned(text.unwrap_or_default()))),
            };
            let entries: Vec<_> = entries.into_iter().map(posted).collect();
            let data = self.0.read_post(&entries).map_err(wrong)?;
            Ok(PyBytes::new(py, &json::to_vec(&data).map_err(wrong)?))
        })
    }

    /// The form's element and all that is in it. `errors` are path, code and message.
    #[pyo3(signature = (*, action, token, shown_on, values, is_new, errors=Vec::new()))]
    fn html(
        &self,
        action: &str,
        token: &str,
        shown_on: &str,
        values: &[u8],
        is_new: bool,
        errors: Vec<(String, String, String)>,
    ) -> PyResult<String> {
        guarded(|| {
            let values = json::parse(values, json::DEPTH_LIMIT).map_err(wrong)?;
            let mut found = Fields::default();
            for (path, code, message) in errors {
                found.push(&*path, FieldError::new(code, message));
            }
            Ok(self.0.html(&Page { action, token, from: shown_on, values: &values, is_new, errors: &found }))
        })
    }

    /// What was entered, as JSON, without passwords and files.
    fn without_secrets<'py>(&self, py: Python<'py>, values: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        guarded(|| {
            let values = json::parse(values, json::DEPTH_LIMIT).map_err(wrong)?;
            Ok(PyBytes::new(py, self.0.without_secrets(&values).to_string().as_bytes()))
        })
    }

    fn __repr__(&self) -> String {
        format!("<Form {}>", self.0.name)
    }
}

fn wrong(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}
