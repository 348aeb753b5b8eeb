//! What could not be written, and the path of its field for the log.

use std::fmt;

/// Why a value cannot be told in JSON. It is the server's fault, never the caller's, and the path is for the log.
#[derive(Clone, PartialEq, Eq)]
pub struct EncodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    message: String,
    /// Innermost first: an error learns its place on the way out.
    path: Vec<String>,
}

impl EncodeError {
    pub(in crate::json) fn integer(digits: &str) -> Self {
        serde::ser::Error::custom(format_args!(
            "{digits} is beyond ±9007199254740991, where JSON numbers stop being exact: declare the field as a wide \
             integer"
        ))
    }

    pub(in crate::json) fn at_member(mut self, name: &str) -> Self {
        self.0.path.push(format!(".{name}"));
        self
    }

    pub(in crate::json) fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(format!("[{index}]"));
        self
    }

    pub(super) fn at_variant(self, variant: Option<&str>) -> Self {
        match variant {
            Some(name) => self.at_member(name),
            None => self,
        }
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where: `items[2].name`, the tag of an enum included; empty for the value itself.
    #[must_use]
    pub fn path(&self) -> String {
        let path: String = self.0.path.iter().rev().map(String::as_str).collect();
        path.strip_prefix('.').map_or(path.clone(), str::to_owned)
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            path if path.is_empty() => f.write_str(self.message()),
            path => write!(f, "{path}: {}", self.message()),
        }
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodeError").field("path", &self.path()).field("message", &self.message()).finish()
    }
}

impl std::error::Error for EncodeError {}

impl serde::ser::Error for EncodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        EncodeError(Box::new(Inner { message: message.to_string(), path: Vec::new() }))
    }
}
