//! What an application's contexts are, as far as items need it.

use crate::guard::guarded;
use crate::param::named;
use mizan_core::context;
use pyo3::prelude::*;
use std::collections::BTreeMap;

/// One context: its params by name and type, its queries, which params identify, whether it has an owner.
#[pyclass(frozen, from_py_object, module = "mizan._mizan")]
#[derive(Clone)]
pub(crate) struct Context(pub(crate) context::Context);

#[pymethods]
impl Context {
    #[new]
    #[pyo3(signature = (name, params=BTreeMap::new(), *, functions=Vec::new(), scope=None, owner_self=false))]
    fn new(
        name: &str,
        params: BTreeMap<String, String>,
        functions: Vec<String>,
        scope: Option<Vec<String>>,
        owner_self: bool,
    ) -> PyResult<Self> {
        guarded(|| {
            let mut made = context::Context::new(name);
            for (param, type_name) in params {
                made = made.param(param, named(&type_name)?);
            }
            made = functions.into_iter().fold(made, context::Context::function);
            if let Some(scope) = scope {
                made = made.scope(scope);
            }
            Ok(Self(if owner_self { made.owner_self() } else { made }))
        })
    }

    /// Its name.
    #[getter]
    fn name(&self) -> &str {
        self.0.name()
    }
}

/// All contexts of an application.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Contexts(pub(crate) context::Contexts);

#[pymethods]
impl Contexts {
    #[new]
    fn new(contexts: Vec<Context>) -> Self {
        Self(contexts.into_iter().map(|context| context.0).collect())
    }
}
