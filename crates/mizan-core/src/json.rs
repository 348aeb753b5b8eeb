//! JSON as the wire has it: one strict reader, one writer, and RFC 8785 text for hashing.
//!
//! Every backend reads bodies through [`parse`], so that all of them give one verdict on one body. What it accepts
//! becomes a [`Value`]; [`from_value`] turns that into an application's own type, and [`to_vec`] writes an answer.
//! [`canonical`] is the text that keys, contracts and equality of bodies are made of.
//!
//! # Invariants
//!
//! 1. A document with a duplicate member, a lone surrogate, `NaN`, an infinity, bytes that are not UTF-8, or anything
//!    behind its end is refused, wherever in the document that is.
//! 2. Nothing is coerced: `5.0` is no integer, `"5"` no number, and no integer is ever rounded into another.
//! 3. No integer beyond ±(2^53−1) is written as a JSON number.
//!
//! Absent on purpose: streaming, comments, trailing commas, `arbitrary_precision`.
//!
//! Source: `docs/protocol.md` §1, §2, §3.1; RFC 8259; RFC 8785.

mod canonical;
mod carry;
mod decode;
mod encode;
mod number;
mod parse;
mod span;
mod string;

use std::borrow::Cow;

pub use canonical::{canonical, canonical_into};
pub use carry::carry;
pub use decode::{Complaint, DecodeError, DecodeErrorKind, from_value};
pub(crate) use decode::{SAFE, integer, is_exact, one_of};
pub use encode::{EncodeError, to_vec, to_writer};
pub use number::number_text;
pub use parse::{DEPTH_LIMIT, ParseError, parse};
pub use span::member_span;

/// The largest integer that travels as a JSON number, 2^53−1; its negative is the smallest (§1).
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Tells whether `n` may travel as a JSON number (§1).
#[must_use]
pub const fn is_safe_integer(n: i64) -> bool {
    -MAX_SAFE_INTEGER <= n && n <= MAX_SAFE_INTEGER
}

/// A JSON document, borrowing from its source the strings that have no escape.
///
/// Members keep the order of the source. [`parse`] never yields two members of one name, a `Float` that is not finite,
/// or a negative zero.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number written without fraction and exponent that fits 64 bits.
    Int(i64),
    /// A longer integer, its digits as they were written.
    BigInt(Cow<'a, str>),
    /// A number written with a fraction or an exponent.
    Float(f64),
    /// A string, its escapes resolved.
    Str(Cow<'a, str>),
    /// A list.
    Array(Vec<Value<'a>>),
    /// An object, its members in the order of the source.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// The same document, independent of its source.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(b) => Value::Bool(b),
            Value::Int(n) => Value::Int(n),
            Value::BigInt(digits) => Value::BigInt(Cow::Owned(digits.into_owned())),
            Value::Float(x) => Value::Float(x),
            Value::Str(text) => Value::Str(Cow::Owned(text.into_owned())),
            Value::Array(items) => Value::Array(items.into_iter().map(Value::into_owned).collect()),
            Value::Object(members) => Value::Object(
                members.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())).collect(),
            ),
        }
    }

    /// The member `name` of an object; `None` where there is none or this is no object. Linear in the members.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        let (_, value) = self.as_object()?.iter().find(|(own, _)| own == name)?;
        Some(value)
    }

    /// Tells whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The boolean, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The integer, if this is one that fits 64 bits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// The number as a double, rounded where it is a long integer; `None` for anything but a number.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "JSON has one kind of number")]
            Value::Int(n) => Some(*n as f64),
            Value::BigInt(digits) => digits.parse().ok(),
            Value::Float(x) => Some(*x),
            _ => None,
        }
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if this is a list.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if this is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&[(Cow<'a, str>, Value<'a>)]> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }
}

impl From<bool> for Value<'_> {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Value::Int(n)
    }
}

impl From<i32> for Value<'_> {
    fn from(n: i32) -> Self {
        Value::Int(n.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(n: u32) -> Self {
        Value::Int(n.into())
    }
}

impl From<f64> for Value<'_> {
    fn from(x: f64) -> Self {
        Value::Float(x)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Str(Cow::Borrowed(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Value::Str(text)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Str(Cow::Owned(text))
    }
}
