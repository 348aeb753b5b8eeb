//! An item's text in JSON (§5.2), both ways.

use std::borrow::Cow;

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{EVERYTHING, Item, Items};
use crate::{
    context::{Context, Contexts},
    json::Value,
};

impl Serialize for Item {
    /// `"user"` for a bare item, otherwise an object with the members that apply.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_bare() {
            return serializer.serialize_str(&self.context);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("context", &self.context)?;
        if let Some(function) = &self.function {
            map.serialize_entry("function", function)?;
        }
        if !self.params.is_empty() {
            map.serialize_entry("params", &Params(&self.params))?;
        }
        if let Some(user) = &self.user {
            map.serialize_entry("user", user)?;
        }
        map.end()
    }
}

struct Params<'a>(&'a [(String, Value<'static>)]);

impl Serialize for Params<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Item {
    /// Reads an item from JSON. `None` for a context that is not among `contexts`: nobody here reads it.
    ///
    /// What is not understood widens: an unknown or ill-typed param is dropped, and what is no item at all is
    /// everything. A function is taken as it is named.
    #[must_use]
    pub fn from_value(value: &Value<'_>, contexts: &Contexts) -> Option<Item> {
        let members = match value {
            Value::Str(name) => return bare(name, contexts),
            Value::Object(members) => members.as_slice(),
            _ => return Some(Item::everything()),
        };
        let Some(name) = value.get("context").and_then(Value::as_str) else { return Some(Item::everything()) };
        let context = contexts.get(name);
        let item = bare(name, contexts)?;
        Some(members.iter().fold(item, |item, (name, value)| with_member(item, name, value, context)))
    }
}

fn bare(name: &str, contexts: &Contexts) -> Option<Item> {
    if name == EVERYTHING { Some(Item::everything()) } else { contexts.get(name).map(|_| Item::context(name)) }
}

fn with_member(item: Item, name: &str, value: &Value<'_>, context: Option<&Context>) -> Item {
    match (name, value, context) {
        ("function", Value::Str(function), _) => item.function(function),
        ("user", Value::Str(id), _) => item.user(id.as_ref()),
        ("params", Value::Object(params), Some(context)) => with_params(item, params, context),
        _ => item,
    }
}

fn with_params(item: Item, params: &[(Cow<'_, str>, Value<'_>)], context: &Context) -> Item {
    params.iter().fold(item, |item, (name, value)| {
        let admitted = match (context.param_type(name), value) {
            (Some(_), Value::Null) => Some(Value::Null),
            (Some(param_type), _) => param_type.admit(value),
            (None, _) => None,
        };
        match admitted {
            Some(value) => item.param(name, value),
            None => item,
        }
    })
}

impl Items {
    /// Reads a list of items from JSON, as [`Item::from_value`] reads each. What is no list is everything.
    #[must_use]
    pub fn from_value(value: &Value<'_>, contexts: &Contexts) -> Items {
        match value {
            Value::Array(items) => items.iter().filter_map(|item| Item::from_value(item, contexts)).collect(),
            _ => Items::from_iter([Item::everything()]),
        }
    }
}
