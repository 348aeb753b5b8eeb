//! Contexts, and what a mutation may name.

use crate::affected::Affected;
use crate::constraint::Violations;
use crate::schema::Types;
use mizan_core::declaration::{AffectedTarget, ContextDeclaration};
use mizan_core::json::Value;

/// A named group of reads, identified by its fields.
///
/// Every query of the context takes its arguments from these params, by name. The client reads all of them in one
/// request; a mutation that [affects](macro@crate::client) the context drops exactly the reads whose params equal its own
/// arguments of the same names (`docs/protocol.md` §5.1).
///
/// ```
/// use mizan::prelude::*;
///
/// /// One user: profile and orders.
/// #[derive(Context)]
/// #[context(max_age = "5m")]
/// pub struct UserContext {
///     /// Whose profile it is.
///     pub user_id: u32,
/// }
///
/// assert_eq!(UserContext::NAME, "user");
/// ```
///
/// | option | meaning |
/// |---|---|
/// | `name = "user"` | the name on the wire; otherwise the type's, in snake_case, without a final `Context`; no function may have the same |
/// | `public` | everyone sees the same: its queries do not see who asks |
/// | `owner = "self"` | it changes only through its own user's mutations |
/// | `max_age = "5m"`, `stale_while_revalidate = "1m"` | how long a stored read may be used |
/// | `vary = ["accept-language"]` | the request's headers that its answers depend on |
/// | `scope = [user_id]` | the params that identify; the others never narrow an invalidation |
///
/// A field may have `#[context(default = 1)]`: what the param is where a request leaves it out; and
/// [constraints](crate::Type#constraints), which hold for every query that takes it:
///
/// ```
/// use mizan::prelude::*;
///
/// #[derive(Context)]
/// pub struct ArticlesContext {
///     #[mizan(max_length = 40)]
///     pub tag: Option<String>,
///     #[context(default = 1)]
///     #[mizan(min = 1, max = 1000)]
///     pub page: u32,
/// }
///
/// #[client(context = ArticlesContext)]
/// fn articles_page(tag: Option<String>, page: u32) -> String {
///     format!("page {page} of {}", tag.as_deref().unwrap_or("all")) // page is never 0
/// }
/// # assert!(Mizan::<()>::builder().functions(functions![articles_page]).build().is_ok());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a context",
    label = "not a context",
    note = "derive it on a struct whose fields are its params: `#[derive(Context)] pub struct UserContext {{ pub user_id: u32 }}`"
)]
pub trait Context: 'static {
    /// Its name on the wire.
    const NAME: &'static str;

    /// Its params, by name.
    fn params(&self) -> Vec<(&'static str, Value<'static>)>;

    /// What it declares.
    fn declare(types: &mut Types) -> ContextDeclaration;

    /// Checks the constraints of those params that are among a query's arguments. The derive writes it; without
    /// constraints there is nothing to check.
    fn check(arguments: &Value<'_>, found: &mut Violations) {
        let _ = (arguments, found);
    }

    /// Every read of it, for `affects(UserContext::all())`: where an argument is the new value of what a param names,
    /// matching by name would miss the old one.
    #[must_use]
    fn all() -> Affected
    where
        Self: Sized,
    {
        Affected::all_of::<Self>()
    }
}

/// What `affects(…)` may name: a context, or one query of it.
#[diagnostic::on_unimplemented(
    message = "a mutation cannot affect `{Self}`",
    label = "neither a context nor a query",
    note = "name a type with `#[derive(Context)]`, or a function with `#[client(context = …)]`"
)]
pub trait Target {
    /// What is affected.
    fn target() -> AffectedTarget;
}
