//! The errors that a function declares, on their way to the wire. `docs/protocol.md` §9.
//!
//! `#[derive(mizan::Error)]` writes what calls this.

use crate::error::{Effect, Error};
use mizan_core::error::{ErrorBody, ErrorCode};
use mizan_core::json::{self, EncodeError, Value};
use serde::Serialize;
use std::borrow::Cow;

/// A declared error while it is put together.
#[derive(Debug)]
pub struct Declared {
    body: ErrorBody,
    failed: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Declared {
    /// An error of that code and status, with a message for people.
    #[must_use]
    pub fn new(code: &'static str, status: u16, message: String) -> Self {
        let code = ErrorCode::Declared { code: Cow::Borrowed(code), status };
        Self { body: ErrorBody::new(code, message), failed: None }
    }

    /// Adds what the client may know beside the code. What cannot travel (a NaN, an integer beyond 2^53−1) makes it an
    /// internal error, as it does of a result.
    #[must_use]
    pub fn data<T: Serialize>(mut self, data: &T) -> Self {
        match document(data) {
            Ok(data) => self.body = self.body.data(data),
            Err(failed) => self.failed = Some(failed),
        }
        self
    }

    /// The error of the call.
    #[must_use]
    pub fn into_error(self) -> Error {
        match self.failed {
            Some(failed) => Error::internal(failed),
            None => Error { body: Box::new(self.body), cause: None, effect: Effect::default(), retry_after_s: None },
        }
    }
}

fn document<T: Serialize>(data: &T) -> Result<Value<'static>, Box<dyn std::error::Error + Send + Sync>> {
    let text = json::to_vec(data).map_err(|error: EncodeError| error)?;
    Ok(json::parse(&text, json::DEPTH_LIMIT)?.into_owned())
}

/// What an internal variant may wrap: anything that `?` could box.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error that the log could show",
    label = "not a `std::error::Error`",
    note = "an `#[error(internal)]` variant wraps a `std::error::Error + Send + Sync`, a `String` or a boxed error"
)]
pub trait Cause: Sized {
    /// The cause as the log keeps it.
    fn into_cause(self) -> Box<dyn std::error::Error + Send + Sync>;
}

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> Cause for E {
    fn into_cause(self) -> Box<dyn std::error::Error + Send + Sync> {
        self.into()
    }
}
