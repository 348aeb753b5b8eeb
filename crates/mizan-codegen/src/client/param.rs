//! Arguments and params: the interface that lists them, and how each travels in a URL.

use std::collections::HashSet;

use crate::json::Json;
use crate::schema::{Function, Kind, Param, Schema, Shape};
use crate::typescript::{Comment, Member, Names, Ty, comment, comment_without_default, default_text, lower};

/// The members of the interface of a function's arguments, in the order of declaration.
pub(super) fn arguments(args: &[Param], names: &Names) -> Vec<Member> {
    args.iter().map(|arg| member(arg, comment(&arg.shape), names)).collect()
}

/// The members of the interface of a context's params. Their defaults stand in its definition.
pub(super) fn params(params: &[Param], names: &Names) -> Vec<Member> {
    params.iter().map(|param| member(param, comment_without_default(&param.shape), names)).collect()
}

fn member(param: &Param, comment: Comment, names: &Names) -> Member {
    Member { name: param.name.clone(), required: param.required, ty: lower(&param.shape, names), comment }
}

/// A member without a comment, as in the type of a context's data.
pub(super) fn plain_member(name: &str, ty: Ty) -> Member {
    Member { name: name.to_owned(), required: true, ty, comment: Comment::default() }
}

/// The default of a param that may be left out, as it is written in TypeScript. Only text, numbers and
/// booleans matter to the client: nothing else tells one read of a context from another.
pub(super) fn default(param: &Param) -> Option<String> {
    if param.required { None } else { default_text(&param.shape) }
}

/// `doc` as a comment, with what the schema says of the function's deprecation.
pub(super) fn documented(function: &Function, doc: Option<&str>) -> Comment {
    let mut comment = Comment::of(doc);
    if let Some(deprecated) = &function.deprecated {
        comment.tag("@deprecated", &deprecated.reason);
    }
    comment
}

/// How the client writes a value of this type in a URL (`docs/protocol.md` §4): `integer`, `number`,
/// `boolean`, `string`, `bigint`, or `json` for everything else. Null is never written.
pub(super) fn url_kind(shape: &Shape, schema: &Schema) -> &'static str {
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
