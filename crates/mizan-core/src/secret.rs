//! The application's secret and the keys made from it, one per purpose.
//!
//! Start at [`Secrets`]. A purpose has its own key, so that a signature made for one is worth nothing for another.
//!
//! # Invariants
//!
//! 1. Nothing here prints a secret or a key, in any format.
//! 2. New signatures and all cache keys are made under the current secret; older ones only verify (§7).
//!
//! Source: `docs/protocol.md` §7, §8; RFC 5869.

use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The least that a secret may have.
pub const MIN_SECRET_BYTES: usize = 32;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Cache keys and the MACs of stored values (§7).
    Cache,
    /// CSRF tokens (§8).
    Csrf,
    /// The identity cookie that an edge reads, and the feed's signature (§15).
    Edge,
    /// The digest that says whose an answer is, `Mizan-As` (§8).
    As,
}

impl Purpose {
    const fn info(self) -> &'static str {
        match self {
            Purpose::Cache => "mizan/cache/v1",
            Purpose::Csrf => "mizan/csrf/v1",
            Purpose::Edge => "mizan/edge/v1",
            Purpose::As => "mizan/as/v1",
        }
    }
}

/// One secret, at least 32 bytes.
#[derive(Clone)]
pub struct Secret(Box<[u8]>);

impl Secret {
    /// Takes the bytes of a secret.
    ///
    /// # Errors
    ///
    /// Fewer than 32 bytes. What is long enough and still guessable cannot be told here.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, SecretError> {
        let bytes = bytes.into();
        if bytes.len() < MIN_SECRET_BYTES {
            return Err(SecretError { length: bytes.len() });
        }
        Ok(Secret(bytes.into_boxed_slice()))
    }

    /// The key for `purpose`: HKDF-SHA256 with an empty salt.
    #[must_use]
    pub fn key(&self, purpose: Purpose) -> SubKey {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, &self.0)
            .expand(purpose.info().as_bytes(), &mut key)
            .expect("32 bytes are far below what HKDF-SHA256 can give");
        SubKey(Hmac::new_from_slice(&key).expect("HMAC takes a key of any length"))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secret is too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretError {
    length: usize,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the secret has {} bytes and needs at least {MIN_SECRET_BYTES}, made at random", self.length)
    }
}

impl std::error::Error for SecretError {}

/// The current secret and those before it, which are still accepted where something is verified.
#[derive(Debug, Clone)]
pub struct Secrets {
    current: Secret,
    older: Vec<Secret>,
}

impl Secrets {
    /// A deployment that signs with `current` and still believes `older`, newest first.
    #[must_use]
    pub fn new(current: Secret, older: Vec<Secret>) -> Self {
        Secrets { current, older }
    }

    /// The key that new things are made with.
    #[must_use]
    pub fn key(&self, purpose: Purpose) -> SubKey {
        self.current.key(purpose)
    }

    /// Every key that a signature may have been made with, the current one first.
    #[must_use]
    pub fn verifying_keys(&self, purpose: Purpose) -> Vec<SubKey> {
        std::iter::once(&self.current).chain(&self.older).map(|secret| secret.key(purpose)).collect()
    }
}

/// A key of 32 bytes for one purpose, with the part of HMAC done that depends on nothing else.
#[derive(Clone)]
pub struct SubKey(Hmac<Sha256>);

impl SubKey {
    /// HMAC-SHA256 of `parts`, one after the other. Where a part's length may vary, the caller sees to it that no two
    /// lists of parts run together.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Whether `tag` is the [`mac`](Self::mac) of `parts`, in a time that tells nothing of where it differs.
    #[must_use]
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        self.mac(parts).ct_eq(tag).into()
    }
}

impl fmt::Debug for SubKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> Secret {
        Secret::new(vec![byte; 32]).unwrap()
    }

    #[test]
    fn nothing_prints_what_it_holds() {
        let secrets = Secrets::new(secret(65), vec![secret(66)]);
        let printed = format!("{secrets:?} {:#?} {:?}", secrets, secrets.key(Purpose::Csrf));
        assert!(!printed.contains("65") && !printed.contains("AAAA"), "{printed}");
    }

    #[test]
    fn h05_a_short_secret_is_refused() {
        let error = Secret::new(vec![1; 31]).unwrap_err();
        assert_eq!(error.to_string(), "the secret has 31 bytes and needs at least 32, made at random");
    }

    #[test]
    fn every_purpose_has_a_key_of_its_own() {
        let purposes = [Purpose::Cache, Purpose::Csrf, Purpose::Edge, Purpose::As];
        let keys: std::collections::BTreeSet<_> =
            purposes.iter().map(|purpose| secret(1).key(*purpose).mac(&[])).collect();
        assert_eq!(keys.len(), purposes.len());
    }

    #[test]
    fn b15_an_older_secret_verifies_and_no_longer_signs() {
        let old = Secrets::new(secret(1), Vec::new());
        let rotated = Secrets::new(secret(2), vec![secret(1)]);
        let tag = old.key(Purpose::Csrf).mac(&[b"x"]);
        let accepts =
            |secrets: &Secrets| secrets.verifying_keys(Purpose::Csrf).iter().any(|key| key.verify(&[b"x"], &tag));
        assert!(accepts(&rotated));
        assert_ne!(rotated.key(Purpose::Csrf).mac(&[b"x"]), tag);
        assert!(!accepts(&Secrets::new(secret(2), Vec::new())));
    }
}
