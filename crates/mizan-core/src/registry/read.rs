//! From a query string to the arguments of each query (§4).

use super::{Context, Param, Registry};
use crate::declaration::GuardRule;
use crate::entry::Entry;
use crate::json::Value;
use crate::query;
use crate::tag::MAX_TAGGED_PARAMS;
use std::borrow::Cow;
use std::fmt;

/// A context read with its params read.
#[derive(Debug)]
pub struct Read<'r> {
    /// The queries to run, sorted by name.
    pub queries: Vec<Query<'r>>,
    context: &'r Context,
    params: Vec<(&'r Param, Value<'static>)>,
}

impl Read<'_> {
    /// The read as an entry of a cache: what it is matched and tagged by (§5.4). `user` is `None` in a public context.
    #[must_use]
    pub fn entry(&self, user: Option<&str>) -> Entry {
        let mut entry = Entry::new(&self.context.name);
        for query in &self.queries {
            entry = entry.function(query.name);
        }
        for (param, value) in &self.params {
            entry = entry.param(&param.name, value.clone());
        }
        match user {
            Some(id) => entry.user(id),
            None => entry,
        }
    }

    /// Whether it may be stored: every param has one text, and there are few enough of them to tag (§4, §5.4).
    #[must_use]
    pub fn is_cacheable(&self) -> bool {
        self.params.len() <= MAX_TAGGED_PARAMS
            && self.params.iter().all(|(param, _)| param.shape.param_type.is_cacheable())
    }
}

/// One query of a read.
#[derive(Debug)]
pub struct Query<'r> {
    /// Its name.
    pub name: &'r str,
    /// Its index in the order of declaration.
    pub index: usize,
    /// Who may see it.
    pub guard: GuardRule,
    /// Its arguments, an object.
    pub args: Value<'r>,
}

impl Registry {
    /// Reads the query string of a context read, `_only` included.
    ///
    /// # Errors
    /// A param that is missing, unknown, repeated or not the canonical text of a value of its type.
    pub fn read(&self, context: usize, query: &str) -> Result<Read<'_>, ParamError> {
        let context = &self.contexts[context];
        let mut pairs = query::parse(query).map_err(|error| ParamError { param: None, message: error.to_string() })?;
        let only = pairs.iter().position(|(name, _)| name == "_only").map(|at| pairs.remove(at).1);
        let unknown = pairs.iter().find(|(name, _)| context.params.iter().all(|param| param.name != *name));
        if let Some((name, _)) = unknown {
            return Err(ParamError::of(name, format!("the context `{}` has no such param", context.name)));
        }
        let params: Vec<(&Param, Value<'static>)> = context
            .params
            .iter()
            .map(|param| param.value(&pairs).map(|value| (param, value)))
            .collect::<Result<_, _>>()?;
        let queries = self.chosen(context, only.as_deref())?;
        let queries = queries.iter().map(|&index| self.query(index, &params)).collect();
        Ok(Read { queries, context, params })
    }

    /// The queries that `_only` names, or all of them.
    fn chosen<'r>(&self, context: &'r Context, only: Option<&str>) -> Result<Cow<'r, [usize]>, ParamError> {
        let Some(only) = only else { return Ok(Cow::Borrowed(&context.queries)) };
        let mut chosen: Vec<usize> = Vec::new();
        for name in only.split(',') {
            let query = context.queries.iter().copied().find(|&query| self.functions[query].name == name);
            match query {
                Some(query) if !chosen.contains(&query) => chosen.push(query),
                _ => {
                    let message =
                        format!("it names queries of the context `{}`, each once, with commas between", context.name);
                    return Err(ParamError::of("_only", message));
                }
            }
        }
        chosen.sort_by(|a, b| self.functions[*a].name.cmp(&self.functions[*b].name));
        Ok(Cow::Owned(chosen))
    }

    fn query<'r>(&'r self, index: usize, params: &[(&'r Param, Value<'static>)]) -> Query<'r> {
        let function = &self.functions[index];
        let args = params
            .iter()
            .filter(|(param, _)| function.args.contains(&param.name))
            .map(|(param, value)| (Cow::Borrowed(param.name.as_str()), value.clone()))
            .collect();
        Query { name: &function.name, index, guard: function.guard, args: Value::Object(args) }
    }
}

impl Param {
    pub(super) fn value(&self, pairs: &query::Pairs<'_>) -> Result<Value<'static>, ParamError> {
        match pairs.iter().find(|(name, _)| *name == self.name) {
            Some((_, text)) => {
                self.shape.param_type.read(text).map_err(|error| ParamError::of(&self.name, error.to_string()))
            }
            None if self.required => Err(ParamError::of(&self.name, "it is missing".to_owned())),
            None => Ok(self.absent.clone()),
        }
    }
}

/// Why a query string is no read of its context; `invalid_args` on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamError {
    param: Option<String>,
    message: String,
}

impl ParamError {
    pub(super) fn of(param: &str, message: String) -> Self {
        Self { param: Some(param.to_owned()), message }
    }

    /// The param that is wrong, where it is one.
    #[must_use]
    pub fn param(&self) -> Option<&str> {
        self.param.as_deref()
    }

    /// What is wrong with it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.param {
            Some(param) => write!(f, "`{}`: {}", param.escape_debug(), self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ParamError {}
