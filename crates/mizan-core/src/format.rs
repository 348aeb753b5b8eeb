//! The texts of what JSON has no type for: dates, times, durations, UUIDs, decimals and bytes.
//!
//! Every library reads more than its own texts (a date with one digit, a UUID in braces, a number for a decimal), each
//! another more. What arrives is held to one reading here, by the schema, before any of them sees it ([`Plans`]): so all
//! backends take the same, and a generated schema of Zod refuses nothing that they would have taken.
//!
//! Source: `docs/protocol.md` §1; RFC 3339, ISO 8601, RFC 9562, RFC 4648 §4.

pub mod duration;
mod plan;

use crate::param::{canonical_datetime, canonical_decimal, canonical_time, canonical_uuid, is_date};
use std::fmt;

pub use plan::{Plan, Plans};

/// A text that a schema names with `format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `YYYY-MM-DD`, a day that exists.
    Date,
    /// A time of day: `HH:MM` or `HH:MM:SS` with a fraction of at most nanoseconds.
    Time,
    /// A point in time: RFC 3339 with `T`, seconds, and `Z` or an offset.
    DateTime,
    /// A length of time that is the same wherever it begins: ISO 8601 in weeks, or in days, hours, minutes and seconds.
    Duration,
    /// A UUID with hyphens, in either case.
    Uuid,
    /// A decimal number without an exponent.
    Decimal,
    /// Bytes, padded.
    Base64,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Date, Self::Time, Self::DateTime, Self::Duration, Self::Uuid, Self::Decimal, Self::Base64];

    /// As the schema has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "date-time",
            Self::Duration => "duration",
            Self::Uuid => "uuid",
            Self::Decimal => "decimal",
            Self::Base64 => "base64",
        }
    }

    /// The format of that name; `None` for one that says nothing here.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether `text` may arrive as a value of this format.
    ///
    /// ```
    /// use mizan_core::format::Format;
    ///
    /// assert!(Format::DateTime.accepts("2026-01-31T13:30:00+01:30"));
    /// assert!(!Format::DateTime.accepts("2026-01-31 13:30"));
    /// ```
    #[must_use]
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Date => is_date(text),
            Self::Time => canonical_time(text).is_some(),
            Self::DateTime => is_datetime(text),
            Self::Duration => duration::Duration::parse(text).is_some(),
            Self::Uuid => canonical_uuid(text).is_some(),
            Self::Decimal => canonical_decimal(text).is_some(),
            Self::Base64 => is_base64(text),
        }
    }
}

/// What is wanted, for people, with an example.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Date => "a date such as `2026-01-31`",
            Self::Time => "a time of day such as `13:30:00`",
            Self::DateTime => "a point in time with an offset such as `2026-01-31T13:30:00Z`",
            Self::Duration => "a duration such as `PT1H30M`",
            Self::Uuid => "a UUID with hyphens",
            Self::Decimal => "a decimal number without an exponent such as `9.50`",
            Self::Base64 => "bytes as base64 with padding",
        })
    }
}

/// RFC 3339 in the one case of letters that browsers write and Zod reads.
fn is_datetime(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_offset = match bytes {
        [.., b'Z'] => true,
        // An hour of an offset is an hour of a day.
        [.., b'+' | b'-', tens @ b'0'..=b'2', ones, b':', _, _] => *tens < b'2' || *ones <= b'3',
        _ => false,
    };
    bytes.get(10) == Some(&b'T') && has_offset && canonical_datetime(text).is_some()
}

/// Groups of four of the alphabet, the last padded. Bits that padding leaves over are for the decoder.
fn is_base64(text: &str) -> bool {
    let data = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    text.len().is_multiple_of(4) && data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: Format, good: &[&str], bad: &[&str]) {
        assert_eq!(Format::of_name(format.name()), Some(format));
        for text in good {
            assert!(format.accepts(text), "{format:?} {text:?}");
        }
        for text in bad {
            assert!(!format.accepts(text), "{format:?} {text:?}");
        }
    }

    #[test]
    fn a_date_is_a_day_that_exists() {
        let bad = ["2023-02-29", "2024-2-9", "20240209", "2024-02-09T00:00:00Z", "+2024-02-09", " 2024-02-09", ""];
        check(Format::Date, &["2024-02-29", "0001-01-01", "9999-12-31"], &bad);
    }

    #[test]
    fn a_time_of_day_may_have_no_seconds_and_no_offset() {
        let bad =
            ["24:00", "1:30", "13:60", "13:30:60", "13:30:00.", "13:30:00.1234567890", "13:30Z", "T13:30", "13", ""];
        check(Format::Time, &["00:00", "23:59:59", "13:30:00.5", "13:30:00.123456789", "13:30:00.500"], &bad);
    }

    #[test]
    fn a_point_in_time_has_an_offset() {
        let good = [
            "2026-01-31T13:30:00Z",
            "2026-01-31T13:30:00.123456789Z",
            "2026-01-31T13:30:00+23:59",
            "2026-01-31T13:30:00-00:00",
        ];
        let bad = [
            "2026-01-31T13:30:00",
            "2026-01-31T13:30Z",
            "2026-01-31 13:30:00Z",
            "2026-01-31t13:30:00Z",
            "2026-01-31T13:30:00z",
            "2026-01-31T13:30:00+24:00",
            "2026-01-31T13:30:00+2400",
            "2026-01-31T13:30:00+01",
            "2016-12-31T23:59:60Z",
            "2026-02-30T13:30:00Z",
            "2026-01-31T13:30:00.1234567890Z",
            "2026-01-31T13:30:00,5Z",
            "+02026-01-31T13:30:00Z",
            "2026-01-31T13:30:00Z[Europe/Zurich]",
            "1769866200",
            "",
        ];
        check(Format::DateTime, &good, &bad);
    }

    #[test]
    fn a_uuid_has_hyphens() {
        let uuid = "0195a3f0-7c1e-7000-8000-00000000abcd";
        let bad = [uuid.replace('-', ""), format!("{{{uuid}}}"), format!("urn:uuid:{uuid}"), uuid.replace('a', "g")];
        check(Format::Uuid, &[uuid, &uuid.to_uppercase()], &bad.each_ref().map(String::as_str));
    }

    #[test]
    fn a_decimal_has_no_exponent_and_bytes_are_padded() {
        check(
            Format::Decimal,
            &["9.50", "-0", "007", "12345678901234567890.5"],
            &["1e3", "+1", ".5", "5.", "NaN", "1_0", ""],
        );
        check(
            Format::Base64,
            &["", "YQ==", "YWI=", "YWJj", "+/+/"],
            &["YQ", "YQ=", "-_-_", "YW Jj", "YQ==YQ==", "===="],
        );
    }
}
