//! From a param's JSON Schema to its type.
//!
//! Source: `docs/protocol.md` §12; JSON Schema 2020-12 as schemars and pydantic print it.

use serde_json::{Map, Value as Json};

use super::ParamType;

/// So many references and combinators deep a param's schema is looked at; a type that refers to itself ends here.
const MAX_DEPTH: usize = 32;

/// The type of a param and whether it may be `null`, which a query string tells by its absence (§4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamShape {
    /// The type of its values other than `null`.
    pub param_type: ParamType,
    /// Whether it may be `null`.
    pub nullable: bool,
}

impl ParamType {
    /// The type that `schema` describes, `types` being what `#/types/Name` refers to. The format of a wide integer's
    /// string is `bigint`, of a decimal's `decimal`.
    ///
    /// `None` for what no query string can tell apart: a union of several types, a type that is only `null`, a reference
    /// to nothing.
    #[must_use]
    pub fn of_schema(schema: &Json, types: &Map<String, Json>) -> Option<ParamShape> {
        shape_of(schema, types, MAX_DEPTH)
    }
}

fn shape_of(schema: &Json, types: &Map<String, Json>, depth: usize) -> Option<ParamShape> {
    let depth = depth.checked_sub(1)?;
    let schema = schema.as_object()?;
    if let Some(reference) = schema.get("$ref") {
        let name = reference.as_str()?.strip_prefix("#/types/")?;
        return shape_of(types.get(name)?, types, depth);
    }
    if let Some(values) = schema.get("enum") {
        return shape_of_enum(values.as_array()?);
    }
    if let Some(value) = schema.get("const") {
        return shape_of_enum(std::slice::from_ref(value));
    }
    if let Some(parts) = schema.get("allOf") {
        return match parts.as_array()?.as_slice() {
            [only] => shape_of(only, types, depth),
            _ => None,
        };
    }
    if let Some(union) = schema.get("anyOf").or_else(|| schema.get("oneOf")) {
        return shape_of_union(union.as_array()?, types, depth);
    }
    let (name, nullable) = type_name(schema.get("type")?)?;
    let format = schema.get("format").and_then(Json::as_str);
    Some(ParamShape { param_type: named(name, format)?, nullable })
}

/// `"string"` or `["string", "null"]`.
fn type_name(names: &Json) -> Option<(&str, bool)> {
    let Some(names) = names.as_array() else { return Some((names.as_str()?, false)) };
    let mut others = names.iter().filter_map(Json::as_str).filter(|name| *name != "null");
    match (others.next(), others.next()) {
        (Some(only), None) => Some((only, names.iter().any(|name| name == "null"))),
        _ => None,
    }
}

fn named(name: &str, format: Option<&str>) -> Option<ParamType> {
    Some(match (name, format) {
        ("integer", _) => ParamType::Integer,
        ("number", _) => ParamType::Number,
        ("boolean", _) => ParamType::Boolean,
        ("array" | "object", _) => ParamType::Json,
        ("string", Some("uuid")) => ParamType::Uuid,
        ("string", Some("date")) => ParamType::Date,
        ("string", Some("time")) => ParamType::Time,
        ("string", Some("date-time")) => ParamType::DateTime,
        ("string", Some("decimal")) => ParamType::Decimal,
        ("string", Some("bigint")) => ParamType::WideInteger,
        // One value of these has several texts, of which none is the canonical one.
        ("string", Some("duration" | "base64")) => return None,
        ("string", _) => ParamType::String,
        _ => return None,
    })
}

/// Strings, or values of one scalar type, and perhaps `null`.
fn shape_of_enum(values: &[Json]) -> Option<ParamShape> {
    let nullable = values.iter().any(Json::is_null);
    let others: Vec<_> = values.iter().filter(|value| !value.is_null()).collect();
    let first = *others.first()?;
    let param_type = if first.is_string() {
        let texts: Option<Vec<_>> = others.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        ParamType::Enum(texts?)
    } else if others.iter().all(|value| value.is_i64()) {
        ParamType::Integer
    } else if others.iter().all(|value| value.is_boolean()) {
        ParamType::Boolean
    } else {
        return None;
    };
    Some(ParamShape { param_type, nullable })
}

/// One type beside `null`, several enums of strings (a documented enum is printed so), or several lists and objects.
fn shape_of_union(parts: &[Json], types: &Map<String, Json>, depth: usize) -> Option<ParamShape> {
    let is_null = |part: &&Json| part.get("type").is_some_and(|name| name == "null");
    let has_null = parts.iter().any(|part| is_null(&part));
    let shapes: Option<Vec<_>> =
        parts.iter().filter(|part| !is_null(part)).map(|part| shape_of(part, types, depth)).collect();
    let mut union: Option<ParamShape> = None;
    for shape in shapes? {
        union = Some(match union {
            None => shape,
            Some(earlier) => joined(earlier, shape)?,
        });
    }
    union.map(|shape| ParamShape { nullable: shape.nullable || has_null, ..shape })
}

fn joined(a: ParamShape, b: ParamShape) -> Option<ParamShape> {
    let param_type = match (a.param_type, b.param_type) {
        (ParamType::Enum(mut values), ParamType::Enum(more)) => {
            values.extend(more);
            ParamType::Enum(values)
        }
        (ParamType::Json, ParamType::Json) => ParamType::Json,
        _ => return None,
    };
    Some(ParamShape { param_type, nullable: a.nullable || b.nullable })
}
