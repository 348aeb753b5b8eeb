//! The errors of the framework: one closed table of codes with their statuses, and the body that carries one.
//!
//! A code is for programs and never changes; a message is for people and may. What an application declares of its own
//! travels in the same body (`docs/protocol.md` §9) and is not in this table ([`ErrorCode::Declared`]).
//!
//! Source: `docs/protocol.md` §9.

mod field;

use std::{borrow::Cow, fmt};

use crate::json::Value;

use serde::Serialize;

pub use field::{FieldError, Fields};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal;)*) => {
        /// What went wrong, for programs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// The whole table, in the order of §9.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The code as it travels.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self {
                    $(Code::$variant => $text,)*
                }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self {
                    $(Code::$variant => $status,)*
                }
            }
        }
    };
}

codes! {
    /// The request is no Mizan request: no strict JSON, an unknown top-level member.
    BadRequest = "bad_request", 400;
    /// Nobody is signed in, and somebody must be.
    Unauthenticated = "unauthenticated", 401;
    /// Whoever is signed in may not.
    Forbidden = "forbidden", 403;
    /// A cross-site request, or one without a valid token (§8).
    CsrfFailed = "csrf_failed", 403;
    /// No such path, context, function or thing.
    NotFound = "not_found", 404;
    /// The path has other methods.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The same idempotency key is in flight, or the application says so.
    Conflict = "conflict", 409;
    /// The client was generated from a contract that this server broke (§11).
    RevisionMismatch = "revision_mismatch", 409;
    /// A body, file or part beyond its limit (§2).
    PayloadTooLarge = "payload_too_large", 413;
    /// Neither JSON nor multipart, or a charset other than UTF-8.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// Arguments or params that are unknown, missing or ill-typed.
    InvalidArgs = "invalid_args", 422;
    /// Arguments that are well-typed and not acceptable; nothing happened.
    ValidationFailed = "validation_failed", 422;
    /// Too many calls; `Retry-After` says when to come back.
    RateLimited = "rate_limited", 429;
    /// The server's own fault; the log has the rest under the id.
    InternalError = "internal_error", 500;
    /// Not now; `Retry-After` says when to come back.
    Unavailable = "unavailable", 503;
}

impl Code {
    /// The code of that text; `None` for one that is not in the table.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.text() == text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

/// The code of an error: one of the table, or one that an application declares for a function of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorCode {
    /// Of the table.
    Framework(Code),
    /// The application's own.
    Declared {
        /// As it travels.
        code: Cow<'static, str>,
        /// The HTTP status that goes with it.
        status: u16,
    },
}

impl ErrorCode {
    /// The code as it travels.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            ErrorCode::Framework(code) => code.text(),
            ErrorCode::Declared { code, .. } => code,
        }
    }

    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            ErrorCode::Framework(code) => code.status(),
            ErrorCode::Declared { status, .. } => *status,
        }
    }
}

impl From<Code> for ErrorCode {
    fn from(code: Code) -> Self {
        ErrorCode::Framework(code)
    }
}

impl PartialEq<Code> for ErrorCode {
    fn eq(&self, other: &Code) -> bool {
        matches!(self, ErrorCode::Framework(code) if code == other)
    }
}

impl PartialEq<str> for ErrorCode {
    fn eq(&self, other: &str) -> bool {
        self.text() == other
    }
}

impl PartialEq<&str> for ErrorCode {
    fn eq(&self, other: &&str) -> bool {
        self.text() == *other
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

/// What a failed request answers, inside `{"error": …}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorBody {
    /// For programs; its status is the answer's.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// Complaints by field, by form-level name `__all__` too; absent on the wire where there are none.
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// What a declared error says beside its code; absent on the wire where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value<'static>>,
    /// The trace id that the log has; absent on the wire where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether a mutation that failed changed something all the same; absent where it did not (§3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committed: Option<Committed>,
}

/// What is known of the writes of a mutation that failed (§3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// They stand: `true`.
    Yes,
    /// Nobody can tell: `null`.
    Unknown,
}

impl Serialize for Committed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Committed::Yes => serializer.serialize_bool(true),
            Committed::Unknown => serializer.serialize_unit(),
        }
    }
}

impl ErrorBody {
    /// A body of `code` that says `message`.
    #[must_use]
    pub fn new(code: impl Into<ErrorCode>, message: impl Into<String>) -> Self {
        let (code, message) = (code.into(), message.into());
        ErrorBody { code, message, fields: Fields::default(), data: None, id: None, committed: None }
    }

    /// The same body with one more complaint about `field`.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, error: FieldError) -> Self {
        self.fields.push(field, error);
        self
    }

    /// The same body with what a declared error says beside its code.
    #[must_use]
    pub fn data(mut self, data: Value<'static>) -> Self {
        self.data = Some(data);
        self
    }

    /// The same body under a trace id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.code.status()
    }

    /// What stands behind `"error":`, and behind a query's name in `errors` (§4).
    #[must_use]
    pub fn member_json(&self) -> Vec<u8> {
        crate::json::to_vec(self).expect("strings, a list of them and what was once JSON are always JSON")
    }

    /// The whole answer: `{"error":{"code":…,"message":…}}`.
    ///
    /// ```
    /// use mizan_core::error::{Code, ErrorBody};
    ///
    /// let body = ErrorBody::new(Code::NotFound, "no such function");
    /// assert_eq!(body.to_json(), br#"{"error":{"code":"not_found","message":"no such function"}}"#);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Answer<'a> {
            error: &'a ErrorBody,
        }
        crate::json::to_vec(&Answer { error: self })
            .expect("strings, a list of them and what was once JSON are always JSON")
    }
}

impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ErrorBody {}
