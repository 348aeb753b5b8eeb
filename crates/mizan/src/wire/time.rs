//! The types of `time`, whose own serde writes texts of its own, or tuples.

use super::{WireText, duration};
use mizan_core::format::Format;
use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, Month, OffsetDateTime, Time};

impl WireText for OffsetDateTime {
    const FORMAT: Format = Format::DateTime;

    fn from_wire(text: &str) -> Option<Self> {
        Self::parse(text, &Rfc3339).ok()
    }

    fn to_wire(&self) -> Option<String> {
        // An offset with seconds, or a year of five digits, has no text.
        self.format(&Rfc3339).ok()
    }
}

impl WireText for Date {
    const FORMAT: Format = Format::Date;

    fn from_wire(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
        Self::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
    }

    fn to_wire(&self) -> Option<String> {
        let (year, month, day) = self.to_calendar_date();
        (0..=9999).contains(&year).then(|| format!("{year:04}-{:02}-{day:02}", u8::from(month)))
    }
}

impl WireText for Time {
    const FORMAT: Format = Format::Time;

    fn from_wire(text: &str) -> Option<Self> {
        let (time, fraction) = text.split_once('.').unwrap_or((text, ""));
        let mut parts = time.split(':').map(|part| part.parse::<u8>().ok());
        let (hour, minute) = (parts.next()??, parts.next()??);
        let second = parts.next().unwrap_or(Some(0))?;
        Self::from_hms_nano(hour, minute, second, format!("{fraction:0<9}").parse().ok()?).ok()
    }

    fn to_wire(&self) -> Option<String> {
        let (hour, minute, second, nanosecond) = self.as_hms_nano();
        let fraction = format!(".{nanosecond:09}");
        let fraction = if nanosecond == 0 { "" } else { fraction.trim_end_matches('0') };
        Some(format!("{hour:02}:{minute:02}:{second:02}{fraction}"))
    }
}

impl WireText for Duration {
    const FORMAT: Format = Format::Duration;

    fn from_wire(text: &str) -> Option<Self> {
        duration::signed(text).map(|(seconds, nanoseconds)| Self::new(seconds, nanoseconds))
    }

    fn to_wire(&self) -> Option<String> {
        Some(duration::text_of(self.whole_seconds(), self.subsec_nanoseconds()))
    }
}
