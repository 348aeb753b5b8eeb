//! One read of a context, from its query string to its answer (§4).

use crate::core::{Core, now_ms};
use crate::guard::guarded;
use crate::refused::{OrRaise, internal};
use crate::reply::{Draft, Reply};
use mizan_core::answer::{Assembled, Failure, opened_query};
use mizan_core::entry::Entry;
use mizan_core::etag;
use mizan_core::json;
use mizan_core::log;
use mizan_core::offer;
use mizan_core::refusal;
use mizan_core::registry::Context;
use mizan_core::version::Version;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};
use std::sync::Arc;

/// One read whose params were read.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Read {
    core: Arc<Core>,
    context: usize,
    /// The indices of the functions to run, sorted by their names.
    functions: Vec<usize>,
    queries: Py<PyList>,
    /// What a cache would know it by, where one may be offered it.
    entry: Option<Entry>,
    version: Version,
}

impl Read {
    pub(crate) fn open(
        py: Python<'_>,
        core: &Arc<Core>,
        context: usize,
        query: &str,
        position: Version,
        revision: Option<&str>,
        seen: Option<&str>,
    ) -> PyResult<Self> {
        let version = log::answered(position, seen, now_ms);
        let read = core.registry.read(context, query).map_err(|error| refusal::invalid_param(&error)).or_raise(py)?;
        core.contracts.check(revision).or_raise(py)?;
        let queries = PyList::empty(py);
        for query in &read.queries {
            let judged = core.judge(query.index, &query.args);
            judged.map_err(|error| refusal::invalid_args(&error)).or_raise(py)?;
            let args = json::to_vec(&query.args).map_err(|error| PyValueError::new_err(error.to_string()))?;
            queries.append((query.index, PyBytes::new(py, &args)))?;
        }
        let is_offered = core.registry.contexts()[context].max_age_s.is_some() && read.is_cacheable();
        Ok(Self {
            core: Arc::clone(core),
            context,
            functions: read.queries.iter().map(|query| query.index).collect(),
            queries: queries.unbind(),
            entry: is_offered.then(|| read.entry(None)),
            version,
        })
    }

    fn declared(&self) -> &Context {
        &self.core.registry.contexts()[self.context]
    }
}

#[pymethods]
impl Read {
    /// The context's name.
    #[getter]
    fn context(&self) -> &str {
        &self.declared().name
    }

    /// Whether everyone sees the same, so that no query may see who asks (§7).
    #[getter]
    fn is_public(&self) -> bool {
        self.declared().public
    }

    /// The request's headers that its queries may see beside `Host`, where it is public.
    #[getter]
    fn vary(&self) -> Vec<String> {
        self.declared().vary.clone()
    }

    /// Function and arguments of each query to run, sorted by name.
    #[getter]
    fn queries<'py>(&self, py: Python<'py>) -> Bound<'py, PyList> {
        self.queries.bind(py).clone()
    }

    /// The answer, from what each query gave.
    #[pyo3(signature = (outcomes, *, mark=None, if_none_match=None, storable=true))]
    fn answer(
        &self,
        py: Python<'_>,
        outcomes: Vec<Bound<'_, PyAny>>,
        mark: Option<&Bound<'_, PyString>>,
        if_none_match: Option<&str>,
        storable: bool,
    ) -> PyResult<Reply> {
        guarded(|| {
            if outcomes.len() != self.functions.len() {
                let (given, wanted) = (outcomes.len(), self.functions.len());
                return Err(PyValueError::new_err(format!("{given} outcomes of {wanted} queries")));
            }
            let mut draft = Draft::new(py);
            let mut members = Vec::with_capacity(outcomes.len());
            for (function, outcome) in self.functions.iter().zip(&outcomes) {
                let name = self.core.registry.functions()[*function].name.as_str();
                members.push((name, member(name, outcome, &mut draft)?));
            }
            let assembled = Assembled::of(members);
            self.sent(draft, assembled, mark, if_none_match, storable)
        })
    }

    fn __repr__(&self) -> String {
        format!("<Read {}>", self.context())
    }
}

impl Read {
    fn sent<'py>(
        &self,
        mut draft: Draft<'py>,
        assembled: Assembled,
        mark: Option<&Bound<'py, PyString>>,
        if_none_match: Option<&str>,
        storable: bool,
    ) -> PyResult<Reply> {
        let py = draft.py();
        let declared = self.declared();
        let mark = mark.filter(|_| !declared.public);
        let whose = mark.map(|mark| mark.to_cow()).transpose()?.unwrap_or_default();
        let etag = self.core.etags.tag(assembled.content(), whose.as_bytes());
        let is_ok = assembled.status() == 200;
        let is_same = is_ok && if_none_match.is_some_and(|wanted| etag::is_listed(wanted, &etag));
        if !is_same {
            draft.header(intern!(py, "Content-Type"), intern!(py, "application/json"))?;
        }
        draft.header(intern!(py, "Cache-Control"), intern!(py, "private, no-cache"))?;
        draft.version(self.version)?;
        if is_ok {
            draft.header(intern!(py, "ETag"), etag.as_str())?;
        }
        draft.retry_after(assembled.retry_after_s())?;
        draft.mark(mark)?;
        let cookie = (!declared.public).then_some("Cookie");
        let vary: Vec<&str> = cookie.into_iter().chain(declared.vary.iter().map(String::as_str)).collect();
        if !vary.is_empty() {
            draft.header(intern!(py, "Vary"), vary.join(", "))?;
        }
        if let Some(entry) = self.entry.as_ref().filter(|_| is_ok && storable && assembled.is_storable()) {
            for (name, value) in offer::headers(declared, || entry.clone()) {
                draft.header(&PyString::new(py, name), value)?;
            }
        }
        match is_same {
            true => Ok(draft.finish(304, b"")),
            false => Ok(draft.finish(assembled.status(), &assembled.finish(self.version))),
        }
    }
}

/// What one query gave: its result, or what it was refused with. A result that cannot travel is a fault of its own.
fn member(name: &str, outcome: &Bound<'_, PyAny>, draft: &mut Draft<'_>) -> PyResult<Result<Vec<u8>, Failure>> {
    if let Ok(result) = outcome.cast::<PyBytes>() {
        let mut out = opened_query(name);
        return match json::carry(&mut out, result.as_bytes()) {
            Ok(()) => Ok(Ok(out)),
            Err(error) => {
                let body = internal()?;
                draft.fault(body.id.as_deref(), name, error.to_string());
                Ok(Err(Failure::of(&body, None)))
            }
        };
    }
    let refused = || PyTypeError::new_err("an outcome is JSON as bytes, or the `Refused` of its query");
    let status: u16 = outcome.getattr("status").map_err(|_| refused())?.extract()?;
    let code: String = outcome.getattr("code")?.extract()?;
    let body: Bound<'_, PyBytes> = outcome.getattr("body")?.extract()?;
    let retry_after_s: Option<u64> = outcome.getattr("retry_after")?.extract()?;
    Ok(Err(Failure::of_body(status, &code, body.as_bytes(), retry_after_s)))
}
