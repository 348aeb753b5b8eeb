//! Reads JSON text into a tree in which no member occurs twice, and walks it with the path at hand.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::rc::Rc;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::error::{Errors, SchemaError};

/// A JSON value. Members are sorted by name, so that what is made from them is deterministic.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Integer(i64),
    /// Any other number, integers beyond `i64` included.
    Float(f64),
    String(String),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// Parses UTF-8 text. Nesting deeper than 127 levels, a repeated member and trailing text are errors.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, SchemaError> {
        serde_json::from_slice(text)
            .map_err(|error| SchemaError::new("", format!("this is not JSON that Mizan reads: {error}")))
    }

    /// What kind of value it is, for messages: `a string`, `an object`.
    fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Integer(_) | Json::Float(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Float(value as f64), Json::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            match members.entry(name) {
                Entry::Occupied(entry) => {
                    return Err(A::Error::custom(format!("member {:?} occurs twice", entry.key())));
                }
                Entry::Vacant(entry) => entry.insert(map.next_value()?),
            };
        }
        Ok(Json::Object(members))
    }
}

/// A value of the document together with its path and the place where errors go.
///
/// A reader that meets something wrong reports it and returns `None`; the caller carries on, so that
/// one pass finds every error.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Json,
    step: Option<Rc<Step<'a>>>,
    errors: &'a Errors,
}

/// The way to a value from the one around it. The path is put together only where something is wrong.
struct Step<'a> {
    above: Option<Rc<Step<'a>>>,
    part: Part<'a>,
}

enum Part<'a> {
    Member(&'a str),
    Item(usize),
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Json, errors: &'a Errors) -> Self {
        Self { value, step: None, errors }
    }

    /// The path from the root, such as `functions[2].args[0]`.
    pub(crate) fn path(&self) -> String {
        let mut steps = Vec::new();
        let mut next = self.step.as_deref();
        while let Some(step) = next {
            steps.push(&step.part);
            next = step.above.as_deref();
        }
        let mut path = String::new();
        for part in steps.into_iter().rev() {
            match part {
                Part::Member(name) => {
                    let dot = if path.is_empty() { "" } else { "." };
                    let plain =
                        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$');
                    // Debug escapes what would move the cursor of a terminal.
                    path.push_str(&if plain { format!("{dot}{name}") } else { format!("[{name:?}]") });
                }
                Part::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    pub(crate) fn fail(&self, message: impl Into<String>) {
        self.errors.push(self.path(), message);
    }

    fn expected<T>(&self, what: &str) -> Option<T> {
        self.fail(format!("{what} is expected here, not {}", self.value.kind()));
        None
    }

    /// The member `name` when the value is an object that has it; reports nothing.
    pub(crate) fn get(&self, name: &str) -> Option<Node<'a>> {
        match self.value {
            Json::Object(members) => members.get_key_value(name).map(|(name, value)| self.child(name, value)),
            _ => None,
        }
    }

    /// The member `name`; its absence is an error.
    pub(crate) fn require(&self, name: &str) -> Option<Node<'a>> {
        let found = self.get(name);
        if found.is_none() {
            self.fail(format!("the member `{name}` is missing"));
        }
        found
    }

    pub(crate) fn members(&self) -> Option<Vec<(&'a str, Node<'a>)>> {
        match self.value {
            Json::Object(members) => {
                Some(members.iter().map(|(name, value)| (name.as_str(), self.child(name, value))).collect())
            }
            _ => self.expected("an object"),
        }
    }

    pub(crate) fn items(&self) -> Option<Vec<Node<'a>>> {
        match self.value {
            Json::Array(items) => {
                Some(items.iter().enumerate().map(|(index, value)| self.item(index, value)).collect())
            }
            _ => self.expected("an array"),
        }
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        match self.value {
            Json::String(text) => Some(text),
            _ => self.expected("a string"),
        }
    }

    pub(crate) fn bool(&self) -> Option<bool> {
        match self.value {
            Json::Bool(value) => Some(*value),
            _ => self.expected("true or false"),
        }
    }

    /// A count: zero or a positive integer.
    pub(crate) fn count(&self) -> Option<usize> {
        match self.value {
            Json::Integer(value) if *value >= 0 => Some(usize::try_from(*value).unwrap_or(usize::MAX)),
            Json::Float(value) if *value >= 0.0 && value.fract() == 0.0 => Some(*value as usize),
            _ => self.expected("a count"),
        }
    }

    fn child(&self, name: &'a str, value: &'a Json) -> Node<'a> {
        self.below(Part::Member(name), value)
    }

    fn item(&self, index: usize, value: &'a Json) -> Node<'a> {
        self.below(Part::Item(index), value)
    }

    fn below(&self, part: Part<'a>, value: &'a Json) -> Node<'a> {
        Node { value, step: Some(Rc::new(Step { above: self.step.clone(), part })), errors: self.errors }
    }
}
