//! Whether every value of one JSON Schema is a value of another.
//!
//! It answers for the keywords of §12 and is careful: where it cannot tell, it says no.

use serde_json::{Map, Value};
use std::collections::HashSet;

/// The named types that a schema's references lead to.
pub(super) struct Shapes<'a>(Option<&'a Map<String, Value>>);

impl<'a> Shapes<'a> {
    pub(super) fn of(types: &'a Value) -> Self {
        Self(types.as_object())
    }

    fn resolve<'s>(&self, mut schema: &'s Value) -> &'s Value
    where
        'a: 's,
    {
        // A chain of references that are nothing else ends somewhere, or it is no type.
        for _ in 0..32 {
            let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix("#/types/"))
            else {
                return schema;
            };
            let name = name.replace("~1", "/").replace("~0", "~");
            match self.0.and_then(|types| types.get(&name)) {
                Some(target) => schema = target,
                None => return schema,
            }
        }
        schema
    }
}

/// Whether what `inner` describes is always something that `outer` describes.
pub(super) fn is_within(inner: &Value, inner_types: &Shapes<'_>, outer: &Value, outer_types: &Shapes<'_>) -> bool {
    let mut comparison = Comparison { inner_types, outer_types, open: HashSet::new() };
    comparison.is_within(inner, outer)
}

struct Comparison<'c> {
    inner_types: &'c Shapes<'c>,
    outer_types: &'c Shapes<'c>,
    /// The pairs that are being compared: a recursive type is within another if nothing on the way says otherwise.
    open: HashSet<(usize, usize)>,
}

impl Comparison<'_> {
    fn is_within(&mut self, inner: &Value, outer: &Value) -> bool {
        let (inner, outer) = (self.inner_types.resolve(inner), self.outer_types.resolve(outer));
        let pair = (std::ptr::from_ref(inner).addr(), std::ptr::from_ref(outer).addr());
        if !self.open.insert(pair) {
            return true;
        }
        let within = self.compare(inner, outer);
        self.open.remove(&pair);
        within
    }

    fn compare(&mut self, inner: &Value, outer: &Value) -> bool {
        if outer == &Value::Bool(true) || outer.as_object().is_some_and(is_anything) {
            return true;
        }
        if let Some(alternatives) = alternatives(inner) {
            return alternatives.iter().all(|inner| self.is_within(inner, outer));
        }
        if let Some(parts) = outer.get("allOf").and_then(Value::as_array) {
            return parts.iter().all(|part| self.is_within(inner, part));
        }
        if let Some(values) = values(inner) {
            return values.iter().all(|value| self.holds(outer, value));
        }
        if let Some(alternatives) = alternatives(outer) {
            return alternatives.iter().any(|outer| self.is_within(inner, outer));
        }
        if let Some(parts) = inner.get("allOf").and_then(Value::as_array) {
            return parts.iter().any(|part| self.is_within(part, outer));
        }
        if values(outer).is_some() {
            return false;
        }
        let (Some(kind), Some(wanted)) = (kind(inner), kind(outer)) else { return inner == outer };
        (kind == wanted || (kind == "integer" && wanted == "number")) && self.same_kind(kind, inner, outer)
    }

    fn same_kind(&mut self, kind: &str, inner: &Value, outer: &Value) -> bool {
        match kind {
            "object" => self.object(inner, outer),
            "array" => self.array(inner, outer) && is_bounded(inner, outer, "minItems", "maxItems"),
            "string" => {
                let same = |keyword: &str| outer.get(keyword).is_none_or(|wanted| inner.get(keyword) == Some(wanted));
                // A bare string may be read where a format was promised, never the other way round.
                same("format")
                    && same("pattern")
                    && is_bounded(inner, outer, "minLength", "maxLength")
                    && is_bounded(inner, outer, "", "max_bytes")
                    && is_accepted(inner, outer)
            }
            "integer" | "number" => {
                is_bounded(inner, outer, "minimum", "maximum")
                    && is_bounded(inner, outer, "exclusiveMinimum", "exclusiveMaximum")
                    && outer.get("multipleOf").is_none_or(|wanted| inner.get("multipleOf") == Some(wanted))
            }
            _ => true,
        }
    }

    fn object(&mut self, inner: &Value, outer: &Value) -> bool {
        let required = |schema: &Value, name: &str| {
            schema["required"].as_array().is_some_and(|names| names.iter().any(|required| required == name))
        };
        let empty = Map::new();
        let members = inner["properties"].as_object().unwrap_or(&empty);
        let wanted = outer["properties"].as_object().unwrap_or(&empty);
        let all_there = wanted.keys().filter(|name| required(outer, name)).all(|name| required(inner, name));
        let extra = outer.get("additionalProperties");
        let fits = members.iter().all(|(name, member)| match (wanted.get(name), extra) {
            (Some(wanted), _) => self.is_within(member, wanted),
            (None, Some(Value::Bool(false))) => false,
            (None, Some(schema @ Value::Object(_))) => self.is_within(member, schema),
            (None, _) => true,
        });
        let map_fits = match (inner.get("additionalProperties"), extra) {
            (_, None | Some(Value::Bool(true))) | (Some(Value::Bool(false)), _) => true,
            (Some(values @ Value::Object(_)), Some(wanted @ Value::Object(_))) => self.is_within(values, wanted),
            (None, Some(Value::Bool(false))) => true,
            _ => false,
        };
        all_there && fits && map_fits
    }

    fn array(&mut self, inner: &Value, outer: &Value) -> bool {
        let places = |schema: &Value| schema["prefixItems"].as_array().cloned();
        match (places(inner), places(outer)) {
            (Some(inner), Some(outer)) => {
                inner.len() == outer.len()
                    && inner.iter().zip(&outer).all(|(inner, outer)| self.is_within(inner, outer))
            }
            (None, None) => match (inner.get("items"), outer.get("items")) {
                (_, None) => true,
                (Some(inner), Some(outer)) => self.is_within(inner, outer),
                (None, Some(_)) => false,
            },
            (Some(inner), None) => {
                outer.get("items").is_none_or(|items| inner.iter().all(|inner| self.is_within(inner, items)))
            }
            (None, Some(_)) => false,
        }
    }

    /// Whether one value, of an enum or a const, is among those of `outer`.
    fn holds(&mut self, outer: &Value, value: &Value) -> bool {
        let outer = self.outer_types.resolve(outer);
        if let Some(values) = values(outer) {
            return values.contains(value);
        }
        if let Some(alternatives) = alternatives(outer) {
            return alternatives.iter().any(|outer| self.holds(outer, value));
        }
        match (kind(outer), value) {
            (None, _) => outer.as_object().is_some_and(is_anything),
            (Some("string"), Value::String(_)) => outer.get("format").is_none() && outer.get("pattern").is_none(),
            (Some("boolean"), Value::Bool(_)) | (Some("null"), Value::Null) | (Some("number"), Value::Number(_)) => {
                true
            }
            (Some("integer"), Value::Number(number)) => number.is_i64() || number.is_u64(),
            _ => false,
        }
    }
}

/// A schema that says nothing of its values.
fn is_anything(schema: &Map<String, Value>) -> bool {
    let says =
        |keyword: &String| !matches!(keyword.as_str(), "title" | "description" | "default" | "deprecated" | "examples");
    !schema.keys().any(says)
}

fn kind(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

/// The values of an `enum` or `const`.
fn values(schema: &Value) -> Option<Vec<Value>> {
    let listed = schema.get("enum").and_then(Value::as_array).cloned();
    listed.or_else(|| schema.get("const").map(|value| vec![value.clone()]))
}

/// The alternatives of a union, or of a list of types.
fn alternatives(schema: &Value) -> Option<Vec<Value>> {
    let union = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array).cloned();
    union.or_else(|| {
        let kinds = schema.get("type")?.as_array()?;
        let of_kind = |kind: &Value| {
            let mut schema = schema.clone();
            schema["type"] = kind.clone();
            schema
        };
        Some(kinds.iter().map(of_kind).collect())
    })
}

/// Whether the bounds of `inner` are at least as narrow.
fn is_bounded(inner: &Value, outer: &Value, low: &str, high: &str) -> bool {
    let bound = |schema: &Value, keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let above = bound(outer, low).is_none_or(|wanted| bound(inner, low).is_some_and(|given| given >= wanted));
    let below = bound(outer, high).is_none_or(|wanted| bound(inner, high).is_some_and(|given| given <= wanted));
    above && below
}

/// Whether every media type that `inner` accepts is one of those of `outer`.
fn is_accepted(inner: &Value, outer: &Value) -> bool {
    let types = |schema: &Value| schema.get("accept").and_then(Value::as_array).cloned();
    let covers = |wide: &Value, narrow: &Value| match (wide.as_str(), narrow.as_str()) {
        (Some("*/*"), Some(_)) => true,
        (Some(wide), Some(narrow)) => {
            wide == narrow || wide.strip_suffix('*').is_some_and(|kind| kind.ends_with('/') && narrow.starts_with(kind))
        }
        _ => false,
    };
    types(outer).is_none_or(|wide| {
        types(inner).is_some_and(|narrow| narrow.iter().all(|narrow| wide.iter().any(|wide| covers(wide, narrow))))
    })
}
