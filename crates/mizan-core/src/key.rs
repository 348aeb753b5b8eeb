//! Names what may be reused: the key under which a read is stored.
//!
//! Start at [`ReadIdentity::key`].
//!
//! # Invariants
//!
//! 1. Equal reads have equal keys in every language, and different ones different keys (`tests/vectors/cache_key.json`).
//! 2. Without the secret no key can be formed, so nobody can ask a cache for another's read.
//!
//! Whether a read may be stored at all (declared `max_age`, signed in, no list or object among its params) is for the
//! caller to know.
//!
//! Source: `docs/protocol.md` §7; RFC 8785.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    json::{Value, canonical},
    secret::SubKey,
};

/// The version of what a key is made of (`v`).
const FORMAT: i64 = 1;

/// Everything that tells one read of a context from another.
#[derive(Debug, Clone, Copy)]
pub struct ReadIdentity<'a> {
    /// The schema's revision.
    pub revision: &'a str,
    /// The context's name.
    pub context: &'a str,
    /// The queries that the guards let through, in any order.
    pub functions: &'a [&'a str],
    /// Every param of the context after defaults, `null` where absent, each as [`ParamType::read`] gives it; in any
    /// order.
    ///
    /// [`ParamType::read`]: crate::param::ParamType::read
    pub params: &'a [(Cow<'a, str>, Value<'a>)],
    /// Who reads, or `None` for a public context.
    pub user: Option<&'a str>,
    /// What the context varies by, in any order; `None` where it declares nothing.
    pub vary: Option<&'a [(&'a str, &'a str)]>,
}

impl ReadIdentity<'_> {
    /// The key: `mz1.` and 43 characters. `cache_key` is the one of [`Purpose::Cache`](crate::secret::Purpose::Cache).
    ///
    /// ```
    /// use mizan_core::json::Value;
    /// use mizan_core::key::ReadIdentity;
    /// use mizan_core::secret::{Purpose, Secret};
    ///
    /// let secret = Secret::new("at least thirty-two bytes, of which this has more").unwrap();
    /// let read = ReadIdentity {
    ///     revision: "00000000000000aa",
    ///     context: "user",
    ///     functions: &["user_profile"],
    ///     params: &[("user_id".into(), Value::Int(5))],
    ///     user: Some("42"),
    ///     vary: None,
    /// };
    /// assert!(read.key(&secret.key(Purpose::Cache)).starts_with("mz1."));
    /// ```
    #[must_use]
    pub fn key(&self, cache_key: &SubKey) -> String {
        key_of(&self.canonical(), cache_key)
    }

    /// The RFC 8785 text that the key is the MAC of.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut functions = self.functions.to_vec();
        functions.sort_unstable();
        let mut members = vec![
            member("v", Value::Int(FORMAT)),
            member("rev", Value::from(self.revision)),
            member("ctx", Value::from(self.context)),
            member("fns", Value::Array(functions.into_iter().map(Value::from).collect())),
            member("params", Value::Object(self.params.to_vec())),
            member("user", self.user.map_or(Value::Null, Value::from)),
        ];
        if let Some(vary) = self.vary {
            let values = vary.iter().map(|(name, value)| member(name, Value::from(*value))).collect();
            members.push(member("vary", Value::Object(values)));
        }
        canonical(&Value::Object(members))
    }
}

/// The key of a read whose RFC 8785 text is at hand.
#[must_use]
pub fn key_of(canonical: &str, cache_key: &SubKey) -> String {
    format!("mz1.{}", URL_SAFE_NO_PAD.encode(cache_key.mac(&[canonical.as_bytes()])))
}

fn member<'a>(name: &'a str, value: Value<'a>) -> (Cow<'a, str>, Value<'a>) {
    (Cow::Borrowed(name), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: ReadIdentity<'static> = ReadIdentity {
        revision: "0123456789abcdef",
        context: "inbox",
        functions: &["inbox_page"],
        params: &[],
        user: Some("5"),
        vary: Some(&[("x-tenant", "acme"), ("accept-language", "fr")]),
    };

    #[test]
    fn b10_one_user_id_in_two_tenants_is_two_reads() {
        let other = ReadIdentity { vary: Some(&[("x-tenant", "globex"), ("accept-language", "fr")]), ..READ };
        assert_ne!(READ.canonical(), other.canonical());
        let unique = |user| ReadIdentity { user: Some(user), vary: None, ..READ }.canonical();
        assert_ne!(unique("acme/5"), unique("globex/5"));
    }

    #[test]
    fn b12_language_tenant_and_revision_are_in_the_key() {
        let others = [
            ReadIdentity { revision: "0123456789abcdee", ..READ },
            ReadIdentity { vary: Some(&[("x-tenant", "acme"), ("accept-language", "en")]), ..READ },
            ReadIdentity { vary: Some(&[("x-tenant", "acme")]), ..READ },
            ReadIdentity { vary: Some(&[("x-tenant", "fr"), ("accept-language", "acme")]), ..READ },
            ReadIdentity { vary: Some(&[]), ..READ },
            ReadIdentity { vary: None, ..READ },
        ];
        for (at, other) in others.iter().enumerate() {
            assert_ne!(other.canonical(), READ.canonical(), "{other:?}");
            assert!(others[..at].iter().all(|earlier| earlier.canonical() != other.canonical()), "{other:?}");
        }
        let reordered = ReadIdentity { vary: Some(&[("accept-language", "fr"), ("x-tenant", "acme")]), ..READ };
        assert_eq!(reordered.canonical(), READ.canonical());
    }
}
