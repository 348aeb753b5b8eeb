//! The schema document of an application (`docs/protocol.md` §12), as far as the generator reads it.
//!
//! Start at [`Schema::parse`]. Members that are not read here are ignored: a later backend may print
//! more under the same version.

mod constraint;
mod contain;
mod document;
mod form;
mod link;
mod shape;
mod shown;

use std::collections::BTreeMap;

use crate::SchemaError;
use crate::error::Errors;
use crate::json::{Json, Node};

pub(crate) use constraint::{Constraints, Number};
pub use form::Form;
pub(crate) use form::{Choice, Field, FieldKind};
pub use shape::Shape;
pub(crate) use shape::{Keywords, Kind, Member};

/// The version of the document that this crate reads.
pub const VERSION: i64 = 1;

/// What an application declares.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// The hash of the whole document, 16 hex digits. Nothing that is generated depends on it.
    pub revision: String,
    /// Every function whose result is JSON, sorted by name.
    pub functions: Vec<Function>,
    /// Every view function, sorted by name (§3.4). A client has no hook for one.
    pub views: Vec<View>,
    /// Every context, sorted by name.
    pub contexts: Vec<Context>,
    /// Every form, sorted by name.
    pub forms: Vec<Form>,
    /// The named types, by the name that `$ref: "#/types/Name"` uses.
    pub types: BTreeMap<String, Shape>,
}

/// One server function.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// The name on the wire.
    pub name: String,
    /// Whether it reads, changes, or neither.
    pub role: Role,
    /// The documentation as its author wrote it.
    pub doc: Option<String>,
    /// Whether callers should move away from it, and why.
    pub deprecated: Option<Deprecation>,
    /// The arguments, in the order of declaration.
    pub args: Vec<Param>,
    /// What it returns.
    pub result: Shape,
    /// Who may call it, such as `public` or `authenticated`.
    pub guard: Option<String>,
    /// What a mutation changes.
    pub affects: Vec<Affected>,
    /// The errors that it declares beside those of `docs/protocol.md` §9, in the order of declaration.
    pub errors: Vec<Failure>,
    /// The hash of what a caller relies on, by which a server tells a client that is too old (§11).
    pub contract: Option<String>,
    /// Whether everyone's client leaves it out (§12).
    pub internal: bool,
}

/// A function that answers with a response of its server's framework.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The name on the wire.
    pub name: String,
    /// The documentation as its author wrote it.
    pub doc: Option<String>,
    /// The arguments, in the order of declaration.
    pub args: Vec<Param>,
    /// Who may call it, such as `public` or `authenticated`.
    pub guard: Option<String>,
    /// What it changes, where it is a mutation.
    pub affects: Vec<Affected>,
    /// The method and path at which a browser reaches it without a call, such as `GET` and `export/`.
    pub route: Option<(String, String)>,
    /// Whether everyone's client leaves it out (§12).
    pub internal: bool,
}

/// An error that a function declares.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The code on the wire, by which programs tell it from others.
    pub code: String,
    /// The documentation as its author wrote it.
    pub doc: Option<String>,
    /// The type of its `data`, where it has any.
    pub shape: Option<Shape>,
}

/// What kind of function it is (`docs/protocol.md`, introduction).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Reads, as a part of the context that it names.
    Query {
        /// The name of its context.
        context: String,
    },
    /// Changes what it declares with `affects`.
    Mutation,
    /// A plain call.
    Call,
}

/// Why a function should no longer be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation {
    /// What to do instead; may be empty.
    pub reason: String,
}

/// An argument of a function or a param of a context.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// The name on the wire.
    pub name: String,
    /// The documentation as its author wrote it; the type has its own.
    pub doc: Option<String>,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub shape: Shape,
}

/// One thing that a mutation changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// The context; `*` is all of them.
    pub context: String,
    /// The single query of it, where not all of them change.
    pub function: Option<String>,
    /// The params that tell which reads change; none where it is all of them.
    pub by: Vec<String>,
    /// Whether a call says itself which reads those are, and not its arguments of the params' names.
    pub given: bool,
}

/// A named group of queries that are read together.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// The name on the wire; `global` is the one that every page reads.
    pub name: String,
    /// The documentation as its author wrote it.
    pub doc: Option<String>,
    /// What identifies one of it, in the order of declaration.
    pub params: Vec<Param>,
    /// The names of its queries, sorted.
    pub functions: Vec<String>,
    /// Whether everybody is answered the same.
    pub public: bool,
    /// Whether it belongs to the one function whose name it has.
    pub local: bool,
    /// The hash of what a reader relies on.
    pub contract: Option<String>,
}

impl Function {
    /// Whether it is one of a form's own (`contact.submit`), which are called through the form.
    pub fn is_of_form(&self) -> bool {
        self.name.contains('.')
    }
}

impl Schema {
    /// Reads a document, UTF-8 JSON of [`VERSION`] 1.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its path: text that is no JSON, another version, a
    /// member that is missing or has another type, a name that §1 forbids, a `$ref` to nowhere, functions
    /// and contexts that do not agree. At most 50 are listed.
    pub fn parse(text: &[u8]) -> Result<Self, Vec<SchemaError>> {
        let json = Json::parse(text).map_err(|error| vec![error])?;
        let errors = Errors::default();
        let root = Node::root(&json, &errors);
        let schema = document::read(&root);
        if let Some(schema) = &schema {
            link::check(schema, &root);
        }
        let schema = errors.finish(schema)?;
        schema.ok_or_else(|| vec![SchemaError::new("", "this is not a Mizan schema")])
    }

    /// The function called `name`.
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.binary_search_by(|function| function.name.as_str().cmp(name)).ok().map(|at| &self.functions[at])
    }

    /// The context called `name`.
    pub fn context(&self, name: &str) -> Option<&Context> {
        self.contexts.binary_search_by(|context| context.name.as_str().cmp(name)).ok().map(|at| &self.contexts[at])
    }
}
