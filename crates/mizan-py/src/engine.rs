//! An application as Python holds it: what a host asks at each request, in the order of §2.

use crate::call::Call;
use crate::context::Contexts;
use crate::core::{Core, Limits, now_ms};
use crate::guard::guarded;
use crate::item::{Item, Items};
use crate::read::Read;
use crate::refused::{self, OrRaise, Refusal};
use crate::route::Route;
use crate::upload::{Incoming, may_fit};
use crate::version::Version;
use crate::visit::Visit;
use mizan_core::contract::Contracts;
use mizan_core::error::{Code, ErrorBody, ErrorCode, FieldError};
use mizan_core::etag::Etags;
use mizan_core::item;
use mizan_core::json::{self, DEPTH_LIMIT};
use mizan_core::limit::Limiter;
use mizan_core::log::Log;
use mizan_core::mark;
use mizan_core::media::{self, Media};
use mizan_core::origin;
use mizan_core::refusal;
use mizan_core::registry::{Declarations, Registry};
use mizan_core::route::Way;
use mizan_core::secret::{Purpose, Secret, Secrets};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::Arc;
use std::time::Instant;

/// A checked application.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Engine(Arc<Core>);

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (
        declarations, *, secrets, trusted_origins=Vec::new(), contracts=None, body_limit=1024 * 1024,
        file_limit=10 * 1024 * 1024, upload_folder=None, single_process=false,
    ))]
    #[expect(clippy::too_many_arguments, reason = "they are named where it is called")]
    fn new(
        py: Python<'_>,
        declarations: &[u8],
        secrets: Vec<Vec<u8>>,
        trusted_origins: Vec<String>,
        contracts: Option<&[u8]>,
        body_limit: usize,
        file_limit: u64,
        upload_folder: Option<std::path::PathBuf>,
        single_process: bool,
    ) -> PyResult<Self> {
        guarded(|| {
            let declarations: Declarations = serde_json::from_slice(declarations)
                .map_err(|error| PyValueError::new_err(format!("these are no declarations: {error}")))?;
            let built = py.detach(|| Registry::build(declarations));
            let registry = built.map_err(|mistakes| refused::declared_wrongly(py, &mistakes))?;
            let contracts = contracts.map(|text| contracts_of(text, &registry)).transpose()?.unwrap_or_default();
            let identity = secrets_of(secrets)?.key(Purpose::As);
            Ok(Self(Arc::new(Core {
                limiters: registry.functions().iter().map(|function| function.rate_limit.map(Limiter::new)).collect(),
                contracts,
                log: Log::new(now_ms(), single_process),
                born: Instant::now(),
                etags: Etags::new(&identity),
                identity,
                trusted_origins,
                limits: Limits {
                    body_bytes: body_limit,
                    file_bytes: file_limit,
                    upload_folder: upload_folder.unwrap_or_else(std::env::temp_dir),
                },
                registry,
            })))
        })
    }

    /// The revision of its schema (§12).
    #[getter]
    fn revision(&self) -> &str {
        self.0.registry.schema().revision()
    }

    /// What is allowed and probably not meant: file, line, what, mend.
    #[getter]
    fn warnings(&self) -> Vec<(String, u32, String, String)> {
        self.0.registry.warnings().iter().map(refused::mistake).collect()
    }

    /// Its contexts, by which items are read and written.
    #[getter]
    fn contexts(&self) -> Contexts {
        Contexts(self.0.registry.scopes().clone())
    }

    /// The largest body without files, in bytes.
    #[getter]
    fn body_limit(&self) -> usize {
        self.0.limits.body_bytes
    }

    /// The schema document, `mizan.json` (§12).
    fn schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guarded(|| Ok(PyBytes::new(py, self.0.registry.schema().text().as_bytes())))
    }

    /// The version of a read, to be taken before anything else of it is (§4, §6).
    fn position(&self) -> Version {
        Version(self.0.log.position(now_ms))
    }

    /// What a path below the prefix is, exactly as it was sent and without a first slash.
    fn route(&self, py: Python<'_>, method: &str, path: &str) -> PyResult<Route> {
        guarded(|| {
            // `//call/` is no second name of `/call/` (E10).
            if path.starts_with('/') {
                return Err(Refusal::from(refusal::no_such("endpoint")).raised(py));
            }
            Way::find(&self.0.registry, method, path).map(Route).or_raise(py)
        })
    }

    /// Refuses another site's request (§8).
    #[pyo3(signature = (
        *, method, scheme, host, origin, referer, sec_fetch_site, sec_fetch_mode, has_cookie, is_view_path=false,
    ))]
    #[expect(clippy::too_many_arguments, reason = "they are named where it is called")]
    fn check_origin(
        &self,
        py: Python<'_>,
        method: &str,
        scheme: &str,
        host: &str,
        origin: Option<&str>,
        referer: Option<&str>,
        sec_fetch_site: Option<&str>,
        sec_fetch_mode: Option<&str>,
        has_cookie: bool,
        is_view_path: bool,
    ) -> PyResult<()> {
        let request = origin::Request {
            method,
            scheme,
            host,
            origin,
            referer,
            sec_fetch_site,
            sec_fetch_mode,
            has_cookie,
            is_view_path,
        };
        guarded(|| {
            let judged = origin::judge(&request, &self.0.trusted_origins);
            judged.map_err(|refused| refusal::foreign_origin(refused, &request)).or_raise(py)
        })
    }

    /// Looks at a call's headers before its body is read: `None` for JSON, the boundary of multipart.
    #[pyo3(signature = (*, content_type, content_encoding, content_length))]
    fn media(
        &self,
        py: Python<'_>,
        content_type: Option<&str>,
        content_encoding: Option<&str>,
        content_length: Option<u64>,
    ) -> PyResult<Option<String>> {
        guarded(|| {
            let boundary = match media::of_call(content_type, content_encoding.is_some()).or_raise(py)? {
                Media::Multipart { boundary } => Some(boundary),
                Media::Json | Media::UrlEncoded => None,
            };
            let limit = u64::try_from(self.0.limits.body_bytes).unwrap_or(u64::MAX);
            match boundary {
                Some(_) if content_length.is_some_and(|length| !may_fit(length, &self.0)) => {
                    Err(refusal::too_large_with_files(self.0.limits.file_bytes)).or_raise(py)
                }
                None if content_length.is_some_and(|length| length > limit) => Err(self.0.too_large()).or_raise(py),
                boundary => Ok(boundary),
            }
        })
    }

    /// Reads a call in JSON: size, JSON, name, contract (§2).
    #[pyo3(signature = (body, *, revision=None))]
    fn call(&self, py: Python<'_>, body: &[u8], revision: Option<&str>) -> PyResult<Call> {
        guarded(|| Call::open(py, &self.0, body, revision))
    }

    /// As `call`, of a multipart body: the part `call` is read, and nothing of a file before `Call.files` (§3.3).
    #[pyo3(signature = (boundary, read, *, content_length, revision=None))]
    fn upload(
        &self,
        py: Python<'_>,
        boundary: &str,
        read: Py<PyAny>,
        content_length: Option<u64>,
        revision: Option<&str>,
    ) -> PyResult<Call> {
        guarded(|| {
            let incoming = Box::new(Incoming::new(&self.0, boundary, read, content_length));
            Call::open_parts(py, &self.0, incoming, revision)
        })
    }

    /// A call by code and not by a request.
    fn plain_call(&self, py: Python<'_>, function: usize, arguments: &[u8]) -> PyResult<Call> {
        guarded(|| {
            self.check_index(function, self.0.registry.functions().len())?;
            Call::of_json(py, &self.0, function, arguments)
        })
    }

    /// A request for the path of a view: `GET` without a body, else the form that a browser posts (§3.4).
    #[pyo3(signature = (function, *, query, body=None, content_type=None, content_encoding=None))]
    fn visit(
        &self,
        py: Python<'_>,
        function: usize,
        query: &str,
        body: Option<&[u8]>,
        content_type: Option<&str>,
        content_encoding: Option<&str>,
    ) -> PyResult<Visit> {
        guarded(|| {
            self.check_index(function, self.0.registry.functions().len())?;
            if let Some(body) = body {
                media::of_view(content_type, content_encoding.is_some()).or_raise(py)?;
                if body.len() > self.0.limits.body_bytes {
                    return Err(self.0.too_large()).or_raise(py);
                }
            }
            Ok(Visit::of(&self.0, function, query, body))
        })
    }

    /// Reads the params of a context's read.
    #[pyo3(signature = (context, query, *, position, revision=None, seen=None))]
    fn read(
        &self,
        py: Python<'_>,
        context: usize,
        query: &str,
        position: &Version,
        revision: Option<&str>,
        seen: Option<&str>,
    ) -> PyResult<Read> {
        guarded(|| {
            self.check_index(context, self.0.registry.contexts().len())?;
            Read::open(py, &self.0, context, query, position.0, revision, seen)
        })
    }

    /// Counts a call against the function's limit, if it has one.
    fn count(&self, py: Python<'_>, function: usize, caller: &str) -> PyResult<()> {
        let Some(limiter) = self.0.limiters.get(function).and_then(Option::as_ref) else { return Ok(()) };
        guarded(|| limiter.count(caller, self.0.born.elapsed()).map_err(Refusal::rate_limited).or_raise(py))
    }

    /// `Mizan-As` (§8).
    #[pyo3(signature = (user, session))]
    fn mark(&self, user: Option<&str>, session: Option<&str>) -> String {
        match (user, session) {
            (Some(user), Some(session)) => {
                mark::of(&self.0.identity, user, session).into_iter().map(char::from).collect()
            }
            _ => mark::ANONYMOUS.to_owned(),
        }
    }

    /// An error: of §9, in the engine's own words where there is no message; or a declared one, with its status.
    #[pyo3(signature = (
        code, message=None, *, status=None, fields=Vec::new(), data=None, id=None, retry_after=None,
    ))]
    #[expect(clippy::too_many_arguments, reason = "they are named where it is called")]
    fn error<'py>(
        &self,
        py: Python<'py>,
        code: &str,
        message: Option<&str>,
        status: Option<u16>,
        fields: Vec<(String, String, String)>,
        data: Option<&[u8]>,
        id: Option<String>,
        retry_after: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let mut body = match (Code::from_text(code), status) {
                (Some(code), _) => ErrorBody::new(code, message.unwrap_or(refusal::words(code))),
                (None, Some(status)) => {
                    let declared = ErrorCode::Declared { code: code.to_owned().into(), status };
                    ErrorBody::new(declared, message.unwrap_or(code))
                }
                (None, None) => {
                    let what = format!("`{code}` is no code of the table: a declared one has a status");
                    return Err(PyValueError::new_err(what));
                }
            };
            for (path, code, message) in fields {
                body.fields.push(path, FieldError::new(code, message));
            }
            if let Some(data) = data {
                let parsed = json::parse(data, DEPTH_LIMIT);
                body.data = Some(parsed.map_err(|error| PyValueError::new_err(error.to_string()))?.into_owned());
            }
            body.id = id;
            Refusal::from(Box::new(body)).retry_after(retry_after).into_exception(py)
        })
    }

    /// An item of code's own making, its params brought to the types of its context, its owner filled in (§5.1).
    #[pyo3(signature = (item, user=None))]
    fn admit(&self, item: Item, user: Option<&str>) -> PyResult<Item> {
        guarded(|| Ok(Item(self.0.registry.admit(item.0, user))))
    }

    /// Invalidates outside of a request: what is told to caches, and its version.
    fn invalidate(&self, items: Vec<Item>) -> PyResult<(Items, Version)> {
        guarded(|| {
            let items: item::Items = items.into_iter().map(|item| self.0.registry.admit(item.0, None)).collect();
            Ok((Items(items), Version(self.0.log.append(now_ms()))))
        })
    }

    fn __repr__(&self) -> String {
        format!("<Engine {}>", self.revision())
    }
}

impl Engine {
    fn check_index(&self, index: usize, length: usize) -> PyResult<()> {
        if index < length { Ok(()) } else { Err(PyValueError::new_err(format!("{index} is no index below {length}"))) }
    }
}

fn contracts_of(text: &[u8], registry: &Registry) -> PyResult<Contracts> {
    let text = str::from_utf8(text).map_err(|error| PyValueError::new_err(format!("the contracts: {error}")))?;
    Contracts::read(text, registry.schema().document()).map_err(PyValueError::new_err)
}

/// The current secret, and those before it.
fn secrets_of(given: Vec<Vec<u8>>) -> PyResult<Secrets> {
    let made: Result<Vec<Secret>, _> = given.into_iter().map(Secret::new).collect();
    let mut made = made.map_err(|error| PyValueError::new_err(error.to_string()))?.into_iter();
    let current = made.next().ok_or_else(|| PyValueError::new_err("there is no secret"))?;
    Ok(Secrets::new(current, made.collect()))
}
