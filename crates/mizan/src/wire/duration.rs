//! Lengths of time.

use super::WireText;
use mizan_core::format::Format;
use mizan_core::format::duration::Duration as Text;
use std::time::Duration;

impl WireText for Duration {
    const FORMAT: Format = Format::Duration;

    fn from_wire(text: &str) -> Option<Self> {
        Text::parse(text).filter(|read| !read.negative).map(|read| Self::new(read.seconds, read.nanoseconds))
    }

    fn to_wire(&self) -> Option<String> {
        Some(Text::of(false, self.as_secs(), self.subsec_nanos()).to_string())
    }
}

/// Seconds and nanoseconds of one sign, as other crates keep a duration that may be negative.
#[cfg(any(feature = "chrono", feature = "time"))]
pub(super) fn signed(text: &str) -> Option<(i64, i32)> {
    let read = Text::parse(text)?;
    let (seconds, nanoseconds) = (i64::try_from(read.seconds).ok()?, i32::try_from(read.nanoseconds).ok()?);
    Some(if read.negative { (-seconds, -nanoseconds) } else { (seconds, nanoseconds) })
}

/// The text of seconds and nanoseconds of one sign.
#[cfg(any(feature = "chrono", feature = "time"))]
pub(super) fn text_of(seconds: i64, nanoseconds: i32) -> String {
    Text::of(seconds < 0 || nanoseconds < 0, seconds.unsigned_abs(), nanoseconds.unsigned_abs()).to_string()
}
