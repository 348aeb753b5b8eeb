//! Whether every value of one JSON Schema is a value of another.
//!
//! It answers for the keywords of §12 and is careful: where it cannot tell, it says no.

use serde_json::{Map, Value};
use std::collections::HashSet;
use std::slice;

/// The named types that a schema's references lead to.
#[derive(Clone, Copy)]
pub(super) struct Shapes<'a>(Option<&'a Map<String, Value>>);

impl<'a> Shapes<'a> {
    pub(super) fn of(types: &'a Value) -> Self {
        Self(types.as_object())
    }

    fn resolve(&self, mut schema: &'a Value) -> &'a Value {
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

/// A schema, or of one with a list of types what it says of one of them.
#[derive(Clone, Copy)]
struct View<'a> {
    schema: &'a Value,
    kind: Option<&'a str>,
}

impl<'a> View<'a> {
    fn of(schema: &'a Value) -> Self {
        Self { schema, kind: schema.get("type").and_then(Value::as_str) }
    }

    /// What tells it from every other while the documents are there.
    fn id(self) -> (usize, usize) {
        (std::ptr::from_ref(self.schema).addr(), self.kind.map_or(0, |kind| kind.as_ptr().addr()))
    }

    /// The alternatives of a union, or of a list of types.
    fn alternatives(self) -> Option<Vec<Self>> {
        let union = self.schema.get("anyOf").or_else(|| self.schema.get("oneOf")).and_then(Value::as_array);
        if let Some(union) = union {
            return Some(union.iter().map(Self::of).collect());
        }
        let kinds = self.schema.get("type")?.as_array().filter(|_| self.kind.is_none())?;
        Some(kinds.iter().map(|kind| Self { kind: kind.as_str(), ..self }).collect())
    }

    /// The values of an `enum` or `const`.
    fn values(self) -> Option<&'a [Value]> {
        let listed = self.schema.get("enum").and_then(Value::as_array).map(Vec::as_slice);
        listed.or_else(|| self.schema.get("const").map(slice::from_ref))
    }

    fn all_of(self) -> Option<&'a Vec<Value>> {
        self.schema.get("allOf").and_then(Value::as_array)
    }
}

/// What describes one value, and what it is compared with.
type Pair = ((usize, usize), (usize, usize));

/// Whether what one schema describes is always something that another describes, for as many as are asked about.
pub(super) struct Comparison<'a> {
    inner_types: Shapes<'a>,
    outer_types: Shapes<'a>,
    /// Pairs of which nothing so far says otherwise: those that are being compared, as a recursive type is within another
    /// unless something on the way contradicts, and those that hold.
    kept: HashSet<Pair>,
    /// The same in the order in which they came.
    trail: Vec<Pair>,
    refuted: HashSet<Pair>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(inner_types: Shapes<'a>, outer_types: Shapes<'a>) -> Self {
        let (kept, refuted) = (HashSet::new(), HashSet::new());
        Self { inner_types, outer_types, kept, trail: Vec::new(), refuted }
    }

    /// Whether what `inner` describes is always something that `outer` describes.
    pub(super) fn holds(&mut self, inner: &'a Value, outer: &'a Value) -> bool {
        self.is_within(View::of(inner), View::of(outer))
    }

    fn is_within(&mut self, inner: View<'a>, outer: View<'a>) -> bool {
        let (inner, outer) = (resolved(self.inner_types, inner), resolved(self.outer_types, outer));
        let pair = (inner.id(), outer.id());
        if self.refuted.contains(&pair) {
            return false;
        }
        if !self.kept.insert(pair) {
            return true;
        }
        let before = self.trail.len();
        self.trail.push(pair);
        let within = self.compare(inner, outer);
        if !within {
            // What was found meanwhile may rest on this pair.
            self.trail.drain(before..).for_each(|pair| {
                self.kept.remove(&pair);
            });
            self.refuted.insert(pair);
        }
        within
    }

    fn compare(&mut self, inner: View<'a>, outer: View<'a>) -> bool {
        if outer.schema == &Value::Bool(true) || outer.schema.as_object().is_some_and(is_anything) {
            return true;
        }
        if let Some(alternatives) = inner.alternatives() {
            return alternatives.into_iter().all(|inner| self.is_within(inner, outer));
        }
        if let Some(parts) = outer.all_of() {
            return parts.iter().all(|part| self.is_within(inner, View::of(part)));
        }
        if let Some(values) = inner.values() {
            return values.iter().all(|value| self.takes(outer, value));
        }
        if let Some(alternatives) = outer.alternatives() {
            return alternatives.into_iter().any(|outer| self.is_within(inner, outer));
        }
        if let Some(parts) = inner.all_of() {
            return parts.iter().any(|part| self.is_within(View::of(part), outer));
        }
        if outer.values().is_some() {
            return false;
        }
        let (Some(kind), Some(wanted)) = (inner.kind, outer.kind) else { return inner.schema == outer.schema };
        let same = kind == wanted || (kind == "integer" && wanted == "number");
        same && self.same_kind(kind, inner.schema, outer.schema)
    }

    fn same_kind(&mut self, kind: &str, inner: &'a Value, outer: &'a Value) -> bool {
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

    fn object(&mut self, inner: &'a Value, outer: &'a Value) -> bool {
        let required = |schema: &Value, name: &str| {
            schema["required"].as_array().is_some_and(|names| names.iter().any(|required| required == name))
        };
        let properties = |schema: &'a Value| schema.get("properties").and_then(Value::as_object);
        let (members, wanted) = (properties(inner), properties(outer));
        let all_there = wanted
            .into_iter()
            .flat_map(Map::keys)
            .filter(|name| required(outer, name))
            .all(|name| required(inner, name));
        let extra = outer.get("additionalProperties");
        let fits = members.into_iter().flatten().all(|(name, member)| {
            match (wanted.and_then(|wanted| wanted.get(name)), extra) {
                (Some(wanted), _) => self.holds(member, wanted),
                (None, Some(Value::Bool(false))) => false,
                (None, Some(schema @ Value::Object(_))) => self.holds(member, schema),
                (None, _) => true,
            }
        });
        let map_fits = match (inner.get("additionalProperties"), extra) {
            (_, None | Some(Value::Bool(true))) | (Some(Value::Bool(false)), _) => true,
            (Some(values @ Value::Object(_)), Some(wanted @ Value::Object(_))) => self.holds(values, wanted),
            (None, Some(Value::Bool(false))) => true,
            _ => false,
        };
        all_there && fits && map_fits
    }

    fn array(&mut self, inner: &'a Value, outer: &'a Value) -> bool {
        let places = |schema: &'a Value| schema.get("prefixItems").and_then(Value::as_array);
        match (places(inner), places(outer)) {
            (Some(inner), Some(outer)) => {
                inner.len() == outer.len() && inner.iter().zip(outer).all(|(inner, outer)| self.holds(inner, outer))
            }
            (None, None) => match (inner.get("items"), outer.get("items")) {
                (_, None) => true,
                (Some(inner), Some(outer)) => self.holds(inner, outer),
                (None, Some(_)) => false,
            },
            (Some(inner), None) => {
                outer.get("items").is_none_or(|items| inner.iter().all(|inner| self.holds(inner, items)))
            }
            (None, Some(_)) => false,
        }
    }

    /// Whether one value, of an enum or a const, is among those of `outer`.
    fn takes(&mut self, outer: View<'a>, value: &Value) -> bool {
        let outer = resolved(self.outer_types, outer);
        if let Some(values) = outer.values() {
            return values.contains(value);
        }
        if let Some(alternatives) = outer.alternatives() {
            return alternatives.into_iter().any(|outer| self.takes(outer, value));
        }
        match (outer.kind, value) {
            (None, _) => outer.schema.as_object().is_some_and(is_anything),
            (Some("string"), Value::String(_)) => {
                outer.schema.get("format").is_none() && outer.schema.get("pattern").is_none()
            }
            (Some("boolean"), Value::Bool(_)) | (Some("null"), Value::Null) | (Some("number"), Value::Number(_)) => {
                true
            }
            (Some("integer"), Value::Number(number)) => number.is_i64() || number.is_u64(),
            _ => false,
        }
    }
}

/// What a reference leads to.
fn resolved<'a>(types: Shapes<'a>, view: View<'a>) -> View<'a> {
    let target = types.resolve(view.schema);
    if std::ptr::eq(target, view.schema) { view } else { View::of(target) }
}

/// A schema that says nothing of its values.
fn is_anything(schema: &Map<String, Value>) -> bool {
    let says =
        |keyword: &String| !matches!(keyword.as_str(), "title" | "description" | "default" | "deprecated" | "examples");
    !schema.keys().any(says)
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
