//! What does not fit, where, and said so that the sender can mend it.

use std::{fmt, ops::RangeInclusive};

use serde::de::{Error, Expected, Unexpected};

use super::{Value, integer_range};
use crate::name::shortened;

/// Why a document is not what a type wants. Of the document it holds numbers and the first 64 characters of members'
/// names, never a string.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: DecodeErrorKind,
    message: String,
    /// Innermost first: an error learns its place on the way out.
    path: Vec<Segment>,
    /// What several constraints say of a value whose type is right; empty for an error of the decoder's own.
    complaints: Vec<Complaint>,
}

/// One thing that is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where, as [`DecodeError::path`] writes it.
    pub path: String,
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

#[derive(Clone, PartialEq, Eq)]
enum Segment {
    Member(String),
    Index(usize),
}

/// What is wrong, for programs. The text of [`DecodeErrorKind::code`] never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecodeErrorKind {
    /// A required member is not there.
    MissingField,
    /// A member that the type does not have.
    UnknownField,
    /// A value of another type.
    WrongType,
    /// A value of the right type that is out of range, too long, no variant, or refused by the type itself.
    InvalidValue,
}

impl DecodeErrorKind {
    /// The code of a field error (§9): `missing`, `unknown`, `invalid_type` or `invalid_value`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            DecodeErrorKind::MissingField => "missing",
            DecodeErrorKind::UnknownField => "unknown",
            DecodeErrorKind::WrongType => "invalid_type",
            DecodeErrorKind::InvalidValue => "invalid_value",
        }
    }
}

impl DecodeError {
    /// An error of `kind` at the document itself.
    #[must_use]
    pub fn new(kind: DecodeErrorKind, message: impl Into<String>) -> Self {
        DecodeError(Box::new(Inner { kind, message: message.into(), path: Vec::new(), complaints: Vec::new() }))
    }

    /// The refusal of a document that decodes and violates constraints; `None` where it violates none.
    #[must_use]
    pub fn of_complaints(complaints: Vec<Complaint>) -> Option<Self> {
        let first = complaints.first()?;
        let path = vec![Segment::Member(first.path.clone())];
        let message = match complaints.len() {
            1 => first.message.clone(),
            count => format!("{} (and {} more)", first.message, count - 1),
        };
        Some(DecodeError(Box::new(Inner { kind: DecodeErrorKind::InvalidValue, message, path, complaints })))
    }

    /// Everything that is wrong: one thing where the document does not decode, all of them where constraints refuse it.
    #[must_use]
    pub fn complaints(&self) -> Vec<Complaint> {
        if !self.0.complaints.is_empty() {
            return self.0.complaints.clone();
        }
        vec![Complaint { path: self.path(), code: self.kind().code(), message: self.message().to_owned() }]
    }

    pub(crate) fn wrong_type(expected: &str, got: &Value<'_>) -> Self {
        Self::new(DecodeErrorKind::WrongType, format!("expected {expected}, got {}", describe(got)))
    }

    pub(crate) fn invalid_value_of(expected: &str, got: &Value<'_>) -> Self {
        Self::new(DecodeErrorKind::InvalidValue, format!("expected {expected}, got {}", describe(got)))
    }

    pub(crate) fn out_of_range(range: &RangeInclusive<i64>, got: &Value<'_>) -> Self {
        Self::invalid_value_of(&integer_range(range), got)
    }

    /// A list of another length than it has to have.
    pub(crate) fn another_length(got: usize, wanted: usize) -> Self {
        let message = format!("expected a list of {wanted}, got {got} elements");
        Self::new(DecodeErrorKind::InvalidValue, message)
    }

    /// A member that the object does not have.
    pub(crate) fn unknown_member<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Self {
        let known: Vec<&str> = known.collect();
        let known = match known.as_slice() {
            [] => "there are none".to_owned(),
            _ => format!("known: {}", known.join(", ")),
        };
        Self::new(DecodeErrorKind::UnknownField, format!("unknown member ({known})")).at_member(name)
    }

    /// A member that has to be there.
    pub(crate) fn missing_member(name: &str) -> Self {
        Self::new(DecodeErrorKind::MissingField, "required").at_member(name)
    }

    /// The same error, seen from the object whose member `name` it is in.
    #[must_use]
    pub fn at_member(mut self, name: &str) -> Self {
        self.0.path.push(Segment::Member(shortened(name).into_owned()));
        self
    }

    /// The same error, seen from the list whose element `index` it is in.
    #[must_use]
    pub fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(Segment::Index(index));
        self
    }

    /// What is wrong, for programs.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.0.kind
    }

    /// What is wrong, for people, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where: `items[2].name`, a missing or unknown member included; empty for the document itself. Names are as they
    /// were sent, whatever is in them.
    #[must_use]
    pub fn path(&self) -> String {
        let mut out = String::new();
        for segment in self.0.path.iter().rev() {
            match segment {
                Segment::Member(name) if out.is_empty() => out.push_str(name),
                Segment::Member(name) => out.extend([".", name]),
                Segment::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }

    /// The outermost member on the path: the argument that is at fault. `None` for the document itself or a list.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self.0.path.last() {
            Some(Segment::Member(name)) => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            path if path.is_empty() => f.write_str(self.message()),
            path => write!(f, "{path}: {}", self.message()),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("kind", &self.kind())
            .field("path", &self.path())
            .field("message", &self.message())
            .finish()
    }
}

impl std::error::Error for DecodeError {}

impl Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(DecodeErrorKind::InvalidValue, message.to_string())
    }

    fn invalid_type(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("expected {expected}, got {}", Unexpectedly(got));
        Self::new(DecodeErrorKind::WrongType, message)
    }

    fn invalid_value(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("expected {expected}, got {}", Unexpectedly(got));
        Self::new(DecodeErrorKind::InvalidValue, message)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let message = format!("expected {expected}, got {length} elements");
        Self::new(DecodeErrorKind::InvalidValue, message)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("expected {}", one_of(expected));
        Self::new(DecodeErrorKind::InvalidValue, message)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::unknown_member(field, expected.iter().copied())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::missing_member(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(DecodeErrorKind::InvalidValue, "given twice").at_member(field)
    }
}

/// ``` `a`, `b` or `c` ```
pub(crate) fn one_of(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => format!("`{only}`"),
        [rest @ .., last] => format!("`{}` or `{last}`", rest.join("`, `")),
    }
}

/// What a value is, for people. A string is never repeated: it may be a secret.
pub(super) fn describe(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::BigInt(digits) if digits.len() <= 40 => digits.clone().into_owned(),
        Value::BigInt(digits) => format!("an integer of {} digits", digits.len()),
        Value::Float(x) => format!("the number {x:?}"),
        Value::Str(_) => "a string".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// [`describe`] for what serde's own visitors report.
struct Unexpectedly<'a>(Unexpected<'a>);

impl fmt::Display for Unexpectedly<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Bool(b) => write!(f, "{b}"),
            Unexpected::Unsigned(n) => write!(f, "{n}"),
            Unexpected::Signed(n) => write!(f, "{n}"),
            Unexpected::Float(x) => write!(f, "the number {x:?}"),
            Unexpected::Str(_) | Unexpected::Char(_) => f.write_str("a string"),
            Unexpected::Unit | Unexpected::Option => f.write_str("null"),
            Unexpected::Seq | Unexpected::Bytes(_) => f.write_str("a list"),
            Unexpected::Map => f.write_str("an object"),
            other => write!(f, "a {other}"),
        }
    }
}
