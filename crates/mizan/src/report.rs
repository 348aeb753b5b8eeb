//! What whoever runs the server is told.
//!
//! It goes to `tracing`. An application without a subscriber would never hear of its own faults, so there it goes to
//! standard error.

use crate::error::Error;
use crate::random;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

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
        let place = if function.is_empty() { String::new() } else { format!(" in `{function}`") };
        eprintln!("mizan: {code}{place}: {cause} (id {id})");
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

/// The same, told once in a process however often it happens.
pub(crate) fn warning_once(text: String) {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    // Texts are the program's own; were one made of what clients send, memory would still have an end.
    if told.len() < 1_000 && !told.contains(&text) {
        warning(&text);
        told.insert(text);
    }
}

/// Whether the application has a `tracing` subscriber.
fn is_heard() -> bool {
    tracing::dispatcher::has_been_set()
}
