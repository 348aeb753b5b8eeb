//! What an application is made of, once: shared by its calls and reads, and by threads.

use crate::upload::Awaited;
use mizan_core::contract::Contracts;
use mizan_core::etag::Etags;
use mizan_core::file::{self, Reference, Rules};
use mizan_core::json::{DecodeError, Value};
use mizan_core::limit::Limiter;
use mizan_core::log::Log;
use mizan_core::refusal::{self, Refused};
use mizan_core::registry::Registry;
use mizan_core::secret::SubKey;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A checked application. Nothing in it is a thread or a handle, and its one lock, that of the limiters, is never waited for
/// without Python's own: so a process that is forked has all of it, whole.
pub(crate) struct Core {
    pub(crate) registry: Registry,
    pub(crate) contracts: Contracts,
    pub(crate) log: Log,
    /// By the index of the function.
    pub(crate) limiters: Vec<Option<Limiter>>,
    /// When the application was made, from which the limiters count.
    pub(crate) born: Instant,
    pub(crate) identity: SubKey,
    pub(crate) etags: Etags,
    pub(crate) trusted_origins: Vec<String>,
    pub(crate) limits: Limits,
}

/// What a request may cost (§2).
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) body_bytes: usize,
    pub(crate) file_bytes: u64,
    /// Where files are while they are larger than what is kept in memory.
    pub(crate) upload_folder: PathBuf,
}

impl Core {
    /// Judges the arguments of a call. A form judges its fields one by one, so of those nothing is said here.
    pub(crate) fn judge(&self, function: usize, args: &Value<'_>) -> Result<(), DecodeError> {
        match self.registry.functions()[function].form {
            Some(_) => Ok(()),
            None => self.registry.judge(function, args),
        }
    }

    /// The same of a call that files follow, and what these have to be.
    pub(crate) fn wanted(&self, function: usize, args: &Value<'_>) -> Result<Vec<Awaited>, Refused> {
        let of_form = self.registry.functions()[function].form.is_some();
        let mut rules = match of_form {
            true => HashMap::new(),
            false => self.registry.wanted_files(function, args).map_err(|error| refusal::invalid_args(&error))?,
        };
        let one = |reference: Reference| match rules.remove(&reference.part) {
            Some(rules) => Ok(Awaited { reference, rules }),
            // A form judges its files itself, where none is wanted too.
            None if of_form => Ok(Awaited { reference, rules: Rules::default() }),
            None => Err(file::unwanted(&reference.path)),
        };
        file::references(args)?.into_iter().map(one).collect()
    }

    pub(crate) fn too_large(&self) -> Refused {
        refusal::too_large(self.limits.body_bytes)
    }
}

/// Unix time in milliseconds; 0 for a clock before 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
