//! Lists and objects, and on the way out of one the place of what failed in it.

use serde::{
    Serialize,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
        SerializeTupleVariant,
    },
};

use super::{EncodeError, Encoded, Writer, key::KeyWriter, string};

/// An open list; inside an enum, also the object that names the variant.
pub(crate) struct Items<'w> {
    out: &'w mut Vec<u8>,
    variant: Option<&'static str>,
    count: usize,
}

impl<'w> Items<'w> {
    pub(super) fn open(out: &'w mut Vec<u8>, variant: Option<&'static str>) -> Self {
        out.push(b'[');
        Items { out, variant, count: 0 }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Encoded<()> {
        if self.count > 0 {
            self.out.push(b',');
        }
        value
            .serialize(Writer { out: self.out })
            .map_err(|error| error.at_index(self.count).at_variant(self.variant))?;
        self.count += 1;
        Ok(())
    }

    fn close(self) {
        self.out.push(b']');
        if self.variant.is_some() {
            self.out.push(b'}');
        }
    }
}

/// An open object; inside an enum, also the object that names the variant.
pub(crate) struct Entries<'w> {
    out: &'w mut Vec<u8>,
    variant: Option<&'static str>,
    is_first: bool,
    /// Where in `out` the name of the present member begins.
    name_start: usize,
}

impl<'w> Entries<'w> {
    pub(super) fn open(out: &'w mut Vec<u8>, variant: Option<&'static str>) -> Self {
        out.push(b'{');
        Entries { out, variant, is_first: true, name_start: 0 }
    }

    fn separate(&mut self) {
        if !self.is_first {
            self.out.push(b',');
        }
        self.is_first = false;
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Encoded<()> {
        self.separate();
        string::write_quoted(self.out, name);
        self.out.push(b':');
        value.serialize(Writer { out: self.out }).map_err(|error| error.at_member(name).at_variant(self.variant))
    }

    fn close(self) {
        self.out.push(b'}');
        if self.variant.is_some() {
            self.out.push(b'}');
        }
    }
}

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Encoded<()> {
        self.item(value)
    }

    fn end(self) -> Encoded<()> {
        self.close();
        Ok(())
    }
}

impl SerializeTuple for Items<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Encoded<()> {
        self.item(value)
    }

    fn end(self) -> Encoded<()> {
        self.close();
        Ok(())
    }
}

impl SerializeTupleStruct for Items<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Encoded<()> {
        self.item(value)
    }

    fn end(self) -> Encoded<()> {
        self.close();
        Ok(())
    }
}

impl SerializeTupleVariant for Items<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Encoded<()> {
        self.item(value)
    }

    fn end(self) -> Encoded<()> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Encoded<()> {
        self.separate();
        self.name_start = self.out.len();
        key.serialize(KeyWriter { out: self.out })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Encoded<()> {
        let name_end = self.out.len();
        self.out.push(b':');
        value.serialize(Writer { out: self.out }).map_err(|error| {
            let name = String::from_utf8_lossy(&self.out[self.name_start + 1..name_end - 1]);
            error.at_member(&name)
        })
    }

    fn end(self) -> Encoded<()> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Entries<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Encoded<()> {
        self.member(name, value)
    }

    fn end(self) -> Encoded<()> {
        self.close();
        Ok(())
    }
}

impl SerializeStructVariant for Entries<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Encoded<()> {
        self.member(name, value)
    }

    fn end(self) -> Encoded<()> {
        self.close();
        Ok(())
    }
}
