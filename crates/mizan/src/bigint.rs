//! Integers that a JavaScript number does not hold. `docs/protocol.md` §1.

use crate::constraint::{self, Violations};
use crate::schema::Type;
use mizan_core::json::Value;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

macro_rules! wide {
    ($(#[$doc:meta])* $name:ident, $inner:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $inner);

        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl From<$name> for $inner {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Digits;
                impl Visitor<'_> for Digits {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "the decimal text of an integer between {} and {}", <$inner>::MIN, <$inner>::MAX)
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$name, E> {
                        // One text for each value: no sign, zero or space that could be left out.
                        let read = text.parse::<$inner>().ok().filter(|value| value.to_string() == text);
                        read.map($name).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
                    }
                }
                deserializer.deserialize_str(Digits)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": "bigint" })
            }
        }

        impl Type for $name {
            fn inspect(value: &Value<'_>, found: &mut Violations) {
                constraint::of::<Self>(value, found);
            }
        }
    };
}

wide! {
    /// An `i64` that travels whole: as its decimal text, with the format `bigint` in the schema.
    ///
    /// A plain `i64` is no [`Type`], as a JavaScript number holds integers exactly only up to 2^53−1. Any text but the
    /// canonical one (`"05"`, `"+5"`) and a JSON number are refused.
    ///
    /// ```
    /// use mizan::{BigInt64, prelude::*};
    ///
    /// #[client]
    /// fn next_id(id: BigInt64) -> BigInt64 {
    ///     BigInt64(id.0 + 1)
    /// }
    ///
    /// assert_eq!(next_id(BigInt64(1 << 60)).to_string(), "1152921504606846977");
    /// ```
    BigInt64, i64
}

wide! {
    /// A `u64` that travels whole, as [`BigInt64`] does.
    BigUint64, u64
}
