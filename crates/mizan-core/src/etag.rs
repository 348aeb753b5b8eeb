//! The validator of a read: whether what a client has is what it would get.
//!
//! Source: `docs/protocol.md` §4; RFC 9110, sections 8.8.3 and 13.1.2.

use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::secret::SubKey;
use crate::version::Version;

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
    /// assert!(etag::is_listed(tag.as_str(), &tag));
    /// assert_ne!(tag, etags.tag(b"{}", b"0123456789abcdef"));
    /// # Ok::<(), mizan_core::secret::SecretError>(())
    /// ```
    #[must_use]
    pub fn tag(&self, content: &[u8], whose: &[u8]) -> Etag {
        let whose = xxh3_128_with_seed(whose, self.seed);
        let content = xxh3_128_with_seed(content, self.seed);
        Etag::of(content ^ whose.rotate_left(1))
    }
}

/// A weak validator, as it stands in `ETag`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Etag([u8; 36]);

impl Etag {
    fn of(hash: u128) -> Self {
        let mut text = *b"W/\"00000000000000000000000000000000\"";
        let [high, low] = [hash >> 64, hash].map(|half| Version::from_bits(half as u64).digits());
        text[3..19].copy_from_slice(&high);
        text[19..35].copy_from_slice(&low);
        Self(text)
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // ASCII by construction; an empty text would be no validator, which only costs a read.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Whether the value of `If-None-Match` lists `tag`, by weak comparison; `*` lists every one.
#[must_use]
pub fn is_listed(if_none_match: &str, tag: &Etag) -> bool {
    fn opaque(tag: &str) -> &str {
        let tag = tag.trim();
        tag.strip_prefix("W/").unwrap_or(tag)
    }
    let own = opaque(tag.as_str());
    // A validator of ours has no comma in it, and another's that has is not ours.
    if_none_match.trim() == "*" || if_none_match.split(',').any(|listed| opaque(listed) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_searched_by_weak_comparison() {
        let tag = Etag::of(0xa);
        let own = "\"0000000000000000000000000000000a\"";
        assert_eq!(tag.as_str(), format!("W/{own}"));
        for listed in [format!("W/{own}"), own.to_owned(), format!("\"b\", W/{own}"), "*".to_owned()] {
            assert!(is_listed(&listed, &tag), "{listed}");
        }
        for other in ["", "a", "\"a\"", "W/W/\"a\"", "0000000000000000000000000000000a"] {
            assert!(!is_listed(other, &tag), "{other}");
        }
    }
}
