//! Whether a document is of its type: the first thing that is not is told, with its path.

use super::plan::{Kinds, List, Object, Others, Plan};
use super::{Files, Judge};
use crate::file::{MEMBER, Rules};
use crate::json::{self, DecodeError, DecodeErrorKind, SAFE, Value};
use serde::de::Error as _;
use std::cell::RefCell;
use std::collections::HashMap;

type Fit = Result<(), DecodeError>;

/// One document on its way.
pub(super) struct Judging<'j> {
    pub(super) judge: &'j Judge,
    pub(super) files: Files,
    /// What the files have to be that it refers to, by the names of their parts.
    pub(super) wanted: RefCell<HashMap<String, Rules>>,
    /// What is known of the alternatives of unions, by the addresses of alternative and value.
    pub(super) known: RefCell<HashMap<(usize, usize), super::choice::Verdict>>,
}

impl<'j> Judging<'j> {
    pub(super) fn new(judge: &'j Judge, files: Files) -> Self {
        Self { judge, files, known: RefCell::default(), wanted: RefCell::default() }
    }

    pub(super) fn fit(&self, plan: &Plan, value: &Value<'_>) -> Fit {
        match plan {
            Plan::Any => any(value),
            Plan::Never => Err(DecodeError::wrong_type("nothing", value)),
            Plan::Null => expect(value.is_null(), "null", value),
            Plan::Boolean => expect(value.as_bool().is_some(), "true or false", value),
            Plan::Integer(range, _) => json::integer(value, range.clone()).map(drop),
            Plan::Number { is_single, .. } => number(value, *is_single),
            Plan::Text(text, _) => match (value.as_str(), text) {
                (None, _) => Err(DecodeError::wrong_type("a string", value)),
                (Some(_), None) => Ok(()),
                (Some(own), Some(text)) => text.fit(own),
            },
            Plan::File(rules) => self.file(rules, value),
            Plan::Values(values) => one_of(values, value),
            Plan::List(list) => self.list(list, value),
            Plan::Object(object) => self.object(object, value),
            Plan::When(kinds, plan) if kinds.meets(Kinds::of(value)) => self.fit(plan, value),
            Plan::When(..) => Ok(()),
            Plan::Named(index) => self.fit(&self.judge.types[*index], value),
            Plan::Nullable(_) if value.is_null() => Ok(()),
            Plan::Nullable(plan) => self.fit(plan, value),
            Plan::All(plans) => plans.iter().try_for_each(|plan| self.fit(plan, value)),
            Plan::Tagged { tag, choices } => self.fit(self.tagged(tag, choices, value)?, value),
            Plan::Variants(variants) => self.variant(variants, value).map(drop),
            Plan::Either(choices) => self.either(choices, value),
        }
    }

    fn list(&self, list: &List, value: &Value<'_>) -> Fit {
        let Some(items) = value.as_array() else { return Err(DecodeError::wrong_type("a list", value)) };
        for (at, item) in items.iter().enumerate() {
            let Some(plan) = list.at(at) else { continue };
            self.fit(plan, item).map_err(|error| error.at_index(at))?;
        }
        if list.is_exact && items.len() != list.places.len() {
            return Err(DecodeError::another_length(items.len(), list.places.len()));
        }
        Ok(())
    }

    fn object(&self, object: &Object, value: &Value<'_>) -> Fit {
        let Some(members) = value.as_object() else { return Err(DecodeError::wrong_type("an object", value)) };
        for (name, value) in members {
            let plan = match (object.member(name), &object.others) {
                (Some(plan), _) => plan,
                (None, Others::Like(plan)) => plan,
                (None, Others::Ignored) => continue,
                (None, Others::Refused) => {
                    let known = object.members.iter().map(|(name, _)| name.as_str());
                    return Err(DecodeError::unknown_member(name, known));
                }
            };
            self.fit(plan, value).map_err(|error| error.at_member(name))?;
        }
        let missing = object.required.iter().find(|name| value.get(name).is_none());
        missing.map_or(Ok(()), |name| Err(DecodeError::missing_member(name)))
    }

    fn file(&self, rules: &Rules, value: &Value<'_>) -> Fit {
        let Some(members) = value.as_object() else { return Err(DecodeError::wrong_type("an object", value)) };
        match members {
            [(member, Value::Str(part))] if member == MEMBER => match self.files {
                Files::Follow => {
                    self.wanted.borrow_mut().insert(part.clone().into_owned(), rules.clone());
                    Ok(())
                }
                Files::None => Err(DecodeError::custom(
                    "a file does not travel in JSON: send multipart/form-data, with this as the part `call`",
                )),
            },
            _ => Err(DecodeError::custom("expected a file, as {\"$file\": \"name of its part\"}")),
        }
    }
}

impl List {
    /// What the item at that place has to be.
    pub(super) fn at(&self, at: usize) -> Option<&Plan> {
        self.places.get(at).or(self.items.as_deref().filter(|_| !self.is_exact))
    }
}

impl Object {
    pub(super) fn member(&self, name: &str) -> Option<&Plan> {
        self.members.iter().find(|(own, _)| own == name).map(|(_, plan)| plan)
    }
}

fn expect(is_right: bool, expected: &str, value: &Value<'_>) -> Fit {
    if is_right { Ok(()) } else { Err(DecodeError::wrong_type(expected, value)) }
}

fn number(value: &Value<'_>, is_single: bool) -> Fit {
    match value.as_f64() {
        None => Err(DecodeError::wrong_type("a number", value)),
        Some(x) if is_single && x.abs() > f64::from(f32::MAX) => {
            Err(DecodeError::invalid_value_of("a single-precision number", value))
        }
        Some(x) if !x.is_finite() => Err(DecodeError::invalid_value_of("a number that fits a double", value)),
        Some(_) => Ok(()),
    }
}

/// Whatever it is, no integer in it may be one that a double would round.
fn any(value: &Value<'_>) -> Fit {
    match value {
        Value::Int(_) | Value::BigInt(_) if !json::is_exact(value) => Err(DecodeError::out_of_range(&SAFE, value)),
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(at, item)| any(item).map_err(|error| error.at_index(at)))
        }
        Value::Object(members) => {
            members.iter().try_for_each(|(name, value)| any(value).map_err(|error| error.at_member(name)))
        }
        _ => Ok(()),
    }
}

/// One of a closed list of values.
fn one_of(values: &[serde_json::Value], value: &Value<'_>) -> Fit {
    if values.iter().any(|known| is_same(known, value)) {
        return Ok(());
    }
    let names: Vec<String> = values
        .iter()
        .filter(|known| !known.is_null())
        .map(|known| known.as_str().map_or_else(|| known.to_string(), str::to_owned))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let expected = json::one_of(&names);
    let is_kind = values.iter().any(|known| kind_of(known) == Kinds::of(value));
    if is_kind {
        Err(DecodeError::new(DecodeErrorKind::InvalidValue, format!("expected {expected}")))
    } else {
        Err(DecodeError::wrong_type(&expected, value))
    }
}

pub(super) fn kind_of(known: &serde_json::Value) -> Kinds {
    match known {
        serde_json::Value::Null => Kinds::NULL,
        serde_json::Value::Bool(_) => Kinds::BOOLEAN,
        serde_json::Value::Number(number) if number.is_f64() => Kinds::FRACTION,
        serde_json::Value::Number(_) => Kinds::INTEGER,
        serde_json::Value::String(_) => Kinds::STRING,
        serde_json::Value::Array(_) => Kinds::LIST,
        serde_json::Value::Object(_) => Kinds::OBJECT,
    }
}

fn is_same(known: &serde_json::Value, value: &Value<'_>) -> bool {
    match (known, value) {
        (serde_json::Value::Null, Value::Null) => true,
        (serde_json::Value::Bool(known), Value::Bool(value)) => known == value,
        (serde_json::Value::Number(known), Value::Int(value)) => known.as_i64() == Some(*value),
        (serde_json::Value::Number(known), Value::Float(value)) => known.is_f64() && known.as_f64() == Some(*value),
        (serde_json::Value::String(known), Value::Str(value)) => known == value,
        (serde_json::Value::Array(known), Value::Array(value)) => {
            known.len() == value.len() && known.iter().zip(value).all(|(known, value)| is_same(known, value))
        }
        (serde_json::Value::Object(known), Value::Object(value)) => {
            known.len() == value.len()
                && value.iter().all(|(name, value)| known.get(&**name).is_some_and(|known| is_same(known, value)))
        }
        _ => false,
    }
}
