//! Passwords: hashed with argon2id, and compared without telling who has an account.
//!
//! The parameters are the crate's defaults, which are OWASP's: 19 MiB, 2 passes, 1 lane. They are
//! written into each hash, so raising them later leaves old passwords valid.
//!
//! # Invariants
//!
//! 1. No async worker hashes: the 30 ms run on the blocking pool.
//! 2. At most four (`AT_ONCE`) run at a time, so that a flood of sign-ins costs time and not memory.
//! 3. An unknown account costs the same work as a wrong password.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier, phc::PasswordHash};
use tokio::sync::Semaphore;

/// Hashes in memory at one time: 4 × 19 MiB.
const AT_ONCE: usize = 4;

static PERMITS: Semaphore = Semaphore::const_new(AT_ONCE);

/// A hash of nobody's password, for whoever signs in to an account that does not exist.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody has this password").expect("the default parameters and a fresh salt hash"));

/// Hashes a password with a salt of its own, as a PHC string (`$argon2id$v=19$m=19456,t=2,p=1$…`).
///
/// # Errors
///
/// The system has no randomness or no memory to give.
pub async fn hash(password: &str) -> Result<String, password_hash::Error> {
    let password = password.to_owned();
    blocking(move || hash_now(&password)).await
}

/// Whether the password belongs to the hash. Without a hash (there is no such account) it does the
/// same work and says no.
///
/// # Errors
///
/// The stored text is no hash of this kind.
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool, password_hash::Error> {
    let password = password.to_owned();
    let hash = hash.map(str::to_owned);
    blocking(move || {
        let known = hash.is_some();
        let parsed = PasswordHash::new(compared(hash.as_deref()))?;
        match Argon2::default().verify_password(password.as_bytes(), &parsed) {
            Ok(()) => Ok(known),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error),
        }
    })
    .await
}

/// The hash that a password is compared with.
fn compared(hash: Option<&str>) -> &str {
    hash.unwrap_or_else(|| NOBODY.as_str())
}

/// Makes the hash that unknown accounts are compared with, so that the first of them is not slower.
pub async fn warm_up() {
    blocking(|| {
        LazyLock::force(&NOBODY);
    })
    .await;
}

fn hash_now(password: &str) -> Result<String, password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let permit = PERMITS.acquire().await.expect("the semaphore is never closed");
    let done = tokio::task::spawn_blocking(move || {
        // Travels with the work: a caller that goes away must not free the place of a running hash.
        let _permit = permit;
        work()
    });
    done.await.expect("hashing neither panics nor is aborted")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_belongs_to_its_own_hash_alone() {
        let (one, two) = (hash("correct horse").await.unwrap(), hash("correct horse").await.unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two, "each hash has a salt of its own");
        assert!(verify("correct horse", Some(&one)).await.unwrap());
        assert!(!verify("Correct horse", Some(&one)).await.unwrap());
        assert!(!verify("", Some(&one)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_is_ever_let_in() {
        assert!(!verify("nobody has this password", None).await.unwrap());
    }

    #[tokio::test]
    async fn what_is_no_hash_is_an_error() {
        assert!(verify("anything", Some("plain text")).await.is_err());
    }

    /// The work is what the parameters say, and no clock of a busy machine has to be asked.
    #[tokio::test]
    async fn an_unknown_account_costs_the_same_work_as_a_known_one() {
        let stored = hash("correct horse").await.unwrap();
        let work = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        assert_eq!(work(compared(None)), Some("$argon2id$v=19$m=19456,t=2,p=1".to_owned()));
        assert_eq!(work(compared(None)), work(compared(Some(&stored))));
        let nobody = PasswordHash::new(compared(None)).unwrap();
        let verified = Argon2::default().verify_password(b"nobody has this password", &nobody);
        assert!(verified.is_ok(), "it is a real hash, which takes the whole way through");
    }
}
