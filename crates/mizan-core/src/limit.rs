//! How often one caller may call a function. Reads no clock: whoever counts says what time it is.
//!
//! Source: `docs/protocol.md` §2, §9.

use crate::declaration::RateLimit;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// After so many calls the callers of the past are forgotten, so that the table is as large as the present.
const SWEEP_CALLS: u32 = 1024;

/// The limit of one function: so many calls at once, and then one as often as they are refilled (the generic cell rate
/// algorithm, which keeps one time for each caller).
#[derive(Debug)]
pub struct Limiter {
    each: Duration,
    window: Duration,
    callers: Mutex<Callers>,
}

#[derive(Debug, Default)]
struct Callers {
    /// When each of them will have nothing left that counts.
    clear_at: HashMap<String, Duration>,
    calls: u32,
}

impl Limiter {
    /// A limit that nobody has called against.
    ///
    /// ```
    /// use mizan_core::{declaration::RateLimit, limit::Limiter};
    /// use std::time::Duration;
    ///
    /// let limiter = Limiter::new(RateLimit { calls: 2, window_s: 60 });
    /// let at = |seconds| limiter.count("user 5", Duration::from_secs(seconds));
    /// assert_eq!([at(0), at(0), at(0), at(30)], [Ok(()), Ok(()), Err(30), Ok(())]);
    /// ```
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        let calls = limit.calls.max(1);
        let each = (Duration::from_secs(u64::from(limit.window_s)) / calls).max(Duration::from_nanos(1));
        Self { each, window: each * calls, callers: Mutex::default() }
    }

    /// Counts a call at `now`, the time since any moment that stays the same.
    ///
    /// # Errors
    /// Beyond the limit: the seconds after which the next one is let through.
    pub fn count(&self, caller: &str, now: Duration) -> Result<(), u64> {
        // A panic elsewhere leaves at worst one caller uncounted.
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        callers.calls = callers.calls.wrapping_add(1);
        if callers.calls.is_multiple_of(SWEEP_CALLS) {
            callers.clear_at.retain(|_, clear_at| *clear_at > now);
            callers.clear_at.shrink_to_fit();
        }
        let clear_at = callers.clear_at.get(caller).map_or(now, |clear_at| now.max(*clear_at)) + self.each;
        match clear_at.checked_sub(now + self.window) {
            Some(wait) if !wait.is_zero() => Err(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)),
            _ => {
                match callers.clear_at.get_mut(caller) {
                    Some(own) => *own = clear_at,
                    None => drop(callers.clear_at.insert(caller.to_owned(), clear_at)),
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_refilled_evenly_and_each_caller_has_its_own() {
        let limiter = Limiter::new(RateLimit { calls: 3, window_s: 6 });
        let at = |caller, ms| limiter.count(caller, Duration::from_millis(ms));
        assert_eq!([at("a", 0), at("a", 0), at("a", 1), at("a", 2)], [Ok(()), Ok(()), Ok(()), Err(2)]);
        assert_eq!(at("b", 2), Ok(()));
        // What was refused counts for nothing.
        assert_eq!([at("a", 2_000), at("a", 2_001)], [Ok(()), Err(2)]);
        assert_eq!([at("a", 8_000), at("a", 8_000), at("a", 8_000), at("a", 8_000)], [Ok(()), Ok(()), Ok(()), Err(2)]);
    }

    #[test]
    fn callers_of_the_past_are_forgotten() {
        let limiter = Limiter::new(RateLimit { calls: 1, window_s: 1 });
        for caller in 0..2 * u64::from(SWEEP_CALLS) {
            assert_eq!(limiter.count(&caller.to_string(), Duration::from_secs(2 * caller)), Ok(()));
        }
        assert!(limiter.callers.lock().expect("nothing panicked").clear_at.len() <= 1);
    }
}
