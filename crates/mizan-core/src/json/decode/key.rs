//! A member's name where a type wants more than a string: the keys of maps.
//!
//! JSON has only string names, so here, and only here, text is read as another type: an integer or a boolean in the one
//! spelling that the writer gives it.

use std::ops::RangeInclusive;

use serde::{
    Deserializer,
    de::{IntoDeserializer, Visitor},
    forward_to_deserialize_any,
};

use super::{DecodeError, DecodeErrorKind, Decoded, integer_range};

pub(super) struct Key<'de>(pub(super) &'de str);

impl Key<'_> {
    /// The integer that this name spells, in the one way that writing it gives.
    fn integer<N: std::str::FromStr + ToString>(&self, range: RangeInclusive<i64>) -> Decoded<N> {
        match self.0.parse::<N>() {
            Ok(n) if n.to_string() == self.0 => Ok(n),
            _ => Err(self.misfit(&integer_range(&range))),
        }
    }

    fn misfit(&self, expected: &str) -> DecodeError {
        let message = format!("expected a member name that is {expected}");
        DecodeError::new(DecodeErrorKind::InvalidValue, message).at_member(self.0)
    }
}

macro_rules! integer_keys {
    ($($method:ident, $visit:ident, $type:ty, $range:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
            visitor.$visit(self.integer::<$type>($range)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        visitor.visit_borrowed_str(self.0)
    }

    integer_keys! {
        deserialize_i8, visit_i8, i8, i8::MIN.into()..=i8::MAX.into();
        deserialize_i16, visit_i16, i16, i16::MIN.into()..=i16::MAX.into();
        deserialize_i32, visit_i32, i32, i32::MIN.into()..=i32::MAX.into();
        deserialize_i64, visit_i64, i64, i64::MIN..=i64::MAX;
        deserialize_i128, visit_i128, i128, i64::MIN..=i64::MAX;
        deserialize_u8, visit_u8, u8, 0..=u8::MAX.into();
        deserialize_u16, visit_u16, u16, 0..=u16::MAX.into();
        deserialize_u32, visit_u32, u32, 0..=u32::MAX.into();
        deserialize_u64, visit_u64, u64, 0..=i64::MAX;
        deserialize_u128, visit_u128, u128, 0..=i64::MAX;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(self.misfit("`true` or `false`")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Decoded<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Decoded<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Decoded<V::Value> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
