//! Why a task ended, and what to do about it.

use std::fmt;

/// The result of everything in this program.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// What went wrong, and the next thing to try where one is known.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    advice: Option<String>,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), advice: None }
    }

    /// A failure whose words have been printed where they belong: only the exit status is left to tell.
    pub(crate) fn told() -> Self {
        Self::new("")
    }

    pub(crate) fn is_told(&self) -> bool {
        self.what.is_empty()
    }

    /// Adds what a person can do next.
    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Turns an I/O error on `what` into a failure.
    pub(crate) fn io(what: impl fmt::Display) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::new(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        match &self.advice {
            Some(advice) => write!(f, "\n{}", advice.trim_end()),
            None => Ok(()),
        }
    }
}
