//! The token that a call must bring: a signed double-submit cookie, bound to the session.
//!
//! The token is in a cookie and, as the caller repeats it, in a header. A sibling subdomain can plant a cookie but not
//! sign one for this session; another site can send the cookie but not read it.
//!
//! Source: `docs/protocol.md` §8; OWASP, signed double-submit cookie.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

use crate::secret::SubKey;

/// The bytes of randomness in a token.
pub const NONCE_BYTES: usize = 16;

/// Both halves of a token in base64url, and the dot between them.
const TOKEN_LENGTH: usize = 22 + 1 + 43;

/// Makes the token of a session. `nonce` is fresh randomness; `binding` is what changes at sign-in and sign-out, such
/// as the session's id, or empty where there is no session yet; `key` is that of
/// [`Purpose::Csrf`](crate::secret::Purpose::Csrf).
#[must_use]
pub fn make(nonce: [u8; NONCE_BYTES], binding: &str, key: &SubKey) -> String {
    let mac = key.mac(&[&nonce, binding.as_bytes()]);
    format!("{}.{}", URL_SAFE_NO_PAD.encode(nonce), URL_SAFE_NO_PAD.encode(mac))
}

/// Whether the `X-CSRFToken` of a call is the token of its cookie and was made for this session under one of `keys`.
/// The time taken tells nothing of how much of a token is right.
///
/// ```
/// use mizan_core::{csrf, secret::{Purpose, Secret}};
///
/// let key = Secret::new([7; 32])?.key(Purpose::Csrf);
/// let token = csrf::make([1; 16], "session-1", &key);
/// assert!(csrf::verify(&token, &token, "session-1", &[key.clone()]));
/// assert!(!csrf::verify(&token, &token, "session-2", &[key]));
/// # Ok::<(), mizan_core::secret::SecretError>(())
/// ```
#[must_use]
pub fn verify(header: &str, cookie: &str, binding: &str, keys: &[SubKey]) -> bool {
    let is_same: bool = header.as_bytes().ct_eq(cookie.as_bytes()).into();
    is_same && is_made_for(header, binding, keys)
}

/// Whether `token` was made for this session under one of `keys`: whether a cookie may be kept as it is.
#[must_use]
pub fn is_made_for(token: &str, binding: &str, keys: &[SubKey]) -> bool {
    let Some((nonce, mac)) = halves(token) else { return false };
    keys.iter().any(|key| key.verify(&[&nonce, binding.as_bytes()], &mac))
}

fn halves(token: &str) -> Option<([u8; NONCE_BYTES], Vec<u8>)> {
    if token.len() != TOKEN_LENGTH {
        return None;
    }
    let (nonce, mac) = token.split_once('.')?;
    let nonce = URL_SAFE_NO_PAD.decode(nonce).ok()?.try_into().ok()?;
    Some((nonce, URL_SAFE_NO_PAD.decode(mac).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Purpose, Secret};

    fn key(byte: u8) -> SubKey {
        Secret::new(vec![byte; 32]).unwrap().key(Purpose::Csrf)
    }

    #[test]
    fn e12_only_the_sessions_own_token_passes() {
        let keys = [key(1)];
        let token = make([3; 16], "session-1", &key(1));
        assert!(verify(&token, &token, "session-1", &keys));
        assert!(!verify("", "", "session-1", &keys), "no token");
        assert!(!verify(&token, "", "session-1", &keys), "no cookie");
        assert!(!verify("", &token, "session-1", &keys), "no header");
        assert!(!verify(&token, &token, "session-2", &keys), "another session's");
        assert!(!verify(&token, &token, "", &keys), "after sign-out");
        let before_sign_in = make([3; 16], "", &key(1));
        assert!(!verify(&before_sign_in, &before_sign_in, "session-1", &keys), "from before sign-in");
        let other = make([4; 16], "session-1", &key(1));
        assert!(!verify(&token, &other, "session-1", &keys), "header and cookie differ");
        let forged = make([3; 16], "session-1", &key(9));
        assert!(!verify(&forged, &forged, "session-1", &keys), "signed by somebody else");
    }

    #[test]
    fn every_flipped_character_is_refused() {
        let token = make([3; 16], "s", &key(1));
        for at in 0..token.len() {
            let mut flipped = token.clone().into_bytes();
            flipped[at] = if flipped[at] == b'A' { b'B' } else { b'A' };
            let flipped = String::from_utf8(flipped).unwrap();
            assert!(!verify(&flipped, &flipped, "s", &[key(1)]), "{at}");
        }
    }

    #[test]
    fn b15_a_token_under_an_older_secret_passes() {
        let token = make([3; 16], "s", &key(1));
        assert!(verify(&token, &token, "s", &[key(2), key(1)]));
        assert!(!verify(&token, &token, "s", &[key(2)]));
    }
}
