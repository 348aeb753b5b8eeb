//! The invalidation log of one process, which gives each invalidation its version. Reads no clock.
//!
//! Without a lock, so that a process which is forked from another in the middle of anything inherits none.
//!
//! Source: `docs/protocol.md` §6.

use crate::version::Version;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far ahead of this server's clock a client's version may be and still count (§6).
const SEEN_AHEAD_MS: u64 = 5_000;

/// Positions only move forward, whatever the clock does.
#[derive(Debug)]
pub struct Log {
    last: AtomicU64,
    /// Whether no other process gives versions for the same data.
    is_alone: bool,
}

impl Log {
    /// A new log, which begins at `now_ms`, in Unix milliseconds. `is_alone` is whether this process is the whole
    /// deployment; the positions of one among several are no older than its clock, since it hears of no other's
    /// invalidations.
    #[must_use]
    pub fn new(now_ms: u64, is_alone: bool) -> Self {
        Self { last: AtomicU64::new(Version::next(None, now_ms).to_bits()), is_alone }
    }

    /// The position of a read, to be taken before anything else of it.
    #[must_use]
    pub fn position(&self, now_ms: impl FnOnce() -> u64) -> Version {
        if self.is_alone {
            return Version::from_bits(self.last.load(Ordering::SeqCst));
        }
        let now = Version::new(now_ms(), 0).to_bits();
        Version::from_bits(self.last.fetch_max(now, Ordering::SeqCst).max(now))
    }

    /// Gives the next version.
    pub fn append(&self, now_ms: u64) -> Version {
        let next = |last| Version::next(Some(Version::from_bits(last)), now_ms).to_bits();
        let before = self.last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(next(last)));
        Version::from_bits(next(before.unwrap_or_else(|last| last)))
    }
}

/// The version of an answer: the greater of its `position` and what the client has seen (the text of `Mizan-Seen`), where
/// that is one that a clock could have given.
#[must_use]
pub fn answered(position: Version, seen: Option<&str>, now_ms: impl FnOnce() -> u64) -> Version {
    let seen: Option<Version> = seen.and_then(|seen| seen.parse().ok()).filter(|seen| *seen > position);
    seen.filter(|seen| seen.unix_ms() <= now_ms().saturating_add(SEEN_AHEAD_MS)).unwrap_or(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_from_the_future_does_not_count() {
        let position = Version::new(1_000_000, 0);
        let with = |version: Version| answered(position, Some(&version.to_string()), || 1_000_000);
        let near = Version::new(1_001_000, 0);
        assert_eq!(with(near), near);
        assert_eq!(with(Version::new(1_005_001, 0)), position);
        assert_eq!(with(Version::new(1, 0)), position);
        assert_eq!(answered(position, Some("soon"), || 1_000_000), position);
        assert_eq!(answered(position, None, || 1_000_000), position);
    }

    #[test]
    fn versions_are_given_once_and_in_order() {
        let log = Log::new(5, true);
        let all = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..4).map(|_| scope.spawn(|| (0..500).map(|_| log.append(6)).collect::<Vec<_>>())).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
        });
        let distinct: std::collections::BTreeSet<_> = all.iter().copied().collect();
        assert_eq!((distinct.len(), distinct.last()), (2_000, Some(&Version::new(6, 1_999))));
        assert_eq!(log.position(|| 7), Version::new(6, 1_999));
    }

    #[test]
    fn one_of_several_processes_counts_its_clock_as_used() {
        let log = Log::new(5, false);
        assert_eq!(log.position(|| 9), Version::new(9, 0));
        assert_eq!(log.append(8), Version::new(9, 1));
        assert_eq!(log.position(|| 7), Version::new(9, 1));
    }
}
