//! The types of `jiff`, which writes all of them as the wire does. A civil `DateTime` is no point in time, a `Zoned` has a
//! name of its zone that RFC 3339 has no place for, and a `Span` has months without a length: those are no `Type`.

use super::texts;
use crate::constraint::{self, Violations};
use crate::schema::Type;
use jiff::{SignedDuration, Timestamp, civil};
use mizan_core::format::Format;
use mizan_core::json::Value;

texts!(Timestamp = DateTime, civil::Date = Date, civil::Time = Time, SignedDuration = Duration);
