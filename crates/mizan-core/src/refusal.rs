//! Refusals, in words of their own: what every backend answers to the same bad request.
//!
//! Source: `docs/protocol.md` §2, §3.1, §4, §8, §9, §11.

use crate::error::{Code, ErrorBody, FieldError};
use crate::json::DecodeError;
use crate::origin;
use crate::registry::ParamError;

/// A refusal, on its way to the client.
pub type Refused = Box<ErrorBody>;

/// What an error of the table says to people where nobody said more.
#[must_use]
pub const fn words(code: Code) -> &'static str {
    match code {
        Code::BadRequest => "the request lacks something that this function needs, or it is malformed",
        Code::Unauthenticated => "sign in to do this",
        Code::Forbidden => "you may not do this",
        Code::CsrfFailed => {
            "the CSRF token is missing, or of another session: get one from session/ and send it as X-CSRFToken"
        }
        Code::NotFound => "not found",
        Code::MethodNotAllowed => "this endpoint has other methods",
        Code::Conflict => "the request conflicts with the state of the server",
        Code::RevisionMismatch => "this page was made for an earlier version of the server: load it again",
        Code::PayloadTooLarge => "the request is too large",
        Code::UnsupportedMediaType => "the media type is not supported",
        Code::InvalidArgs => "the request cannot be processed",
        Code::ValidationFailed => "some values are not acceptable",
        Code::RateLimited => "too many requests, try again shortly",
        Code::InternalError => "internal error",
        Code::Unavailable => "the service is not available, try again shortly",
    }
}

/// An error of the table in its own words.
#[must_use]
pub fn of(code: Code) -> Refused {
    Box::new(ErrorBody::new(code, words(code)))
}

/// An error of the table with a message.
#[must_use]
pub fn refused(code: Code, message: impl Into<String>) -> Refused {
    Box::new(ErrorBody::new(code, message))
}

/// A request that is no request of Mizan's.
#[must_use]
pub fn bad_request(message: impl Into<String>) -> Refused {
    refused(Code::BadRequest, message)
}

/// A `Host` that is none, or not this server's (§8).
#[must_use]
pub fn foreign_host() -> Refused {
    bad_request("this server does not answer for that host")
}

/// Something below the prefix that is not there: `endpoint`, `context`, `form`, `function`.
#[must_use]
pub fn no_such(what: &str) -> Refused {
    refused(Code::NotFound, format!("no such {what}"))
}

/// A body beyond the limit.
#[must_use]
pub fn too_large(limit_bytes: usize) -> Refused {
    let limit = in_words(u64::try_from(limit_bytes).unwrap_or(u64::MAX));
    refused(Code::PayloadTooLarge, format!("the body is larger than {limit}"))
}

/// The same of one that may have files, each within that limit.
#[must_use]
pub fn too_large_with_files(limit_bytes: u64) -> Refused {
    let most = in_words(limit_bytes);
    let message = format!("the body is larger than any call's with files, each of at most {most}");
    refused(Code::PayloadTooLarge, message)
}

/// A size as people say it, exactly.
#[must_use]
pub fn in_words(bytes: u64) -> String {
    let units =
        [(1_000_000_000, "GB"), (1 << 30, "GiB"), (1_000_000, "MB"), (1 << 20, "MiB"), (1_000, "kB"), (1 << 10, "KiB")];
    let whole = units.iter().find(|(unit, _)| bytes > 0 && bytes.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}

/// Arguments that are not what is declared, each under its path.
#[must_use]
pub fn invalid_args(error: &DecodeError) -> Refused {
    let mut refused = refused(Code::InvalidArgs, error.to_string());
    for complaint in error.complaints() {
        refused.fields.push(complaint.path, FieldError::new(complaint.code, complaint.message));
    }
    refused
}

/// A param, or an argument in a URL or a browser's form, that is not what is declared.
#[must_use]
pub fn invalid_param(error: &ParamError) -> Refused {
    let mut refused = refused(Code::InvalidArgs, error.to_string());
    if let Some(name) = error.param() {
        refused.fields.push(name, FieldError::new("invalid", error.message()));
    }
    refused
}

/// A caller that relies on a contract which is broken (§11).
#[must_use]
pub fn breach(breach: &str) -> Refused {
    let message = format!("this page was made for an earlier version of the server ({breach}): load it again");
    refused(Code::RevisionMismatch, message)
}

/// A call beyond its limit.
#[must_use]
pub fn rate_limited(wait_s: u64) -> Refused {
    refused(Code::RateLimited, format!("too many calls: try again in {wait_s} s"))
}

/// Another site's request, with what was compared: the usual reason is a proxy that changes `Host`.
#[must_use]
pub fn foreign_origin(refusal: origin::Refusal, request: &origin::Request<'_>) -> Refused {
    let short = |text: &str| text.chars().take(100).collect::<String>();
    let message = match (refusal, request.origin.or(request.referer)) {
        (origin::Refusal::ForeignOrigin | origin::Refusal::ForeignReferer, Some(source)) => format!(
            "{refusal}: it comes from {}, and this is {}. A proxy between them has to pass `Host` on (in Vite, \
             `changeOrigin: false`); another site's pages may call once its origin is among the trusted ones",
            short(source),
            short(request.host)
        ),
        _ => refusal.to_string(),
    };
    refused(Code::CsrfFailed, message)
}
