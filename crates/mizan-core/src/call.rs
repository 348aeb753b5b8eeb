//! The envelope of a call, and what surrounds its answer.
//!
//! Source: `docs/protocol.md` §3.1, §3.2.

use crate::error::ErrorBody;
use crate::item::Items;
use crate::json::Value;
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

/// Writes what follows the result of a mutation: the items that it invalidates and their version (§3.2).
pub fn finish_mutation(out: &mut Vec<u8>, items: &Items, version: Version) {
    out.extend_from_slice(b",\"invalidate\":");
    crate::json::to_writer(out, items).expect("items hold only what travels");
    out.extend_from_slice(b",\"version\":\"");
    out.extend_from_slice(&version.digits());
    out.extend_from_slice(b"\"}");
}

/// The body of a mutation that failed after it had begun: the error, and what to read again all the same (§3.2).
#[must_use]
pub fn failed_mutation(error: &ErrorBody, items: &Items, version: Version) -> Vec<u8> {
    let mut out = error.to_json();
    out.pop();
    finish_mutation(&mut out, items, version);
    out
}
