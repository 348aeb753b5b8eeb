//! What an invalidation hits: a stored or mounted read.
//!
//! Source: `docs/protocol.md` §5.4.

use crate::{item::Item, json::Value};

/// One read of a context, as a cache stores it or a client has it mounted.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    context: String,
    functions: Vec<String>,
    /// Sorted by name.
    params: Vec<(String, Value<'static>)>,
    user: Option<String>,
}

impl Entry {
    /// A read of the context `name`, of none of its queries yet, without params and user.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Entry { context: name.into(), functions: Vec::new(), params: Vec::new(), user: None }
    }

    /// The same read, holding what `function` answered.
    #[must_use]
    pub fn function(mut self, function: impl Into<String>) -> Self {
        self.functions.push(function.into());
        self
    }

    /// The same read with that value of a param, as [`ParamType::read`](crate::param::ParamType::read) gives it. A read
    /// has all params of its context, `null` where absent.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<Value<'static>>) -> Self {
        let value = value.into();
        match self.params.binary_search_by(|(own, _)| own.as_str().cmp(name)) {
            Ok(at) => self.params[at].1 = value,
            Err(at) => self.params.insert(at, (name.to_owned(), value)),
        }
        self
    }

    /// The same read, made as that user. A read of a public context has none.
    #[must_use]
    pub fn user(mut self, id: impl Into<String>) -> Self {
        self.user = Some(id.into());
        self
    }

    /// The context that was read.
    #[must_use]
    pub fn context_name(&self) -> &str {
        &self.context
    }

    /// The queries whose answers it holds.
    #[must_use]
    pub fn functions(&self) -> &[String] {
        &self.functions
    }

    /// Its params, sorted by name.
    #[must_use]
    pub fn params(&self) -> &[(String, Value<'static>)] {
        &self.params
    }

    /// Who read it.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Whether `item` says that this read is stale.
    ///
    /// ```
    /// use mizan_core::{entry::Entry, item::Item};
    ///
    /// let entry = Entry::new("user").function("user_profile").param("user_id", 5).param("lang", "fr");
    /// assert!(entry.is_hit_by(&Item::context("user").param("user_id", 5)));
    /// assert!(!entry.is_hit_by(&Item::context("user").param("user_id", 50)));
    /// ```
    #[must_use]
    pub fn is_hit_by(&self, item: &Item) -> bool {
        (item.is_about_everything() || item.context_name() == self.context)
            && item.function_name().is_none_or(|name| self.functions.iter().any(|own| own == name))
            && item.params().iter().all(|param| self.params.contains(param))
            && item.user_id().is_none_or(|id| self.user.as_deref() == Some(id))
    }
}
