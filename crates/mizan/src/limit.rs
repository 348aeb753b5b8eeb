//! How often one caller may call a function. `docs/protocol.md` §2, §9.

use crate::error::Error;
use crate::identity::Identity;
use axum::extract::ConnectInfo;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::request::Parts;
use mizan_core::declaration::RateLimit;
use mizan_core::error::Code;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// After so many calls the callers of the past are forgotten, so that the table is as large as the present.
const SWEEP_CALLS: u32 = 1024;

/// The limit of one function.
pub(crate) struct Limiter {
    callers: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
    calls: AtomicU32,
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let calls = NonZeroU32::new(limit.calls).unwrap_or(NonZeroU32::MIN);
        let each = Duration::from_secs(u64::from(limit.window_s)) / calls.get();
        let quota = Quota::with_period(each).unwrap_or(Quota::per_second(NonZeroU32::MIN)).allow_burst(calls);
        Self { callers: RateLimiter::keyed(quota), clock: DefaultClock::default(), calls: AtomicU32::new(0) }
    }

    /// Counts a call.
    ///
    /// # Errors
    /// `rate_limited`, with the seconds after which the next one is let through.
    pub(crate) fn count(&self, parts: &Parts, identity: &Identity) -> Result<(), Error> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % SWEEP_CALLS == SWEEP_CALLS - 1 {
            self.callers.retain_recent();
            self.callers.shrink_to_fit();
        }
        self.callers.check_key(&caller(parts, identity)).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Error::new(Code::RateLimited, format!("too many calls: try again in {seconds} s")).retry_after(seconds)
        })
    }
}

/// Who counts as one caller: the user, or the address that the connection is from. A forwarded address is the client's own
/// word and is not believed; an application behind a proxy puts the right `ConnectInfo` into the request itself.
fn caller(parts: &Parts, identity: &Identity) -> String {
    let address = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    match identity.user_id() {
        Some(id) => format!("user {id}"),
        None => address().unwrap_or_default(),
    }
}
