//! What a mutation says of its own effects while it runs.

use crate::affected::Affected;
use crate::error::Error;
use axum::extract::FromRequestParts;
use http::request::Parts;
use mizan_core::item::Item;
use std::sync::{Arc, Mutex, PoisonError};

/// Adds to, replaces or withdraws what a mutation declares to affect, as an extractor: `#[extract] invalidation:
/// Invalidation`.
///
/// Only a mutation has one. What it says counts also when the function fails afterwards.
///
/// ```
/// use mizan::{Invalidation, prelude::*};
///
/// #[derive(Context)]
/// pub struct PostContext {
///     pub slug: String,
/// }
///
/// #[client(context = PostContext)]
/// fn post_text(slug: String) -> String {
///     slug
/// }
///
/// /// Moves a post: what its old place showed is gone, and its new place shows it.
/// #[client(affects(PostContext { slug: from }))]
/// fn move_post(from: String, to: String, #[extract] invalidation: Invalidation) {
///     if from == to {
///         return invalidation.nothing();
///     }
///     invalidation.add(PostContext { slug: to });
/// }
/// # assert!(Mizan::<()>::builder().functions(functions![post_text, move_post]).build().is_ok());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Invalidation(Arc<Mutex<Changes>>);

#[derive(Debug, Default)]
struct Changes {
    withdrawn: bool,
    added: Vec<Item>,
}

impl Invalidation {
    /// Invalidates this too.
    pub fn add(&self, affected: impl Into<Affected>) {
        self.change(|changes| changes.added.push(affected.into().into_item()));
    }

    /// Invalidates nothing of what is declared, and nothing that was added so far: nothing changed, or [`add`](Self::add)
    /// says more narrowly what did.
    pub fn nothing(&self) {
        self.change(|changes| *changes = Changes { withdrawn: true, added: Vec::new() });
    }

    /// That of a mutation's request.
    pub(crate) fn of(parts: &Parts) -> Result<Self, Error> {
        parts.extensions.get().cloned().ok_or_else(|| {
            Error::internal("only a mutation invalidates: add `affects(…)` to the function that takes `Invalidation`")
        })
    }

    /// The items of a finished call: what it declared, unless that was withdrawn, then what it added.
    pub(crate) fn applied(&self, declared: Vec<Item>) -> Vec<Item> {
        let mut items = declared;
        self.change(|changes| {
            if changes.withdrawn {
                items.clear();
            }
            items.append(&mut changes.added);
        });
        items
    }

    fn change(&self, change: impl FnOnce(&mut Changes)) {
        // A panic while it was held leaves at worst one item more, which only widens.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<S: Sync> FromRequestParts<S> for Invalidation {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        Self::of(parts)
    }
}
