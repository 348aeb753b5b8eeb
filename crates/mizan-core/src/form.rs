//! Forms: what one asks for, how it is shown, and how a browser's own post of it is read.
//!
//! Start at [`Form`]. What a value may be is the type's JSON Schema; a field adds what only a form has: a label, a control,
//! choices. Everything here is data in and data out, so that every backend shows and reads forms alike.
//!
//! Absent on purpose: the judgement of values, which is the host language's own validator's.
//!
//! Source: `docs/protocol.md` §3.5, §12.

mod document;
mod field;
mod html;
mod post;
#[cfg(test)]
mod sample;
mod settle;

pub(crate) use document::entry;
pub(crate) use field::fields;
pub use field::{Choice, Field, FieldKind, WIDGETS};
pub use html::{FROM_FIELD, Page, TOKEN_FIELD, escaped};
pub use post::{ENTRIES_LIMIT, PostError, Posted};

use crate::declaration::FormDeclaration;
use serde_json::{Map, Value, json};

/// The name under which errors stand that are no single field's (§3.5).
pub const FORM_LEVEL: &str = "__all__";

/// A checked form, as a request meets it.
#[derive(Debug)]
pub struct Form {
    /// Its wire name.
    pub name: String,
    /// What stands above it.
    pub title: String,
    /// Its fields, in the order in which they are shown.
    pub fields: Vec<Field>,
    pub(crate) described: Value,
}

impl Form {
    /// A form by itself, outside of any application: as one request sees it, in its language and with its choices. Its
    /// schema is self-contained.
    ///
    /// # Errors
    /// What is wrong with its fields, each with its path.
    pub fn draw(declared: &FormDeclaration) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let fields = fields(&declared.fields, &declared.schema, &Map::new(), "", &mut faults);
        if !faults.is_empty() {
            return Err(faults.into_iter().map(|(path, what, mend)| format!("`{path}`: {what}; {mend}")).collect());
        }
        let mut described = entry(&declared.name, &declared.title, "", &fields);
        described.insert("schema".to_owned(), declared.schema.clone());
        let (name, title) = (declared.name.clone(), declared.title.clone());
        Ok(Self { name, title, fields, described: json!(described) })
    }

    /// What was entered, without what is not to be shown again: passwords and files.
    #[must_use]
    pub fn without_secrets(&self, values: &crate::json::Value<'_>) -> Value {
        without_secrets(&self.fields, values)
    }

    /// What `name.schema` answers: `{"name","title","fields","schema"}`, the schema with its types inside (§3.5).
    #[must_use]
    pub fn described(&self) -> &Value {
        &self.described
    }

    /// Whether a path in errors or `only` begins with one of its fields: `lines[0].name` with `lines`.
    #[must_use]
    pub fn has_field_of(&self, path: &str) -> bool {
        let name = first_of(path);
        self.fields.iter().any(|field| field.name == name)
    }
}

fn without_secrets(fields: &[Field], values: &crate::json::Value<'_>) -> Value {
    let plain = |value| serde_json::from_str(&crate::json::canonical(value)).unwrap_or_default();
    let crate::json::Value::Object(members) = values else { return plain(values) };
    let mut kept = Map::new();
    for (name, value) in members {
        let Some(field) = fields.iter().find(|field| field.name == **name) else { continue };
        let value = match (field.kind, value) {
            (FieldKind::File | FieldKind::Files, _) => continue,
            _ if field.widget == Some("password") => continue,
            (FieldKind::Groups, crate::json::Value::Array(rows)) => {
                rows.iter().map(|row| without_secrets(&field.fields, row)).collect()
            }
            (FieldKind::Group, value) => without_secrets(&field.fields, value),
            (_, value) => plain(value),
        };
        kept.insert(name.clone().into_owned(), value);
    }
    Value::Object(kept)
}

/// A path that names no field of its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown<'f> {
    /// The field that it should be in; empty for the form itself.
    pub within: &'f str,
    /// What there is.
    pub known: Vec<&'f str>,
}

impl Form {
    /// What is wrong with a path that names none of its fields, and nothing in one: `lines[0].cuont`.
    #[must_use]
    pub fn unknown(&self, path: &str) -> Option<Unknown<'_>> {
        let (mut within, mut fields) = ("", self.fields.as_slice());
        for segment in path.split('.') {
            let name = first_of(segment);
            let Some(field) = fields.iter().find(|field| field.name == name) else {
                let known = fields.iter().map(|field| field.name.as_str()).collect();
                return Some(Unknown { within, known }).filter(|_| path != FORM_LEVEL);
            };
            (within, fields) = (&field.name, &field.fields);
        }
        None
    }
}

/// The path in errors of what a post names `lines.0.count`: `lines[0].count`.
#[must_use]
pub fn path_of(name: &str) -> String {
    let mut path = String::with_capacity(name.len() + 1);
    for segment in name.split('.') {
        match segment.bytes().all(|byte| byte.is_ascii_digit()) {
            true => path.extend(["[", segment, "]"]),
            false if path.is_empty() => path.push_str(segment),
            false => path.extend([".", segment]),
        }
    }
    path
}

/// The name of the field that a path begins with.
#[must_use]
pub fn first_of(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}
