//! What a browser posts, read by the types of the fields: names and texts become the `data` of a call.
//!
//! Only fields are looked for, so a name that is none is nothing, whatever it says. What a text does not say in its field's
//! type stays text, and is refused by whoever judges the form.
//!
//! Source: `docs/protocol.md` §3.5; WHATWG HTML, constructing the entry list.

use super::{Field, FieldKind, Form};
use crate::json::{self, Value};
use crate::name::shortened;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// So many names a post may have (§2).
pub const ENTRIES_LIMIT: usize = 1_000;
/// A group may be repeated so often in a post.
const ROWS_LIMIT: usize = 1_000;

/// One entry of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A file, by the name of the part that it is.
    File(String),
}

/// Why a post is none of the form: `bad_request` on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostError(String);

impl std::fmt::Display for PostError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PostError {}

impl Form {
    /// Reads the entries of a post. Groups are named with dots, repeated ones with their index: `lines.0.count`; rows that
    /// were left as they were shown are none.
    ///
    /// # Errors
    /// More than [`ENTRIES_LIMIT`] entries, or two for a field that has one value.
    pub fn read_post<'a>(&self, entries: &[(Cow<'a, str>, Posted<'a>)]) -> Result<Value<'static>, PostError> {
        if entries.len() > ENTRIES_LIMIT {
            return Err(PostError(format!("a form has at most {ENTRIES_LIMIT} entries")));
        }
        let mut post = Post { entries, by_name: HashMap::with_capacity(entries.len()) };
        for (at, (name, _)) in entries.iter().enumerate() {
            post.by_name.entry(name).or_default().push(at);
        }
        post.object(&self.fields, "")
    }

    /// The field for files that an entry of that name is for, such as `lines.0.picture`.
    #[must_use]
    pub fn file_field(&self, name: &str) -> Option<&Field> {
        file_field(&self.fields, name)
    }
}

struct Post<'p, 'a> {
    entries: &'p [(Cow<'a, str>, Posted<'a>)],
    by_name: HashMap<&'p str, Vec<usize>>,
}

impl Post<'_, '_> {
    fn object(&self, fields: &[Field], prefix: &str) -> Result<Value<'static>, PostError> {
        let mut members = Vec::with_capacity(fields.len());
        for field in fields {
            if let Some(value) = self.value(field, &format!("{prefix}{}", field.name))? {
                members.push((Cow::Owned(field.name.clone()), value));
            }
        }
        Ok(Value::Object(members))
    }

    /// What a field holds; `None` for what is absent from the data.
    fn value(&self, field: &Field, name: &str) -> Result<Option<Value<'static>>, PostError> {
        match field.kind {
            FieldKind::Group => {
                let group = self.object(&field.fields, &format!("{name}."))?;
                let is_absent = field.nullable && is_untouched(&field.fields, &group);
                return Ok(Some(if is_absent { Value::Null } else { group }));
            }
            FieldKind::Groups => return self.groups(field, name).map(Some),
            _ => {}
        }
        let posted = self.posted(name);
        match field.kind {
            FieldKind::Choices => Ok(Some(Value::Array(posted.filter_map(|posted| one(field, posted)).collect()))),
            FieldKind::Files => Ok(Some(Value::Array(posted.filter_map(file).collect()))),
            FieldKind::List => Ok(Some(Value::Array(posted.flat_map(|posted| lines(field, posted)).collect()))),
            // Several boxes of one name, or one with a hidden field before it, are checked when one of them is.
            FieldKind::Boolean => Ok(Some(boolean(posted))),
            FieldKind::File => self.single(name).map(|posted| posted.and_then(file)),
            _ => Ok(self.single(name)?.and_then(|posted| one(field, posted))),
        }
    }

    fn groups(&self, field: &Field, name: &str) -> Result<Value<'static>, PostError> {
        let mut rows = Vec::new();
        for index in self.indices(name) {
            let row = self.object(&field.fields, &format!("{name}.{index}."))?;
            if !is_untouched(&field.fields, &row) {
                rows.push(row);
            }
        }
        Ok(Value::Array(rows))
    }

    /// The indices that follow a group's name, in their order.
    fn indices(&self, name: &str) -> BTreeSet<usize> {
        let index = |entry: &&str| {
            let (index, _) = entry.strip_prefix(name)?.strip_prefix('.')?.split_once('.')?;
            let is_canonical = index == "0" || !index.starts_with('0');
            let digits = (1..=4).contains(&index.len()) && index.bytes().all(|byte| byte.is_ascii_digit());
            index.parse::<usize>().ok().filter(|at| digits && is_canonical && *at < ROWS_LIMIT)
        };
        self.by_name.keys().filter_map(index).collect()
    }

    fn posted(&self, name: &str) -> impl Iterator<Item = &Posted<'_>> {
        self.by_name.get(name).into_iter().flatten().map(|&at| &self.entries[at].1)
    }

    fn single(&self, name: &str) -> Result<Option<&Posted<'_>>, PostError> {
        let mut posted = self.posted(name);
        match (posted.next(), posted.next()) {
            (_, Some(_)) => Err(PostError(format!("`{}` is there twice", shortened(name)))),
            (posted, None) => Ok(posted),
        }
    }
}

fn owned(text: &str) -> Value<'static> {
    Value::from(text.to_owned())
}

/// The field for files that an entry of that name is for.
fn file_field<'f>(fields: &'f [Field], name: &str) -> Option<&'f Field> {
    let (own, rest) = name.split_once('.').map_or((name, None), |(own, rest)| (own, Some(rest)));
    let field = fields.iter().find(|field| field.name == own)?;
    match (field.kind, rest) {
        (FieldKind::File | FieldKind::Files, None) => Some(field),
        (FieldKind::Group, Some(rest)) => file_field(&field.fields, rest),
        (FieldKind::Groups, Some(rest)) => file_field(&field.fields, rest.split_once('.')?.1),
        _ => None,
    }
}

/// What one entry says; `None` for an empty one that is nothing.
fn one(field: &Field, posted: &Posted<'_>) -> Option<Value<'static>> {
    let Posted::Text(text) = posted else { return Some(owned("")) };
    if text.is_empty() {
        // A text may be empty where the form has a value of its own for it.
        return match field.kind {
            FieldKind::Choices => None,
            _ if field.required || field.nullable => Some(Value::Null),
            FieldKind::String => Some(owned("")),
            _ => None,
        };
    }
    Some(read(field, field.kind, text))
}

fn read(field: &Field, kind: FieldKind, text: &str) -> Value<'static> {
    match kind {
        // What a browser sends of a text with several lines has the ends of MIME's, and counts as one character here.
        FieldKind::String => Value::from(text.replace("\r\n", "\n")),
        FieldKind::Integer => integer(text).unwrap_or_else(|| owned(text)),
        FieldKind::Number => number(text).map_or_else(|| owned(text), Value::Float),
        FieldKind::DateTime => owned(&instant(text)),
        FieldKind::Time => owned(&with_seconds(text)),
        FieldKind::Choice | FieldKind::Choices => choice(field, text),
        _ => owned(text),
    }
}

/// An integer as people and controls write it: `7`, `007`, `-7`, and `7.0` or `7e0`, which browsers let pass.
fn integer(text: &str) -> Option<Value<'static>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let long = || Value::BigInt(Cow::Owned(text.to_owned()));
        return Some(text.parse().map_or_else(|_| long(), Value::Int));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole, and within 2^53")]
    number(text).filter(|x| x.fract() == 0.0 && x.abs() <= json::MAX_SAFE_INTEGER as f64).map(|x| Value::Int(x as i64))
}

/// A floating-point number of HTML's; `inf` and `nan` are none.
fn number(text: &str) -> Option<f64> {
    let is_of_number = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let bytes = text.bytes().all(is_of_number) && !text.starts_with('+') && !text.ends_with('.');
    text.parse::<f64>().ok().filter(|x| bytes && x.is_finite()).map(|x| x + 0.0)
}

fn boolean<'p>(posted: impl Iterator<Item = &'p Posted<'p>>) -> Value<'static> {
    let mut checked = false;
    for posted in posted {
        match posted {
            Posted::Text(text) => match text.as_ref() {
                "on" | "true" | "1" => checked = true,
                "" | "off" | "false" | "0" => {}
                other => return owned(other),
            },
            Posted::File(_) => return owned("file"),
        }
    }
    Value::Bool(checked)
}

/// A control for dates and times knows no offset: without one it is UTC.
fn instant(text: &str) -> String {
    let time = text.split_once('T').map_or("", |(_, time)| time);
    let has_offset = time.ends_with(['Z', 'z']) || time.contains(['+', '-']);
    if time.is_empty() || has_offset {
        return text.to_owned();
    }
    format!("{}Z", with_seconds(text))
}

/// `10:30` → `10:30:00`, also behind a date: controls leave seconds out where they are none.
fn with_seconds(text: &str) -> String {
    let time = text.rsplit('T').next().unwrap_or(text);
    if time.matches(':').count() == 1 { format!("{text}:00") } else { text.to_owned() }
}

/// The value that a choice's text stands for.
fn choice(field: &Field, text: &str) -> Value<'static> {
    let chosen = field.choices.iter().find(|choice| choice_text(&choice.value) == text);
    chosen.and_then(|choice| of_schema(&choice.value)).unwrap_or_else(|| owned(text))
}

/// What stands for a value where only text can: a choice's own, or its JSON.
pub(super) fn choice_text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn of_schema(value: &serde_json::Value) -> Option<Value<'static>> {
    let text = value.to_string();
    json::parse(text.as_bytes(), json::DEPTH_LIMIT).ok().map(Value::into_owned)
}

/// The items of a list, one on each line.
fn lines<'p>(field: &'p Field, posted: &'p Posted<'_>) -> impl Iterator<Item = Value<'static>> + 'p {
    let text = match posted {
        Posted::Text(text) => text.as_ref(),
        Posted::File(_) => "",
    };
    let item = field.item.unwrap_or(FieldKind::String);
    text.lines().filter(|line| !line.is_empty()).map(move |line| read(field, item, line))
}

fn file(posted: &Posted<'_>) -> Option<Value<'static>> {
    match posted {
        Posted::File(part) => Some(Value::Object(vec![(Cow::Borrowed("$file"), Value::from(part.clone()))])),
        Posted::Text(text) if text.is_empty() => None,
        Posted::Text(text) => Some(owned(text)),
    }
}

/// Whether a row holds what it held when it was shown: nothing, or what its fields hold at first.
fn is_untouched(fields: &[Field], row: &Value<'_>) -> bool {
    fields.iter().all(|field| match row.get(&field.name) {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::Str(text)) if text.is_empty() => true,
        Some(Value::Array(items)) if items.is_empty() => true,
        Some(group @ Value::Object(_)) if field.kind == FieldKind::Group => is_untouched(&field.fields, group),
        Some(value) => field.initial.as_ref().and_then(of_schema).is_some_and(|initial| is_same(&initial, value)),
    })
}

fn is_same(a: &Value<'_>, b: &Value<'_>) -> bool {
    a == b || matches!((a.as_f64(), b.as_f64()), (Some(a), Some(b)) if a == b)
}

#[cfg(test)]
mod tests;
