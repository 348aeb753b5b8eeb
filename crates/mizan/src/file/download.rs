//! Sending out what others sent in.

use super::OCTET_STREAM;
use http::header::{
    CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};

/// The headers of an answer that hands out a file which somebody uploaded, so that no browser runs anything of it: it is
/// saved and not shown, its type is not guessed, and where it is shown all the same it is in a sandbox (E17).
///
/// `name` is cleaned as [`File::name`](super::File::name) is. A picture on a page (`<img src>`) is shown as ever; these
/// headers are about what opens it by itself. Who may have it is for the handler to decide.
///
/// ```
/// use axum::response::IntoResponse;
///
/// async fn picture() -> impl IntoResponse {
///     let bytes = std::fs::read("/var/lib/app/pictures/7").unwrap_or_default(); // from where it was kept
///     (mizan::file::attachment("Größe.png", "image/png"), bytes)
/// }
///
/// let headers = mizan::file::attachment("a \"b\".png", "image/png");
/// assert_eq!(headers["content-disposition"], r#"attachment; filename="a _b_.png""#);
/// let headers = mizan::file::attachment("Größe.png", "image/png");
/// assert_eq!(headers["content-disposition"], r#"attachment; filename="Gr__e.png"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.png"#);
/// ```
#[must_use]
pub fn attachment(name: &str, content_type: &str) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    let content_type = HeaderValue::try_from(content_type);
    headers.insert(CONTENT_TYPE, content_type.unwrap_or(HeaderValue::from_static(OCTET_STREAM)));
    let disposition = HeaderValue::try_from(disposition(&mizan_core::file::cleaned(name)));
    headers.insert(CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers
}

/// RFC 6266: a name for programs that know ASCII alone, and where that is not all of it, the whole as RFC 8187 writes it.
fn disposition(name: &str) -> String {
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    if plain == name {
        return format!("attachment; filename=\"{plain}\"");
    }
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        // The characters of RFC 8187's attr-char.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// What means the same in a quoted name to everybody; a percent sign is decoded by some.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%')
}
