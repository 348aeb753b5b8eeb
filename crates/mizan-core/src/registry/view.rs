//! View functions with paths of their own: whether the paths can be served, and arguments from a URL or a form.
//!
//! Source: `docs/protocol.md` §2, §3.4.

use super::file::files;
use super::{Function, Kind, Mistake, Param, ParamError};
use crate::declaration::{FunctionDeclaration, ViewMethod, ViewRoute};
use crate::error::Code;
use crate::form::TOKEN_FIELD;
use crate::json::Value;
use crate::param::{ParamShape, ParamType};
use crate::query::{self, Pairs, QueryError};
use crate::refusal::{self, Refused};
use serde_json::Map;
use std::borrow::Cow;
use std::collections::HashMap;

/// First segments that the protocol has for itself (§2).
const RESERVED: [&str; 7] = ["session", "call", "ctx", "form", "ws", "events", "feed"];

/// The longest path, in bytes.
const MAX_PATH: usize = 200;

/// The view functions at one path, by method.
#[derive(Debug, Default)]
pub struct ViewPath {
    get: Option<View>,
    post: Option<View>,
}

impl ViewPath {
    /// The one that answers `method`. `HEAD` is `GET`.
    #[must_use]
    pub fn answering(&self, method: &str) -> Option<(ViewMethod, &View)> {
        match method {
            "GET" | "HEAD" => self.get.as_ref().map(|view| (ViewMethod::Get, view)),
            "POST" => self.post.as_ref().map(|view| (ViewMethod::Post, view)),
            _ => None,
        }
    }

    /// All of them.
    pub(super) fn views(&self) -> impl Iterator<Item = (ViewMethod, &View)> {
        let get = self.get.iter().map(|view| (ViewMethod::Get, view));
        get.chain(self.post.iter().map(|view| (ViewMethod::Post, view)))
    }

    /// The methods that the path answers, as `Allow` lists them.
    #[must_use]
    pub fn allow(&self) -> &'static str {
        match (&self.get, &self.post) {
            (Some(_), Some(_)) => "GET, HEAD, POST, OPTIONS",
            (Some(_), None) => "GET, HEAD, OPTIONS",
            _ => "POST, OPTIONS",
        }
    }
}

/// One view function with a path.
#[derive(Debug)]
pub struct View {
    /// Its index in the order of declaration.
    pub function: usize,
    params: Vec<Param>,
}

impl View {
    /// The arguments that a query string or a form has, each read by its declared type as a context's params are. An
    /// optional one that is empty counts as absent, since that is how a browser sends a field that was left alone.
    ///
    /// # Errors
    /// An argument that is missing, unknown or not the canonical text of a value of its type.
    pub fn arguments(&self, pairs: &Pairs<'_>) -> Result<Value<'static>, ParamError> {
        let unknown = pairs.iter().find(|(name, _)| self.params.iter().all(|param| param.name != *name));
        if let Some((name, _)) = unknown {
            return Err(ParamError::of(name, "there is no such argument".to_owned()));
        }
        let is_absent =
            |param: &Param| !param.required && pairs.iter().any(|(name, text)| *name == param.name && text.is_empty());
        let one = |param: &Param| {
            let value = if is_absent(param) { param.absent.clone() } else { param.value(pairs)? };
            Ok((Cow::Owned(param.name.clone()), value))
        };
        self.params.iter().map(one).collect::<Result<_, _>>().map(Value::Object)
    }
}

/// What a browser's form says to the path of a view.
#[derive(Debug)]
pub struct PostedView<'b> {
    /// The CSRF token, which is judged before anything else of it.
    pub token: Option<Cow<'b, str>>,
    fields: Result<Result<Pairs<'b>, QueryError>, Refused>,
}

impl<'b> PostedView<'b> {
    /// Reads an urlencoded body.
    #[must_use]
    pub fn read(body: &'b [u8]) -> Self {
        let text = str::from_utf8(body).map_err(|_| refusal::bad_request("the form is not UTF-8"));
        let mut fields = text.map(query::parse);
        let token = fields.as_mut().ok().and_then(|fields| {
            let fields = fields.as_mut().ok()?;
            let at = fields.iter().position(|(name, _)| name == TOKEN_FIELD)?;
            Some(fields.remove(at).1)
        });
        Self { token, fields }
    }
}

impl View {
    /// The arguments of a visit, from the query of its URL.
    ///
    /// # Errors
    /// As [`arguments`](Self::arguments), and for a query that is none.
    pub fn visited(&self, query: &str) -> Result<Value<'static>, Refused> {
        self.answered(query::parse(query))
    }

    /// The arguments of a form that was posted, to a URL with that query.
    ///
    /// # Errors
    /// As [`visited`](Self::visited), for a form that is no text, and for a query that is not empty: `422`, once all that
    /// comes before arguments was checked. The outer error is said at once, the inner one when it is the arguments' turn.
    pub fn posted(&self, posted: PostedView<'_>, query: &str) -> Result<Result<Value<'static>, Refused>, Refused> {
        let fields = posted.fields?;
        if !query.is_empty() {
            let message = "a form has its arguments in its body, not in the URL";
            return Err(refusal::refused(Code::InvalidArgs, message));
        }
        Ok(self.answered(fields))
    }

    fn answered(&self, pairs: Result<Pairs<'_>, QueryError>) -> Result<Value<'static>, Refused> {
        let pairs = pairs.map_err(|error| refusal::refused(Code::InvalidArgs, error.to_string()))?;
        self.arguments(&pairs).map_err(|error| refusal::invalid_param(&error))
    }
}

/// What [`build`] indexes a path by: without its first and its one final slash.
pub(super) fn key(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path)
}

/// The views by their paths, and everything that is wrong with view functions.
pub(super) fn build(
    declared: &[FunctionDeclaration],
    functions: &[Function],
    types: &Map<String, serde_json::Value>,
) -> (HashMap<String, ViewPath>, Vec<Mistake>) {
    let mut paths: HashMap<String, ViewPath> = HashMap::new();
    let mut found = Vec::new();
    for (index, (declaration, function)) in declared.iter().zip(functions).enumerate() {
        let Some(view) = &declaration.view else { continue };
        let mut say = |what: String, mend: &str| {
            found.push(Mistake { place: declaration.place.clone(), what, mend: mend.to_owned() });
        };
        let name = &declaration.name;
        if function.kind == Kind::Query {
            say(
                format!("the query `{name}` answers with a response of the framework"),
                "a context is one JSON document: return a value, or make it a function without `context`",
            );
        }
        let Some(route) = &view.route else { continue };
        if let Some((what, mend)) = fault_of(&route.path) {
            say(format!("the path `{}` of `{name}` {what}", route.path.escape_debug()), mend);
        }
        if function.kind == Kind::Mutation && route.method == ViewMethod::Get {
            say(
                format!("the mutation `{name}` answers GET"),
                "a mutation never runs on GET, which anybody's link and any prefetch sends: answer POST",
            );
        }
        let params = params(declaration, types).map_err(|argument| {
            say(
                format!("the argument `{argument}` of `{name}` has a type that no URL or form can name"),
                "an argument of a path is an integer, number, boolean, string, UUID, date, time, decimal or enum, or a list or object of such",
            );
        });
        let slot = slot(paths.entry(key(&route.path).to_owned()).or_default(), route);
        match slot {
            Some(other) => say(
                format!(
                    "`{name}` and `{}` both answer {} {}",
                    declared[other.function].name,
                    route.method.as_str(),
                    route.path
                ),
                "give one of them another path",
            ),
            None => *slot = params.ok().map(|params| View { function: index, params }),
        }
    }
    (paths, found)
}

fn slot<'p>(path: &'p mut ViewPath, route: &ViewRoute) -> &'p mut Option<View> {
    match route.method {
        ViewMethod::Get => &mut path.get,
        ViewMethod::Post => &mut path.post,
    }
}

/// The arguments as params; the name of one that cannot be one.
fn params<'d>(
    declaration: &'d FunctionDeclaration,
    types: &Map<String, serde_json::Value>,
) -> Result<Vec<Param>, &'d str> {
    let one = |argument: &'d crate::declaration::ArgumentDeclaration| {
        let shape: Option<ParamShape> = ParamType::of_schema(&argument.schema, types);
        let shape = shape.filter(|_| files(&argument.schema, types).is_empty()).ok_or(argument.name.as_str())?;
        Ok(Param { name: argument.name.clone(), shape, required: argument.required, absent: Value::Null })
    };
    declaration.args.iter().map(one).collect()
}

fn fault_of(path: &str) -> Option<(&'static str, &'static str)> {
    let first = key(path).split('/').next().unwrap_or_default();
    let is_segment = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && segment.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
    };
    if !path.starts_with('/') || path.len() > MAX_PATH || !key(path).split('/').all(is_segment) {
        return Some((
            "cannot be served",
            "write it with a slash before each part, such as `/export` or `/reports/year.csv`, in a-z, 0-9, `-`, `_` and `.`",
        ));
    }
    RESERVED
        .contains(&first)
        .then_some(("is below one that the protocol has for itself", "begin it with another word than that of §2"))
}
