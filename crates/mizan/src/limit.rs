//! Who counts as one caller, where a function may be called only so often. `docs/protocol.md` §2, §9.

use crate::engine::Engine;
use crate::error::Error;
use crate::identity::Identity;
use axum::extract::ConnectInfo;
use http::request::Parts;
use mizan_core::refusal;
use std::net::SocketAddr;

impl<S> Engine<S> {
    /// Counts a call of a function that may have a limit.
    ///
    /// # Errors
    /// `rate_limited`, with the seconds after which the next one is let through.
    pub(crate) fn count(&self, function: usize, parts: &Parts, identity: &Identity) -> Result<(), Error> {
        let Some(limiter) = &self.limiters[function] else { return Ok(()) };
        let counted = limiter.count(&caller(parts, identity), self.born.elapsed());
        counted.map_err(|wait_s| Error::refusal(refusal::rate_limited(wait_s)).retry_after(wait_s))
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
