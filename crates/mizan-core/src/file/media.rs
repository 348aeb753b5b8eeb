//! What a file is: as it is declared, and as its first bytes tell.

use infer::MatcherType;

/// What says nothing.
pub const OCTET_STREAM: &str = "application/octet-stream";

/// So many of a file's first bytes tell its type.
pub const HEAD_BYTES: usize = 8 * 1024;

/// The type that the first bytes tell.
#[must_use]
pub fn sniffed(head: &[u8]) -> Option<&'static str> {
    infer::get(head).map(|found| found.mime_type())
}

/// Whether a file that is declared so may be one of the accepted types, as far as its declaration goes.
#[must_use]
pub fn may_be(declared: &str, accept: &[impl AsRef<str>]) -> bool {
    let declared = usual(declared);
    // Whoever says nothing is judged by the bytes alone.
    declared == OCTET_STREAM || is_listed(declared, accept)
}

/// Whether a file is of one of the accepted types: declared as one, or not declared at all, and by its bytes not another.
#[must_use]
pub fn is(declared: &str, head: &[u8], accept: &[impl AsRef<str>]) -> bool {
    let found = infer::get(head);
    let declared = usual(declared);
    let said = match found {
        Some(found) if declared == OCTET_STREAM && !is_listed(declared, accept) => usual(found.mime_type()),
        _ => declared,
    };
    is_listed(said, accept) && !is_lie(said, found, head)
}

/// `accept` has types, and `image/*` for all of a kind.
fn is_listed(essence: &str, accept: &[impl AsRef<str>]) -> bool {
    accept.iter().map(AsRef::as_ref).any(|accepted: &str| match accepted.strip_suffix('*') {
        Some("*/") => true,
        Some(kind) => essence.starts_with(kind),
        None => usual(accepted) == essence,
    })
}

/// One word for types that go by several.
fn usual(essence: &str) -> &str {
    match essence {
        "image/jpg" | "image/pjpeg" => "image/jpeg",
        "image/x-png" => "image/png",
        "image/x-icon" | "image/ico" => "image/vnd.microsoft.icon",
        "image/heic" | "image/heic-sequence" | "image/heif-sequence" => "image/heif",
        "image/x-ms-bmp" => "image/bmp",
        "application/x-pdf" => "application/pdf",
        "application/x-zip-compressed" | "application/x-zip" => "application/zip",
        "application/x-gzip" => "application/gzip",
        other => other,
    }
}

/// Whether the bytes belie the type: an image, a PDF or an archive has to begin as one, text has no zeros, and what can be
/// run is nothing else. Of other types bytes that look like something else are no proof.
fn is_lie(said: &str, found: Option<infer::Type>, head: &[u8]) -> bool {
    let (kind, subtype) = said.split_once('/').unwrap_or((said, ""));
    let looks = |essence: &str| infer::is_mime(head, essence);
    match kind {
        _ if found
            .is_some_and(|found| found.matcher_type() == MatcherType::App && usual(found.mime_type()) != said) =>
        {
            true
        }
        "text" => is_binary(head),
        _ if subtype.ends_with("+xml") || subtype == "json" => is_binary(head),
        "image" if infer::is_mime_supported(said) => !looks(said),
        "application" if matches!(subtype, "pdf" | "zip" | "gzip") => !looks(said),
        // A film or a sound has many beginnings; an image, a document or an archive is none of them.
        "audio" | "video" | "font" => found.is_some_and(|found| {
            matches!(
                found.matcher_type(),
                MatcherType::Image | MatcherType::Archive | MatcherType::Doc | MatcherType::Book
            )
        }),
        _ => false,
    }
}

/// Whether it is no text: UTF-16 begins with a mark, any other text has no zeros.
fn is_binary(head: &[u8]) -> bool {
    let is_wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    !is_wide && head.contains(&0)
}
