//! Why a command failed: what, where, what to do next.

use std::fmt;
use std::path::Path;

/// Wrong usage, or a wrong `mizan.toml`.
pub(crate) const USAGE: u8 = 2;
/// The schema could not be got, or is none.
pub(crate) const SCHEMA: u8 = 3;
/// Files could not be read or written.
pub(crate) const FILES: u8 = 4;

/// Shown on standard error, one line each:
///
/// ```text
/// error: the schema command failed
///   command: cargo run --quiet -- schema
///   next: run it yourself; what it says is above
/// ```
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: u8,
    what: String,
    facts: Vec<(&'static str, String)>,
}

impl Failure {
    pub(crate) fn new(code: u8, what: impl Into<String>) -> Self {
        Self { code, what: what.into(), facts: Vec::new() }
    }

    /// Adds a line `label: fact`.
    pub(crate) fn with(mut self, label: &'static str, fact: impl fmt::Display) -> Self {
        self.facts.push((label, fact.to_string()));
        self
    }

    /// Adds where it happened.
    pub(crate) fn at(self, path: &Path) -> Self {
        self.with("at", shown(path))
    }

    /// Adds what to do about it.
    pub(crate) fn next(self, advice: impl fmt::Display) -> Self {
        self.with("next", advice)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.what)?;
        for (label, fact) in &self.facts {
            writeln!(f, "  {label}: {}", fact.trim_end().replace('\n', "\n    "))?;
        }
        Ok(())
    }
}

/// A path as a person in the current folder would type it.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let near =
        here.as_deref().and_then(|here| path.strip_prefix(here).ok()).filter(|near| !near.as_os_str().is_empty());
    near.unwrap_or(path).display().to_string()
}
