//! What a mutation changed, said by code: in `affects(…)`, in a handler, in a job.

use crate::context::{Context, Target};
use mizan_core::declaration::AffectedTarget;
use mizan_core::item::Item;
use mizan_core::json::{self, Value};
use serde::Serialize;

/// Some reads that are no longer true: those of a context, narrowed by params, a query or a user.
///
/// A context's own value names the reads with exactly its params; [`Context::all`] names every read of it.
///
/// ```
/// use mizan::{Affected, prelude::*};
///
/// #[derive(Context)]
/// pub struct UserContext {
///     pub user_id: u32,
/// }
///
/// let one = Affected::from(UserContext { user_id: 5 });
/// assert_eq!(one.to_string(), "user;user_id=5");
/// assert_eq!(UserContext::all().to_string(), "user");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Affected(Item);

impl Affected {
    /// Every read of every context.
    #[must_use]
    pub fn everything() -> Self {
        Self(Item::everything())
    }

    /// Only the reads of one user, by the id that they signed in with. A caller who is another user is not told (§5.1).
    #[must_use]
    pub fn of_user(self, id: impl ToString) -> Self {
        Self(self.0.user(id.to_string()))
    }

    /// Only one query of the context, by the name of its function: `.query::<user_profile>()`.
    #[must_use]
    pub fn query<Q: Target>(self) -> Self {
        match Q::target() {
            AffectedTarget::Function(name) => Self(self.0.function(&name)),
            AffectedTarget::Context(_) => self,
        }
    }

    /// For caches alone: the caller is not told (§5.1).
    #[must_use]
    pub fn server_only(self) -> Self {
        Self(self.0.server_only())
    }

    pub(crate) fn into_item(self) -> Item {
        self.0
    }

    pub(crate) fn all_of<C: Context>() -> Self {
        Self(Item::context(C::NAME))
    }
}

impl<C: Context> From<C> for Affected {
    fn from(context: C) -> Self {
        let item =
            context.params().into_iter().fold(Item::context(C::NAME), |item, (name, value)| item.param(name, value));
        Self(item)
    }
}

/// As `X-Mizan-Invalidate` has it (§5.3).
impl std::fmt::Display for Affected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A param's value as it travels. One that cannot travel narrows nothing, as a list would not either.
pub(crate) fn param_value<T: Serialize>(value: &T) -> Value<'static> {
    let text = json::to_vec(value).unwrap_or_else(|_| b"[]".to_vec());
    json::parse(&text, json::DEPTH_LIMIT).map_or(Value::Array(Vec::new()), Value::into_owned)
}
