//! From a [`Value`] to an application's own type, without coercion, naming the place of what does not fit.
//!
//! Start at [`from_value`]. Nothing is allocated on the way except what the type itself holds; an error gathers its
//! path while it travels outwards.
//!
//! # Invariants
//!
//! 1. A number with a fraction or an exponent is no integer, whatever its value; a string is no number (§1).
//! 2. An integer beyond ±(2^53−1) is no plain integer; a double takes any number (§1).
//! 3. A struct is an object: a list in its place is refused.
//!
//! Source: `docs/protocol.md` §1, §3.1.

mod error;
mod key;
mod variant;

use std::{borrow::Cow, ops::RangeInclusive};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};

pub(crate) use error::one_of;
pub use error::{Complaint, DecodeError, DecodeErrorKind};

use self::{key::Key, variant::Variant};
use super::{MAX_SAFE_INTEGER, Value, is_safe_integer, number_text};

/// Reads a `T` from a document. All of serde's attributes hold; strings may borrow from the document.
///
/// # Errors
///
/// The first thing that does not fit, with its JSON path. `invalid_args` on the wire (§3.1).
///
/// ```
/// use mizan_core::json::{from_value, parse, DEPTH_LIMIT};
///
/// #[derive(Debug, serde::Deserialize)]
/// struct Order { items: Vec<Item> }
/// #[derive(Debug, serde::Deserialize)]
/// struct Item { amount: u32 }
///
/// let value = parse(br#"{"items": [{"amount": 1}, {"amount": "2"}]}"#, DEPTH_LIMIT)?;
/// let error = from_value::<Order>(&value).unwrap_err();
/// assert_eq!(error.path(), "items[1].amount");
/// assert_eq!(error.message(), "expected an integer between 0 and 4294967295, got a string");
/// # Ok::<(), mizan_core::json::ParseError>(())
/// ```
pub fn from_value<'de, T: Deserialize<'de>>(value: &'de Value<'de>) -> Result<T, DecodeError> {
    T::deserialize(value)
}

type Decoded<T> = Result<T, DecodeError>;

/// The integer in `value` if it is a plain one within `range`.
pub(crate) fn integer(value: &Value<'_>, range: RangeInclusive<i64>) -> Decoded<i64> {
    match value {
        Value::Int(n) if range.contains(n) => Ok(*n),
        Value::Int(_) | Value::BigInt(_) => Err(DecodeError::out_of_range(&range, value)),
        _ => Err(DecodeError::wrong_type(&integer_range(&range), value)),
    }
}

fn integer_range(range: &RangeInclusive<i64>) -> String {
    format!("an integer between {} and {}", range.start(), range.end())
}

/// The integers that travel as numbers (§1).
pub(crate) const SAFE: RangeInclusive<i64> = -MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER;
const SAFE_UNSIGNED: RangeInclusive<i64> = 0..=MAX_SAFE_INTEGER;

/// Whether the digits are those that a double of this value has in JavaScript, so that reading them rounds nothing.
fn prints_as(digits: &str, x: f64) -> bool {
    number_text(x) == digits
}

/// Whether a number is one that a double holds with every digit.
pub(crate) fn is_exact(value: &Value<'_>) -> bool {
    let prints = |digits: &str| value.as_f64().is_some_and(|x| prints_as(digits, x));
    match value {
        Value::Int(n) => is_safe_integer(*n) || prints(&n.to_string()),
        Value::BigInt(digits) => prints(digits),
        _ => true,
    }
}

/// A number whose target type is not known: an integer where it is a plain one, else a double, but never a rounded id.
fn visit_number<'de, V: Visitor<'de>>(value: &Value<'_>, digits: &str, visitor: V) -> Decoded<V::Value> {
    match value.as_f64() {
        Some(x) if prints_as(digits, x) => visitor.visit_f64(x),
        _ => Err(DecodeError::out_of_range(&SAFE, value)),
    }
}

macro_rules! deserialize_integers {
    ($($method:ident, $type:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
            let n = integer(self, i64::from(<$type>::MIN)..=i64::from(<$type>::MAX))?;
            visitor.visit_i64(n)
        }
    )*};
}

impl<'de> Deserializer<'de> for &'de Value<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Int(n) if !is_safe_integer(*n) => visit_number(self, &n.to_string(), visitor),
            Value::Int(n) => match u64::try_from(*n) {
                Ok(n) => visitor.visit_u64(n),
                Err(_) => visitor.visit_i64(*n),
            },
            Value::BigInt(digits) => visit_number(self, digits, visitor),
            Value::Float(x) => visitor.visit_f64(*x),
            Value::Str(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visit_array(items, visitor),
            Value::Object(members) => visit_object(members, visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self {
            Value::Bool(b) => visitor.visit_bool(*b),
            _ => Err(DecodeError::wrong_type("true or false", self)),
        }
    }

    deserialize_integers! {
        deserialize_i8, i8;
        deserialize_i16, i16;
        deserialize_i32, i32;
        deserialize_u8, u8;
        deserialize_u16, u16;
        deserialize_u32, u32;
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        visitor.visit_i64(integer(self, SAFE)?)
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        visitor.visit_i64(integer(self, SAFE)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        visitor.visit_u64(integer(self, SAFE_UNSIGNED)?.unsigned_abs())
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        visitor.visit_u64(integer(self, SAFE_UNSIGNED)?.unsigned_abs())
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self.as_f64() {
            // serde's own reader would turn what a single cannot hold into an infinity.
            Some(x) if x.abs() <= f64::from(f32::MAX) => visitor.visit_f64(x),
            Some(_) => Err(DecodeError::invalid_value_of("a single-precision number", self)),
            None => Err(DecodeError::wrong_type("a number", self)),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self.as_f64() {
            Some(x) if x.is_finite() => visitor.visit_f64(x),
            Some(_) => Err(DecodeError::invalid_value_of("a number that fits a double", self)),
            None => Err(DecodeError::wrong_type("a number", self)),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self {
            Value::Str(text) => visitor.visit_borrowed_str(text),
            _ => Err(DecodeError::wrong_type("a string", self)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        self.deserialize_str(visitor)
    }

    /// Bytes are the list of numbers that serde writes for them; base64 is the business of the type (§1).
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self {
            Value::Null => visitor.visit_unit(),
            _ => Err(DecodeError::wrong_type("null", self)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Decoded<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Decoded<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self {
            Value::Array(items) => visit_array(items, visitor),
            _ => Err(DecodeError::wrong_type("a list", self)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Decoded<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Decoded<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self {
            Value::Object(members) => visit_object(members, visitor),
            _ => Err(DecodeError::wrong_type("an object", self)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Decoded<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Decoded<V::Value> {
        visitor.visit_enum(Variant::of(self, variants)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        visitor.visit_unit()
    }
}

fn visit_array<'de, V: Visitor<'de>>(items: &'de [Value<'de>], visitor: V) -> Decoded<V::Value> {
    let mut elements = Elements { items, at: 0 };
    let result = visitor.visit_seq(&mut elements)?;
    if elements.at == items.len() { Ok(result) } else { Err(DecodeError::another_length(items.len(), elements.at)) }
}

struct Elements<'de> {
    items: &'de [Value<'de>],
    at: usize,
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Decoded<Option<T::Value>> {
        let Some(item) = self.items.get(self.at) else { return Ok(None) };
        let at = self.at;
        self.at += 1;
        seed.deserialize(item).map(Some).map_err(|error| error.at_index(at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len() - self.at)
    }
}

fn visit_object<'de, V: Visitor<'de>>(members: &'de [Member<'de>], visitor: V) -> Decoded<V::Value> {
    visitor.visit_map(Members { rest: members.iter(), current: None })
}

type Member<'de> = (Cow<'de, str>, Value<'de>);

struct Members<'de> {
    rest: std::slice::Iter<'de, Member<'de>>,
    current: Option<&'de Member<'de>>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Decoded<Option<K::Value>> {
        self.current = self.rest.next();
        let Some((name, _)) = self.current else { return Ok(None) };
        seed.deserialize(Key(name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Decoded<T::Value> {
        let (name, value) =
            self.current.take().ok_or_else(|| DecodeError::custom("a member's value was asked for before its name"))?;
        seed.deserialize(value).map_err(|error| error.at_member(name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
