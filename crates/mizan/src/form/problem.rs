//! What is wrong with a form.

use super::Form;
use crate::error::Error;
use crate::report;
use http::request::Parts;
use mizan_core::error::{Code, FieldError, Fields};
use mizan_core::form::{self, FORM_LEVEL, first_of};
use mizan_core::json::Complaint;
use std::sync::Arc;

/// What is wrong with a form, by field.
///
/// ```
/// # use mizan::Problems;
/// # fn check(name: &str, problems: &mut Problems) {
/// if name == "ada" {
///     problems.field("name", "taken", "has already been taken");
/// }
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Problems {
    found: Fields,
    only: Option<Vec<String>>,
    /// The fields in the order of the form.
    order: &'static [&'static str],
    form: Option<Arc<form::Form>>,
}

impl Problems {
    pub(crate) fn new<F: Form>(complaints: Vec<Complaint>, only: Option<Vec<String>>, request: &Parts) -> Self {
        let form = request.extensions.get::<Arc<form::Form>>().cloned();
        let mut problems = Self { found: Fields::default(), only, order: F::FIELDS, form };
        for Complaint { path, code, message } in complaints {
            let path = if path.is_empty() { FORM_LEVEL } else { &path };
            problems.add(path, code, message);
        }
        problems
    }

    fn add(&mut self, path: &str, code: &str, message: impl Into<String>) {
        self.found.push(path, FieldError::new(code, message));
    }

    /// Says what is wrong with a field: its name, or the path of one in a group, as in `lines[0].count`. The code is for
    /// programs, and the message for people; it is read behind the field's label. A path that the form does not have is
    /// told in the log.
    pub fn field(&mut self, path: &str, code: &str, message: impl Into<String>) {
        self.look_for(path);
        self.add(path, code, message);
    }

    fn look_for(&self, path: &str) {
        self.form.iter().for_each(|form| look_for(form, path));
    }

    /// Says what is wrong with the form, and with none of its fields more than with another.
    pub fn form(&mut self, code: &str, message: impl Into<String>) {
        self.add(FORM_LEVEL, code, message);
    }

    /// Whether nothing has been found wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether anything has been found wrong with that field so far.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.look_for(path);
        !self.found.get(path).is_empty()
    }

    /// Whether anybody asks about that field now. While a person types, it is one field that the answer is about, and a
    /// costly check of another can be left out.
    #[must_use]
    pub fn wants(&self, field: &str) -> bool {
        self.look_for(field);
        self.only.as_ref().is_none_or(|only| only.iter().any(|path| first_of(path) == first_of(field)))
    }

    /// What is wrong with those that were asked about.
    pub(crate) fn asked(self) -> Fields {
        let only = self.only.clone();
        let is_asked = |path: &str| only.as_ref().is_none_or(|only| only.iter().any(|asked| is_within(path, asked)));
        self.sorted(is_asked)
    }

    /// The refusal of the form; `None` where nothing is wrong.
    pub(crate) fn into_error(self) -> Option<Error> {
        if self.found.is_empty() {
            return None;
        }
        let mut error = Error::new(Code::ValidationFailed, "some values are not acceptable");
        error.body.fields = self.sorted(|_| true);
        Some(error)
    }

    /// In the order of the form, and what is wrong with the whole of it first.
    fn sorted(self, is_told: impl Fn(&str) -> bool) -> Fields {
        let mut told: Vec<_> = self.found.iter().filter(|(path, _)| is_told(path)).collect();
        told.sort_by_key(|(path, _)| self.order.iter().position(|name| *name == first_of(path)));
        let mut sorted = Fields::default();
        for (path, errors) in told {
            errors.iter().for_each(|error| sorted.push(path, error.clone()));
        }
        sorted
    }
}

/// Tells in the log of a path that names no field of the form, once for each.
pub(super) fn look_for(form: &form::Form, path: &str) {
    let Some(form::Unknown { within, known }) = form.unknown(path) else { return };
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let of = match (within, known.as_slice()) {
        ("", _) => format!("it has {}", known.join(", ")),
        (within, []) => format!("`{within}` is no group"),
        (within, _) => format!("`{within}` has {}", known.join(", ")),
    };
    let name = &form.name;
    // A mistake in one row is that of all.
    let path: String =
        path.split_inclusive(['[', ']']).map(|part| if part.ends_with(']') { "…]" } else { part }).collect();
    report::warning_once(format!("the form `{name}` has no field `{path}`, so nothing is shown at it; {of}"));
}

/// Whether a path is that of a field or of something in it.
fn is_within(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_asked_about_is_told() {
        let only = Some(vec!["lines".to_owned(), "name".to_owned()]);
        let mut problems = Problems { only, order: &["name", "lines", "linesman"], ..Problems::default() };
        for path in ["lines", "lines[0].count", "linesman", "name", "named", "note"] {
            problems.field(path, "wrong", "is wrong");
        }
        problems.form("late", "comes too late");
        assert!(problems.wants("lines[3].count") && !problems.wants("note"));
        assert_eq!(problems.asked().names().collect::<Vec<_>>(), ["name", "lines", "lines[0].count"]);
    }
}
