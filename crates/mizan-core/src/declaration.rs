//! What an application declares, before anything is checked: the data that every language's face fills in, or sends as JSON
//! with the members of these types.
//!
//! [`Registry::build`](crate::registry::Registry::build) checks it whole and reports every mistake at once, each with
//! the [`Place`] where its author wrote it.

use crate::resolve::Mode;
use serde::{Deserialize, Deserializer, de};
use std::fmt;

/// Where a declaration stands in its author's source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The file as the compiler or interpreter names it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One server function.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionDeclaration {
    /// Its name on the wire (§1).
    pub name: String,
    /// Its documentation, plain Markdown, may be empty.
    #[serde(default)]
    pub doc: String,
    /// What to use instead, where it is deprecated.
    #[serde(default)]
    pub deprecated: Option<String>,
    /// Where it was declared.
    pub place: Place,
    /// Its arguments in the order of the signature.
    #[serde(default)]
    pub args: Vec<ArgumentDeclaration>,
    /// The JSON Schema of its result; null for a view function, which has none.
    #[serde(default)]
    pub result: serde_json::Value,
    /// The errors of its own (§9).
    #[serde(default)]
    pub errors: Vec<ErrorDeclaration>,
    /// The context that it is a query of.
    #[serde(default)]
    pub context: Membership,
    /// What a mutation affects; `None` for a function that is none.
    #[serde(default)]
    pub affects: Option<Vec<AffectDeclaration>>,
    /// Who may call it; `None` leaves that to the application's default.
    #[serde(default)]
    pub guard: Option<GuardDeclaration>,
    /// How often one caller may call it.
    #[serde(default)]
    pub rate_limit: Option<RateLimit>,
    /// What it is as a view function; `None` for one whose result is JSON (§3.4).
    #[serde(default)]
    pub view: Option<ViewDeclaration>,
    /// Whether it is left out of what is generated for everyone (§12).
    #[serde(default)]
    pub internal: bool,
}

/// A function that answers with the framework's own response (§3.4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewDeclaration {
    /// Where a browser may go to without a call; `None` where it is reached by calls alone.
    #[serde(default)]
    pub route: Option<ViewRoute>,
}

/// The path of a view function's own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewRoute {
    /// The method that it answers there.
    pub method: ViewMethod,
    /// Below the prefix, with a slash before it: `/export`.
    pub path: String,
}

/// The method of a view's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ViewMethod {
    /// Reads: arguments are in the query string.
    Get,
    /// May change something: arguments are a form in the body.
    Post,
}

impl ViewMethod {
    /// As HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One argument of a function or param of a context.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArgumentDeclaration {
    /// Its name on the wire.
    pub name: String,
    /// Its documentation, may be empty.
    #[serde(default)]
    pub doc: String,
    /// Its JSON Schema; its `default` is what a param is where a request leaves it out.
    pub schema: serde_json::Value,
    /// Whether a request must have it.
    pub required: bool,
}

/// An error that a function declares (§9).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorDeclaration {
    /// Its code on the wire.
    pub code: String,
    /// The HTTP status that it travels with.
    pub status: u16,
    /// Its documentation, may be empty.
    #[serde(default)]
    pub doc: String,
    /// The JSON Schema of its `data`, where it has some.
    #[serde(default)]
    pub schema: Option<serde_json::Value>,
}

/// The context of a query.
#[derive(Debug, Clone, Default)]
pub enum Membership {
    /// No query.
    #[default]
    None,
    /// The context `global`, read once for every page.
    Global,
    /// A context of its own, whose params are the function's arguments.
    Local,
    /// A named context.
    Named(ContextDeclaration),
}

/// `null`, `"global"`, `"local"`, or the context.
impl<'de> Deserialize<'de> for Membership {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Null => Ok(Self::None),
            serde_json::Value::String(word) if word == "global" => Ok(Self::Global),
            serde_json::Value::String(word) if word == "local" => Ok(Self::Local),
            context => ContextDeclaration::deserialize(context).map(Self::Named).map_err(de::Error::custom),
        }
    }
}

/// A context; every query of it brings the same one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextDeclaration {
    /// Its name on the wire.
    pub name: String,
    /// Its documentation, may be empty.
    #[serde(default)]
    pub doc: String,
    /// Where it was declared.
    pub place: Place,
    /// The params that identify one read of it, in the order of declaration.
    #[serde(default)]
    pub params: Vec<ArgumentDeclaration>,
    /// Whether everyone sees the same, so that its queries do not see who asks (§7).
    #[serde(default)]
    pub public: bool,
    /// Whether it is one function's own context (§4).
    #[serde(default)]
    pub local: bool,
    /// Whether it changes only through its own user's mutations (§5.1).
    #[serde(default)]
    pub owner_self: bool,
    /// How long a stored read is fresh, in seconds; `None` is never stored.
    #[serde(default)]
    pub max_age_s: Option<u64>,
    /// How long after that it may be served while it is read again, in seconds.
    #[serde(default)]
    pub stale_while_revalidate_s: Option<u64>,
    /// The params that identify; `None` for all of them (§5.1).
    #[serde(default)]
    pub scope: Option<Vec<String>>,
    /// The request's headers that its answers depend on, in lower case (§7).
    #[serde(default)]
    pub vary: Vec<String>,
}

/// One thing that a mutation affects, and what says which reads of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AffectDeclaration {
    /// The context or query.
    pub target: AffectedTarget,
    /// Whether arguments narrow it by their names.
    pub mode: Mode,
}

/// What a mutation affects.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AffectedTarget {
    /// A whole context.
    Context(String),
    /// One query of its context.
    Function(String),
}

/// How often one caller may call a function: so many calls in a window, refilled evenly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// The calls of a window, at least 1.
    pub calls: u32,
    /// The window, in seconds, at least 1.
    pub window_s: u32,
}

/// Who may call a function.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardDeclaration {
    /// What it demands.
    pub rule: GuardRule,
    /// What it is called, for messages.
    #[serde(default)]
    pub name: String,
    /// The function's arguments that it looks at.
    #[serde(default)]
    pub args: Vec<ArgumentDeclaration>,
}

/// What a guard demands. All but the last can be judged without code, so that an edge can (§15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum GuardRule {
    /// Everyone.
    #[default]
    Public,
    /// Whoever is signed in.
    Authenticated,
    /// Whoever belongs to the site's staff, where its host knows such.
    Staff,
    /// Whoever may do everything, where the host knows such.
    Superuser,
    /// Whoever the application's own code lets through.
    Custom,
}

impl GuardRule {
    /// As the schema says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Authenticated => "authenticated",
            Self::Staff => "staff",
            Self::Superuser => "superuser",
            Self::Custom => "custom",
        }
    }
}

/// A form: what it asks for, and how that is shown. Its three functions are declared beside the others (§3.5).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormDeclaration {
    /// Its name on the wire (§1).
    pub name: String,
    /// What stands above it.
    #[serde(default)]
    pub title: String,
    /// Its documentation, may be empty.
    #[serde(default)]
    pub doc: String,
    /// Where it was declared.
    pub place: Place,
    /// The JSON Schema of what it sends: an object.
    pub schema: serde_json::Value,
    /// Its fields in the order in which they are shown.
    pub fields: Vec<FieldDeclaration>,
}

/// How one field of a form is shown. What it may hold is in the schema of the form's type.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldDeclaration {
    /// Its name on the wire.
    pub name: String,
    /// What it is called; made of its name where nothing says it.
    pub label: Option<String>,
    /// What explains it, may be empty.
    pub help: String,
    /// The control that it is entered with; made of its type where nothing says it.
    pub widget: Option<String>,
    /// What it holds before anything is entered.
    pub initial: Option<serde_json::Value>,
    /// What the host language's own judgement says against that.
    pub initial_fault: Option<String>,
    /// Whether the server judges it while one types.
    pub check: bool,
    /// Whether what may be chosen is looked up in pages, by the form's function `lookup`.
    pub lookup: bool,
    /// Whether the server takes blanks off a text's ends before it judges it.
    pub strip: bool,
    /// Whether it is shown and cannot be changed.
    pub disabled: bool,
    /// What a choice may be, with labels; made of its schema where nothing says it.
    pub choices: Vec<ChoiceDeclaration>,
    /// The fields of a group.
    pub fields: Vec<FieldDeclaration>,
    /// Whether it is of a type that contains itself.
    pub recursive: bool,
}

/// One of the values of a choice.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceDeclaration {
    /// Its value.
    pub value: serde_json::Value,
    /// What it is called.
    pub label: String,
}
