//! The constraints, one function each, by their words.

use super::{List, Number, Text, Violations};
use regex::Regex;
use std::borrow::Cow;
use std::sync::OnceLock;

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

/// A regular expression that is compiled once, when it is first asked.
#[derive(Debug)]
pub struct Pattern {
    source: Cow<'static, str>,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// An expression as [`mizan_pattern::compiled`] writes it.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source: Cow::Borrowed(source), compiled: OnceLock::new() }
    }

    /// The expression of a schema; `None` for one that server and client do not read alike, which is left to the host.
    #[must_use]
    pub fn of_schema(source: &str) -> Option<Self> {
        let compiled = mizan_pattern::compiled(source).ok()?;
        Some(Self { source: Cow::Owned(compiled), compiled: OnceLock::new() })
    }

    fn accepts(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.source).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
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
        found.refuse("invalid_email", "is not an e-mail address");
    }
}

/// An absolute `http` or `https` URL with a host, as the URL standard reads it: what may be put into a link.
pub fn url(value: &impl Text, found: &mut Violations) {
    if value.text().is_some_and(|text| !is_url(text)) {
        found.refuse("invalid_url", "is not an absolute http or https URL");
    }
}

pub(super) fn is_email(text: &str) -> bool {
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

pub(super) fn is_url(text: &str) -> bool {
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
