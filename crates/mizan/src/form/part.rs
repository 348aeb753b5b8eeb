//! What a field's type is asked for, in a way that says nothing where it is no [`Type`]: that is told once, where the
//! field is checked, and not again by everything else that is written for it.

use super::{Look, Shown};
use crate::affected::param_value;
use crate::constraint::{self, Violations};
use crate::file::File;
use crate::schema::{Type, Types};
use mizan_core::declaration::FieldDeclaration;
use mizan_core::json::{self, DecodeError, DecodeErrorKind, Value, from_value};
use serde::Serialize;
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
    pub fn field(&self, shown: &mut Shown, look: Look, own: Own<'_>) {
        let fault = look.initial.as_ref().and_then(|initial| fault_of::<T>(look.name, initial, own));
        shown.field::<T>(look, fault);
    }

    /// Shows what is in it.
    pub fn shown(&self, shown: &mut Shown) {
        T::shown(shown);
    }
}

/// What a whole form has to be; asked of each by itself, so that what one lacks is told once and in words.
impl<T: Type> Part<T> {
    /// That it derives `Type`.
    pub fn derives_type(&self) {}

    /// Its schema, and its fields.
    #[must_use]
    pub fn declared(&self, types: &mut Types) -> (serde_json::Value, Vec<FieldDeclaration>) {
        (types.arriving::<T>(), Shown::of::<T>())
    }
}

impl<T: DeserializeOwned> Part<T> {
    /// That it derives `Deserialize`.
    pub fn derives_deserialize(&self) {}
}

/// What is wrong with the value that a field holds at first. It may lack what is to be filled in.
fn fault_of<T: Type>(name: &'static str, initial: &serde_json::Value, own: Own<'_>) -> Option<String> {
    let value = json::parse(initial.to_string().as_bytes(), json::DEPTH_LIMIT).ok()?.into_owned();
    if value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(<[_]>::is_empty) {
        return None;
    }
    let mut found = Violations::default();
    constraint::member::<T>(&Value::Object(vec![(name.into(), value)]), name, false, &mut found, own);
    let complaint = found.into_complaints().into_iter().find(|complaint| complaint.code != "required")?;
    let within = complaint.path.strip_prefix(name).map_or("", |path| path.trim_start_matches('.'));
    let at = if within.is_empty() { String::new() } else { format!("`{within}` ") };
    Some(format!("its initial value {initial} is refused: {at}{}", complaint.message))
}

/// What is a file, or holds nothing else.
pub trait Files {}
impl Files for File {}
impl<T: Files> Files for Option<T> {}
impl<T: Files> Files for Vec<T> {}

/// What nothing is: a file that a read takes.
#[diagnostic::on_unimplemented(
    message = "a query takes no file",
    label = "a file, and a read has no body to send it in",
    note = "take it in a function that is called: without `context = …`, or with `affects(…)` if it changes something"
)]
pub trait Read {}

impl<T: Files> Part<T> {
    /// Refuses a file as the argument of a query.
    pub fn of_read(&self)
    where
        T: Read,
    {
    }
}

impl<T: Serialize> Part<T> {
    /// The value of a context's param as it travels.
    pub fn param_value(&self, value: &T) -> Value<'static> {
        param_value(value)
    }
}

/// What nothing is: a param that no address can hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a param of a context",
    label = "cannot be written into an address",
    note = "a type of your own: add `Serialize` to its derives, beside `Deserialize` and `Type`",
    note = "a file: a read has no body to send it in; take it in a function that is called"
)]
pub trait Addressed {}

impl<T: Type + DeserializeOwned> Part<T> {
    /// Reads a form at once, as the arguments of any call.
    ///
    /// # Errors
    /// The first that is wrong with it.
    pub fn whole(&self, data: &Value<'_>) -> Result<T, DecodeError> {
        let form = from_value::<T>(data)?;
        let mut found = Violations::default();
        form.check(&mut found);
        // Some decoders read more than the wire's texts.
        T::inspect(data, &mut found);
        found.into_result().map(|()| form)
    }

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

/// What nothing is: a form that lacks `Type`.
#[diagnostic::on_unimplemented(
    message = "the form `{Self}` does not derive `Type`",
    label = "`Type` is missing",
    note = "a form derives all three: `#[derive(Deserialize, Type, Form)]`"
)]
pub trait Typed {}

/// What nothing is: a form that lacks `Deserialize`.
#[diagnostic::on_unimplemented(
    message = "the form `{Self}` does not derive `Deserialize`",
    label = "`Deserialize` is missing",
    note = "a form derives all three: `#[derive(Deserialize, Type, Form)]`"
)]
pub trait Deserialized {}

/// The same of what is no `Type`; it never runs, since what it is part of never compiles.
pub trait NoType<T> {
    /// In place of [`Part::derives_type`].
    fn derives_type(&self)
    where
        T: Typed,
    {
    }
    /// In place of [`Part::derives_deserialize`].
    fn derives_deserialize(&self)
    where
        T: Deserialized,
    {
    }
    /// In place of [`Part::of_read`].
    fn of_read(&self) {}
    /// In place of [`Part::param_value`].
    fn param_value(&self, _: &T) -> Value<'static>
    where
        T: Addressed,
    {
        Value::Null
    }
    /// In place of [`Part::declared`].
    fn declared(&self, _: &mut Types) -> (serde_json::Value, Vec<FieldDeclaration>) {
        Default::default()
    }
    /// In place of [`Part::whole`].
    ///
    /// # Errors
    /// Always.
    fn whole(&self, _: &Value<'_>) -> Result<T, DecodeError> {
        Err(DecodeError::new(DecodeErrorKind::WrongType, ""))
    }
    /// In place of [`Part::check`].
    fn check(&self, _: &T, _: &mut Violations) {}
    /// In place of [`Part::inspect`].
    fn inspect(&self, _: &Value<'_>, _: &mut Violations) {}
    /// In place of [`Part::member`].
    fn member(&self, _: &Value<'_>, _: &'static str, _: bool, _: &mut Violations, _: Own<'_>) {}
    /// In place of [`Part::field`].
    fn field(&self, _: &mut Shown, _: Look, _: Own<'_>) {}
    /// In place of [`Part::shown`].
    fn shown(&self, _: &mut Shown) {}
    /// In place of [`Part::read`].
    fn read(&self, _: &Value<'_>, _: &'static str, _: Option<fn() -> T>, _: &mut Violations, _: Own<'_>) -> Option<T> {
        None
    }
}
impl<T> NoType<T> for Part<T> {}
