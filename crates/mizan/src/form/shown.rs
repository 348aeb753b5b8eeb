//! Gathers how a form's fields are shown, from the types that they are of.

use crate::schema::Type;
use mizan_core::declaration::{ChoiceDeclaration, FieldDeclaration};
use std::any::TypeId;

/// What a field's author says of it.
#[derive(Debug, Default)]
pub struct Look {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it is called, where that is said.
    pub label: Option<&'static str>,
    /// What explains it.
    pub help: &'static str,
    /// The control that it is entered with, where that is said.
    pub widget: Option<&'static str>,
    /// What it holds at first.
    pub initial: Option<serde_json::Value>,
    /// Whether the server judges it while one types.
    pub check: bool,
}

/// How the fields of a struct or the variants of an enum are shown.
#[derive(Debug, Default)]
pub struct Shown {
    fields: Vec<FieldDeclaration>,
    choices: Vec<ChoiceDeclaration>,
    /// The types that this is inside of.
    inside: Vec<TypeId>,
    recursive: bool,
}

impl Shown {
    /// The fields of a struct.
    pub fn group<T: 'static>(&mut self, fields: impl FnOnce(&mut Self)) {
        let of = TypeId::of::<T>();
        if self.inside.contains(&of) {
            self.recursive = true;
            return;
        }
        self.inside.push(of);
        fields(self);
        self.inside.pop();
    }

    /// A field and what is in it.
    pub(crate) fn field<T: Type>(&mut self, look: Look, initial_fault: Option<String>) {
        let mut inner = Self { inside: self.inside.clone(), ..Self::default() };
        T::shown(&mut inner);
        self.put(look, inner, initial_fault);
    }

    /// A field whose type on the wire is another's.
    pub fn opaque(&mut self, look: Look) {
        self.put(look, Self::default(), None);
    }

    fn put(&mut self, look: Look, inner: Self, initial_fault: Option<String>) {
        self.fields.push(FieldDeclaration {
            name: look.name.to_owned(),
            label: look.label.map(str::to_owned),
            help: look.help.to_owned(),
            widget: look.widget.map(str::to_owned),
            initial: look.initial,
            initial_fault,
            check: look.check,
            choices: inner.choices,
            fields: inner.fields,
            recursive: inner.recursive,
            ..FieldDeclaration::default()
        });
    }

    /// The variants of an enum, with what they are called where that is said.
    pub fn choices(&mut self, choices: &[(&str, &str)]) {
        let choice =
            |&(value, label): &(&str, &str)| ChoiceDeclaration { value: value.into(), label: label.to_owned() };
        self.choices.extend(choices.iter().map(choice));
    }

    pub(crate) fn into_fields(self) -> Vec<FieldDeclaration> {
        self.fields
    }

    /// The fields of a form.
    #[must_use]
    pub fn of<T: Type>() -> Vec<FieldDeclaration> {
        let mut shown = Self::default();
        T::shown(&mut shown);
        shown.into_fields()
    }
}
