//! An externally tagged enum: the name of a variant, or an object whose one member is named after it.

use serde::{
    Deserializer,
    de::{DeserializeSeed, EnumAccess, VariantAccess, Visitor},
};

use super::{DecodeError, DecodeErrorKind, Decoded, Key, Value, error::one_of};

pub(super) struct Variant<'de> {
    name: &'de str,
    content: Option<&'de Value<'de>>,
}

impl<'de> Variant<'de> {
    pub(super) fn of(value: &'de Value<'de>, variants: &[&str]) -> Decoded<Self> {
        match value {
            Value::Str(name) => Ok(Variant { name, content: None }),
            Value::Object(members) => match members.as_slice() {
                [(name, content)] => Ok(Variant { name, content: Some(content) }),
                _ => Err(DecodeError::new(
                    DecodeErrorKind::InvalidValue,
                    format!("expected an object with one member, {}", one_of(variants)),
                )),
            },
            _ => Err(DecodeError::wrong_type(&one_of(variants), value)),
        }
    }

    /// What the variant holds, read by `read`; the place of an error begins with the variant's name.
    fn content<T>(self, read: impl FnOnce(&'de Value<'de>) -> Decoded<T>) -> Decoded<T> {
        let Some(content) = self.content else {
            let message = format!("expected an object with one member `{}`, got a string", self.name);
            return Err(DecodeError::new(DecodeErrorKind::WrongType, message));
        };
        read(content).map_err(|error| error.at_member(self.name))
    }
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Decoded<(T::Value, Self)> {
        Ok((seed.deserialize(Key(self.name))?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Decoded<()> {
        match self.content {
            None => Ok(()),
            Some(_) => {
                let message = format!("expected the string `{}`, got an object", self.name);
                Err(DecodeError::new(DecodeErrorKind::WrongType, message))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Decoded<T::Value> {
        self.content(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Decoded<V::Value> {
        self.content(|content| content.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Decoded<V::Value> {
        self.content(|content| content.deserialize_map(visitor))
    }
}
