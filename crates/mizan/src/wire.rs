//! Values that travel as a text of §1 and whose own serde writes another. `docs/protocol.md` §1.
//!
//! Each crate whose types travel has a file here. One whose serde writes the wire form is a [`Type`] as it is; the others
//! are in a [`Wire`].

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "rust_decimal")]
mod decimal;
mod duration;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;

use crate::constraint::{self, Violations};
use crate::schema::Type;
use mizan_core::format::Format;
use mizan_core::json::Value;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Unexpected, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// A value as it travels: the text that `docs/protocol.md` §1 has for it, whatever its own serde would write.
///
/// | value | feature | on the wire |
/// |---|---|---|
/// | [`std::time::Duration`] | | ISO 8601, `PT1M30S`; never negative |
/// | `chrono::TimeDelta` | `chrono` | ISO 8601, `-PT1M30.5S` |
/// | `time::Duration` | `time` | ISO 8601 |
/// | `time::OffsetDateTime` | `time` | RFC 3339, `2026-01-31T13:30:00+01:00` |
/// | `time::Date`, `time::Time` | `time` | `2026-01-31`, `13:30:00.5` |
/// | `rust_decimal::Decimal` | `rust_decimal` | `9.50`, with every digit that it has |
///
/// It reads as what it wraps, and `.0` is that.
///
/// ```
/// use mizan::{Wire, prelude::*};
/// use std::time::Duration;
///
/// #[client]
/// fn doubled(pause: Wire<Duration>) -> Wire<Duration> {
///     Wire(pause.0 * 2) // `{"pause":"PT45S"}` answers `"PT1M30S"`
/// }
///
/// assert_eq!(serde_json::to_value(doubled(Wire(Duration::from_secs(45)))).unwrap(), "PT1M30S");
/// ```
///
/// A type of your own that is a text of one of these formats implements [`WireText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Wire<T>(pub T);

/// What can be in a [`Wire`]: a value that has a text of a [`Format`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no text of its own on the wire",
    label = "not for a `mizan::Wire`",
    note = "there are durations (`std::time::Duration`, and with the features `chrono` and `time` theirs), the dates and times of the \
            crate `time`, and with `rust_decimal` its `Decimal`",
    note = "a UUID, and the dates and times of `chrono` and `jiff`, are a `mizan::Type` by themselves, each with its feature of `mizan`"
)]
pub trait WireText: Sized + 'static {
    /// What its texts are, in the schema and for whoever checks them.
    const FORMAT: Format;

    /// The value of a text that the format accepts; `None` where this type has none for it.
    fn from_wire(text: &str) -> Option<Self>;

    /// Its text; `None` for a value that has none, which is then an internal error.
    fn to_wire(&self) -> Option<String>;
}

impl<T> From<T> for Wire<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Wire<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Wire<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: WireText> Serialize for Wire<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text =
            self.0.to_wire().ok_or_else(|| S::Error::custom(format_args!("it cannot be sent as {}", T::FORMAT)))?;
        serializer.serialize_str(&text)
    }
}

impl<'de, T: WireText> Deserialize<'de> for Wire<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<T>(PhantomData<T>);
        impl<T: WireText> Visitor<'_> for Text<T> {
            type Value = Wire<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", T::FORMAT)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Wire<T>, E> {
                let read = T::FORMAT.accepts(text).then(|| T::from_wire(text)).flatten();
                read.map(Wire).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Text(PhantomData))
    }
}

impl<T: WireText> JsonSchema for Wire<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed(T::FORMAT.name())
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": T::FORMAT.name() })
    }
}

impl<T: WireText> Type for Wire<T> {
    fn inspect(value: &Value<'_>, found: &mut Violations) {
        constraint::text::<Self>(value, T::FORMAT, found);
    }
}

/// Types whose own serde writes the text of a format, and reads more.
#[cfg(any(feature = "chrono", feature = "jiff", feature = "uuid"))]
macro_rules! texts {
    ($($ty:ty = $format:ident),* $(,)?) => { $(impl Type for $ty {
        fn inspect(value: &Value<'_>, found: &mut Violations) {
            constraint::text::<Self>(value, Format::$format, found);
        }
    })* };
}
#[cfg(any(feature = "chrono", feature = "jiff", feature = "uuid"))]
use texts;
