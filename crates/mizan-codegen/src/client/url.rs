//! What the client must know to write a param in a URL: its kind, and its default.

use std::collections::HashSet;

use crate::json::Json;
use crate::schema::{Kind, Param, Schema, Shape};
use crate::typescript::{default_text, wide_text};

/// How the client writes a value of this type in a URL (`docs/protocol.md` §4): `integer`, `number`,
/// `boolean`, `string`, `bigint`, or `json` for everything else. Null is never written.
pub(super) fn kind(shape: &Shape, schema: &Schema) -> &'static str {
    let mut found = HashSet::new();
    let mut named = HashSet::new();
    let mut waiting = vec![shape];
    while let Some(Shape(of)) = waiting.pop() {
        if let Some(name) = &of.reference
            && named.insert(name)
        {
            waiting.extend(schema.types.get(name));
        }
        let choices = [&of.any_of, &of.one_of, &of.all_of].into_iter().flatten().flatten();
        waiting.extend(choices);
        match &of.values {
            Some(values) => found.extend(values.iter().map(of_value)),
            None => found.extend(
                of.kinds.iter().map(|kind| if of.wide && *kind == Kind::String { "bigint" } else { of_kind(*kind) }),
            ),
        }
        if !of.members.is_empty() || of.additional.is_some() || of.items.is_some() || of.prefix.is_some() {
            found.insert("json");
        }
    }
    found.remove("null");
    if found.len() == 2 && found.contains("number") {
        found.remove("integer");
    }
    match found.into_iter().collect::<Vec<_>>().as_slice() {
        [kind] => kind,
        _ => "json",
    }
}

/// The function that writes the one text of a value that has several (`docs/protocol.md` §4), of a param that is a text of
/// one format.
pub(super) fn text(shape: &Shape, schema: &Schema) -> Option<&'static str> {
    match format(shape, schema, &mut { LOOKS })? {
        "date-time" => Some("dateTimeText"),
        "time" => Some("timeText"),
        "uuid" => Some("uuidText"),
        "decimal" => Some("decimalText"),
        _ => None,
    }
}

/// The format of a text that may be null: the type's own, or that of the one alternative.
fn format<'a>(Shape(of): &'a Shape, schema: &'a Schema, looks: &mut usize) -> Option<&'a str> {
    *looks = looks.checked_sub(1)?;
    if let Some(name) = &of.reference {
        return format(schema.types.get(name)?, schema, looks);
    }
    if of.kinds.contains(&Kind::String) && of.values.is_none() {
        return of.constraints.format.as_deref();
    }
    let mut parts = [&of.any_of, &of.one_of, &of.all_of].into_iter().flatten().flatten();
    let some = |shape: &&Shape| shape.0.kinds.as_slice() != [Kind::Null];
    let only = parts.by_ref().find(some)?;
    if parts.any(|part| some(&part)) { None } else { format(only, schema, looks) }
}

fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array | Kind::Object => "json",
    }
}

fn of_value(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Integer(_) => "integer",
        Json::Float(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) | Json::Object(_) => "json",
    }
}

/// The default of a param that may be left out, as it is written in TypeScript. Only text, numbers and
/// booleans matter to the client: nothing else tells one read of a context from another. A default that
/// its own type does not allow is none.
pub(super) fn default(param: &Param, schema: &Schema) -> Option<String> {
    let default = param.shape.0.default.as_ref()?;
    let is_one = !param.required && allows(&param.shape, default, schema, &mut { LOOKS });
    match default {
        _ if !is_one => None,
        Json::String(text) if kind(&param.shape, schema) == "bigint" => wide_text(text),
        _ => default_text(&param.shape),
    }
}

/// How many schemas are looked at to tell whether a default is allowed; choices of choices could be endless.
const LOOKS: usize = 1000;

/// Whether a simple value is of a type, as far as TypeScript's types tell values apart.
fn allows(Shape(of): &Shape, value: &Json, schema: &Schema, looks: &mut usize) -> bool {
    let Some(left) = looks.checked_sub(1) else { return false };
    *looks = left;
    let mut inner = |shape: &Shape| allows(shape, value, schema, looks);
    let of_kind =
        |kind: &Kind| of_kind(*kind) == of_value(value) || (*kind == Kind::Number && of_value(value) == "integer");
    !of.nothing
        && of.kinds.first().is_none_or(|_| of.kinds.iter().any(of_kind))
        && of.values.as_ref().is_none_or(|values| values.contains(value))
        && of.reference.as_ref().is_none_or(|name| schema.types.get(name).is_some_and(&mut inner))
        && of.any_of.as_ref().is_none_or(|choices| choices.iter().any(&mut inner))
        && of.one_of.as_ref().is_none_or(|choices| choices.iter().any(&mut inner))
        && of.all_of.as_ref().is_none_or(|parts| parts.iter().all(&mut inner))
        && (of.members.is_empty() && of.additional.is_none() && of.items.is_none() && of.prefix.is_none())
}
