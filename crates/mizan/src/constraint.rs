//! Constraints: what a value must be beyond its type. `docs/protocol.md` §3.1, §12.
//!
//! The macros write a call for each `#[mizan(…)]`; a trait says which types can have it. What a value violates is
//! gathered, so that a caller is told all of it at once.

use mizan_core::json::{Complaint, DecodeError};
use regex::Regex;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// So many complaints are told; a list of a million wrong items is not answered with a million of them.
const TOLD: usize = 100;

/// What is wrong with a value that arrived, and where.
#[derive(Debug, Default)]
pub struct Violations {
    path: Vec<Segment>,
    found: Vec<Complaint>,
}

#[derive(Debug)]
enum Segment {
    Member(&'static str),
    Key(String),
    Index(usize),
}

impl Violations {
    /// Checks what is in a member of an object.
    pub fn member(&mut self, name: &'static str, check: impl FnOnce(&mut Self)) {
        self.within(Segment::Member(name), check);
    }

    /// Checks what is in a member whose name is the sender's.
    pub fn key(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        self.within(Segment::Key(name.to_owned()), check);
    }

    /// Checks an item of a list.
    pub fn index(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.within(Segment::Index(index), check);
    }

    fn within(&mut self, segment: Segment, check: impl FnOnce(&mut Self)) {
        self.path.push(segment);
        check(self);
        self.path.pop();
    }

    /// Says what is wrong here: for programs, and for people.
    pub fn refuse(&mut self, code: &'static str, message: impl Into<String>) {
        if self.found.len() < TOLD {
            self.found.push(Complaint { path: self.path_text(), code, message: message.into() });
        }
    }

    fn path_text(&self) -> String {
        let mut out = String::new();
        for segment in &self.path {
            match segment {
                Segment::Member(name) => put_member(&mut out, name),
                Segment::Key(name) => put_member(&mut out, &mizan_core::name::shortened(name)),
                Segment::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }

    /// What was gathered, as the refusal of the arguments.
    ///
    /// # Errors
    /// When anything was refused.
    pub fn into_result(self) -> Result<(), DecodeError> {
        DecodeError::of_complaints(self.found).map_or(Ok(()), Err)
    }
}

fn put_member(out: &mut String, name: &str) {
    if !out.is_empty() {
        out.push('.');
    }
    out.push_str(name);
}

/// A value with characters.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no text, so it cannot have this constraint",
    label = "for text alone",
    note = "`min_length`, `max_length`, `pattern`, `email` and `url` are for `String` and `Option<String>`",
    note = "a number has `min` and `max`, a list `min_items` and `max_items`; what holds for each item stands in `inner(…)`"
)]
pub trait Text {
    /// The text; `None` where there is none to check.
    fn text(&self) -> Option<&str>;
}

/// A value that is compared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number, so it cannot have this constraint",
    label = "for numbers alone",
    note = "`min`, `max`, `exclusive_min`, `exclusive_max` and `multiple_of` are for integers and floats of up to 64 bits that are a `Type`",
    note = "a text has `min_length` and `max_length`, a list `min_items` and `max_items`"
)]
pub trait Number {
    /// The number, exact; `None` where there is none to check.
    fn number(&self) -> Option<f64>;
}

/// A value with items.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list, so it cannot have this constraint",
    label = "for lists alone",
    note = "`min_items`, `max_items` and `inner(…)` are for `Vec<T>`, `BTreeSet<T>` and options of them",
    note = "a text has `min_length` and `max_length`, a number `min` and `max`"
)]
pub trait List {
    /// What it is a list of.
    type Item;

    /// The items; `None` where there is no list to check.
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &Self::Item>>;
}

macro_rules! through {
    ($trait:ident, $method:ident, $out:ty) => {
        impl<T: $trait> $trait for Option<T> {
            fn $method(&self) -> Option<$out> {
                self.as_ref().and_then(T::$method)
            }
        }
        impl<T: $trait + ?Sized> $trait for Box<T> {
            fn $method(&self) -> Option<$out> {
                T::$method(self)
            }
        }
        impl<T: $trait + ?Sized> $trait for Arc<T> {
            fn $method(&self) -> Option<$out> {
                T::$method(self)
            }
        }
    };
}
through!(Text, text, &str);
through!(Number, number, f64);

impl Text for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}
impl Text for Cow<'static, str> {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

macro_rules! numbers {
    ($($ty:ty),*) => { $(impl Number for $ty {
        fn number(&self) -> Option<f64> {
            Some(f64::from(*self))
        }
    })* };
}
numbers!(i8, i16, i32, u8, u16, u32, f32, f64);

impl<T> List for Vec<T> {
    type Item = T;
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T>> {
        Some(self.iter())
    }
}
impl<T> List for BTreeSet<T> {
    type Item = T;
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T>> {
        Some(self.iter())
    }
}
impl<L: List> List for Option<L> {
    type Item = L::Item;
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &L::Item>> {
        self.as_ref().and_then(L::items)
    }
}

fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn length(value: &impl Text) -> Option<u64> {
    value.text().map(|text| u64::try_from(text.chars().count()).unwrap_or(u64::MAX))
}

/// At least so many Unicode scalar values.
pub fn min_length(value: &impl Text, least: u64, found: &mut Violations) {
    if length(value).is_some_and(|length| length < least) {
        found.refuse("min_length", format!("needs at least {least} character{}", plural(least)));
    }
}

/// At most so many Unicode scalar values.
pub fn max_length(value: &impl Text, most: u64, found: &mut Violations) {
    if length(value).is_some_and(|length| length > most) {
        found.refuse("max_length", format!("has more than {most} character{}", plural(most)));
    }
}

/// A regular expression that is compiled once.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// The expression, which the macro has compiled before.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    fn accepts(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| Regex::new(self.source).expect("the macro compiled the same text")).is_match(text)
    }
}

/// Contains what the expression describes; `^` and `$` make it the whole text.
pub fn pattern(value: &impl Text, pattern: &Pattern, found: &mut Violations) {
    if value.text().is_some_and(|text| !pattern.accepts(text)) {
        found.refuse("pattern", "does not have the expected form");
    }
}

/// An e-mail address as the HTML standard's `<input type=email>` accepts it.
pub fn email(value: &impl Text, found: &mut Violations) {
    if value.text().is_some_and(|text| !is_email(text)) {
        found.refuse("email", "is not an e-mail address");
    }
}

/// An absolute `http` or `https` URL with a host, as the URL standard reads it: what may be put into a link.
pub fn url(value: &impl Text, found: &mut Violations) {
    if value.text().is_some_and(|text| !is_url(text)) {
        found.refuse("url", "is not an absolute http or https URL");
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_atom = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !local.is_empty() && local.bytes().all(is_atom) && domain.split('.').all(is_label)
}

fn is_url(text: &str) -> bool {
    // The parser trims and drops what it does not like; a value that needs that is not the URL that it would become.
    !text.contains(|c: char| c.is_control() || c.is_whitespace())
        && url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// A number, for people: whole ones without a point.
fn refuse_number(found: &mut Violations, code: &'static str, what: &str, bound: f64) {
    found.refuse(code, format!("{what} {bound}"));
}

/// Not below the bound.
pub fn min(value: &impl Number, bound: f64, found: &mut Violations) {
    if value.number().is_some_and(|number| number < bound) {
        refuse_number(found, "min", "must be at least", bound);
    }
}

/// Not above the bound.
pub fn max(value: &impl Number, bound: f64, found: &mut Violations) {
    if value.number().is_some_and(|number| number > bound) {
        refuse_number(found, "max", "must be at most", bound);
    }
}

/// Above the bound.
pub fn exclusive_min(value: &impl Number, bound: f64, found: &mut Violations) {
    if value.number().is_some_and(|number| number <= bound) {
        refuse_number(found, "exclusive_min", "must be more than", bound);
    }
}

/// Below the bound.
pub fn exclusive_max(value: &impl Number, bound: f64, found: &mut Violations) {
    if value.number().is_some_and(|number| number >= bound) {
        refuse_number(found, "exclusive_max", "must be less than", bound);
    }
}

/// A whole multiple of the step, up to the rounding of doubles: `0.3` is one of `0.1`.
pub fn multiple_of(value: &impl Number, step: f64, found: &mut Violations) {
    let is_multiple = |number: f64| {
        let times = number / step;
        (times - times.round()).abs() <= times.abs() * f64::EPSILON * 2.0
    };
    if value.number().is_some_and(|number| !is_multiple(number)) {
        refuse_number(found, "multiple_of", "must be a multiple of", step);
    }
}

fn count<L: List>(value: &L) -> Option<u64> {
    value.items().map(|items| u64::try_from(items.len()).unwrap_or(u64::MAX))
}

/// At least so many items.
pub fn min_items<L: List>(value: &L, least: u64, found: &mut Violations) {
    if count(value).is_some_and(|count| count < least) {
        found.refuse("min_items", format!("needs at least {least} item{}", plural(least)));
    }
}

/// At most so many items.
pub fn max_items<L: List>(value: &L, most: u64, found: &mut Violations) {
    if count(value).is_some_and(|count| count > most) {
        found.refuse("max_items", format!("has more than {most} item{}", plural(most)));
    }
}

/// What holds for each item.
pub fn inner<L: List>(value: &L, found: &mut Violations, check: impl Fn(&L::Item, &mut Violations)) {
    for (index, item) in value.items().into_iter().flatten().enumerate() {
        found.index(index, |found| check(item, found));
    }
}

/// The value of a constraint, for the schema.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// A count of characters or items.
    Count(u64),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'static str),
    /// Said by the constraint's word alone.
    Flag,
    /// The constraints of each item.
    Items(&'static [(&'static str, Bound)]),
}

/// Adds constraints to a schema as keywords of JSON Schema 2020-12; one that is tighter already stays.
pub fn put(schema: &mut Value, constraints: &[(&str, Bound)]) {
    for &(word, bound) in constraints {
        if let Bound::Items(inner) = bound {
            put(&mut schema["items"], inner);
            continue;
        }
        let (keyword, value) = keyword(word, bound);
        let tighter = schema
            .get(keyword)
            .and_then(Value::as_f64)
            .zip(value.as_f64())
            .is_some_and(|(own, new)| if keyword.starts_with("min") { own >= new } else { own <= new });
        if !tighter {
            schema[keyword] = value;
        }
    }
}

/// [`put`] for a schema of schemars' own.
pub fn put_into(schema: &mut schemars::Schema, constraints: &[(&str, Bound)]) {
    let mut value = std::mem::take(schema).to_value();
    put(&mut value, constraints);
    *schema = schemars::Schema::try_from(value).unwrap_or_default();
}

fn keyword(word: &str, bound: Bound) -> (&'static str, Value) {
    let name = match word {
        "min_length" => "minLength",
        "max_length" => "maxLength",
        "min_items" => "minItems",
        "max_items" => "maxItems",
        "min" => "minimum",
        "max" => "maximum",
        "exclusive_min" => "exclusiveMinimum",
        "exclusive_max" => "exclusiveMaximum",
        "multiple_of" => "multipleOf",
        "pattern" => "pattern",
        _ => "format",
    };
    let value = match bound {
        Bound::Count(count) => json!(count),
        Bound::Number(number) => whole(number).map_or_else(|| json!(number), |whole| json!(whole)),
        Bound::Text(text) => json!(text),
        Bound::Flag | Bound::Items(_) => json!(if word == "email" { "email" } else { "uri" }),
    };
    (name, value)
}

/// A bound as the integer that it is: the macro lets none pass that is beyond 2^53.
#[allow(clippy::cast_possible_truncation, reason = "whole, and within 2^53")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0).then_some(number as i64)
}

#[cfg(test)]
mod tests;
