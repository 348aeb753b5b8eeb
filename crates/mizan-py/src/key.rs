//! Secrets, and the keys of stored reads (§7).

use crate::guard::guarded;
use crate::param::named;
use crate::value::from_python;
use mizan_core::json::Value;
use mizan_core::key::{self, ReadIdentity};
use mizan_core::secret::{self, Purpose};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What signatures and keys are made with: at least 32 bytes.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Secret(secret::Secret);

#[pymethods]
impl Secret {
    #[new]
    fn new(secret: &[u8]) -> PyResult<Self> {
        secret::Secret::new(secret).map(Self).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The key of a read, from what [`read_identity`] wrote.
    fn cache_key(&self, identity: &str) -> PyResult<String> {
        guarded(|| Ok(key::key_of(identity, &self.0.key(Purpose::Cache))))
    }

    fn __repr__(&self) -> &'static str {
        "<Secret>"
    }
}

/// The canonical text of a read's identity. `types` are the types of its params by name.
#[pyfunction]
#[pyo3(signature = (*, revision, context, functions, params, types, user=None, vary=None))]
pub(crate) fn read_identity(
    revision: &str,
    context: &str,
    functions: Vec<String>,
    params: &Bound<'_, PyDict>,
    types: BTreeMap<String, String>,
    user: Option<&str>,
    vary: Option<BTreeMap<String, String>>,
) -> PyResult<String> {
    guarded(|| {
        let mut read = Vec::with_capacity(params.len());
        for (name, value) in params {
            let name = name.extract::<String>()?;
            let wrong = || PyValueError::new_err(format!("`{name}` is not of its type"));
            let param_type = named(types.get(&name).ok_or_else(wrong)?)?;
            let value = match from_python(&value)? {
                Value::Null => Value::Null,
                value => param_type.admit(&value).ok_or_else(wrong)?,
            };
            read.push((Cow::Owned(name), value));
        }
        let functions: Vec<&str> = functions.iter().map(String::as_str).collect();
        let vary: Option<Vec<(&str, &str)>> =
            vary.as_ref().map(|vary| vary.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect());
        let identity =
            ReadIdentity { revision, context, functions: &functions, params: &read, user, vary: vary.as_deref() };
        Ok(identity.canonical())
    })
}
