//! The validator of a read: whether what a client has is what it would get.
//!
//! Source: `docs/protocol.md` §4; RFC 9110, sections 8.8.3 and 13.1.2.

use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::secret::SubKey;

/// Makes the validators of one deployment. Seeded from its secret, so that nobody outside can look for two contents of one
/// validator; a cryptographic hash would cost more than all the rest of a read.
#[derive(Debug, Clone, Copy)]
pub struct Etags {
    seed: u64,
}

impl Etags {
    /// Validators under `key`, that of [`Purpose::As`](crate::secret::Purpose::As).
    #[must_use]
    pub fn new(key: &SubKey) -> Self {
        let mac = key.mac(&[b"etag"]);
        Self { seed: mac.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes)) }
    }

    /// The validator of `content` as `whose` sees it. Weak, since the version beside the content may differ.
    ///
    /// ```
    /// use mizan_core::etag::{self, Etags};
    /// use mizan_core::secret::{Purpose, Secret};
    ///
    /// let etags = Etags::new(&Secret::new([7; 32])?.key(Purpose::As));
    /// let tag = etags.tag(b"{}", b"anon");
    /// assert!(!etag::is_listed("W/\"x\"", &tag));
    /// assert!(etag::is_listed(&tag, &tag));
    /// assert_ne!(tag, etags.tag(b"{}", b"0123456789abcdef"));
    /// # Ok::<(), mizan_core::secret::SecretError>(())
    /// ```
    #[must_use]
    pub fn tag(&self, content: &[u8], whose: &[u8]) -> String {
        let whose = xxh3_128_with_seed(whose, self.seed);
        let content = xxh3_128_with_seed(content, self.seed);
        format!("W/\"{:032x}\"", content ^ whose.rotate_left(1))
    }
}

/// Whether the value of `If-None-Match` lists `tag`, by weak comparison; `*` lists every one.
#[must_use]
pub fn is_listed(if_none_match: &str, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let own = opaque(tag);
    // A validator of ours has no comma in it, and another's that has is not ours.
    if_none_match.trim() == "*" || if_none_match.split(',').any(|listed| opaque(listed) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_searched_by_weak_comparison() {
        let tag = "W/\"a\"";
        for (header, expected) in [
            ("W/\"a\"", true),
            ("\"a\"", true),
            ("\"b\", W/\"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("", false),
            ("a", false),
        ] {
            assert_eq!(is_listed(header, tag), expected, "{header}");
        }
    }
}
