//! The server functions, by what they are about. Each is thin: it knows the caller, the rules of its
//! arguments and what it affects; the queries are in [`crate::db`].

pub mod article;
mod caller;
pub mod comment;
pub mod editor;
mod problem;
pub mod profile;
pub mod settings;
pub mod tag;
pub mod user;

pub use caller::{Caller, Viewer};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Unix milliseconds as RFC 3339 in UTC, such as `2026-03-01T17:40:00Z` (`docs/protocol.md` §1).
fn rfc3339(unix_ms: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_ms) * 1_000_000);
    time.ok().and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}

/// Text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let written = |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(written).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_are_utc() {
        assert_eq!(super::rfc3339(1_772_386_800_000), "2026-03-01T17:40:00Z");
        assert_eq!(super::rfc3339(1_772_386_800_120), "2026-03-01T17:40:00.12Z");
    }
}
