//! ISO 8601 durations that are the same wherever they begin.

use std::fmt;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const NANOS: u32 = 1_000_000_000;

/// A length of time, to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// Whether it goes backwards; never of no time at all.
    pub negative: bool,
    /// Whole seconds.
    pub seconds: u64,
    /// The rest, below a second.
    pub nanoseconds: u32,
}

impl Duration {
    /// Reads `-P1DT2H3M4.5S` or `P2W`: each unit once and in this order, a fraction of the seconds alone. A day has 24
    /// hours here. `None` for months and years, which have no length of their own, and beyond 2^64 seconds.
    ///
    /// ```
    /// use mizan_core::format::duration::Duration;
    ///
    /// let duration = Duration::parse("PT1M30.5S").unwrap();
    /// assert_eq!((duration.seconds, duration.nanoseconds), (90, 500_000_000));
    /// assert_eq!(duration.to_string(), "PT1M30.5S");
    /// assert!(Duration::parse("P1M").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let text = text.strip_prefix('P')?;
        if let Some(weeks) = text.strip_suffix('W') {
            return Some(Self::of(negative, whole(weeks)?.checked_mul(7 * DAY)?, 0));
        }
        let (date, time) = match text.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None if text.is_empty() => return None,
            None => (text, ""),
        };
        let days = match date {
            "" => 0,
            days => whole(days.strip_suffix('D')?)?,
        };
        let (hours, rest) = unit(time, 'H')?;
        let (minutes, rest) = unit(rest, 'M')?;
        let (seconds, nanoseconds) = match rest {
            "" => (0, 0),
            seconds => fractional(seconds.strip_suffix('S')?)?,
        };
        let total = [(days, DAY), (hours, HOUR), (minutes, MINUTE), (seconds, 1)];
        let total = total.into_iter().try_fold(0_u64, |sum, (count, each)| sum.checked_add(count.checked_mul(each)?));
        Some(Self::of(negative, total?, nanoseconds))
    }

    /// That much time; no time has no direction.
    #[must_use]
    pub fn of(negative: bool, seconds: u64, nanoseconds: u32) -> Self {
        Self { negative: negative && (seconds, nanoseconds) != (0, 0), seconds, nanoseconds }
    }
}

/// What stands before `mark`, and what behind it; nothing and all of it where the unit is left out.
fn unit(text: &str, mark: char) -> Option<(u64, &str)> {
    match text.split_once(mark) {
        Some((count, rest)) => Some((whole(count)?, rest)),
        None => Some((0, text)),
    }
}

fn whole(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn fractional(text: &str) -> Option<(u64, u32)> {
    let Some((seconds, fraction)) = text.split_once('.') else { return Some((whole(text)?, 0)) };
    if fraction.len() > 9 {
        return None;
    }
    let nanoseconds = whole(&format!("{fraction:0<9}")).filter(|_| !fraction.is_empty())?;
    Some((whole(seconds)?, u32::try_from(nanoseconds).ok()?))
}

/// The text as it travels: hours, minutes, seconds, what is zero left out; no time is `PT0S`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.seconds / HOUR, self.seconds % HOUR / MINUTE, self.seconds % MINUTE);
        f.write_str(if self.negative { "-PT" } else { "PT" })?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        match self.nanoseconds.min(NANOS - 1) {
            0 if seconds > 0 || (hours, minutes) == (0, 0) => write!(f, "{seconds}S"),
            0 => Ok(()),
            nanoseconds => write!(f, "{seconds}.{}S", format!("{nanoseconds:09}").trim_end_matches('0')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (negative, seconds, nanoseconds, text) in [
            (false, 0, 0, "PT0S"),
            (false, 3_600, 0, "PT1H"),
            (false, 3_661, 1, "PT1H1M1.000000001S"),
            (true, 90, 500_000_000, "-PT1M30.5S"),
            (false, 60, 5_000_000, "PT1M0.005S"),
            (false, DAY, 0, "PT24H"),
            (false, u64::MAX, 999_999_999, "PT5124095576030431H15.999999999S"),
        ] {
            let duration = Duration::of(negative, seconds, nanoseconds);
            assert_eq!(duration.to_string(), text);
            assert_eq!(Duration::parse(text), Some(duration));
        }
        assert!(!Duration::of(true, 0, 0).negative);
    }

    #[test]
    fn other_spellings_are_the_same_time_or_none() {
        for (text, seconds) in
            [("P1D", DAY), ("P1DT1S", DAY + 1), ("P2W", 14 * DAY), ("PT36H", 36 * HOUR), ("PT90M", 5_400)]
        {
            assert_eq!(Duration::parse(text), Some(Duration::of(false, seconds, 0)), "{text}");
        }
        for text in [
            "",
            "P",
            "PT",
            "P1DT",
            "P1Y",
            "P1M",
            "PT1",
            "1H",
            "PT1S1M",
            "PT1.5M",
            "PT.5S",
            "PT1.S",
            "PT1,5S",
            "P1W1D",
            "+PT1S",
            "PT-1S",
            "pt1s",
            "PT1H ",
            "PT1.0000000001S",
            "PT99999999999999999999S",
            "P9999999999999999W",
            "P1.5D",
            "PTS",
            "P1D1H",
        ] {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
    }
}
