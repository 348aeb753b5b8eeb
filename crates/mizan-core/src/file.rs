//! Files that arrive with a call: where the arguments refer to them, what they have to be, what they are called.
//!
//! Absent on purpose: their content, which is the host's to keep.
//!
//! Source: `docs/protocol.md` §3.3.

mod media;
mod name;

use crate::error::{Code, FieldError};
use crate::json::Value;
use crate::multipart::{FILES_LIMIT, Malformed};
use crate::name::shortened;
use crate::refusal::{self, Refused, in_words};

pub use media::{HEAD_BYTES, OCTET_STREAM, is, may_be, sniffed};
pub use name::cleaned;

/// The member that stands for a file.
pub const MEMBER: &str = "$file";

/// A reference of the arguments to a part of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The name of the part.
    pub part: String,
    /// Where it stands in the arguments.
    pub path: String,
}

/// Finds the references in a call's arguments.
///
/// # Errors
/// `422` when two of them name one part, `413` when there are too many.
pub fn references(args: &Value<'_>) -> Result<Vec<Reference>, Refused> {
    let mut found = Vec::new();
    gather(args, &mut String::new(), &mut found)?;
    if found.len() > FILES_LIMIT {
        return Err(refusal::refused(Code::PayloadTooLarge, format!("a call has at most {FILES_LIMIT} files")));
    }
    Ok(found)
}

fn gather(value: &Value<'_>, path: &mut String, found: &mut Vec<Reference>) -> Result<(), Refused> {
    let length = path.len();
    match value {
        Value::Object(members) => {
            if let [(member, Value::Str(part))] = members.as_slice()
                && member == MEMBER
            {
                if let Some(other) = found.iter().find(|other| other.part == **part) {
                    let message = format!("is the same part as `{}`", other.path);
                    return Err(refused_at(Code::InvalidArgs, path, "invalid_value", message));
                }
                found.push(Reference { part: part.clone().into_owned(), path: path.clone() });
                return Ok(());
            }
            for (name, member) in members {
                if length > 0 {
                    path.push('.');
                }
                path.push_str(&shortened(name));
                gather(member, path, found)?;
                path.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                gather(item, path, found)?;
                path.truncate(length);
            }
        }
        _ => {}
    }
    Ok(())
}

/// The refusal of one place in the arguments.
#[must_use]
pub fn refused_at(code: Code, path: &str, field_code: &str, message: String) -> Refused {
    let mut refused = refusal::refused(code, format!("{path}: {message}"));
    refused.fields.push(path, FieldError::new(field_code, message));
    refused
}

/// A reference where no file is wanted.
#[must_use]
pub fn unwanted(path: &str) -> Refused {
    refused_at(Code::InvalidArgs, path, "invalid_type", "no file is wanted here".to_owned())
}

/// A reference to a part that the body does not have.
#[must_use]
pub fn missing(path: &str) -> Refused {
    refused_at(Code::InvalidArgs, path, "missing", "the body has no part of that name".to_owned())
}

/// A second part of one name.
#[must_use]
pub fn repeated(path: &str) -> Refused {
    refused_at(Code::BadRequest, path, "invalid_value", "there are two parts of that name".to_owned())
}

/// A part that nothing refers to.
#[must_use]
pub fn unreferred(part: &str) -> Refused {
    refusal::bad_request(format!("no argument refers to the part `{}`", shortened(part)))
}

/// More files than a call has.
#[must_use]
pub fn too_many() -> Refused {
    refusal::refused(Code::PayloadTooLarge, format!("there are more than {FILES_LIMIT} files"))
}

/// A body that is larger than its files may be, each a place and its bound.
pub fn too_large_together<'p>(files: impl IntoIterator<Item = (&'p str, u64)>) -> Refused {
    let each = |(path, most): (&str, u64)| format!("{path} at most {}", in_words(most));
    let mut all: Vec<String> = files.into_iter().map(each).collect();
    all.sort();
    let message = format!("the body is larger than its files may be: {}", all.join(", "));
    refusal::refused(Code::PayloadTooLarge, message)
}

/// A body that is no multipart, or beyond its limits.
#[must_use]
pub fn malformed(malformed: Malformed) -> Refused {
    let code = if malformed.is_too_large() { Code::PayloadTooLarge } else { Code::BadRequest };
    refusal::refused(code, malformed.to_string())
}

/// Whether a first part of that name and type is the JSON of the call.
///
/// # Errors
/// `400`.
pub fn check_call_part(name: &str, content_type: Option<&str>) -> Result<(), Refused> {
    let is_json = |content_type: &str| matches!(content_type, "application/json" | "text/plain");
    if name == "call" && content_type.is_none_or(is_json) { Ok(()) } else { Err(no_call_part()) }
}

/// A body whose first part is not the call.
#[must_use]
pub fn no_call_part() -> Refused {
    refusal::bad_request("the first part is `call`: the JSON of the call, in UTF-8")
}

/// Why a file is refused: for programs, and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// Whether it is the limit of all files that was passed, and not what this one has to be.
    pub is_limit: bool,
}

impl Refusal {
    /// Larger than it may be.
    #[must_use]
    pub fn too_large(most: u64) -> Self {
        Self { code: "file_too_large", message: format!("is larger than {}", in_words(most)), is_limit: false }
    }

    /// Beyond the limit of all files, and so beyond its own, where it has one.
    #[must_use]
    pub fn beyond(limit: u64, own: Option<u64>) -> Self {
        let refusal = match own.filter(|own| *own < limit) {
            Some(own) => {
                let message =
                    format!("is larger than {}, and than any file may be ({})", in_words(own), in_words(limit));
                Self { message, ..Self::too_large(own) }
            }
            None => Self::too_large(limit),
        };
        Self { is_limit: true, ..refusal }
    }

    /// Of none of the types that are accepted.
    #[must_use]
    pub fn of_type(accept: &[impl AsRef<str>]) -> Self {
        let accept: Vec<&str> = accept.iter().map(AsRef::as_ref).collect();
        Self { code: "file_type", message: format!("is not of the type {}", accept.join(" or ")), is_limit: false }
    }

    /// The refusal at its place: beyond the limit of all files `413`, otherwise `422`.
    #[must_use]
    pub fn at(self, path: &str) -> Refused {
        let code = if self.is_limit { Code::PayloadTooLarge } else { Code::InvalidArgs };
        refused_at(code, path, self.code, self.message)
    }
}

/// What a schema says that a file has to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// How large it may be.
    pub max_bytes: Option<u64>,
    /// The media types that are accepted; none says nothing.
    pub accept: Vec<String>,
}

impl Rules {
    /// Those of a schema of the format `binary`.
    #[must_use]
    pub fn of_schema(schema: &serde_json::Value) -> Self {
        let accept = schema["accept"].as_array().into_iter().flatten();
        Self {
            max_bytes: schema["max_bytes"].as_u64(),
            accept: accept.filter_map(|accepted| accepted.as_str().map(str::to_owned)).collect(),
        }
    }

    /// What is wrong with a file of which so much is known: what it is declared to be, its first bytes (all that count
    /// where `judged`), and how much of it is there.
    #[must_use]
    pub fn refusal(&self, content_type: &str, head: &[u8], judged: bool, size_bytes: u64) -> Option<Refusal> {
        let too_large = self.max_bytes.filter(|most| size_bytes > *most).map(Refusal::too_large);
        let is_accepted = || {
            self.accept.is_empty()
                || (may_be(content_type, &self.accept) && (!judged || is(content_type, head, &self.accept)))
        };
        too_large.or_else(|| (!is_accepted()).then(|| Refusal::of_type(&self.accept)))
    }
}
