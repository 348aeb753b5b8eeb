//! Arguments judged by the declared JSON Schema alone, for hosts whose language reads types of its own afterwards.
//!
//! [`Judge`] is compiled once from what an application declares. It says of a document what the decoder of a typed host
//! would say of it, under the same paths, with the same codes and words: first whether it is of its type, which ends at the
//! first thing that is not, and then all the constraints that it violates at once.
//!
//! # Invariants
//!
//! 1. Nothing is coerced and nothing filled in: an absent member that need not be there is absent.
//! 2. What the schema does not say is not refused; what is written in it and not understood here is left to the host.
//! 3. The work is bounded by the size of the document times that of the schema, whatever is ambiguous in it.
//!
//! Source: `docs/protocol.md` §1, §3.1, §12.

mod choice;
mod compile;
mod fit;
mod limit;
mod plan;
mod text;

use crate::constraint::Violations;
use crate::declaration::{ArgumentDeclaration, ContextDeclaration, FunctionDeclaration, Membership};
use crate::file::Rules;
use crate::json::{DecodeError, Value};
use compile::Compiler;
use fit::Judging;
use plan::Plan;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// The compiled schemas of an application's arguments.
#[derive(Debug, Default)]
pub struct Judge {
    /// What the named types are, by the index that plans refer to.
    types: Vec<Plan>,
    /// Whether a constraint is anywhere in them.
    constrained: Vec<bool>,
    functions: Vec<Arguments>,
}

/// The arguments of one function.
#[derive(Debug)]
struct Arguments {
    plan: Plan,
    /// What its context says of them besides, by their names.
    params: Vec<(String, Plan)>,
    constrained: bool,
}

/// Whether a reference to a file may stand where the schema has one (§3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// The document is all there is.
    None,
    /// Parts follow it; whether the one referred to is among them is for whoever reads them.
    Follow,
}

impl Judge {
    /// Compiles the arguments of `functions`, whose references are to `types`.
    #[must_use]
    pub fn new(functions: &[FunctionDeclaration], types: &Map<String, Json>) -> Self {
        let compiler = Compiler::new(types);
        let plans = compiler.types();
        let constrained = limit::constrained(&plans);
        let functions = functions.iter().map(|function| Arguments::of(function, &compiler, &constrained)).collect();
        Self { types: plans, constrained, functions }
    }

    /// Judges the arguments of the function of that index, an object.
    ///
    /// # Errors
    /// The first thing that is not of its type; else every constraint that is violated. `invalid_args` on the wire.
    pub fn judge(&self, function: usize, args: &Value<'_>, files: Files) -> Result<(), DecodeError> {
        self.wanted(function, args, files).map(drop)
    }

    /// The same, and what the files have to be that the arguments refer to, by the names of their parts.
    ///
    /// # Errors
    /// As [`judge`](Self::judge).
    pub fn wanted(
        &self,
        function: usize,
        args: &Value<'_>,
        files: Files,
    ) -> Result<HashMap<String, Rules>, DecodeError> {
        let Some(arguments) = self.functions.get(function) else { return Ok(HashMap::new()) };
        let judging = Judging::new(self, files);
        judging.fit(&arguments.plan, args)?;
        let wanted = judging.wanted.take();
        if !arguments.constrained {
            return Ok(wanted);
        }
        let mut found = Violations::default();
        judging.check(&arguments.plan, args, &mut found);
        for (name, plan) in &arguments.params {
            if let Some(value) = args.get(name) {
                found.key(name, |found| judging.check(plan, value, found));
            }
        }
        found.into_result().map(|()| wanted)
    }
}

impl Arguments {
    fn of(function: &FunctionDeclaration, compiler: &Compiler<'_>, constrained: &[bool]) -> Self {
        let plan = compiler.arguments(&function.args);
        let takes = |param: &&ArgumentDeclaration| function.args.iter().any(|argument| argument.name == param.name);
        let params: Vec<(String, Plan)> = match &function.context {
            Membership::Named(ContextDeclaration { params, .. }) => {
                params.iter().filter(takes).map(|param| (param.name.clone(), compiler.plan(&param.schema))).collect()
            }
            _ => Vec::new(),
        };
        let limited = |plan: &Plan| limit::is_constrained(plan, constrained);
        let params: Vec<(String, Plan)> = params.into_iter().filter(|(_, plan)| limited(plan)).collect();
        let constrained = limited(&plan) || !params.is_empty();
        Self { plan, params, constrained }
    }
}

#[cfg(test)]
mod tests;
