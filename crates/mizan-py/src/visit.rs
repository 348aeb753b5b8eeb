//! The paths of view functions' own (§3.4).

use crate::call::Call;
use crate::core::Core;
use crate::guard::guarded;
use crate::refused::{OrRaise, Refusal};
use mizan_core::json::Value;
use mizan_core::refusal::{self, Refused};
use mizan_core::registry::PostedView;
use pyo3::prelude::*;
use std::sync::Arc;

/// A request for a view's own path.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Visit {
    core: Arc<Core>,
    function: usize,
    /// What a form says for the check of the token, which comes before all else of it.
    #[pyo3(get)]
    token: Option<String>,
    /// The arguments: what is said at once, else what is said when it is their turn.
    args: Result<Result<Value<'static>, Refused>, Refused>,
}

impl Visit {
    pub(crate) fn of(core: &Arc<Core>, function: usize, query: &str, body: Option<&[u8]>) -> Self {
        let view = core.registry.view_of(function).map(|(_, view)| view).ok_or_else(|| refusal::no_such("endpoint"));
        let mut token = None;
        let args = view.and_then(|view| match body {
            None => Ok(view.visited(query)),
            Some(body) => {
                let posted = PostedView::read(body);
                token = posted.token.as_deref().map(str::to_owned);
                view.posted(posted, query)
            }
        });
        Self { core: Arc::clone(core), function, token, args }
    }
}

#[pymethods]
impl Visit {
    /// The call that it is.
    fn call(&self, py: Python<'_>) -> PyResult<Call> {
        guarded(|| match &self.args {
            Ok(Ok(args)) => Call::of_value(py, &self.core, self.function, args),
            Ok(Err(refused)) => Ok(Call::refused(py, &self.core, self.function, refused.clone())),
            Err(refused) => Err(Refusal::from(refused.clone())).or_raise(py),
        })
    }

    fn __repr__(&self) -> String {
        format!("<Visit {}>", self.core.registry.functions()[self.function].name)
    }
}
