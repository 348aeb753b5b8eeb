//! RFC 8785 text: equal documents have equal bytes, in every language.
//!
//! Differs from the RFC in one thing, by intent (`docs/protocol.md` §7): an integer keeps all its digits, so that two
//! ids above 2^53 are two texts.

use std::{borrow::Cow, cmp::Ordering};

use super::{Value, string};

/// The RFC 8785 text of `value`, integers exact however long.
///
/// A `Float` that is not finite, which [`parse`](super::parse) never yields, is written `NaN` or `±Infinity`: no JSON,
/// and therefore no other document's text.
///
/// ```
/// use mizan_core::json::{canonical, parse, DEPTH_LIMIT};
///
/// let value = parse(br#"{ "b": 5.0, "a": [1e21, 9007199254740993] }"#, DEPTH_LIMIT)?;
/// assert_eq!(canonical(&value), r#"{"a":[1e+21,9007199254740993],"b":5}"#);
/// # Ok::<(), mizan_core::json::ParseError>(())
/// ```
#[must_use]
pub fn canonical(value: &Value<'_>) -> String {
    let mut out = Vec::with_capacity(64);
    canonical_into(&mut out, value);
    String::from_utf8(out).expect("every part written is UTF-8")
}

/// Appends the text of [`canonical`] to `out`.
pub fn canonical_into(out: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Int(n) => out.extend_from_slice(itoa::Buffer::new().format(*n).as_bytes()),
        Value::BigInt(digits) => out.extend_from_slice(digits.as_bytes()),
        Value::Float(x) => out.extend_from_slice(ryu_js::Buffer::new().format(*x).as_bytes()),
        Value::Str(text) => string::write_quoted(out, text),
        Value::Array(items) => write_array(out, items),
        Value::Object(members) => write_object(out, members),
    }
}

fn write_array(out: &mut Vec<u8>, items: &[Value<'_>]) {
    out.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        canonical_into(out, item);
    }
    out.push(b']');
}

fn write_object(out: &mut Vec<u8>, members: &[(Cow<'_, str>, Value<'_>)]) {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| by_utf16(a, b));
    out.push(b'{');
    for (at, (name, value)) in sorted.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        string::write_quoted(out, name);
        out.push(b':');
        canonical_into(out, value);
    }
    out.push(b'}');
}

/// The order of RFC 8785 §3.2.3. It differs from that of UTF-8 where U+E000 to U+FFFF meets an astral character.
fn by_utf16(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}
