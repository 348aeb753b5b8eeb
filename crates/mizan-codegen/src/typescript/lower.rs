//! JSON Schema to TypeScript.
//!
//! Start at [`lower`]. What only narrows a value is left to the server; what TypeScript cannot say
//! becomes the nearest wider type, never a narrower one.

use std::collections::BTreeMap;

use super::tsdoc::Comment;
use super::ty::{Literal, Member, Object, Tuple, Ty};
use crate::json::Json;
use crate::name;
use crate::schema::{Keywords, Kind, Shape};

/// The TypeScript identifier of each named type.
pub(crate) type Names = BTreeMap<String, String>;

/// The type of the values that `shape` allows.
pub(crate) fn lower(shape: &Shape, names: &Names) -> Ty {
    let of = &*shape.0;
    if of.nothing {
        return Ty::Never;
    }
    let all = |shapes: &[Shape]| shapes.iter().map(|shape| lower(shape, names)).collect::<Vec<_>>();
    let mut parts = Vec::new();
    if let Some(name) = &of.reference {
        let identifier = names.get(name).cloned().or_else(|| name::type_identifier(name));
        parts.push(identifier.map_or(Ty::Unknown, Ty::Ref));
    }
    for choice in [&of.any_of, &of.one_of].into_iter().flatten() {
        parts.push(Ty::union(all(choice)));
    }
    if let Some(shapes) = &of.all_of {
        parts.extend(all(shapes));
    }
    parts.retain(|part| *part != Ty::Unknown);
    let own = own(of, names);
    // A bare `type` beside a reference or a choice only repeats what that says.
    if parts.is_empty() || says_more(of) {
        parts.push(own);
    }
    Ty::intersection(parts)
}

/// Whether the schema describes a structure of its own beside what it refers to.
fn says_more(of: &Keywords) -> bool {
    of.values.is_some()
        || !of.members.is_empty()
        || !of.patterns.is_empty()
        || of.items.is_some()
        || of.prefix.is_some()
        || of.additional.as_ref().is_some_and(|shape| !shape.0.nothing && !is_anything(shape))
}

fn is_anything(shape: &Shape) -> bool {
    let of = &*shape.0;
    *of == Keywords { constraints: of.constraints.clone(), ..Keywords::default() }
}

/// What `type`, `enum`, `const`, `properties`, `items` and `prefixItems` say together.
fn own(of: &Keywords, names: &Names) -> Ty {
    if let Some(values) = &of.values {
        return Ty::union(values.iter().map(value));
    }
    let kinds = of.implied_kinds();
    if kinds.is_empty() {
        return Ty::Unknown;
    }
    Ty::union(kinds.iter().map(|kind| match kind {
        Kind::Null => Ty::Null,
        Kind::Boolean => Ty::Boolean,
        Kind::Integer | Kind::Number => Ty::Number,
        Kind::String if of.is_file() => Ty::Blob,
        Kind::String if of.wide => Ty::BigInt,
        Kind::String => Ty::String,
        Kind::Array => array(of, names),
        Kind::Object => object(of, names),
    }))
}

fn value(json: &Json) -> Ty {
    match json {
        Json::Null => Ty::Null,
        Json::Bool(value) => Ty::Literal(Literal::Boolean(*value)),
        Json::Integer(value) => Ty::Literal(Literal::Integer(*value)),
        Json::Float(value) => Ty::Literal(Literal::Float(*value)),
        Json::String(text) => Ty::text(&**text),
        // Refused when the schema is read.
        Json::Array(_) | Json::Object(_) => Ty::Unknown,
    }
}

/// A list, or a tuple in the way that schemars, pydantic and zod print them: closed unless `items` says
/// what follows, and whole unless `minItems` says otherwise.
fn array(of: &Keywords, names: &Names) -> Ty {
    let rest = of.items.as_ref().filter(|items| !items.0.nothing).map(|items| lower(items, names));
    let Some(prefix) = &of.prefix else {
        return match &of.items {
            Some(items) if items.0.nothing => Ty::Tuple(Tuple { items: Vec::new(), required: 0, rest: None }),
            _ => Ty::array(rest.unwrap_or(Ty::Unknown)),
        };
    };
    let required = of.min_items.map_or(prefix.len(), |min| min.min(prefix.len()));
    let items = prefix.iter().map(|shape| lower(shape, names)).collect();
    Ty::Tuple(Tuple { items, required, rest: rest.map(Box::new) })
}

fn object(of: &Keywords, names: &Names) -> Ty {
    let members: Vec<_> = of.members.iter().map(|member| self::member(member, names)).collect();
    let additional = of.additional.as_ref().filter(|shape| !shape.0.nothing && !is_anything(shape));
    let open = additional.into_iter().chain(&of.patterns).map(|shape| lower(shape, names)).collect::<Vec<_>>();
    let closed = of.additional.as_ref().is_some_and(|shape| shape.0.nothing);
    let index = match (members.is_empty(), open.is_empty()) {
        (true, true) if closed => Some(Ty::Never),
        (true, true) => Some(Ty::Unknown),
        (false, true) => None,
        // An index signature must allow what the members hold, `undefined` of an optional one included;
        // of structures written out twice the compiler does not always see that they are one.
        (_, false) if members.iter().any(|member| !member.required || !is_simple(&member.ty)) => Some(Ty::Unknown),
        (_, false) => Some(Ty::union(open.into_iter().chain(members.iter().map(|member| member.ty.clone())))),
    };
    Ty::Object(Object { members, index: index.map(Box::new) })
}

/// Whether a type is named or primitive through and through.
fn is_simple(ty: &Ty) -> bool {
    match ty {
        Ty::Array(item) => is_simple(item),
        Ty::Union(parts) => parts.iter().all(is_simple),
        Ty::Tuple(_) | Ty::Object(_) | Ty::Intersection(_) => false,
        _ => true,
    }
}

fn member(member: &crate::schema::Member, names: &Names) -> Member {
    Member {
        name: member.name.clone(),
        required: member.required,
        ty: lower(&member.shape, names),
        comment: comment(None, &member.shape, default_text(&member.shape)),
    }
}

/// What a schema says to people about the place where it stands. `doc` is said of the place itself, and
/// goes before what is said of the type.
pub(crate) fn comment(doc: Option<&str>, shape: &Shape, default: Option<String>) -> Comment {
    let mut comment = Comment::of(doc.or(shape.0.doc.as_deref()));
    if let Some(text) = text_of(shape) {
        comment.paragraph(&text);
    }
    if let Some(default) = default {
        comment.tag("@defaultValue", &default);
    }
    if shape.0.deprecated {
        comment.tag("@deprecated", "");
    }
    comment
}

/// What a text, or each of a list, is: TypeScript says no more than `string`.
fn text_of(shape: &Shape) -> Option<String> {
    let of = &*shape.0;
    if let Some(items) = of.items.as_ref().filter(|_| of.prefix.is_none()) {
        return formatted(items).map(|text| format!("Each is {text}."));
    }
    formatted(shape).map(|text| format!("{}{}.", text[..1].to_uppercase(), &text[1..]))
}

fn formatted(shape: &Shape) -> Option<&'static str> {
    let of = &*shape.0;
    let mut some = of.any_of.iter().flatten().filter(|part| part.0.kinds.as_slice() != [Kind::Null]);
    if let (Some(only), None) = (some.next(), some.next()) {
        return formatted(only);
    }
    if !of.kinds.contains(&Kind::String) || of.values.is_some() {
        return None;
    }
    Some(match of.constraints.format.as_deref()? {
        "date" => "a date, as in `2026-01-31`",
        "time" => "a time of day, as in `13:30:00`",
        "date-time" => "a point in time with its offset (RFC 3339), as in `2026-01-31T13:30:00Z`",
        "duration" => "a duration (ISO 8601), as in `PT1H30M`",
        "decimal" => "a decimal number, as in `9.50`",
        "uuid" => "a UUID",
        "base64" => "bytes as base64",
        _ => return None,
    })
}

/// A default as it is written in TypeScript, where that is one word. `null` is what absence means anyway.
pub(crate) fn default_text(shape: &Shape) -> Option<String> {
    match value(shape.0.default.as_ref()?) {
        Ty::Literal(Literal::String(text)) if is_wide(shape) => wide_text(&text),
        Ty::Literal(literal) => Some(literal.printed()),
        _ => None,
    }
}

/// A wide integer as it is written in TypeScript; none where the text is not one.
pub(crate) fn wide_text(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_one = text == "0" || (!digits.starts_with('0') && !digits.is_empty());
    (is_one && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("{text}n"))
}

/// Whether a type is a wide integer, or null.
fn is_wide(Shape(of): &Shape) -> bool {
    let mut choices = [&of.any_of, &of.one_of].into_iter().flatten().flatten();
    of.wide && of.kinds.contains(&Kind::String) || choices.any(is_wide)
}
