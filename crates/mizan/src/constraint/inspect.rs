//! What is wrong with a value of JSON that is to become a field of a form: all of it at once, where the decoder ends at the
//! first.
//!
//! `#[derive(Type)]` writes the calls; [`Type::inspect`] is where it begins.

use super::Violations;
use crate::schema::Type;
use mizan_core::constraint::{INVALID, REQUIRED};
use mizan_core::format::Format;
use mizan_core::json::Value;
use serde::de::DeserializeOwned;

/// Says that the value is not of its type.
pub fn invalid(found: &mut Violations) {
    found.refuse(INVALID.0, INVALID.1);
}

/// Inspects a member of an object: that it is there where it has to be, what is in it, and its own constraints.
pub fn member<T: Type>(
    object: &Value<'_>,
    name: &'static str,
    has_default: bool,
    found: &mut Violations,
    own: impl FnOnce(&Value<'_>, &mut Violations),
) {
    found.member(name, |found| match object.get(name) {
        None if has_default => {}
        None | Some(Value::Null) if T::NULLABLE => {}
        None | Some(Value::Null) => found.refuse(REQUIRED.0, REQUIRED.1),
        Some(value) => {
            let before = found.count();
            T::inspect(value, found);
            // What is of another type violates more than is worth telling.
            if found.count() == before || is_list(value) {
                own(value, found);
            }
        }
    });
}

fn is_list(value: &Value<'_>) -> bool {
    value.as_array().is_some()
}

/// Whether the value has members at all.
pub fn is_object(value: &Value<'_>, found: &mut Violations) -> bool {
    let is_object = value.as_object().is_some();
    if !is_object {
        invalid(found);
    }
    is_object
}

/// A whole number between two others.
pub fn integer(value: &Value<'_>, least: i64, most: i64, found: &mut Violations) {
    match value {
        Value::Int(number) if *number < least => found.refuse("min", format!("must be at least {least}")),
        Value::Int(number) if *number > most => found.refuse("max", format!("must be at most {most}")),
        Value::Int(_) => {}
        Value::BigInt(digits) if digits.starts_with('-') => found.refuse("min", format!("must be at least {least}")),
        Value::BigInt(_) => found.refuse("max", format!("must be at most {most}")),
        _ => invalid(found),
    }
}

/// One of the names of an enum's variants.
pub fn choice(value: &Value<'_>, names: &[&str], found: &mut Violations) {
    if !value.as_str().is_some_and(|text| names.contains(&text)) {
        found.refuse("invalid_choice", "is not one of the choices");
    }
}

/// The items of a list.
pub fn list<T: Type>(value: &Value<'_>, found: &mut Violations) {
    let Some(items) = value.as_array() else { return invalid(found) };
    for (index, item) in items.iter().enumerate() {
        found.index(index, |found| match item {
            Value::Null if T::NULLABLE => {}
            item => T::inspect(item, found),
        });
    }
}

/// A text of the wire, of which its type has a value.
pub fn text<T: DeserializeOwned>(value: &Value<'_>, format: Format, found: &mut Violations) {
    if value.as_str().is_some_and(|text| format.accepts(text)) {
        of::<T>(value, found);
    } else {
        invalid(found);
    }
}

/// A value that its own decoder alone knows.
pub fn of<T: DeserializeOwned>(value: &Value<'_>, found: &mut Violations) {
    if mizan_core::json::from_value::<T>(value).is_err() {
        invalid(found);
    }
}
