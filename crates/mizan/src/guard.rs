//! Guards decide who may call.

use mizan_core::declaration::GuardRule;

/// Who may call a function, as `#[client(auth = Authenticated)]` says it.
///
/// A caller who is refused gets `unauthenticated` when not signed in and `forbidden` otherwise (`docs/protocol.md` §9).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a guard",
    label = "not a guard",
    note = "the guards are `mizan::Public` and `mizan::Authenticated`"
)]
pub trait Guard {
    /// What it demands.
    const RULE: GuardRule;
}

/// Everyone may call.
#[derive(Debug, Clone, Copy)]
pub struct Public;

/// Whoever is signed in may call.
#[derive(Debug, Clone, Copy)]
pub struct Authenticated;

impl Guard for Public {
    const RULE: GuardRule = GuardRule::Public;
}

impl Guard for Authenticated {
    const RULE: GuardRule = GuardRule::Authenticated;
}
