//! Errors of §9 as Python's exceptions, and what is declared wrongly.

use mizan_core::answer::retry_after_s;
use mizan_core::error::Code;
use mizan_core::refusal;
use mizan_core::registry::Mistake;
use mizan_core::route::Astray;
use pyo3::exceptions::{PyException, PyOSError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

pyo3::create_exception!(mizan._mizan, Refused, PyException, "An error of the protocol's, ready to be sent (§9).");
pyo3::create_exception!(
    mizan._mizan,
    DeclarationError,
    PyException,
    "What is declared wrongly, all at once; `mistakes` has each with its file, line and mend."
);

/// An error on its way to the client, with what its headers say beside the usual.
pub(crate) struct Refusal {
    pub(crate) body: refusal::Refused,
    pub(crate) retry_after_s: Option<u64>,
    allow: Option<&'static str>,
}

impl From<refusal::Refused> for Refusal {
    fn from(body: refusal::Refused) -> Self {
        Self { body, retry_after_s: None, allow: None }
    }
}

impl From<Astray> for Refusal {
    fn from(astray: Astray) -> Self {
        Self { allow: astray.allow(), ..astray.body().into() }
    }
}

impl Refusal {
    /// A call that came too early.
    pub(crate) fn rate_limited(wait_s: u64) -> Self {
        Self { retry_after_s: Some(wait_s), ..refusal::rate_limited(wait_s).into() }
    }

    /// The same, saying when to try again.
    pub(crate) fn retry_after(self, seconds: Option<u64>) -> Self {
        Self { retry_after_s: seconds, ..self }
    }

    /// The exception. A fault of the server's own has an id, under which its cause belongs into the log.
    pub(crate) fn into_exception(mut self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let status = self.body.status();
        if status >= 500 && self.body.id.is_none() {
            self.body.id = Some(new_id()?);
        }
        let retry_after_s = retry_after_s(status, self.retry_after_s);
        let headers = PyList::empty(py);
        headers.append((intern!(py, "Content-Type"), intern!(py, "application/json")))?;
        headers.append((intern!(py, "Cache-Control"), intern!(py, "no-store")))?;
        if let Some(allow) = self.allow {
            headers.append((intern!(py, "Allow"), allow))?;
        }
        if let Some(seconds) = retry_after_s {
            headers.append((intern!(py, "Retry-After"), seconds.to_string()))?;
        }
        let exception = py.get_type::<Refused>().call1((self.body.to_string(),))?;
        exception.setattr(intern!(py, "status"), status)?;
        exception.setattr(intern!(py, "code"), self.body.code.text())?;
        exception.setattr(intern!(py, "message"), &self.body.message)?;
        exception.setattr(intern!(py, "body"), PyBytes::new(py, &self.body.to_json()))?;
        exception.setattr(intern!(py, "headers"), headers)?;
        exception.setattr(intern!(py, "id"), &self.body.id)?;
        exception.setattr(intern!(py, "retry_after"), retry_after_s)?;
        Ok(exception)
    }

    /// The same, to be raised.
    pub(crate) fn raised(self, py: Python<'_>) -> PyErr {
        self.into_exception(py).map_or_else(|error| error, PyErr::from_value)
    }
}

/// Raises what the core refuses.
pub(crate) trait OrRaise<T> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T, E: Into<Refusal>> OrRaise<T> for Result<T, E> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|refused| refused.into().raised(py))
    }
}

/// A fault of the server's own, under an id of its own.
pub(crate) fn internal() -> PyResult<refusal::Refused> {
    let mut body = refusal::of(Code::InternalError);
    body.id = Some(new_id()?);
    Ok(body)
}

/// 16 hex digits that nobody has had.
fn new_id() -> PyResult<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| PyOSError::new_err(error.to_string()))?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}

/// A mistake as Python has it: file, line, what, mend.
pub(crate) fn mistake(mistake: &Mistake) -> (String, u32, String, String) {
    let Mistake { place, what, mend } = mistake;
    (place.file.clone(), place.line, what.clone(), mend.clone())
}

/// What is declared wrongly, to be raised.
pub(crate) fn declared_wrongly(py: Python<'_>, mistakes: &[Mistake]) -> PyErr {
    let count = mistakes.len();
    let mut text = format!("{count} mistake{} in what is declared", if count == 1 { "" } else { "s" });
    text.extend(mistakes.iter().map(|mistake| format!("\n\n  {mistake}")));
    let listed: Vec<_> = mistakes.iter().map(self::mistake).collect();
    let error = DeclarationError::new_err(text);
    match error.value(py).setattr("mistakes", listed) {
        Ok(()) => error,
        Err(error) => error,
    }
}
