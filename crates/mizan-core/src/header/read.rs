//! A header's value to items. Doubt widens: what does not parse is everything, what is not known is dropped from its
//! item.

use std::fmt;

use sfv::{
    BareItemFromInput, KeyRef, Parser, TokenRef,
    visitor::{EntryVisitor, Ignored, InnerListVisitor, ItemVisitor, ListVisitor, ParameterVisitor},
};

use super::{NULL, USER};
use crate::{
    context::{Context, Contexts},
    item::{EVERYTHING, Item, Items},
    json::{Value, is_safe_integer},
    param::ParamType,
};

/// What a header says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What to purge.
    pub items: Items,
    /// Why the header was taken for `*`, for the log; `None` where it was understood.
    pub fault: Option<String>,
}

/// Reads the header's values, one per header line in order, by what is known of the application's contexts.
///
/// An unknown context is ignored. An unknown function, and a parameter that is unknown or not of its param's type in the
/// one form that [`write`](super::write()) gives it, are dropped from their item, which then says more.
///
/// ```
/// use mizan_core::{context::{Context, Contexts}, header, item::Item, param::ParamType};
///
/// let contexts: Contexts = [Context::new("user").param("user_id", ParamType::Integer)].into_iter().collect();
/// let reading = header::read(["user;user_id=5"], &contexts);
/// assert_eq!(reading.items.as_slice(), [Item::context("user").param("user_id", 5)]);
/// assert_eq!(header::read(["user;;"], &contexts).items.as_slice(), [Item::everything()]);
/// ```
pub fn read<V: AsRef<[u8]>>(lines: impl IntoIterator<Item = V>, contexts: &Contexts) -> Reading {
    let mut value = Vec::new();
    for line in lines {
        let line = line.as_ref().trim_ascii();
        if !value.is_empty() && !line.is_empty() {
            value.extend_from_slice(b", ");
        }
        value.extend_from_slice(line);
    }
    match Parser::new(&value).parse_list_with_visitor(List { contexts, items: Vec::new() }) {
        Ok(items) => Reading { items: items.into_iter().collect(), fault: None },
        Err(error) => Reading { items: Items::from_iter([Item::everything()]), fault: Some(error.to_string()) },
    }
}

/// What a structured field may have and this header may not.
#[derive(Debug, Clone, Copy)]
enum Fault {
    InnerList,
    NoToken,
    RepeatedParameter,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::InnerList => "an inner list",
            Fault::NoToken => "a member that is no token",
            Fault::RepeatedParameter => "a parameter given twice",
        })
    }
}

impl std::error::Error for Fault {}

struct List<'c> {
    contexts: &'c Contexts,
    items: Vec<Item>,
}

impl<'de> ListVisitor<'de> for List<'_> {
    type Out = Vec<Item>;
    type Error = Fault;

    fn entry(&mut self) -> Result<impl EntryVisitor<'de>, Fault> {
        Ok(Entry(self))
    }

    fn finish(self) -> Result<Vec<Item>, Fault> {
        Ok(self.items)
    }
}

struct Entry<'l, 'c>(&'l mut List<'c>);

impl<'de> EntryVisitor<'de> for Entry<'_, '_> {
    type Error = Fault;

    fn item(self) -> Result<impl ItemVisitor<'de>, Fault> {
        Ok(self)
    }

    fn inner_list(self) -> Result<impl InnerListVisitor<'de>, Fault> {
        Err::<Ignored, _>(Fault::InnerList)
    }
}

impl<'de> ItemVisitor<'de> for Entry<'_, '_> {
    type Out = ();
    type Error = Fault;

    fn bare_item(self, member: BareItemFromInput<'de>) -> Result<impl ParameterVisitor<'de, Out = ()>, Fault> {
        let BareItemFromInput::Token(token) = member else { return Err(Fault::NoToken) };
        let contexts = self.0.contexts;
        let (item, context) = target(token, contexts);
        Ok(Parameters { items: &mut self.0.items, item, context, names: Vec::new() })
    }
}

/// The item that a token names, and its context; no item where the context is not known.
fn target<'c>(token: &TokenRef, contexts: &'c Contexts) -> (Option<Item>, Option<&'c Context>) {
    let (name, function) = match token.as_str().split_once('/') {
        Some((name, function)) => (name, Some(function)),
        None => (token.as_str(), None),
    };
    if name == EVERYTHING {
        return (Some(Item::everything()), None);
    }
    let Some(context) = contexts.get(name) else { return (None, None) };
    let item = Item::context(name);
    let item = match function {
        Some(function) if context.has_function(function) => item.function(function),
        _ => item,
    };
    (Some(item), Some(context))
}

struct Parameters<'l, 'c, 'de> {
    items: &'l mut Vec<Item>,
    item: Option<Item>,
    context: Option<&'c Context>,
    names: Vec<&'de str>,
}

impl<'de> ParameterVisitor<'de> for Parameters<'_, '_, 'de> {
    type Out = ();
    type Error = Fault;

    fn parameter(&mut self, name: &'de KeyRef, value: BareItemFromInput<'de>) -> Result<(), Fault> {
        let name = name.as_str();
        if self.names.contains(&name) {
            return Err(Fault::RepeatedParameter);
        }
        self.names.push(name);
        self.item = self.item.take().map(|item| narrowed(item, name, &value, self.context));
        Ok(())
    }

    fn finish(self) -> Result<(), Fault> {
        self.items.extend(self.item);
        Ok(())
    }
}

fn narrowed(item: Item, name: &str, value: &BareItemFromInput<'_>, context: Option<&Context>) -> Item {
    if name == USER {
        return match text_of(value) {
            Some(id) => item.user(id),
            None => item,
        };
    }
    let value = context.and_then(|context| context.param_type(name)).and_then(|param_type| param(param_type, value));
    match value {
        Some(value) => item.param(name, value),
        None => item,
    }
}

fn text_of<'a>(value: &'a BareItemFromInput<'_>) -> Option<&'a str> {
    match value {
        BareItemFromInput::String(text) => Some(text.as_str()),
        BareItemFromInput::DisplayString(text) => Some(text),
        _ => None,
    }
}

/// The value of a param of that type, if this is its form in a header.
fn param(param_type: &ParamType, value: &BareItemFromInput<'_>) -> Option<Value<'static>> {
    match (param_type, value) {
        (_, BareItemFromInput::Token(token)) if token.as_str() == NULL => Some(Value::Null),
        (ParamType::Integer, BareItemFromInput::Integer(n)) => Some(Value::Int(i64::from(*n))),
        (ParamType::Integer, BareItemFromInput::String(digits)) => long_integer(digits.as_str()),
        (ParamType::Boolean, BareItemFromInput::Boolean(b)) => Some(Value::Bool(*b)),
        (ParamType::Integer | ParamType::Boolean | ParamType::Json, _) => None,
        _ => param_type.read(text_of(value)?).ok(),
    }
}

/// An integer of more digits than a structured field's Integer has.
fn long_integer(digits: &str) -> Option<Value<'static>> {
    let is_long = digits.trim_start_matches('-').len() > 15;
    let value = ParamType::Integer.read(digits).ok().filter(|_| is_long)?;
    value.as_i64().is_some_and(is_safe_integer).then_some(value)
}
