//! Tags: what an item is called and what an entry answers to, for caches that know nothing of params.
//!
//! An item hits an entry if the item's one tag is among the entry's. A tag knows no functions, so it hits more than the
//! item does, never less.
//!
//! Source: `docs/protocol.md` §5.4; RFC 9875.

use sha2::{Digest, Sha256};

use crate::{entry::Entry, header::item_text, item::Item};

/// The tag of everything.
pub const ALL: &str = "mz-all";

/// An entry with more params than this has tags of its bare context only, and is never cached.
pub const MAX_TAGGED_PARAMS: usize = 4;

/// The tag of an item, `mz-` and 16 hex digits, or [`ALL`].
///
/// ```
/// use mizan_core::{entry::Entry, item::Item, json::Value, tag};
///
/// let item = Item::context("user").param("user_id", Value::Int(5));
/// let entry = Entry::new("user").function("user_profile").param("user_id", Value::Int(5));
/// assert!(tag::of_entry(&entry).contains(&tag::of_item(&item)));
/// ```
#[must_use]
pub fn of_item(item: &Item) -> String {
    if item.is_about_everything() && item.is_bare() {
        return ALL.to_owned();
    }
    let digest = Sha256::digest(item_text(&item.without_function()).as_bytes());
    let mut tag = String::with_capacity(19);
    tag.push_str("mz-");
    for byte in &digest[..8] {
        tag.extend([byte >> 4, byte & 0xf].map(|nibble| char::from(b"0123456789abcdef"[usize::from(nibble)])));
    }
    tag
}

/// The tags of an entry, sorted: at most 34.
#[must_use]
pub fn of_entry(entry: &Entry) -> Vec<String> {
    let mut tags = vec![ALL.to_owned()];
    if let Some(user) = entry.user_id() {
        tags.push(of_item(&Item::everything().user(user)));
    }
    for item in narrowings(entry) {
        tags.push(of_item(&item));
        if let Some(user) = entry.user_id() {
            tags.push(of_item(&item.user(user)));
        }
    }
    tags.sort_unstable();
    tags
}

/// The items of every subset of the entry's params.
fn narrowings(entry: &Entry) -> Vec<Item> {
    let mut items = vec![Item::context(entry.context_name())];
    if entry.params().len() > MAX_TAGGED_PARAMS {
        return items;
    }
    for (name, value) in entry.params() {
        let narrower: Vec<_> = items.iter().map(|item| item.clone().param(name, value.clone())).collect();
        items.extend(narrower);
    }
    items
}

/// The value of `Cache-Groups` and `Cache-Group-Invalidation` (RFC 9875): a structured list of strings.
#[must_use]
pub fn groups<S: AsRef<str>>(tags: &[S]) -> String {
    let quoted: Vec<_> = tags.iter().map(|tag| format!("\"{}\"", tag.as_ref())).collect();
    quoted.join(", ")
}

/// The value of `Cache-Tag`.
#[must_use]
pub fn comma_separated<S: AsRef<str>>(tags: &[S]) -> String {
    let tags: Vec<_> = tags.iter().map(AsRef::as_ref).collect();
    tags.join(",")
}

/// The value of `Surrogate-Key`.
#[must_use]
pub fn space_separated<S: AsRef<str>>(tags: &[S]) -> String {
    let tags: Vec<_> = tags.iter().map(AsRef::as_ref).collect();
    tags.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(params: usize) -> Entry {
        (0..params).fold(Entry::new("wide").user("42"), |entry, n| entry.param(&format!("p{n}"), n as i64))
    }

    #[test]
    fn four_params_and_a_user_make_34_tags_and_a_fifth_leaves_4() {
        let tags = of_entry(&entry(4));
        assert_eq!(tags.len(), 34);
        assert!(tags.windows(2).all(|pair| pair[0] < pair[1]), "sorted, without duplicates");
        assert_eq!(of_entry(&entry(5)).len(), 4);
    }

    #[test]
    fn headers_separate_as_their_readers_do() {
        let tags = [ALL, "mz-1"];
        assert_eq!(groups(&tags), r#""mz-all", "mz-1""#);
        assert_eq!(comma_separated(&tags), "mz-all,mz-1");
        assert_eq!(space_separated(&tags), "mz-all mz-1");
    }
}
