//! A position in the deployment's invalidation log.
//!
//! The text order of versions is the log's order. Nothing here reads a clock: the log's keeper passes the time in.
//!
//! Source: `docs/protocol.md` §6.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

/// 48 bits of Unix milliseconds and 16 of counter, written as 16 lower-case hex digits.
///
/// ```
/// use mizan_core::version::Version;
///
/// let first = Version::next(None, 1_775_565_881_000);
/// assert_eq!(first.to_string(), "019d67f93ea80000");
/// assert_eq!(Version::next(Some(first), 1_775_565_881_000).to_string(), "019d67f93ea80001");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Version(u64);

const COUNTER_BITS: u32 = 16;

impl Version {
    /// The version of that time and counter. Milliseconds beyond 48 bits (the year 10889) are read as the last.
    #[must_use]
    pub const fn new(unix_ms: u64, counter: u16) -> Self {
        let latest_ms = u64::MAX >> COUNTER_BITS;
        let unix_ms = if unix_ms > latest_ms { latest_ms } else { unix_ms };
        Version((unix_ms << COUNTER_BITS) | counter as u64)
    }

    /// The version behind `last`, the last one assigned in this log: `max(last + 1, now)`. A new log has no `last` and
    /// begins at `now`. Once a millisecond's 65,536 versions are used up, the next millisecond's are.
    #[must_use]
    pub fn next(last: Option<Version>, now_unix_ms: u64) -> Self {
        let now = Version::new(now_unix_ms, 0);
        last.map_or(now, |last| now.max(Version(last.0.saturating_add(1))))
    }

    /// The milliseconds since 1970 in it.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        self.0 >> COUNTER_BITS
    }

    /// The counter in it.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the counter is the low 16 bits")]
    pub const fn counter(self) -> u16 {
        self.0 as u16
    }

    /// All 64 bits.
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// The version of those bits.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Version(bits)
    }
}

impl Version {
    /// Its text, without an allocation.
    #[must_use]
    pub fn digits(self) -> [u8; 16] {
        // Each nibble gets a byte of its own, and all sixteen become digits at once.
        let bytes = self.0.to_be_bytes();
        let mut digits = [0; 16];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            pair[0] = digit(byte >> 4);
            pair[1] = digit(byte & 15);
        }
        digits
    }
}

/// The hex digit of a nibble, by arithmetic that the compiler can do on many at once.
const fn digit(nibble: u8) -> u8 {
    nibble + b'0' + ((nibble > 9) as u8) * (b'a' - b'0' - 10)
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.digits().iter().try_for_each(|digit| fmt::Write::write_char(f, char::from(*digit)))
    }
}

impl FromStr for Version {
    type Err = VersionError;

    /// Reads exactly 16 lower-case hex digits.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        let is_canonical = text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_canonical {
            return Err(VersionError);
        }
        u64::from_str_radix(text, 16).map(Version).map_err(|_| VersionError)
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not 16 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionError;

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a version is 16 lower-case hex digits")
    }
}

impl std::error::Error for VersionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d19_a_clock_that_jumps_back_never_goes_back_in_the_log() {
        let day_ms = 86_400_000;
        let noon = Version::next(None, 10 * day_ms);
        let behind = Version::next(Some(noon), 9 * day_ms);
        assert_eq!((behind.unix_ms(), behind.counter()), (10 * day_ms, 1));
        let ahead = Version::next(Some(behind), 11 * day_ms);
        assert_eq!((ahead.unix_ms(), ahead.counter()), (11 * day_ms, 0));
    }

    #[test]
    fn a_used_up_millisecond_borrows_from_the_next() {
        let last = Version::new(5, u16::MAX);
        assert_eq!(Version::next(Some(last), 5), Version::new(6, 0));
        assert_eq!(Version::next(Some(Version::from_bits(u64::MAX)), 5), Version::from_bits(u64::MAX));
        assert_eq!(Version::new(u64::MAX, 7), Version::new((1 << 48) - 1, 7));
    }

    #[test]
    fn only_the_one_text_is_read() {
        for bad in ["", "0", "019D67F93EA80000", "019d67f93ea8000", "019d67f93ea800000", "+19d67f93ea80000"] {
            assert_eq!(bad.parse::<Version>(), Err(VersionError), "{bad}");
        }
    }
}
