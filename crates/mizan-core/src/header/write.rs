//! Items to a header's value, collapsed until it fits.

use std::collections::BTreeMap;

use super::{Limit, NULL, SEPARATOR, USER, item_text};
use crate::{
    item::{EVERYTHING, Item, Items},
    json::{Value, number_text},
};

/// The largest magnitude of a structured field's Integer: 15 digits.
const MAX_FIELD_INTEGER: u64 = 999_999_999_999_999;

/// The value of the header for `items`; empty for none.
///
/// Over the limit, the narrowed items of the context with most of them become its bare item, and so on, at last `*`.
/// The items themselves, and the body that has them, stay as they are.
///
/// ```
/// use mizan_core::header::{Limit, write};
/// use mizan_core::item::{Item, Items};
/// use mizan_core::json::Value;
///
/// let items = Items::from_iter([Item::context("user").param("user_id", Value::Int(5)), Item::context("tags")]);
/// assert_eq!(write(&items, Limit::default()), "user;user_id=5, tags");
/// ```
#[must_use]
pub fn write(items: &Items, limit: Limit) -> String {
    let mut members: Vec<Member<'_>> = items.iter().map(Member::of).collect();
    while !fits(&members, limit) {
        let Some(context) = most_narrowed(&members) else { return EVERYTHING.to_owned() };
        collapse(&mut members, context);
    }
    let texts: Vec<&str> = members.iter().map(|member| member.text.as_str()).collect();
    texts.join(SEPARATOR)
}

struct Member<'a> {
    context: &'a str,
    is_bare: bool,
    text: String,
}

impl<'a> Member<'a> {
    fn of(item: &'a Item) -> Self {
        Member { context: item.context_name(), is_bare: item.is_bare(), text: item_text(item) }
    }

    /// Whether the context's bare item says more. Beside everything of one user there is no bare item but `*`.
    fn is_narrowed(&self) -> bool {
        !self.is_bare && self.context != EVERYTHING
    }
}

fn fits(members: &[Member<'_>], limit: Limit) -> bool {
    let texts: usize = members.iter().map(|member| member.text.len()).sum();
    let separators = members.len().saturating_sub(1) * SEPARATOR.len();
    members.len() <= limit.items && texts + separators <= limit.bytes
}

/// The context with most narrowed items, of several the first by name.
fn most_narrowed<'a>(members: &[Member<'a>]) -> Option<&'a str> {
    let mut counts = BTreeMap::new();
    for member in members.iter().filter(|member| member.is_narrowed()) {
        *counts.entry(member.context).or_insert(0_usize) += 1;
    }
    // Of equal ones `max_by_key` takes the last, which in reverse is the first.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(context, _)| context)
}

/// Puts the bare item where the first of the context's items stood, and drops the others.
fn collapse(members: &mut Vec<Member<'_>>, context: &str) {
    let mut is_placed = false;
    members.retain_mut(|member| {
        if member.context != context {
            return true;
        }
        member.is_bare = true;
        context.clone_into(&mut member.text);
        !std::mem::replace(&mut is_placed, true)
    });
}

/// Appends one item: a token, the user, the params by name.
pub(super) fn push_item(out: &mut String, item: &Item) {
    out.push_str(item.context_name());
    if let Some(function) = item.function_name() {
        out.push('/');
        out.push_str(function);
    }
    if let Some(user) = item.user_id() {
        push_parameter_name(out, USER);
        out.push('=');
        push_text(out, user);
    }
    for (name, value) in item.params() {
        push_parameter_name(out, name);
        // A true Boolean is told by the name alone.
        if *value != Value::Bool(true) {
            out.push('=');
            push_value(out, value);
        }
    }
}

fn push_parameter_name(out: &mut String, name: &str) {
    out.push(';');
    out.push_str(name);
}

fn push_value(out: &mut String, value: &Value<'_>) {
    match value {
        Value::Null => out.push_str(NULL),
        Value::Bool(b) => out.push_str(if *b { "?1" } else { "?0" }),
        Value::Int(n) if n.unsigned_abs() <= MAX_FIELD_INTEGER => out.push_str(itoa::Buffer::new().format(*n)),
        Value::Int(n) => push_text(out, itoa::Buffer::new().format(*n)),
        Value::BigInt(digits) => push_text(out, digits),
        Value::Float(x) => push_text(out, &number_text(*x)),
        Value::Str(text) => push_text(out, text),
        // An item never holds one (`Item::param`).
        Value::Array(_) | Value::Object(_) => unreachable!("an item's param is a scalar"),
    }
}

/// A String where that can hold the text, else a Display String.
fn push_text(out: &mut String, text: &str) {
    if text.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        push_string(out, text);
    } else {
        push_display_string(out, text);
    }
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

fn push_display_string(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push_str("%\"");
    for byte in text.bytes() {
        if matches!(byte, 0x20..=0x7e) && !matches!(byte, b'%' | b'"') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 0xf)]));
        }
    }
    out.push('"');
}
