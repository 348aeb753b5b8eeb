//! Carrying over what another JSON writer wrote: a host's own serializer, which knows its types and not the wire.
//!
//! The text is believed to be JSON; what that writer is free to do and the wire is not is looked at: integers that a
//! JavaScript number cannot hold, `NaN`, the infinities, and how a double is spelled. One pass, without a tree.
//!
//! Source: `docs/protocol.md` §1.

use super::encode::EncodeError;
use super::{is_safe_integer, number_text, string};
use serde::ser::Error as _;

/// Appends `text`, compact JSON of another writer, to `out`, with its numbers as [`to_vec`](super::to_vec) writes them.
///
/// # Errors
/// As [`to_vec`](super::to_vec), with the path of the member; `out` then keeps a part of the text behind what it had.
///
/// ```
/// use mizan_core::json::carry;
///
/// let mut out = Vec::new();
/// carry(&mut out, br#"{"id":7,"rate":5.0}"#)?;
/// assert_eq!(out, br#"{"id":7,"rate":5}"#);
/// let error = carry(&mut out, br#"{"rates":[0.5,NaN]}"#).unwrap_err();
/// assert_eq!(error.path(), "rates[1]");
/// # Ok::<(), mizan_core::json::EncodeError>(())
/// ```
pub fn carry(out: &mut Vec<u8>, text: &[u8]) -> Result<(), EncodeError> {
    out.reserve(text.len());
    let mut at = 0;
    let mut carried = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = string_end(text, at),
            b'0'..=b'9' | b'-' => {
                let end = number_end(text, at);
                let replaced = number(&text[at..end]).map_err(|error| placed(error, text, at))?;
                if let Some(number) = replaced {
                    out.extend_from_slice(&text[carried..at]);
                    out.extend_from_slice(number.as_bytes());
                    carried = end;
                }
                at = end;
            }
            b'N' | b'I' => return Err(placed(not_finite(), text, at)),
            _ => at += 1,
        }
    }
    out.extend_from_slice(&text[carried..]);
    Ok(())
}

/// Behind the string that begins at `at`.
fn string_end(text: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    loop {
        at = string::next_special(text, at);
        match text.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
            None => return text.len(),
        }
    }
}

/// Behind the number that begins at `at`; a word in its place counts as one.
fn number_end(text: &[u8], at: usize) -> usize {
    let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
    text[at..].iter().position(ends).map_or(text.len(), |length| at + length)
}

/// What stands in place of a number; `None` where it stays as it is.
fn number(text: &[u8]) -> Result<Option<String>, EncodeError> {
    /// So many digits hold no integer that is too large.
    const SURELY_SAFE: usize = 15;
    let is_integer = !text.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E' | b'I'));
    if is_integer && text.len() <= SURELY_SAFE {
        return Ok(None);
    }
    let text = std::str::from_utf8(text).unwrap_or_default();
    if is_integer {
        return match text.parse::<i64>() {
            Ok(n) if is_safe_integer(n) => Ok(None),
            _ => Err(EncodeError::integer(text)),
        };
    }
    let x: f64 = text.parse().ok().filter(|x: &f64| x.is_finite()).ok_or_else(not_finite)?;
    let own = number_text(x);
    Ok((own != text).then_some(own))
}

fn not_finite() -> EncodeError {
    EncodeError::custom("not a finite number, which JSON does not have")
}

/// The error with the path of what stands at `place`.
fn placed(error: EncodeError, text: &[u8], place: usize) -> EncodeError {
    enum Open {
        /// An object, at the member whose name begins there.
        Object(Option<usize>),
        /// A list, at its element of that index.
        Array(usize),
    }
    let mut open = Vec::new();
    let mut at = 0;
    while at < place {
        match text[at] {
            b'{' => open.push(Open::Object(None)),
            b'[' => open.push(Open::Array(0)),
            b'}' | b']' => drop(open.pop()),
            b'"' => {
                if let Some(Open::Object(name @ None)) = open.last_mut() {
                    *name = Some(at);
                }
                at = string_end(text, at) - 1;
            }
            b',' => match open.last_mut() {
                Some(Open::Object(name)) => *name = None,
                Some(Open::Array(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
        at += 1;
    }
    open.into_iter().rev().fold(error, |error, open| match open {
        Open::Object(Some(name)) => {
            let name = serde_json::from_slice::<String>(&text[name..string_end(text, name)]);
            error.at_member(&name.unwrap_or_default())
        }
        Open::Object(None) => error,
        Open::Array(index) => error.at_index(index),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{DEPTH_LIMIT, parse, to_vec};
    use proptest::prelude::*;

    fn carried(text: &str) -> Result<String, EncodeError> {
        let mut out = b"x".to_vec();
        carry(&mut out, text.as_bytes()).map(|()| String::from_utf8(out.split_off(1)).expect("it was text"))
    }

    #[test]
    fn numbers_are_spelled_as_on_every_host() {
        for (text, own) in [
            ("5.0", "5"),
            ("[1e16,1E+22,-0.0,0.1]", "[10000000000000000,1e+22,0,0.1]"),
            ("{\"a\":1.0,\"b\":\"1.0\",\"c\":[2.50]}", "{\"a\":1,\"b\":\"1.0\",\"c\":[2.5]}"),
            ("9007199254740991", "9007199254740991"),
            ("\"9007199254740993\"", "\"9007199254740993\""),
            ("\"NaN \\\" 1.0 \\\\\"", "\"NaN \\\" 1.0 \\\\\""),
            ("null", "null"),
        ] {
            assert_eq!(carried(text).as_deref().ok(), Some(own), "{text}");
        }
    }

    #[test]
    fn b03_e04_what_cannot_travel_is_named_by_its_place() {
        for (text, path) in [
            ("9007199254740992", ""),
            ("{\"a\":{\"b,\\\"c\":[1,[2,-9007199254740992]]}}", "a.b,\"c[1][1]"),
            ("[{\"id\":1},{\"id\":12345678901234567890123}]", "[1].id"),
            ("{\"x\":NaN}", "x"),
            ("{\"x\":1,\"y\":[Infinity]}", "y[0]"),
            ("[0,-Infinity]", "[1]"),
            ("[1e400]", "[0]"),
        ] {
            assert_eq!(carried(text).expect_err(text).path(), path, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_serde_json_writes_is_carried_as_this_crate_writes_it(
            floats in proptest::collection::vec(any::<f64>().prop_filter("finite", |x| x.is_finite()), 0..5),
            text in ".*",
            n in -9_007_199_254_740_991_i64..=9_007_199_254_740_991,
        ) {
            let value = serde_json::json!({ "floats": floats, &text: [text], "n": n });
            prop_assert_eq!(carried(&value.to_string()).expect("it may travel").into_bytes(), to_vec(&value).expect("so here"));
            prop_assert!(parse(&to_vec(&value).expect("as above"), DEPTH_LIMIT).is_ok());
        }
    }
}
