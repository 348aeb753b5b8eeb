//! What shared caches between a backend and the browser are told.
//!
//! Source: `docs/protocol.md` §4, §5.4.

use crate::entry::Entry;
use crate::item::Items;
use crate::registry::Context;
use crate::tag;

/// The headers that let shared caches keep a read of a public context that declares `max_age`, under the tags of its
/// entry; none for another. A private one is never offered: a CDN keys by URL, whatever `Vary` says.
#[must_use]
pub fn headers(context: &Context, entry: impl FnOnce() -> Entry) -> Vec<(&'static str, String)> {
    let Some(max_age_s) = context.max_age_s.filter(|_| context.public && context.vary.is_empty()) else {
        return Vec::new();
    };
    let stale = context.stale_while_revalidate_s.map(|s| format!(", stale-while-revalidate={s}")).unwrap_or_default();
    let tags = tag::of_entry(&entry());
    vec![
        ("cdn-cache-control", format!("public, max-age={max_age_s}{stale}")),
        ("cache-groups", tag::groups(&tags)),
        ("cache-tag", tag::comma_separated(&tags)),
        ("surrogate-key", tag::space_separated(&tags)),
    ]
}

/// The value of `Cache-Group-Invalidation`, which tells a cache of RFC 9875 what an answer invalidates; `None` for nothing.
#[must_use]
pub fn invalidated(items: &Items) -> Option<String> {
    // What does not fit is said more widely, never cut (§5.4).
    let tags: Vec<String> = match items.len() {
        0 => return None,
        1..=MAX_GROUPS => items.iter().map(tag::of_item).collect(),
        _ => vec![tag::ALL.to_owned()],
    };
    Some(tag::groups(&tags))
}

/// So many groups at least does every cache take in one field (RFC 9875 §2).
const MAX_GROUPS: usize = 32;
