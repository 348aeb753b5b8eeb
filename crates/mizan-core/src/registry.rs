//! The checked whole of what an application declares: what every request is looked up in.
//!
//! Start at [`Registry::build`]. Functions keep the order in which they were declared, so that a host keeps its handlers
//! in a list of the same order and nothing is ever looked up by a name that a client made up.
//!
//! Source: `docs/protocol.md` §1, §4, §5.1, §12.

mod check;
mod draw;
mod failure;
mod file;
mod form;
mod read;
mod same;
mod view;

use crate::context::Contexts;
use crate::declaration::{
    AffectedTarget, FormDeclaration, FunctionDeclaration, GuardRule, Membership, Place, RateLimit, ViewMethod,
};
use crate::file::Rules;
use crate::form::Form;
use crate::format::{Plan, Plans};
use crate::item::{Item, Items};
use crate::json::{DecodeError, Value};
use crate::judge::{Files, Judge};
use crate::param::ParamShape;
use crate::resolve::Affect;
use crate::schema::Schema;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub use file::files;
pub use read::{ParamError, Query, Read};
pub use view::{PostedView, View, ViewPath};

/// Everything that an application declares.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declarations {
    /// Its functions; the contexts come with their queries.
    #[serde(default)]
    pub functions: Vec<FunctionDeclaration>,
    /// Its forms, whose functions are among the functions.
    #[serde(default)]
    pub forms: Vec<FormDeclaration>,
    /// The named types of what comes in.
    #[serde(default)]
    pub types_arriving: serde_json::Map<String, serde_json::Value>,
    /// The named types of what goes out.
    #[serde(default)]
    pub types_leaving: serde_json::Map<String, serde_json::Value>,
    /// The guard of functions that name none.
    #[serde(default)]
    pub default_guard: GuardRule,
}

/// What a function is to its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Reads, as part of a context.
    Query,
    /// Changes what it affects.
    Mutation,
    /// Neither.
    Call,
}

impl Kind {
    /// As the schema says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Call => "call",
        }
    }
}

/// A function, as a request meets it.
#[derive(Debug)]
pub struct Function {
    /// Its wire name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Who may call it.
    pub guard: GuardRule,
    /// Whether its guard looks at arguments, and so is asked after they are read (§2).
    pub guard_sees_arguments: bool,
    /// Whether a file may be among its arguments, so that it is also called by multipart (§3.3).
    pub takes_files: bool,
    /// How often one caller may call it.
    pub rate_limit: Option<RateLimit>,
    /// The index of a query's context.
    pub context: Option<usize>,
    /// The index of the form that it is a function of.
    pub form: Option<usize>,
    args: Vec<String>,
    affects: Vec<Affect>,
    /// Where its arguments have texts of a format, where they have any.
    formats: Option<Plan>,
}

impl Function {
    /// The arguments that guards look at and that scope what is affected: those of the call, and of a form its fields.
    #[must_use]
    pub fn named<'v, 'a>(&self, args: &'v Value<'a>) -> &'v Value<'a> {
        static NOTHING: Value<'static> = Value::Object(Vec::new());
        match self.form {
            Some(_) => args.get("data").unwrap_or(&NOTHING),
            None => args,
        }
    }
}

/// A context, as a request meets it.
#[derive(Debug)]
pub struct Context {
    /// Its wire name.
    pub name: String,
    /// Whether everyone sees the same.
    pub public: bool,
    /// How long a stored read is fresh, in seconds; `None` is never stored.
    pub max_age_s: Option<u64>,
    /// How long after that it may be served while it is read again, in seconds.
    pub stale_while_revalidate_s: Option<u64>,
    /// The request's headers that its answers depend on, in lower case.
    pub vary: Vec<String>,
    params: Vec<Param>,
    /// The indices of its queries, sorted by their names.
    queries: Vec<usize>,
}

#[derive(Debug)]
struct Param {
    name: String,
    shape: ParamShape,
    required: bool,
    /// What it is where a request leaves it out: its default, or null (§4).
    absent: Value<'static>,
}

/// The checked application.
#[derive(Debug)]
pub struct Registry {
    functions: Vec<Function>,
    function_index: HashMap<String, usize>,
    contexts: Vec<Context>,
    context_index: HashMap<String, usize>,
    forms: Vec<Arc<Form>>,
    views: HashMap<String, ViewPath>,
    scopes: Contexts,
    formats: Plans,
    judge: Judge,
    schema: Schema,
    warnings: Vec<Mistake>,
}

impl Registry {
    /// Checks every declaration and draws the schema.
    ///
    /// # Errors
    /// Every mistake at once, each with its place and how to mend it.
    pub fn build(declarations: Declarations) -> Result<Self, Vec<Mistake>> {
        check::build(declarations)
    }

    /// All functions, in the order of their declarations.
    #[must_use]
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// A function and its index in the order of declaration.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<(usize, &Function)> {
        self.function_index.get(name).map(|&index| (index, &self.functions[index]))
    }

    /// A context and its index.
    #[must_use]
    pub fn context(&self, name: &str) -> Option<(usize, &Context)> {
        self.context_index.get(name).map(|&index| (index, &self.contexts[index]))
    }

    /// All forms, by index.
    #[must_use]
    pub fn forms(&self) -> &[Arc<Form>] {
        &self.forms
    }

    /// A form, and the index of its function `submit`.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<(&Arc<Form>, usize)> {
        let (submit, function) = self.function(&format!("{name}.submit"))?;
        Some((&self.forms[function.form?], submit))
    }

    /// All contexts, by index.
    #[must_use]
    pub fn contexts(&self) -> &[Context] {
        &self.contexts
    }

    /// The schema document (§12).
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What is allowed and probably not meant.
    #[must_use]
    pub fn warnings(&self) -> &[Mistake] {
        &self.warnings
    }

    /// Checks the dates, times, UUIDs and their like in the arguments of a function, before they are read (§1).
    ///
    /// # Errors
    /// The first that is none, with its path.
    pub fn check_formats(&self, function: usize, args: &Value<'_>) -> Result<(), DecodeError> {
        let plan = &self.functions[function].formats;
        plan.as_ref().map_or(Ok(()), |plan| self.formats.check(plan, args))
    }

    /// Judges the arguments of a function by their declared schemas, in the words of every host (§3.1). Without files: the
    /// body is the call alone.
    ///
    /// # Errors
    /// What is wrong with them: the first thing that is not of its type, else every constraint that is violated.
    pub fn judge(&self, function: usize, args: &Value<'_>) -> Result<(), DecodeError> {
        self.judge.judge(function, args, Files::None)
    }

    /// The same of a call whose files follow it (§3.3).
    ///
    /// # Errors
    /// As [`judge`](Self::judge).
    pub fn judge_with_files(&self, function: usize, args: &Value<'_>) -> Result<(), DecodeError> {
        self.judge.judge(function, args, Files::Follow)
    }

    /// The same, and what the files have to be that the arguments refer to, by the names of their parts.
    ///
    /// # Errors
    /// As [`judge`](Self::judge).
    pub fn wanted_files(&self, function: usize, args: &Value<'_>) -> Result<HashMap<String, Rules>, DecodeError> {
        self.judge.wanted(function, args, Files::Follow)
    }

    /// The items that a mutation invalidates by its declaration, for these arguments and this user (§5.1). `given` are
    /// those that the call says itself, in the order of their declarations.
    #[must_use]
    pub fn resolve(&self, function: usize, args: &Value<'_>, user: Option<&str>, given: Vec<Item>) -> Items {
        let mut given = given.into_iter();
        let function = &self.functions[function];
        let args = function.named(args);
        let item = |affect: &Affect| match affect.is_given().then(|| given.next()).flatten() {
            Some(item) => self.admit(item, user),
            None => affect.item(args, user),
        };
        function.affects.iter().map(item).collect()
    }

    /// The items of [`resolve`](Self::resolve) as far as the arguments alone tell them; [`affected`](Self::affected) makes
    /// them whole.
    #[must_use]
    pub fn declared(&self, function: usize, args: &Value<'_>) -> Vec<Item> {
        let function = &self.functions[function];
        let args = function.named(args);
        function.affects.iter().map(|affect| affect.item(args, None)).collect()
    }

    /// What a call affects: what is [`declared`](Self::declared), in which the items that the call says itself stand for
    /// those that leave it to the call, where they are known; then what it added.
    #[must_use]
    pub fn affected(
        &self,
        function: usize,
        declared: Vec<Item>,
        given: impl IntoIterator<Item = Option<Item>>,
        added: impl IntoIterator<Item = Item>,
        user: Option<&str>,
    ) -> Items {
        let mut given = given.into_iter();
        let affects = self.functions[function].affects.iter();
        let declared = declared
            .into_iter()
            .zip(affects)
            .map(|(item, affect)| if affect.is_given() { given.next().flatten().unwrap_or(item) } else { item });
        let declared: Vec<Item> = declared.collect();
        declared.into_iter().chain(added).map(|item| self.admit(item, user)).collect()
    }

    /// An item as code made it, with its params brought to their types: one that is not of its type, or that the context
    /// does not have, is left out. A context with an owner is scoped to the acting user (§5.1).
    #[must_use]
    pub fn admit(&self, item: Item, user: Option<&str>) -> Item {
        let Some(context) = self.scopes.get(item.context_name()) else { return item };
        let mut admitted = item.to_bare();
        if let Some(function) = item.function_name() {
            admitted = admitted.function(function);
        }
        for (name, value) in item.params() {
            let value = match value {
                Value::Null => Some(Value::Null),
                value => context.param_type(name).and_then(|param_type| param_type.admit(value)),
            };
            if let Some(value) = value {
                admitted = admitted.param(name, value);
            }
        }
        match item.user_id().or(user.filter(|_| context.is_owner_self())) {
            Some(id) => admitted.user(id),
            None => admitted,
        }
    }

    /// What headers, items and arguments are read by.
    #[must_use]
    pub fn scopes(&self) -> &Contexts {
        &self.scopes
    }

    /// The view that is that function, where it has a path.
    #[must_use]
    pub fn view_of(&self, function: usize) -> Option<(ViewMethod, &View)> {
        self.views.values().find_map(|path| path.views().find(|(_, view)| view.function == function))
    }

    /// The view functions at a path below the prefix, as it was sent: with or without its first and its one final slash.
    #[must_use]
    pub fn view(&self, path: &str) -> Option<&ViewPath> {
        self.views.get(view::key(path))
    }
}

/// A mistake in a declaration: what is wrong, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where the author wrote it.
    pub place: Place,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    {}", self.place, self.what, self.mend)
    }
}

/// The name of the context that a declaration reads in.
fn context_name(declaration: &FunctionDeclaration) -> Option<&str> {
    match &declaration.context {
        Membership::None => None,
        Membership::Global => Some("global"),
        Membership::Local => Some(&declaration.name),
        Membership::Named(context) => Some(&context.name),
    }
}

fn target_name(target: &AffectedTarget) -> &str {
    match target {
        AffectedTarget::Context(name) | AffectedTarget::Function(name) => name,
    }
}
