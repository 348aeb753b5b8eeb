//! What a request's body says that it is, before a byte of it is read.
//!
//! Source: `docs/protocol.md` §2, §3.3, §3.4, §3.5.

use crate::error::Code;
use crate::multipart;
use crate::refusal::{self, Refused};

/// A body that may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Media {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// `multipart/form-data`.
    Multipart {
        /// What stands between its parts.
        boundary: String,
    },
}

/// The body of a call: JSON in UTF-8, or multipart with files; not compressed (E07, E11). `content_type` is `None` where
/// there is not exactly one.
///
/// # Errors
/// `415`, and `400` for a boundary that is none.
pub fn of_call(content_type: Option<&str>, is_encoded: bool) -> Result<Media, Refused> {
    let words = "send the call as application/json in UTF-8, or with files as multipart/form-data, and not compressed";
    match content_type.filter(|_| !is_encoded) {
        Some(given) if is_utf8_of(given, "application/json") => Ok(Media::Json),
        given => multipart_of(given, words),
    }
}

/// The body of a form that a browser posts (§3.5).
///
/// # Errors
/// As [`of_call`].
pub fn of_form(content_type: Option<&str>, is_encoded: bool) -> Result<Media, Refused> {
    let words = "a browser posts a form as application/x-www-form-urlencoded or multipart/form-data, not compressed";
    match content_type.filter(|_| !is_encoded) {
        Some(given) if is_utf8_of(given, "application/x-www-form-urlencoded") => Ok(Media::UrlEncoded),
        given => multipart_of(given, words),
    }
}

/// The body of a form for the path of a view: without files, and no more (§3.4, E11).
///
/// # Errors
/// `415`.
pub fn of_view(content_type: Option<&str>, is_encoded: bool) -> Result<Media, Refused> {
    let (essence, parameters) =
        content_type.and_then(|given| given.split_once(';')).unwrap_or((content_type.unwrap_or_default(), ""));
    let is_form = essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded");
    let is_utf8 = matches!(parameters.trim().to_ascii_lowercase().as_str(), "" | "charset=utf-8" | "charset=\"utf-8\"");
    if is_form && is_utf8 && !is_encoded {
        return Ok(Media::UrlEncoded);
    }
    Err(unsupported("post the form as application/x-www-form-urlencoded in UTF-8, not compressed"))
}

/// Whether whoever asks wants a page to look at: a browser that opens an address, and no program. `accept` are the values
/// of the header.
pub fn wants_page<'h>(accept: impl IntoIterator<Item = &'h str>) -> bool {
    let accepted = accept.into_iter().flat_map(|text| text.split(','));
    let mut types = accepted.map(|one| one.split(';').next().unwrap_or(one).trim());
    types.find(|one| matches!(*one, "text/html" | "application/json")) == Some("text/html")
}

fn multipart_of(content_type: Option<&str>, words: &str) -> Result<Media, Refused> {
    let boundary = content_type.and_then(multipart::boundary).ok_or_else(|| unsupported(words))?;
    boundary.map(|boundary| Media::Multipart { boundary }).map_err(refusal::bad_request)
}

fn unsupported(words: &str) -> Refused {
    refusal::refused(Code::UnsupportedMediaType, words)
}

/// Whether a content type is that one, in UTF-8 where it says a charset.
fn is_utf8_of(content_type: &str, essence: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().is_some_and(|own| own.eq_ignore_ascii_case(essence))
        && parts.filter(|part| !part.is_empty()).all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}
