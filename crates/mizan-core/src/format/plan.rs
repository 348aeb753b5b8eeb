//! Where in its arguments a function has texts of a [`Format`], and whether they are.
//!
//! Made once of the schemas. What has no such text has no plan, and its calls pay nothing.

use super::Format;
use crate::declaration::ArgumentDeclaration;
use crate::json::{DecodeError, Value};
use serde::de::Error as _;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

const TYPES: &str = "#/types/";

/// The plans of the named types that have texts of a format somewhere.
#[derive(Debug, Default)]
pub struct Plans {
    named: BTreeMap<String, Plan>,
}

/// What to check in a value.
#[derive(Debug)]
pub enum Plan {
    /// A text of this format.
    Text(Format),
    /// A named type.
    Named(String),
    /// The members that have something to check, and all others.
    Members(Vec<(String, Plan)>, Option<Box<Plan>>),
    /// The items by their place, and those behind them.
    Items(Vec<Option<Plan>>, Option<Box<Plan>>),
    /// All of it.
    All(Vec<Plan>),
    /// One of these.
    Either(Vec<Choice>),
}

/// An alternative of a union.
#[derive(Debug)]
pub struct Choice {
    kinds: Vec<String>,
    required: Vec<String>,
    constants: Vec<(String, String)>,
    plan: Option<Plan>,
}

impl Plans {
    /// The plans of `types`, what `#/types/Name` refers to.
    #[must_use]
    pub fn of_types(types: &Map<String, Json>) -> Self {
        let concerned = concerned(types);
        let reader = Reader { types, concerned: &concerned };
        let named = concerned.iter().filter_map(|name| Some((name.clone(), reader.plan(&types[name])?)));
        Self { named: named.collect() }
    }

    /// The plan of a function's arguments, an object; `None` where nothing in them has a format.
    #[must_use]
    pub fn of_arguments(&self, arguments: &[ArgumentDeclaration], types: &Map<String, Json>) -> Option<Plan> {
        let concerned = self.named.keys().cloned().collect();
        let reader = Reader { types, concerned: &concerned };
        let members: Vec<_> = arguments
            .iter()
            .filter_map(|argument| Some((argument.name.clone(), reader.plan(&argument.schema)?)))
            .collect();
        (!members.is_empty()).then_some(Plan::Members(members, None))
    }

    /// Checks what arrived. A value of another type than the schema says is passed over: it is refused where it is read.
    ///
    /// # Errors
    /// The first text that is none of its format, with its path. `invalid_args` on the wire.
    pub fn check(&self, plan: &Plan, value: &Value<'_>) -> Result<(), DecodeError> {
        match (plan, value) {
            (Plan::Text(format), Value::Str(text)) if !format.accepts(text) => {
                Err(DecodeError::custom(format_args!("expected {format}")))
            }
            (Plan::Named(name), _) => self.named.get(name).map_or(Ok(()), |plan| self.check(plan, value)),
            (Plan::Members(members, others), Value::Object(values)) => values.iter().try_for_each(|(name, value)| {
                let plan = members.iter().find(|(member, _)| member == name).map(|(_, plan)| plan);
                let plan = plan.or(others.as_deref());
                plan.map_or(Ok(()), |plan| self.check(plan, value).map_err(|error| error.at_member(name)))
            }),
            (Plan::Items(places, others), Value::Array(values)) => {
                values.iter().enumerate().try_for_each(|(at, value)| {
                    let plan = places.get(at).map_or(others.as_deref(), Option::as_ref);
                    plan.map_or(Ok(()), |plan| self.check(plan, value).map_err(|error| error.at_index(at)))
                })
            }
            (Plan::All(plans), _) => plans.iter().try_for_each(|plan| self.check(plan, value)),
            (Plan::Either(choices), _) => self.check_either(choices, value),
            _ => Ok(()),
        }
    }

    /// One of the alternatives that the value may be has to take it. What it is none of is for its reader to refuse.
    fn check_either(&self, choices: &[Choice], value: &Value<'_>) -> Result<(), DecodeError> {
        let mut refused = Ok(());
        for choice in choices.iter().filter(|choice| choice.may_be(value)) {
            match choice.plan.as_ref().map_or(Ok(()), |plan| self.check(plan, value)) {
                Ok(()) => return Ok(()),
                Err(error) => refused = refused.and(Err(error)),
            }
        }
        refused
    }
}

impl Choice {
    /// Whether a value has the type, the members and the tag of this alternative.
    fn may_be(&self, value: &Value<'_>) -> bool {
        let kind = self.kinds.is_empty() || self.kinds.iter().any(|kind| is_kind(kind, value));
        let required = |name: &String| matches!(value, Value::Object(_)) && value.get(name).is_some();
        let constant =
            |(name, text): &(String, String)| value.get(name).is_none_or(|value| value.as_str() == Some(text));
        kind && self.required.iter().all(required) && self.constants.iter().all(constant)
    }
}

fn is_kind(kind: &str, value: &Value<'_>) -> bool {
    match value {
        Value::Null => kind == "null",
        Value::Bool(_) => kind == "boolean",
        Value::Int(_) | Value::BigInt(_) => kind == "integer" || kind == "number",
        Value::Float(_) => kind == "number",
        Value::Str(_) => kind == "string",
        Value::Array(_) => kind == "array",
        Value::Object(_) => kind == "object",
    }
}

/// The named types with a format in them or in what they refer to.
fn concerned(types: &Map<String, Json>) -> BTreeSet<String> {
    let mut concerned: BTreeSet<String> =
        types.iter().filter(|(_, schema)| mentions(schema, &|_| false)).map(|(name, _)| name.clone()).collect();
    loop {
        let more: Vec<String> = types
            .iter()
            .filter(|(name, _)| !concerned.contains(*name))
            .filter(|(_, schema)| mentions(schema, &|name| concerned.contains(name)))
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return concerned;
        }
        concerned.extend(more);
    }
}

/// Whether a format of ours stands anywhere in a schema, or a reference to one of `names`.
fn mentions(schema: &Json, names: &impl Fn(&str) -> bool) -> bool {
    match schema {
        Json::Object(members) => members.iter().any(|(key, value)| match (key.as_str(), value.as_str()) {
            ("format", Some(format)) => Format::of_name(format).is_some(),
            ("$ref", Some(reference)) => reference.strip_prefix(TYPES).is_some_and(names),
            _ => mentions(value, names),
        }),
        Json::Array(items) => items.iter().any(|item| mentions(item, names)),
        _ => false,
    }
}

struct Reader<'a> {
    types: &'a Map<String, Json>,
    concerned: &'a BTreeSet<String>,
}

impl Reader<'_> {
    fn plan(&self, schema: &Json) -> Option<Plan> {
        schema.as_object()?;
        let mut parts = Vec::new();
        if let Some(name) = reference(schema).filter(|name| self.concerned.contains(*name)) {
            parts.push(Plan::Named(name.to_owned()));
        }
        parts.extend(schema["format"].as_str().and_then(Format::of_name).map(Plan::Text));
        parts.extend(self.members(schema));
        parts.extend(self.items(schema));
        parts.extend(schema["allOf"].as_array().into_iter().flatten().filter_map(|part| self.plan(part)));
        for union in ["anyOf", "oneOf"] {
            parts.extend(self.either(&schema[union]));
        }
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Plan::All(parts)),
        }
    }

    fn members(&self, schema: &Json) -> Option<Plan> {
        let members: Vec<_> = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, schema)| Some((name.clone(), self.plan(schema)?)))
            .collect();
        let others = self.plan(&schema["additionalProperties"]).map(Box::new);
        (!members.is_empty() || others.is_some()).then_some(Plan::Members(members, others))
    }

    fn items(&self, schema: &Json) -> Option<Plan> {
        let places: Vec<_> =
            schema["prefixItems"].as_array().into_iter().flatten().map(|place| self.plan(place)).collect();
        let others = self.plan(&schema["items"]).map(Box::new);
        (places.iter().any(Option::is_some) || others.is_some()).then_some(Plan::Items(places, others))
    }

    fn either(&self, union: &Json) -> Option<Plan> {
        let choices: Vec<Choice> = union.as_array()?.iter().map(|schema| self.choice(schema)).collect();
        choices.iter().any(|choice| choice.plan.is_some()).then_some(Plan::Either(choices))
    }

    fn choice(&self, schema: &Json) -> Choice {
        let plan = self.plan(schema);
        let schema = self.resolved(schema);
        let texts = |value: &Json| -> Vec<String> {
            let one = value.as_str().map(str::to_owned);
            let many = value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned));
            one.into_iter().chain(many).collect()
        };
        let constants = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, member)| Some((name.clone(), member["const"].as_str()?.to_owned())));
        Choice {
            kinds: texts(&schema["type"]),
            required: texts(&schema["required"]),
            constants: constants.collect(),
            plan,
        }
    }

    /// What a reference leads to; one that leads on and on is left as it is.
    fn resolved<'s>(&'s self, mut schema: &'s Json) -> &'s Json {
        for _ in 0..32 {
            match reference(schema).and_then(|name| self.types.get(name)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }
}

fn reference(schema: &Json) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(TYPES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use serde_json::json;

    /// The path and words of what is refused, or nothing.
    fn refusal(types: &Json, schema: Json, value: &str) -> Option<String> {
        let types = types.as_object().unwrap();
        let argument = ArgumentDeclaration { name: "x".to_owned(), doc: String::new(), schema, required: true };
        let plans = Plans::of_types(types);
        let plan = plans.of_arguments(&[argument], types)?;
        let body = format!("{{\"x\":{value}}}");
        let value = json::parse(body.as_bytes(), json::DEPTH_LIMIT).unwrap();
        plans.check(&plan, &value).err().map(|error| error.to_string())
    }

    fn date() -> Json {
        json!({ "type": "string", "format": "date" })
    }

    #[test]
    fn a_format_is_found_wherever_a_schema_has_it() {
        let types = json!({
            "Day": { "type": "object", "properties": { "on": date(), "next": { "anyOf": [{ "$ref": "#/types/Day" }, { "type": "null" }] } } },
            "Days": { "type": "array", "items": { "$ref": "#/types/Day" } },
            "Plain": { "type": "object", "properties": { "format": { "type": "string" } } },
        });
        let days = || json!({ "$ref": "#/types/Days" });
        assert_eq!(refusal(&types, days(), r#"[{"on":"2026-01-31","next":{"on":"2026-02-01"}}]"#), None);
        let wrong = refusal(&types, days(), r#"[{"on":"2026-01-31","next":{"on":"2026-2-1"}}]"#).unwrap();
        assert_eq!(wrong, "x[0].next.on: expected a date such as `2026-01-31`");
        let map = json!({ "type": "object", "additionalProperties": { "type": "array", "prefixItems": [{ "type": "string" }, date()] } });
        assert_eq!(refusal(&types, map.clone(), r#"{"a":["?","2026-01-31","?"]}"#), None);
        assert!(refusal(&types, map, r#"{"a":["?","?"]}"#).unwrap().starts_with("x.a[1]"));
        assert_eq!(refusal(&types, json!({ "$ref": "#/types/Plain" }), r#"{"format":"date"}"#), None);
        assert_eq!(refusal(&types, json!({ "type": ["string", "null"], "format": "date" }), "null"), None);
        assert_eq!(refusal(&types, date(), "5"), None, "that it is no text is told where it is read");
    }

    #[test]
    fn of_a_union_one_alternative_has_to_take_it() {
        let types = json!({
            "On": { "type": "object", "properties": { "kind": { "const": "on" }, "at": date() }, "required": ["kind", "at"] },
            "By": { "type": "object", "properties": { "kind": { "const": "by" }, "at": { "type": "string" } }, "required": ["kind", "at"] },
        });
        let tagged = || json!({ "oneOf": [{ "$ref": "#/types/On" }, { "$ref": "#/types/By" }] });
        assert_eq!(refusal(&types, tagged(), r#"{"kind":"by","at":"hand"}"#), None);
        assert!(refusal(&types, tagged(), r#"{"kind":"on","at":"hand"}"#).is_some());
        let external = json!({ "oneOf": [
            { "type": "object", "properties": { "on": date() }, "required": ["on"] },
            { "type": "object", "properties": { "by": { "type": "string" } }, "required": ["by"] },
            { "type": "string", "enum": ["never"] },
        ] });
        assert_eq!(refusal(&types, external.clone(), r#""never""#), None);
        assert_eq!(refusal(&types, external.clone(), r#"{"by":"hand"}"#), None);
        assert!(refusal(&types, external, r#"{"on":"hand"}"#).unwrap().starts_with("x.on"));
        let untagged = |other: Json| json!({ "anyOf": [date(), other] });
        assert_eq!(refusal(&types, untagged(json!({ "type": "string" })), r#""hand""#), None);
        assert!(refusal(&types, untagged(json!({ "type": "string", "format": "time" })), r#""hand""#).is_some());
        assert_eq!(refusal(&types, untagged(json!({ "type": "integer" })), "5"), None);
    }
}
