//! The types that a context's params may have, and the one text of each of their values.
//!
//! A read names its params in a query string; two texts of one value would be two cache entries, so only one is
//! accepted. Start at [`ParamType::read`]; [`ParamType::admit`] brings a JSON argument to the same value, so that an
//! invalidation by that argument meets the reads it is about.
//!
//! # Invariants
//!
//! 1. `read(t)` succeeds for at most one text of each value, and `write` gives that text back.
//! 2. What `admit` returns is what `read` returns for the same meaning; where it is not sure, it returns nothing.
//!
//! Source: `docs/protocol.md` §1, §4, §5.1.

mod schema;
mod time;

use std::fmt;

use crate::json::{self, Value, is_safe_integer};

pub use schema::ParamShape;
pub(crate) use time::{canonical_datetime, canonical_time, is_date};

/// The type of a param, as far as text and scope are concerned. Ranges and patterns are for the decoder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamType {
    /// An integer within ±(2^53−1). A [`Value::Int`].
    Integer,
    /// An integer of any size, a decimal string in JSON. A [`Value::Str`].
    WideInteger,
    /// A double. Always a [`Value::Float`], also where it is whole.
    Number,
    /// A [`Value::Bool`].
    Boolean,
    /// Any text. A [`Value::Str`], like all that follow but the last.
    String,
    /// A UUID, lower-case with hyphens.
    Uuid,
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// A time of day, `HH:MM:SS`, at most nanoseconds, no trailing zeros in the fraction.
    Time,
    /// A point in time, in UTC with `Z`, at most nanoseconds, no trailing zeros in the fraction.
    DateTime,
    /// A decimal number without exponent or trailing zeros.
    Decimal,
    /// One of these texts.
    Enum(Vec<String>),
    /// A list or an object, as RFC 8785 text. Such a read is never cached.
    Json,
}

impl ParamType {
    /// Reads the decoded text of a query string's value.
    ///
    /// # Errors
    ///
    /// Any text but the canonical one of a value of this type. `invalid_args` on the wire.
    ///
    /// ```
    /// use mizan_core::{json::Value, param::ParamType};
    ///
    /// assert_eq!(ParamType::Integer.read("5").unwrap(), Value::Int(5));
    /// assert!(ParamType::Integer.read("05").is_err());
    /// ```
    pub fn read(&self, text: &str) -> Result<Value<'static>, ParamError> {
        self.canonical_value(text).ok_or_else(|| ParamError { expected: self.expectation() })
    }

    fn canonical_value(&self, text: &str) -> Option<Value<'static>> {
        match self {
            ParamType::Integer => {
                is_integer(text).then(|| text.parse().ok()).flatten().filter(|n| is_safe_integer(*n)).map(Value::Int)
            }
            ParamType::Number => read_number(text),
            ParamType::Boolean => match text {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
            ParamType::Json => read_json(text),
            _ => (self.canonical_text(text)? == text).then(|| Value::from(text.to_owned())),
        }
    }

    /// The canonical text of what `text`, as JSON carries it, means in one of the types that are strings there.
    fn canonical_text(&self, text: &str) -> Option<String> {
        match self {
            ParamType::String => Some(text.to_owned()),
            ParamType::WideInteger => is_integer(text).then(|| text.to_owned()),
            ParamType::Uuid => canonical_uuid(text),
            ParamType::Date => is_date(text).then(|| text.to_owned()),
            ParamType::Time => canonical_time(text),
            ParamType::DateTime => canonical_datetime(text),
            ParamType::Decimal => canonical_decimal(text),
            ParamType::Enum(values) => values.iter().find(|value| *value == text).cloned(),
            ParamType::Integer | ParamType::Number | ParamType::Boolean | ParamType::Json => None,
        }
    }

    /// The text of a value in a query string, before it is percent-encoded; `None` for `null`, which is told by the
    /// param's absence.
    #[must_use]
    pub fn write(&self, value: &Value<'_>) -> Option<String> {
        match value {
            Value::Null => None,
            Value::Str(text) => Some(text.clone().into_owned()),
            _ => Some(json::canonical(value)),
        }
    }

    /// The value that a param of this type has where `value` is the same in JSON: an argument, an item's param (§5.2).
    ///
    /// `None` where `value` is of another type, or `null`, or cannot be brought to one text: the caller then widens.
    #[must_use]
    pub fn admit(&self, value: &Value<'_>) -> Option<Value<'static>> {
        match (self, value) {
            (ParamType::Integer, Value::Int(n)) if is_safe_integer(*n) => Some(Value::Int(*n)),
            (ParamType::WideInteger, Value::Int(n)) => Some(Value::from(n.to_string())),
            (ParamType::Number, Value::Int(_) | Value::BigInt(_) | Value::Float(_)) => {
                // Adding zero turns a negative zero, which is the same number, into the other.
                value.as_f64().filter(|x| x.is_finite()).map(|x| Value::Float(x + 0.0))
            }
            (ParamType::Boolean, Value::Bool(b)) => Some(Value::Bool(*b)),
            (ParamType::Json, Value::Array(_) | Value::Object(_)) => Some(value.clone().into_owned()),
            (_, Value::Str(text)) => self.canonical_text(text).map(Value::from),
            _ => None,
        }
    }

    /// Whether reads with such a param may be stored (§4).
    #[must_use]
    pub fn is_cacheable(&self) -> bool {
        *self != ParamType::Json
    }

    fn expectation(&self) -> String {
        match self {
            ParamType::Integer => "an integer within ±9007199254740991, such as `5`".to_owned(),
            ParamType::WideInteger => "an integer such as `5`".to_owned(),
            ParamType::Number => "a number in its shortest form, such as `0.5` or `1e+21`".to_owned(),
            ParamType::Boolean => "`true` or `false`".to_owned(),
            ParamType::String => "text".to_owned(),
            ParamType::Uuid => "a lower-case UUID with hyphens".to_owned(),
            ParamType::Date => "a date `YYYY-MM-DD`".to_owned(),
            ParamType::Time => "a time of day such as `12:00:00.5`".to_owned(),
            ParamType::DateTime => "a time in UTC such as `2026-01-31T12:00:00.5Z`".to_owned(),
            ParamType::Decimal => "a decimal number without exponent or trailing zeros, such as `9.5`".to_owned(),
            ParamType::Enum(values) => format!("one of `{}`", values.join("`, `")),
            ParamType::Json => "a list or an object as RFC 8785 text".to_owned(),
        }
    }
}

/// Why a text is not the canonical one of a param's type. Never repeats the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamError {
    expected: String,
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for ParamError {}

/// `0|-?[1-9][0-9]*`
fn is_integer(text: &str) -> bool {
    let magnitude = text.strip_prefix('-').unwrap_or(text).as_bytes();
    text == "0" || (matches!(magnitude, [b'1'..=b'9', ..]) && magnitude.iter().all(u8::is_ascii_digit))
}

fn read_number(text: &str) -> Option<Value<'static>> {
    let x: f64 = text.parse().ok()?;
    (x.is_finite() && json::number_text(x) == text).then_some(Value::Float(x))
}

fn read_json(text: &str) -> Option<Value<'static>> {
    let value = json::parse(text.as_bytes(), json::DEPTH_LIMIT).ok()?;
    let is_container = matches!(value, Value::Array(_) | Value::Object(_));
    (is_container && json::canonical(&value) == text).then(|| value.into_owned())
}

pub(crate) fn canonical_uuid(text: &str) -> Option<String> {
    let is_well_formed = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    is_well_formed.then(|| text.to_ascii_lowercase())
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?` without `-0`, from any plain decimal spelling.
pub(crate) fn canonical_decimal(text: &str) -> Option<String> {
    let (sign, magnitude) = match text.strip_prefix('-') {
        Some(magnitude) => ("-", magnitude),
        None => ("", text),
    };
    let (whole, fraction) = match magnitude.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (magnitude, ""),
    };
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    Some(match (whole, fraction.trim_end_matches('0')) {
        ("0", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    })
}

#[cfg(test)]
mod tests;
