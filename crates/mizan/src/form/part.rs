//! What a field's type is asked for, in a way that says nothing where it is no [`Type`]: that is told once, where the
//! field is checked, and not again by everything else that is written for it.

use super::{Look, Shown};
use crate::constraint::{self, Violations};
use crate::schema::Type;
use mizan_core::json::Value;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// The type of a field.
#[derive(Debug)]
pub struct Part<T>(PhantomData<T>);

/// Checks the constraints of a field.
type Own<'o> = &'o dyn Fn(&Value<'_>, &mut Violations);

impl<T> Part<T> {
    /// That type.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "only macros write it")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Type> Part<T> {
    /// Checks a value of it.
    pub fn check(&self, value: &T, found: &mut Violations) {
        value.check(found);
    }

    /// Inspects a value of it.
    pub fn inspect(&self, value: &Value<'_>, found: &mut Violations) {
        T::inspect(value, found);
    }

    /// Inspects a member of an object that is to be one of it.
    pub fn member(&self, of: &Value<'_>, name: &'static str, default: bool, found: &mut Violations, own: Own<'_>) {
        constraint::member::<T>(of, name, default, found, own);
    }

    /// Shows it as a field.
    pub fn field(&self, shown: &mut Shown, look: Look) {
        shown.field::<T>(look);
    }

    /// Shows what is in it.
    pub fn shown(&self, shown: &mut Shown) {
        T::shown(shown);
    }
}

impl<T: Type + DeserializeOwned> Part<T> {
    /// Reads a field of it by itself.
    pub fn read(
        &self,
        of: &Value<'_>,
        name: &'static str,
        default: Option<fn() -> T>,
        found: &mut Violations,
        own: Own<'_>,
    ) -> Option<T> {
        super::field::field(of, name, default, found, own)
    }
}

/// The same of what is no `Type`; it never runs, since what it is part of never compiles.
pub trait NoType<T> {
    /// In place of [`Part::check`].
    fn check(&self, _: &T, _: &mut Violations) {}
    /// In place of [`Part::inspect`].
    fn inspect(&self, _: &Value<'_>, _: &mut Violations) {}
    /// In place of [`Part::member`].
    fn member(&self, _: &Value<'_>, _: &'static str, _: bool, _: &mut Violations, _: Own<'_>) {}
    /// In place of [`Part::field`].
    fn field(&self, _: &mut Shown, _: Look) {}
    /// In place of [`Part::shown`].
    fn shown(&self, _: &mut Shown) {}
    /// In place of [`Part::read`].
    fn read(&self, _: &Value<'_>, _: &'static str, _: Option<fn() -> T>, _: &mut Violations, _: Own<'_>) -> Option<T> {
        None
    }
}
impl<T> NoType<T> for Part<T> {}
