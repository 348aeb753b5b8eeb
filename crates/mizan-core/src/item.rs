//! What an invalidation says: items, and the list of them that a mutation answers with.
//!
//! Start at [`Item`] for one and [`Items`] for a list. How an item comes about from a declaration is in
//! [`crate::resolve`], its header in [`crate::header`], what it hits in [`crate::entry`].
//!
//! # Invariants
//!
//! 1. Whatever an item cannot express exactly is left out of it, so that it says more, never less (§5.1).
//! 2. A list has no item twice and none that another covers; the rest keep their order (§5.2).
//!
//! Source: `docs/protocol.md` §5.1, §5.2.

mod list;
mod value;

use crate::{json::Value, name::Name};

pub use list::Items;

/// The context of an item that is about everything.
pub const EVERYTHING: &str = "*";

/// One thing that has changed: everything, a context, one of its queries; narrowed by params and a user.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    context: String,
    function: Option<String>,
    /// Sorted by name.
    params: Vec<(String, Value<'static>)>,
    user: Option<String>,
    server_only: bool,
}

impl Item {
    /// Everything.
    #[must_use]
    pub fn everything() -> Self {
        Item { context: EVERYTHING.to_owned(), function: None, params: Vec::new(), user: None, server_only: false }
    }

    /// Every read of the context `name`. What is no name (§1) has no text in a header, and is everything.
    ///
    /// ```
    /// use mizan_core::item::Item;
    ///
    /// let item = Item::context("user").param("user_id", 5_i64).function("user_profile");
    /// assert_eq!(item.to_string(), "user/user_profile;user_id=5");
    /// ```
    #[must_use]
    pub fn context(name: &str) -> Self {
        match Name::check(name) {
            Ok(name) => Item { context: name.as_str().to_owned(), ..Item::everything() },
            Err(_) => Item::everything(),
        }
    }

    /// The same item, about one query alone. Ignored where the item is about everything.
    #[must_use]
    pub fn function(mut self, name: &str) -> Self {
        if !self.is_about_everything() && Name::check_function(name).is_ok() {
            self.function = Some(name.to_owned());
        }
        self
    }

    /// The same item, narrowed to reads whose param `name` is `value`, which must be as
    /// [`ParamType::admit`](crate::param::ParamType::admit) gives it. A list, an object or a number that is not finite
    /// has no text and does not narrow, nor does a param of everything.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<Value<'static>>) -> Self {
        let value = value.into();
        let is_expressible = match &value {
            Value::Array(_) | Value::Object(_) => false,
            Value::Float(x) => x.is_finite(),
            _ => true,
        };
        if self.is_about_everything() || !is_expressible || Name::check(name).is_err() {
            return self;
        }
        match self.params.binary_search_by(|(own, _)| own.as_str().cmp(name)) {
            Ok(at) => self.params[at].1 = value,
            Err(at) => self.params.insert(at, (name.to_owned(), value)),
        }
        self
    }

    /// The same item, narrowed to the reads of one user.
    #[must_use]
    pub fn user(mut self, id: impl Into<String>) -> Self {
        self.user = Some(id.into());
        self
    }

    /// The same item, for caches and the feed alone (§5.1).
    #[must_use]
    pub fn server_only(mut self) -> Self {
        self.server_only = true;
        self
    }

    /// Its context, or [`EVERYTHING`].
    #[must_use]
    pub fn context_name(&self) -> &str {
        &self.context
    }

    /// The one query that it is about.
    #[must_use]
    pub fn function_name(&self) -> Option<&str> {
        self.function.as_deref()
    }

    /// What it is narrowed to, sorted by name.
    #[must_use]
    pub fn params(&self) -> &[(String, Value<'static>)] {
        &self.params
    }

    /// The one user that it is about.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Whether it is for caches and the feed alone.
    #[must_use]
    pub fn is_server_only(&self) -> bool {
        self.server_only
    }

    /// Whether its context is `*`.
    #[must_use]
    pub fn is_about_everything(&self) -> bool {
        self.context == EVERYTHING
    }

    /// Whether it is a context, or everything, and nothing else.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.function.is_none() && self.params.is_empty() && self.user.is_none()
    }

    /// Its context alone, or everything.
    #[must_use]
    pub fn to_bare(&self) -> Item {
        Item { context: self.context.clone(), server_only: self.server_only, ..Item::everything() }
    }

    /// The same item, about every query of its context.
    #[must_use]
    pub fn without_function(&self) -> Item {
        Item { function: None, ..self.clone() }
    }

    /// Whether everything that `other` hits is hit by this one too, and is told to everyone who would hear of `other`.
    #[must_use]
    pub fn covers(&self, other: &Item) -> bool {
        (self.is_about_everything() || self.context == other.context)
            && (self.function.is_none() || self.function == other.function)
            && (self.user.is_none() || self.user == other.user)
            && (!self.server_only || other.server_only)
            && self.params.iter().all(|param| other.params.contains(param))
    }
}
