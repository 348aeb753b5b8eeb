//! A stored or mounted read, and what hits it (§5.4).

use crate::context::Contexts;
use crate::guard::guarded;
use crate::item::Item;
use crate::value::from_python;
use mizan_core::{entry, json::Value, tag};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A read: its context, queries, all of its params, and whose it is.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Entry(entry::Entry);

#[pymethods]
impl Entry {
    #[new]
    #[pyo3(signature = (context, params, contexts, *, functions=Vec::new(), user=None))]
    fn new(
        context: &str,
        params: &Bound<'_, PyDict>,
        contexts: &Contexts,
        functions: Vec<String>,
        user: Option<&str>,
    ) -> PyResult<Self> {
        guarded(|| {
            let unknown = || PyValueError::new_err(format!("there is no context `{context}`"));
            let declared = contexts.0.get(context).ok_or_else(unknown)?;
            let mut made = entry::Entry::new(context);
            for (name, value) in params {
                let name = name.extract::<String>()?;
                let value = match (from_python(&value)?, declared.param_type(&name)) {
                    (Value::Null, Some(_)) => Some(Value::Null),
                    (value, Some(param_type)) => param_type.admit(&value),
                    (_, None) => None,
                };
                let wrong = || PyValueError::new_err(format!("`{name}` is no such param of `{context}`"));
                made = made.param(&name, value.ok_or_else(wrong)?);
            }
            made = functions.into_iter().fold(made, entry::Entry::function);
            Ok(Self(match user {
                Some(user) => made.user(user),
                None => made,
            }))
        })
    }

    /// Whether an item hits it.
    fn is_hit_by(&self, item: &Item) -> bool {
        self.0.is_hit_by(&item.0)
    }

    /// Its tags.
    #[getter]
    fn tags(&self) -> PyResult<Vec<String>> {
        guarded(|| Ok(tag::of_entry(&self.0)))
    }
}
