//! The one writer of answers: compact JSON with RFC 8785 numbers, and an error that names the field.
//!
//! Start at [`to_vec`]. What cannot be told exactly is refused, not rounded: `NaN`, the infinities, and integers that a
//! JavaScript number cannot hold.
//!
//! Source: `docs/protocol.md` §1.

mod collection;
mod error;
mod key;
mod value;

use std::fmt::{self, Write as _};

use serde::{
    Serialize,
    ser::{Error as _, Serializer},
};

use self::collection::{Entries, Items};
use super::{is_safe_integer, string};

pub use error::EncodeError;

/// Writes `value` as compact JSON, members in the order in which serde gives them.
///
/// # Errors
///
/// `NaN`, an infinity, an integer beyond ±(2^53−1), a map key that is no text, or what the type itself reports; with
/// the path of the field. On the wire that is an `internal_error`, and the log has the path (§1).
///
/// ```
/// use mizan_core::json::to_vec;
///
/// #[derive(serde::Serialize)]
/// struct Order { id: u64, rate: f64 }
///
/// assert_eq!(to_vec(&Order { id: 7, rate: 5.0 })?, br#"{"id":7,"rate":5}"#);
/// let error = to_vec(&[Order { id: u64::MAX, rate: 0.5 }]).unwrap_err();
/// assert_eq!(error.path(), "[0].id");
/// # Ok::<(), mizan_core::json::EncodeError>(())
/// ```
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::with_capacity(128);
    to_writer(&mut out, value)?;
    Ok(out)
}

/// Appends what [`to_vec`] writes to `out`.
///
/// # Errors
///
/// As [`to_vec`]; `out` then keeps a part of the text behind what it had.
pub fn to_writer<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Result<(), EncodeError> {
    value.serialize(Writer { out })
}

type Encoded<T> = Result<T, EncodeError>;

/// Where one value goes.
pub(super) struct Writer<'w> {
    out: &'w mut Vec<u8>,
}

impl<'w> Writer<'w> {
    fn integer(self, n: impl TryInto<i64> + itoa::Integer + Copy) -> Encoded<()> {
        match n.try_into() {
            Ok(small) if is_safe_integer(small) => {
                self.out.extend_from_slice(itoa::Buffer::new().format(small).as_bytes());
                Ok(())
            }
            _ => Err(EncodeError::integer(itoa::Buffer::new().format(n))),
        }
    }

    fn float<F: ryu_js::Float>(self, x: F, is_finite: bool) -> Encoded<()> {
        if !is_finite {
            return Err(EncodeError::custom("not a finite number, which JSON does not have"));
        }
        self.out.extend_from_slice(ryu_js::Buffer::new().format_finite(x).as_bytes());
        Ok(())
    }

    /// Opens `{"variant":`; the writer of what the variant holds closes it.
    fn open_variant(&mut self, variant: &str) {
        self.out.push(b'{');
        string::write_quoted(self.out, variant);
        self.out.push(b':');
    }
}

macro_rules! serialize_integers {
    ($($method:ident, $type:ty;)*) => {$(
        fn $method(self, n: $type) -> Encoded<()> {
            self.integer(n)
        }
    )*};
}

macro_rules! serialize_small_integers {
    ($($method:ident, $type:ty;)*) => {$(
        fn $method(self, n: $type) -> Encoded<()> {
            self.out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
            Ok(())
        }
    )*};
}

impl<'w> Serializer for Writer<'w> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = Items<'w>;
    type SerializeTuple = Items<'w>;
    type SerializeTupleStruct = Items<'w>;
    type SerializeTupleVariant = Items<'w>;
    type SerializeMap = Entries<'w>;
    type SerializeStruct = Entries<'w>;
    type SerializeStructVariant = Entries<'w>;

    fn serialize_bool(self, b: bool) -> Encoded<()> {
        self.out.extend_from_slice(if b { b"true" } else { b"false" });
        Ok(())
    }

    serialize_small_integers! {
        serialize_i8, i8; serialize_i16, i16; serialize_i32, i32;
        serialize_u8, u8; serialize_u16, u16; serialize_u32, u32;
    }

    serialize_integers! {
        serialize_i64, i64; serialize_u64, u64; serialize_i128, i128; serialize_u128, u128;
    }

    /// A single has the digits that tell it from other singles: `0.1`, not `0.10000000149011612`.
    fn serialize_f32(self, x: f32) -> Encoded<()> {
        self.float(x, x.is_finite())
    }

    fn serialize_f64(self, x: f64) -> Encoded<()> {
        self.float(x, x.is_finite())
    }

    fn serialize_char(self, c: char) -> Encoded<()> {
        self.serialize_str(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Encoded<()> {
        string::write_quoted(self.out, text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Encoded<()> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Encoded<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Encoded<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Encoded<()> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Encoded<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Encoded<()> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Encoded<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Encoded<()> {
        self.open_variant(variant);
        value.serialize(Writer { out: self.out }).map_err(|error| error.at_member(variant))?;
        self.out.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Encoded<Items<'w>> {
        Ok(Items::open(self.out, None))
    }

    fn serialize_tuple(self, _: usize) -> Encoded<Items<'w>> {
        Ok(Items::open(self.out, None))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Encoded<Items<'w>> {
        Ok(Items::open(self.out, None))
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Encoded<Items<'w>> {
        self.open_variant(variant);
        Ok(Items::open(self.out, Some(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Encoded<Entries<'w>> {
        Ok(Entries::open(self.out, None))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Encoded<Entries<'w>> {
        Ok(Entries::open(self.out, None))
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Encoded<Entries<'w>> {
        self.open_variant(variant);
        Ok(Entries::open(self.out, Some(variant)))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Encoded<()> {
        self.out.push(b'"');
        write!(Escaped(self.out), "{value}").map_err(EncodeError::custom)?;
        self.out.push(b'"');
        Ok(())
    }
}

/// Escapes what a `Display` writes, without a string in between.
struct Escaped<'w>(&'w mut Vec<u8>);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        string::write_escaped(self.0, text);
        Ok(())
    }
}
