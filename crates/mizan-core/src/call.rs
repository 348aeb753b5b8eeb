//! The envelope of a call, and what surrounds its answer.
//!
//! Source: `docs/protocol.md` §3.1, §3.2.

use crate::contract::Contracts;
use crate::error::{Code, Committed};
use crate::header::{self, Limit};
use crate::item::Items;
use crate::json::{self, Value};
use crate::offer;
use crate::refusal::{self, Refused};
use crate::registry::Registry;
use crate::version::Version;
use std::borrow::Cow;

/// A call as it arrives: `{"fn": …, "args": {…}}`.
#[derive(Debug)]
pub struct Envelope<'a> {
    /// The function's name, of which nothing is known yet.
    pub function: Cow<'a, str>,
    /// Its arguments: always an object, empty where the request had none.
    pub args: Value<'a>,
}

/// Reads the envelope of a parsed body.
///
/// `refresh` is accepted, as a server need not honour it; whoever sent it reads again what the answer does not hold.
///
/// # Errors
/// What is wrong, for a `bad_request`.
///
/// ```
/// use mizan_core::{call, json};
///
/// let body = json::parse(br#"{"fn":"echo","args":{"text":"hi"}}"#, 64).unwrap();
/// assert_eq!(call::envelope(body).unwrap().function, "echo");
/// ```
pub fn envelope(body: Value<'_>) -> Result<Envelope<'_>, String> {
    let Value::Object(members) = body else {
        return Err("the body is an object: {\"fn\": \"name\", \"args\": {…}}".to_owned());
    };
    let mut function = None;
    let mut args = Value::Object(Vec::new());
    for (member, value) in members {
        match (&*member, value) {
            ("fn", Value::Str(name)) => function = Some(name),
            ("fn", _) => return Err("`fn` is the function's name, a string".to_owned()),
            ("args", object @ Value::Object(_)) => args = object,
            ("args", _) => return Err("`args` is an object of the arguments by name".to_owned()),
            ("refresh", Value::Array(_)) => {}
            ("refresh", _) => return Err("`refresh` is a list of {\"context\", \"params\"}".to_owned()),
            (unknown, _) => return Err(format!("unknown member `{unknown}`: a call has `fn`, `args` and `refresh`")),
        }
    }
    let function = function.ok_or("`fn` is missing: it names the function")?;
    Ok(Envelope { function, args })
}

/// A call whose function is known.
#[derive(Debug)]
pub struct Opened<'a> {
    /// Its index in the order of declaration.
    pub function: usize,
    /// Its arguments, of which nothing is known yet.
    pub args: Value<'a>,
}

/// The checks of a call from its JSON to its contract (§2). `body` is the part `call` where there are `has_parts`, and
/// `revision` the text of `Mizan-Revision`.
///
/// # Errors
/// `400`, `404`, `415` for files that the function takes none of, `409`.
pub fn open<'a>(
    registry: &Registry,
    contracts: &Contracts,
    body: &'a [u8],
    has_parts: bool,
    revision: Option<&str>,
) -> Result<Opened<'a>, Refused> {
    if body.is_empty() {
        return Err(refusal::bad_request("the body is empty"));
    }
    let value = json::parse(body, json::DEPTH_LIMIT).map_err(|error| refusal::bad_request(error.to_string()))?;
    let envelope = envelope(value).map_err(refusal::bad_request)?;
    let (index, function) = registry.function(&envelope.function).ok_or_else(|| refusal::no_such("function"))?;
    if has_parts && !function.takes_files {
        let message = "this function takes no files: send application/json";
        return Err(refusal::refused(Code::UnsupportedMediaType, message));
    }
    contracts.check(revision)?;
    Ok(Opened { function: index, args: envelope.args })
}

/// What is said of an invalidation beside its version: to the caller, and in headers to caches.
#[derive(Debug)]
pub struct Told {
    /// What the caller is told.
    pub items: Items,
    /// `X-Mizan-Invalidate` (§5.3).
    pub header: String,
    /// `Cache-Group-Invalidation` (§5.4), where there is something.
    pub groups: Option<String>,
}

impl Told {
    /// Of what a mutation of `caller` has changed. Where no feed carries items to caches, the header has the bare context of
    /// those that the caller is not told (§5.1).
    #[must_use]
    pub fn of(items: &Items, caller: Option<&str>, has_feed: bool) -> Self {
        let for_caches = items.for_header(caller, has_feed);
        Self {
            items: items.for_caller(caller),
            header: header::write(&for_caches, Limit::default()),
            groups: offer::invalidated(&for_caches),
        }
    }
}

/// Writes what follows the result of a mutation: the items that it invalidates and their version (§3.2).
pub fn finish_mutation(out: &mut Vec<u8>, items: &Items, version: Version) {
    out.extend_from_slice(b",\"invalidate\":");
    crate::json::to_writer(out, items).expect("items hold only what travels");
    out.extend_from_slice(b",\"version\":\"");
    out.extend_from_slice(&version.digits());
    out.extend_from_slice(b"\"}");
}

/// The body of a mutation that failed after it had begun: the error (a whole body, `{"error": …}`, that says nothing of
/// `committed` yet), and what to read again all the same (§3.2).
#[must_use]
pub fn failed_mutation(error: Vec<u8>, committed: Committed, items: &Items, version: Version) -> Vec<u8> {
    let mut out = error;
    out.truncate(out.len().saturating_sub("}}".len()));
    out.extend_from_slice(match committed {
        Committed::Yes => b",\"committed\":true}",
        Committed::Unknown => b",\"committed\":null}",
    });
    finish_mutation(&mut out, items, version);
    out
}
