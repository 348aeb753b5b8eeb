//! From what a mutation declares to affect, and the arguments it is called with, to items.
//!
//! What matches is decided once, when the declaration is made ([`Affect::declare`]); a call only fills in values
//! ([`Affect::item`]).
//!
//! # Invariants
//!
//! 1. An argument narrows only if it is required, not nullable, of the param's own type and in the context's scope.
//! 2. A value that has no one text leaves its param out: the item is then broader.
//!
//! Source: `docs/protocol.md` §5.1.

use crate::{context::Context, item::Item, json::Value, param::ParamType};

/// How the arguments of a mutation narrow what it affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// By name and type.
    Match,
    /// Not at all: `UserContext.all()`.
    All,
    /// Each call says so itself: `UserContext.at(…)`.
    Given,
}

/// An argument of a mutation, as far as matching is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its type; `None` for one that no param can have.
    pub param_type: Option<ParamType>,
    /// Whether every call has it.
    pub required: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
}

/// One thing that a mutation is declared to affect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affect {
    context: String,
    function: Option<String>,
    matched: Vec<(String, ParamType)>,
    given: Vec<String>,
    mistyped: Vec<String>,
    optional: Vec<String>,
    owner_self: bool,
    mode: Mode,
}

impl Affect {
    /// A mutation with `arguments` affects `context`, or only its query `function`.
    #[must_use]
    pub fn declare(context: &Context, function: Option<&str>, mode: Mode, arguments: &[Argument]) -> Self {
        let mut affect = Affect {
            context: context.name().to_owned(),
            function: function.map(str::to_owned),
            matched: Vec::new(),
            given: Vec::new(),
            mistyped: Vec::new(),
            optional: Vec::new(),
            owner_self: context.is_owner_self(),
            mode,
        };
        match mode {
            Mode::Match => affect.match_arguments(context, arguments),
            Mode::All => {}
            Mode::Given => affect.given.extend(context.params().map(|(name, _)| name.to_owned())),
        }
        affect
    }

    fn match_arguments(&mut self, context: &Context, arguments: &[Argument]) {
        for argument in arguments.iter().filter(|argument| context.is_in_scope(&argument.name)) {
            let param_type = context.param_type(&argument.name);
            if argument.param_type.as_ref() != param_type {
                self.mistyped.push(argument.name.clone());
            } else if let (Some(param_type), true, false) = (param_type, argument.required, argument.nullable) {
                self.matched.push((argument.name.clone(), param_type.clone()));
            } else {
                self.optional.push(argument.name.clone());
            }
        }
    }

    /// Whether each call says itself which reads it affects.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.mode == Mode::Given
    }

    /// The context.
    #[must_use]
    pub fn context_name(&self) -> &str {
        &self.context
    }

    /// The one query, if not all of them.
    #[must_use]
    pub fn function_name(&self) -> Option<&str> {
        self.function.as_deref()
    }

    /// The params that narrow its items: the arguments that match, in the order of declaration, or those that a call says
    /// itself. None of them where it is every read of the context.
    pub fn narrowed_by(&self) -> impl Iterator<Item = &str> {
        self.matched.iter().map(|(name, _)| name).chain(&self.given).map(String::as_str)
    }

    /// The arguments that have a param's name but not its type: a likely mistake, worth a warning.
    #[must_use]
    pub fn mistyped(&self) -> &[String] {
        &self.mistyped
    }

    /// The arguments that have a param's name and type and may be left out or null, so that they do not narrow.
    #[must_use]
    pub fn optional(&self) -> &[String] {
        &self.optional
    }

    /// The item of one call. `arguments` is the call's `args` object, already accepted; `acting_user` the id of who is
    /// signed in.
    #[must_use]
    pub fn item(&self, arguments: &Value<'_>, acting_user: Option<&str>) -> Item {
        let mut item = Item::context(&self.context);
        if let Some(function) = &self.function {
            item = item.function(function);
        }
        for (name, param_type) in &self.matched {
            if let Some(value) = arguments.get(name).and_then(|value| param_type.admit(value)) {
                item = item.param(name, value);
            }
        }
        match acting_user {
            Some(id) if self.owner_self => item.user(id),
            _ => item,
        }
    }
}
