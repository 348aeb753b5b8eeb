//! What the engine must know of an application's contexts to read, write and resolve items: params, queries, owner.
//!
//! The registry makes this from declarations, an edge from the manifest. It is data, without schemas or handlers.
//!
//! Source: `docs/protocol.md` §4, §5.1, §12.

use std::collections::BTreeMap;

use crate::param::ParamType;

/// One context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    name: String,
    params: BTreeMap<String, ParamType>,
    functions: Vec<String>,
    scope: Option<Vec<String>>,
    owner_self: bool,
}

impl Context {
    /// A context without params and queries, scoped by every param, owned by nobody.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Context { name: name.into(), params: BTreeMap::new(), functions: Vec::new(), scope: None, owner_self: false }
    }

    /// The same context with one more param.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, param_type: ParamType) -> Self {
        self.params.insert(name.into(), param_type);
        self
    }

    /// The same context with one more query.
    #[must_use]
    pub fn function(mut self, name: impl Into<String>) -> Self {
        self.functions.push(name.into());
        self
    }

    /// The same context, of whose params only these identify (`scope=[…]`, §5.1).
    #[must_use]
    pub fn scope<S: Into<String>>(mut self, params: impl IntoIterator<Item = S>) -> Self {
        self.scope = Some(params.into_iter().map(Into::into).collect());
        self
    }

    /// The same context, changed only through its own user's mutations (`owner="self"`, §5.1).
    #[must_use]
    pub fn owner_self(mut self) -> Self {
        self.owner_self = true;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its params, sorted by name.
    pub fn params(&self) -> impl Iterator<Item = (&str, &ParamType)> {
        self.params.iter().map(|(name, param_type)| (name.as_str(), param_type))
    }

    /// The type of the param `name`.
    #[must_use]
    pub fn param_type(&self, name: &str) -> Option<&ParamType> {
        self.params.get(name)
    }

    /// Its queries, in the order in which they were added.
    #[must_use]
    pub fn functions(&self) -> &[String] {
        &self.functions
    }

    /// Whether `function` is one of its queries.
    #[must_use]
    pub fn has_function(&self, function: &str) -> bool {
        self.functions.iter().any(|own| own == function)
    }

    /// Whether the param `name` may narrow an item by argument matching (§5.1).
    #[must_use]
    pub fn is_in_scope(&self, name: &str) -> bool {
        self.params.contains_key(name) && self.scope.as_ref().is_none_or(|scope| scope.iter().any(|own| own == name))
    }

    /// Whether its items are scoped to the acting user (§5.1).
    #[must_use]
    pub fn is_owner_self(&self) -> bool {
        self.owner_self
    }
}

/// The contexts of an application, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contexts(BTreeMap<String, Context>);

impl Contexts {
    /// The context `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Context> {
        self.0.get(name)
    }

    /// All of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Context> {
        self.0.values()
    }
}

impl FromIterator<Context> for Contexts {
    fn from_iter<I: IntoIterator<Item = Context>>(contexts: I) -> Self {
        Contexts(contexts.into_iter().map(|context| (context.name.clone(), context)).collect())
    }
}
