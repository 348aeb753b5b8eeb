//! What shared caches between here and the browser are told. `docs/protocol.md` §4, §5.4.

use http::header::{HeaderMap, HeaderName, HeaderValue};
use mizan_core::entry::Entry;
use mizan_core::item::Items;
use mizan_core::registry::Context;
use mizan_core::tag;

const CDN_CACHE_CONTROL: HeaderName = HeaderName::from_static("cdn-cache-control");
const CACHE_GROUPS: HeaderName = HeaderName::from_static("cache-groups");
const CACHE_TAG: HeaderName = HeaderName::from_static("cache-tag");
const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");
const CACHE_GROUP_INVALIDATION: HeaderName = HeaderName::from_static("cache-group-invalidation");

/// Lets shared caches keep a read of a public context that declares `max_age`, under the tags of its entry. A private one
/// is never offered: a CDN keys by URL, whatever `Vary` says.
pub(crate) fn allow(headers: &mut HeaderMap, context: &Context, entry: &Entry) {
    let Some(max_age_s) = context.max_age_s else { return };
    let stale = context.stale_while_revalidate_s.map(|s| format!(", stale-while-revalidate={s}")).unwrap_or_default();
    let tags = tag::of_entry(entry);
    put(headers, CDN_CACHE_CONTROL, format!("public, max-age={max_age_s}{stale}"));
    put(headers, CACHE_GROUPS, tag::groups(&tags));
    put(headers, CACHE_TAG, tag::comma_separated(&tags));
    put(headers, SURROGATE_KEY, tag::space_separated(&tags));
}

/// Tells a cache of RFC 9875 which groups an answer invalidates.
pub(crate) fn invalidate(headers: &mut HeaderMap, items: &Items) {
    if items.is_empty() {
        return;
    }
    // What does not fit is said more widely, never cut (§5.4).
    let tags: Vec<String> = match items.len() {
        0..=MAX_GROUPS => items.iter().map(tag::of_item).collect(),
        _ => vec![tag::ALL.to_owned()],
    };
    put(headers, CACHE_GROUP_INVALIDATION, tag::groups(&tags));
}

/// So many groups at least does every cache take in one field (RFC 9875 §2).
const MAX_GROUPS: usize = 32;

fn put(headers: &mut HeaderMap, name: HeaderName, value: String) {
    headers.extend(HeaderValue::try_from(value).ok().map(|value| (name, value)));
}
