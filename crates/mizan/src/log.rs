//! The invalidation log of one process: it gives each invalidation its version.
//!
//! Source: `docs/protocol.md` §6. One process is the whole deployment here; the log that several share is the store's.

use mizan_core::version::Version;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

/// Positions only move forward, whatever the clock does.
#[derive(Debug)]
pub(crate) struct Log {
    last: Mutex<Version>,
}

impl Log {
    /// A new log begins at `now`.
    pub(crate) fn new() -> Self {
        Self { last: Mutex::new(Version::next(None, now_ms())) }
    }

    /// The last version that was given out: everything before it has been applied here.
    pub(crate) fn position(&self) -> Version {
        *self.lock()
    }

    /// Gives the next version.
    pub(crate) fn append(&self) -> Version {
        let mut last = self.lock();
        *last = Version::next(Some(*last), now_ms());
        *last
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Version> {
        // A version is written whole or not at all, so a panic elsewhere leaves nothing half done.
        self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Unix time in milliseconds; 0 for a clock before 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
