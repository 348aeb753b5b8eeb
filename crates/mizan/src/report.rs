//! What whoever runs the server is told.
//!
//! It goes to `tracing`. An application without a subscriber would never hear of its own faults, so there it goes to
//! standard error.

use crate::error::Error;
use crate::random;

/// A fault of the server's own goes to the log with its cause, under the id that the client gets; a refusal is there for
/// whoever looks for it.
pub(crate) fn error(mut error: Error, function: &str) -> Error {
    let code = error.code().to_string();
    let message = error.body.message.clone();
    if error.code().status() < 500 {
        tracing::debug!(function, code, "{message}");
        return error;
    }
    let id = random::hex::<8>();
    let cause = error.cause.as_ref().map(ToString::to_string).unwrap_or_default();
    if is_heard() {
        tracing::error!(id, function, code, cause, "{message}");
    } else {
        eprintln!("mizan: {code} in `{function}`: {cause} (id {id})");
    }
    error.body.id = Some(id);
    error
}

/// Something that is allowed and probably not meant.
pub(crate) fn warning(text: &str) {
    if is_heard() {
        tracing::warn!("{text}");
    } else {
        eprintln!("mizan: warning: {text}");
    }
}

/// Whether the application has a `tracing` subscriber.
fn is_heard() -> bool {
    tracing::dispatcher::has_been_set()
}
