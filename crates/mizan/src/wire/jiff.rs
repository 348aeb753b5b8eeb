//! The types of `jiff`, which writes all of them as the wire does. A civil `DateTime` is no point in time, a `Zoned` has a
//! name of its zone that RFC 3339 has no place for, and a `Span` has months without a length: those are no `Type`.

use crate::schema::Type;
use jiff::{SignedDuration, Timestamp, civil};

impl Type for Timestamp {}
impl Type for civil::Date {}
impl Type for civil::Time {}
impl Type for SignedDuration {}
