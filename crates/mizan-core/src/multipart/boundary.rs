//! The boundary that a request's media type names.

use super::BOUNDARY_LIMIT;
use super::head::parameters;

/// The boundary in a `Content-Type` of `multipart/form-data`; `None` for another media type.
///
/// # Errors
/// When there is no boundary, more than one, or one that RFC 2046 §5.1.1 does not allow.
///
/// ```
/// use mizan_core::multipart::boundary;
///
/// assert_eq!(boundary("multipart/form-data; boundary=x-1"), Some(Ok("x-1".to_owned())));
/// assert_eq!(boundary("application/json"), None);
/// assert!(boundary("multipart/form-data").unwrap().is_err());
/// ```
#[must_use]
pub fn boundary(content_type: &str) -> Option<Result<String, &'static str>> {
    let (essence, rest) = content_type.split_once(';').unwrap_or((content_type, ""));
    if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    Some(named(rest))
}

fn named(rest: &str) -> Result<String, &'static str> {
    let mut found = None;
    for (name, value) in parameters(rest.as_bytes()).ok_or("the media type's parameters are malformed")? {
        if name == "boundary" && found.replace(value).is_some() {
            return Err("the media type names two boundaries");
        }
    }
    let boundary = found.ok_or("the media type names no boundary")?;
    let boundary = String::from_utf8(boundary).map_err(|_| "the boundary is not ASCII")?;
    if boundary.is_empty() || boundary.len() > BOUNDARY_LIMIT {
        return Err("a boundary has 1 to 70 characters");
    }
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    if !boundary.bytes().all(is_allowed) || boundary.ends_with(' ') {
        return Err("the boundary has characters that a boundary cannot have");
    }
    Ok(boundary)
}
