//! Whose an answer is, in a word that tells sessions apart and says nothing of them: `Mizan-As`.
//!
//! Source: `docs/protocol.md` §8.

use crate::secret::SubKey;
use crate::version::Version;

/// The mark of nobody.
pub const ANONYMOUS: &str = "anon";

/// The mark of a user in a session: 16 hex digits. `key` is that of [`Purpose::As`](crate::secret::Purpose::As), and
/// `session` a text without NUL, so that nothing runs together with the id behind it.
///
/// ```
/// use mizan_core::mark;
/// use mizan_core::secret::{Purpose, Secret};
///
/// let key = Secret::new([7; 32])?.key(Purpose::As);
/// assert_ne!(mark::of(&key, "5", "a"), mark::of(&key, "5", "b"));
/// # Ok::<(), mizan_core::secret::SecretError>(())
/// ```
#[must_use]
pub fn of(key: &SubKey, user: &str, session: &str) -> [u8; 16] {
    let mac = key.mac(&[session.as_bytes(), b"\0", user.as_bytes()]);
    // The first digits, written as those of a version are.
    Version::from_bits(mac.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))).digits()
}
