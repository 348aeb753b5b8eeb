//! Reads one field of a form by itself.

use crate::constraint::{self, Violations};
use crate::schema::Type;
use mizan_core::json::{Value, from_value};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The field's value where it is right; otherwise `found` says what is not.
pub(super) fn field<T: Type + DeserializeOwned>(
    data: &Value<'_>,
    name: &'static str,
    default: Option<fn() -> T>,
    found: &mut Violations,
    own: impl FnOnce(&Value<'_>, &mut Violations),
) -> Option<T> {
    let before = found.count();
    constraint::member::<T>(data, name, default.is_some(), found, own);
    if found.count() != before {
        return None;
    }
    let value = match (data.get(name), default) {
        (None, Some(default)) => return Some(default()),
        (None, None) => &Value::Null,
        (Some(value), _) => value,
    };
    // What only the type's own decoder knows is told by that.
    let read = from_value::<T>(value);
    if let Err(error) = &read {
        found.member(name, |found| found.refuse_decoded(error));
    }
    read.ok()
}

/// Keeps a field's value if it is right by its constraints.
pub fn keep<T>(
    value: &mut Option<T>,
    name: &'static str,
    found: &mut Violations,
    check: impl FnOnce(&T, &mut Violations),
) {
    let Some(read) = value else { return };
    let before = found.count();
    found.member(name, |found| check(read, found));
    if found.count() != before {
        *value = None;
    }
}

/// A value as the schema has it; null where it cannot be written.
pub fn schema_value<T: Serialize + ?Sized>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}
