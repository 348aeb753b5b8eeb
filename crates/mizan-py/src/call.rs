//! One call, from its body to its answer (§3).

use crate::core::{Core, now_ms};
use crate::guard::guarded;
use crate::item::Item;
use crate::refused::{OrRaise, Refusal, internal};
use crate::reply::{Draft, Reply};
use crate::upload::{Awaited, Incoming};
use mizan_core::answer::{opened, retry_after_s};
use mizan_core::call::{Told, failed_mutation, finish_mutation, open};
use mizan_core::error::Committed;
use mizan_core::item::{self, Items};
use mizan_core::json::{self, DEPTH_LIMIT, Value, member_span};
use mizan_core::refusal::{self, Refused};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};
use std::sync::{Arc, Mutex, PoisonError};

/// From so many bytes on, other threads may run while a body is read.
const LONG_BYTES: usize = 32 * 1024;

/// One call whose function is known.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Call {
    core: Arc<Core>,
    #[pyo3(get)]
    function: usize,
    arguments: Py<PyBytes>,
    /// What there is to say against the arguments, when it is their turn.
    verdict: Option<Refused>,
    /// What it affects as far as its arguments tell.
    declared: Vec<item::Item>,
    /// The files that follow, of a call in several parts.
    awaited: Vec<Awaited>,
    /// In a box, since Python aligns its objects less than a search of several bytes at once needs.
    incoming: Mutex<Option<Box<Incoming>>>,
}

/// What was found out of a call's arguments while they were there.
struct Seen {
    function: usize,
    verdict: Option<Refused>,
    declared: Vec<item::Item>,
}

impl Seen {
    fn of(core: &Core, function: usize, args: &Value<'_>) -> Self {
        let verdict = core.judge(function, args).err().map(|error| refusal::invalid_args(&error));
        Self { function, verdict, declared: core.registry.declared(function, args) }
    }

    fn into_call(self, py: Python<'_>, core: &Arc<Core>, arguments: &[u8]) -> Call {
        let Self { function, verdict, declared } = self;
        Call {
            core: Arc::clone(core),
            function,
            arguments: PyBytes::new(py, arguments).unbind(),
            verdict,
            declared,
            awaited: Vec::new(),
            incoming: Mutex::new(None),
        }
    }
}

impl Call {
    /// Reads a call in JSON.
    pub(crate) fn open(py: Python<'_>, core: &Arc<Core>, body: &[u8], revision: Option<&str>) -> PyResult<Self> {
        let read = || {
            if body.len() > core.limits.body_bytes {
                return Err(core.too_large());
            }
            let opened = open(&core.registry, &core.contracts, body, false, revision)?;
            Ok(Seen::of(core, opened.function, &opened.args))
        };
        let seen = if body.len() > LONG_BYTES { py.detach(read) } else { read() }.or_raise(py)?;
        let arguments = member_span(body, "args").map_or(&b"{}"[..], |span| &body[span]);
        Ok(seen.into_call(py, core, arguments))
    }

    /// Reads the first part of a body in several, which is the call.
    pub(crate) fn open_parts(
        py: Python<'_>,
        core: &Arc<Core>,
        mut incoming: Box<Incoming>,
        revision: Option<&str>,
    ) -> PyResult<Self> {
        let body = incoming.call(py)?;
        let opened = open(&core.registry, &core.contracts, &body, true, revision).or_raise(py)?;
        let (function, args) = (opened.function, &opened.args);
        let wanted = core.wanted(function, args);
        let (verdict, awaited) = match wanted {
            Ok(awaited) => (None, awaited),
            Err(refused) => (Some(refused), Vec::new()),
        };
        let seen = Seen { function, verdict, declared: core.registry.declared(function, args) };
        let arguments = member_span(&body, "args").map_or(&b"{}"[..], |span| &body[span]);
        Ok(Self { awaited, incoming: Mutex::new(Some(incoming)), ..seen.into_call(py, core, arguments) })
    }

    /// A call that comes from no request, or whose arguments came from a URL or form.
    pub(crate) fn of_value(py: Python<'_>, core: &Arc<Core>, function: usize, args: &Value<'_>) -> PyResult<Self> {
        let arguments = json::to_vec(args).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Seen::of(core, function, args).into_call(py, core, &arguments))
    }

    /// A call whose arguments could not be read, which is said when it is their turn.
    pub(crate) fn refused(py: Python<'_>, core: &Arc<Core>, function: usize, refused: Refused) -> Self {
        let seen = Seen { function, verdict: Some(refused), declared: Vec::new() };
        seen.into_call(py, core, b"{}")
    }

    /// A call by code, with its arguments as JSON.
    pub(crate) fn of_json(py: Python<'_>, core: &Arc<Core>, function: usize, arguments: &[u8]) -> PyResult<Self> {
        let parsed = json::parse(arguments, DEPTH_LIMIT).map_err(|error| refusal::bad_request(error.to_string()));
        let args = parsed.or_raise(py)?;
        if !matches!(args, Value::Object(_)) {
            return Err(Refusal::from(refusal::bad_request("`args` is an object of the arguments by name")).raised(py));
        }
        Ok(Seen::of(core, function, &args).into_call(py, core, arguments))
    }

    fn declaration(&self) -> &mizan_core::registry::Function {
        &self.core.registry.functions()[self.function]
    }
}

#[pymethods]
impl Call {
    /// The function's name.
    #[getter]
    fn name(&self) -> &str {
        &self.declaration().name
    }

    /// `query`, `mutation` or `call`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.declaration().kind.as_str()
    }

    /// The arguments as they came, judged against what is declared.
    fn arguments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        match &self.verdict {
            None => Ok(self.arguments.bind(py).clone()),
            Some(refused) => guarded(|| Err(Refusal::from(refused.clone()).raised(py))),
        }
    }

    /// The names of the parts that the arguments refer to.
    #[getter]
    fn file_names(&self) -> Vec<&str> {
        self.awaited.iter().map(|awaited| awaited.reference.part.as_str()).collect()
    }

    /// Reads the files, by the names of their parts: once.
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let incoming = self.incoming.lock().unwrap_or_else(PoisonError::into_inner).take();
            match incoming {
                Some(mut incoming) => incoming.files(py, &self.awaited, self.declaration().form.is_some()),
                None => Ok(PyDict::new(py)),
            }
        })
    }

    /// The answer of a plain call.
    #[pyo3(signature = (result, *, mark=None))]
    fn answer(&self, py: Python<'_>, result: &[u8], mark: Option<&Bound<'_, PyString>>) -> PyResult<Reply> {
        guarded(|| {
            let mut draft = Draft::new(py);
            draft.json()?;
            draft.mark(mark)?;
            let mut out = opened();
            match json::carry(&mut out, result) {
                Ok(()) => {
                    out.push(b'}');
                    Ok(draft.finish(200, &out))
                }
                Err(error) => {
                    let body = internal()?;
                    draft.fault(body.id.as_deref(), self.name(), error.to_string());
                    Ok(draft.finish(body.status(), &body.to_json()))
                }
            }
        })
    }

    /// The answer of a mutation, after its commit (§3.2).
    #[pyo3(signature = (result, *, user=None, mark=None, given=Vec::new(), added=Vec::new(), withdrawn=false))]
    #[expect(clippy::too_many_arguments, reason = "they are named where it is called")]
    fn settle(
        &self,
        py: Python<'_>,
        result: Option<&[u8]>,
        user: Option<&str>,
        mark: Option<&Bound<'_, PyString>>,
        given: Vec<Option<Item>>,
        added: Vec<Item>,
        withdrawn: bool,
    ) -> PyResult<Reply> {
        guarded(|| {
            let mut draft = Draft::new(py);
            let mut out = opened();
            match result.map_or(Ok(()), |result| json::carry(&mut out, result)) {
                Ok(()) => {
                    let effects = self.effects(user, given, added, withdrawn);
                    if result.is_some() {
                        draft.json()?;
                        finish_mutation(&mut out, &effects.told.items, effects.version);
                    } else {
                        out.clear();
                    }
                    effects.tell(&mut draft)?;
                    draft.mark(mark)?;
                    Ok(draft.finish(200, &out))
                }
                // The function has done its work: only its result could not be sent (A18).
                Err(error) => {
                    let body = internal()?;
                    draft.fault(body.id.as_deref(), self.name(), error.to_string());
                    let effects = self.effects(user, given, added, withdrawn);
                    effects.fail(draft, body.status(), body.to_json(), Committed::Yes, mark)
                }
            }
        })
    }

    /// The answer of a call that failed after it had begun (§3.2).
    #[pyo3(signature = (refused, *, user=None, mark=None, given=Vec::new(), added=Vec::new(), withdrawn=false, rolled_back=false, committed=false))]
    #[expect(clippy::too_many_arguments, reason = "they are named where it is called")]
    fn fail(
        &self,
        py: Python<'_>,
        refused: &Bound<'_, PyAny>,
        user: Option<&str>,
        mark: Option<&Bound<'_, PyString>>,
        given: Vec<Option<Item>>,
        added: Vec<Item>,
        withdrawn: bool,
        rolled_back: bool,
        committed: bool,
    ) -> PyResult<Reply> {
        guarded(|| {
            let status: u16 = refused.getattr("status")?.extract()?;
            let body: Bound<'_, PyBytes> = refused.getattr("body")?.extract()?;
            let retry_after: Option<u64> = refused.getattr("retry_after")?.extract()?;
            let draft = Draft::new(py);
            draft.retry_after(retry_after_s(status, retry_after))?;
            if rolled_back || self.declaration().kind != mizan_core::registry::Kind::Mutation {
                draft.json()?;
                draft.mark(mark)?;
                return Ok(draft.finish(status, body.as_bytes()));
            }
            let effects = self.effects(user, given, added, withdrawn);
            effects.fail(
                draft,
                status,
                body.as_bytes().to_vec(),
                if committed { Committed::Yes } else { Committed::Unknown },
                mark,
            )
        })
    }

    fn __repr__(&self) -> String {
        format!("<Call {}>", self.name())
    }
}

/// What a mutation has changed, with its version.
struct Effects {
    items: Items,
    told: Told,
    version: mizan_core::version::Version,
}

impl Call {
    fn effects(&self, user: Option<&str>, given: Vec<Option<Item>>, added: Vec<Item>, withdrawn: bool) -> Effects {
        let declared = if withdrawn { Vec::new() } else { self.declared.clone() };
        let given = given.into_iter().map(|item| item.map(|item| item.0));
        let added = added.into_iter().map(|item| item.0);
        let items = self.core.registry.affected(self.function, declared, given, added, user);
        // No feed carries items to caches here.
        let told = Told::of(&items, user, false);
        Effects { items, told, version: self.core.log.append(now_ms()) }
    }
}

impl Effects {
    fn tell(self, draft: &mut Draft<'_>) -> PyResult<()> {
        draft.invalidates(self.items, &self.told)?;
        draft.version(self.version)
    }

    fn fail<'py>(
        self,
        mut draft: Draft<'py>,
        status: u16,
        body: Vec<u8>,
        committed: Committed,
        mark: Option<&Bound<'py, PyString>>,
    ) -> PyResult<Reply> {
        draft.json()?;
        let body = failed_mutation(body, committed, &self.told.items, self.version);
        self.tell(&mut draft)?;
        draft.mark(mark)?;
        Ok(draft.finish(status, &body))
    }
}
