//! The names of a map's members: strings, characters, integers, booleans and unit variants, always quoted.

use std::fmt;

use serde::{
    Serialize,
    ser::{Error as _, Impossible, Serializer},
};

use super::{EncodeError, Encoded, Writer, string};

pub(super) struct KeyWriter<'w> {
    pub(super) out: &'w mut Vec<u8>,
}

fn no_text<T>() -> Encoded<T> {
    Err(EncodeError::custom("a map's key must be a string, an integer or a boolean"))
}

impl KeyWriter<'_> {
    fn quoted(self, text: &str) -> Encoded<()> {
        string::write_quoted(self.out, text);
        Ok(())
    }
}

macro_rules! integer_keys {
    ($($method:ident, $type:ty;)*) => {$(
        fn $method(self, n: $type) -> Encoded<()> {
            self.quoted(itoa::Buffer::new().format(n))
        }
    )*};
}

impl Serializer for KeyWriter<'_> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = Impossible<(), EncodeError>;
    type SerializeTuple = Impossible<(), EncodeError>;
    type SerializeTupleStruct = Impossible<(), EncodeError>;
    type SerializeTupleVariant = Impossible<(), EncodeError>;
    type SerializeMap = Impossible<(), EncodeError>;
    type SerializeStruct = Impossible<(), EncodeError>;
    type SerializeStructVariant = Impossible<(), EncodeError>;

    integer_keys! {
        serialize_i8, i8; serialize_i16, i16; serialize_i32, i32; serialize_i64, i64; serialize_i128, i128;
        serialize_u8, u8; serialize_u16, u16; serialize_u32, u32; serialize_u64, u64; serialize_u128, u128;
    }

    fn serialize_bool(self, b: bool) -> Encoded<()> {
        self.quoted(if b { "true" } else { "false" })
    }

    fn serialize_char(self, c: char) -> Encoded<()> {
        self.quoted(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Encoded<()> {
        self.quoted(text)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Encoded<()> {
        Writer { out: self.out }.collect_str(value)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Encoded<()> {
        self.quoted(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Encoded<()> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Encoded<()> {
        value.serialize(self)
    }

    fn serialize_f32(self, _: f32) -> Encoded<()> {
        no_text()
    }

    fn serialize_f64(self, _: f64) -> Encoded<()> {
        no_text()
    }

    fn serialize_bytes(self, _: &[u8]) -> Encoded<()> {
        no_text()
    }

    fn serialize_none(self) -> Encoded<()> {
        no_text()
    }

    fn serialize_unit(self) -> Encoded<()> {
        no_text()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Encoded<()> {
        no_text()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Encoded<()> {
        no_text()
    }

    fn serialize_seq(self, _: Option<usize>) -> Encoded<Self::SerializeSeq> {
        no_text()
    }

    fn serialize_tuple(self, _: usize) -> Encoded<Self::SerializeTuple> {
        no_text()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Encoded<Self::SerializeTupleStruct> {
        no_text()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Encoded<Self::SerializeTupleVariant> {
        no_text()
    }

    fn serialize_map(self, _: Option<usize>) -> Encoded<Self::SerializeMap> {
        no_text()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Encoded<Self::SerializeStruct> {
        no_text()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Encoded<Self::SerializeStructVariant> {
        no_text()
    }
}
