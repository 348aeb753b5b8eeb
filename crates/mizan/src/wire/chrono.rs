//! The types of `chrono`. What it writes of a date or a point in time is the wire's own text; a `NaiveDateTime` is no point
//! in time, and so no `Type`.

use super::{WireText, duration, texts};
use crate::constraint::{self, Violations};
use crate::schema::Type;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use mizan_core::format::Format;
use mizan_core::json::Value;

texts!(NaiveDate = Date, NaiveTime = Time, DateTime<Utc> = DateTime, DateTime<FixedOffset> = DateTime);

impl WireText for TimeDelta {
    const FORMAT: Format = Format::Duration;

    fn from_wire(text: &str) -> Option<Self> {
        let (seconds, nanoseconds) = duration::signed(text)?;
        Self::try_seconds(seconds)?.checked_add(&Self::nanoseconds(i64::from(nanoseconds)))
    }

    fn to_wire(&self) -> Option<String> {
        Some(duration::text_of(self.num_seconds(), self.subsec_nanos()))
    }
}
