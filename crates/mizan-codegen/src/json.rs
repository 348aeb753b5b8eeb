//! Reads JSON text into a tree in which no member occurs twice, and walks it with the path at hand.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::error::{Errors, SchemaError};

/// A JSON value, whose text is that of the document where it can be. Members are sorted by name, so that what is made
/// from them is deterministic.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// Any other number, integers beyond `i64` included.
    Float(f64),
    String(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Parses UTF-8 text. Nesting deeper than 127 levels, a repeated member and trailing text are errors.
    pub(crate) fn parse(text: &'a [u8]) -> Result<Self, SchemaError> {
        serde_json::from_slice(text)
            .map_err(|error| SchemaError::new("", format!("this is not JSON that Mizan reads: {error}")))
    }

    /// The same, which may outlive the document.
    pub(crate) fn into_owned(self) -> Json<'static> {
        let text = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Json::Null => Json::Null,
            Json::Bool(value) => Json::Bool(value),
            Json::Integer(value) => Json::Integer(value),
            Json::Float(value) => Json::Float(value),
            Json::String(value) => Json::String(text(value)),
            Json::Array(items) => Json::Array(items.into_iter().map(Json::into_owned).collect()),
            Json::Object(members) => {
                Json::Object(members.into_iter().map(|(name, value)| (text(name), value.into_owned())).collect())
            }
        }
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

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(i64::try_from(value).map_or(Json::Float(value as f64), Json::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut members: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        while let Some(name) = map.next_key::<Json<'de>>()? {
            let Json::String(name) = name else { return Err(A::Error::custom("a member's name is no string")) };
            members.push((name, map.next_value()?));
        }
        if !members.is_sorted_by(|(a, _), (b, _)| a < b) {
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            if let Some(twice) = members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return Err(A::Error::custom(format!("member {:?} occurs twice", twice[0].0)));
            }
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
    pub(crate) value: &'a Json<'a>,
    step: Step<'a>,
    /// The same for the nodes below, once there is one.
    shared: OnceCell<Rc<Step<'a>>>,
    errors: &'a Errors,
}

/// Members that are looked through one by one.
const FEW: usize = 16;

/// The way to a value from the one around it. The path is put together only where something is wrong.
#[derive(Clone)]
struct Step<'a> {
    above: Option<Rc<Step<'a>>>,
    part: Part<'a>,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Root,
    Member(&'a str),
    Item(usize),
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Json<'a>, errors: &'a Errors) -> Self {
        Self { value, step: Step { above: None, part: Part::Root }, shared: OnceCell::new(), errors }
    }

    /// The path from the root, such as `functions[2].args[0]`.
    pub(crate) fn path(&self) -> String {
        let mut steps = Vec::new();
        let mut next = Some(&self.step);
        while let Some(step) = next {
            steps.push(&step.part);
            next = step.above.as_deref();
        }
        let mut path = String::new();
        for part in steps.into_iter().rev() {
            match part {
                Part::Root => {}
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
            // Few have more than a handful; comparing lengths tells most of them apart.
            Json::Object(members) if members.len() <= FEW => {
                let found = members.iter().find(|(member, _)| member == name);
                found.map(|(name, value)| self.child(name, value))
            }
            Json::Object(members) => {
                let found = members.binary_search_by(|(member, _)| (**member).cmp(name)).ok();
                found.map(|at| self.child(&members[at].0, &members[at].1))
            }
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
                Some(members.iter().map(|(name, value)| (&**name, self.child(name, value))).collect())
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

    fn child(&self, name: &'a str, value: &'a Json<'a>) -> Node<'a> {
        self.below(Part::Member(name), value)
    }

    fn item(&self, index: usize, value: &'a Json<'a>) -> Node<'a> {
        self.below(Part::Item(index), value)
    }

    fn below(&self, part: Part<'a>, value: &'a Json<'a>) -> Node<'a> {
        let above = self.shared.get_or_init(|| Rc::new(self.step.clone()));
        Node { value, step: Step { above: Some(Rc::clone(above)), part }, shared: OnceCell::new(), errors: self.errors }
    }
}
