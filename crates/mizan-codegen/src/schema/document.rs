//! Reads the outer part of the document: functions, contexts, and the list of types.

use super::form;
use super::shape::Known;
use super::{Affected, Context, Deprecation, Failure, Function, Param, Role, Schema, Shape, VERSION, View};
use crate::json::{Json, Node};
use crate::name;

/// The whole document. `None` when it is no schema of a known version; the reason is reported.
pub(super) fn read(root: &Node<'_>) -> Option<Schema> {
    root.members()?;
    version(&root.require("mizan")?)?;
    let revision = root.require("revision").and_then(|node| node.text().map(str::to_owned));
    let named = root.require("types").and_then(|node| node.members()).unwrap_or_default();
    let known = named.iter().map(|(name, _)| *name).collect();
    let mut functions = list(root, "functions", &known, function);
    let mut contexts = list(root, "contexts", &known, context);
    let mut views = list(root, "functions", &known, view);
    functions.sort_by(|a, b| a.name.cmp(&b.name));
    views.sort_by(|a, b| a.name.cmp(&b.name));
    contexts.sort_by(|a, b| a.name.cmp(&b.name));
    let forms = root.get("forms").and_then(|node| node.items()).unwrap_or_default();
    let mut forms: Vec<_> = forms.iter().filter_map(|node| form::read(node, &known)).collect();
    forms.sort_by(|a, b| a.name.cmp(&b.name));
    if root.get("channels").and_then(|node| node.items()).is_some_and(|items| !items.is_empty()) {
        root.fail("`channels` is not empty, and this version of `mizan` generates none; install a newer one");
    }
    let types =
        named.iter().filter_map(|(name, node)| Some(((*name).to_owned(), Shape::read(node, &known)?))).collect();
    Some(Schema { revision: revision?, functions, views, contexts, forms, types })
}

fn version(node: &Node<'_>) -> Option<()> {
    match node.value {
        Json::Integer(VERSION) => Some(()),
        Json::Integer(other) => {
            node.fail(format!(
                "the schema has version {other} and this `mizan` reads version {VERSION}: \
                 use a `mizan` of the same release as the server"
            ));
            None
        }
        _ => {
            node.fail("the version of the schema, a number, is expected here");
            None
        }
    }
}

type Read<T> = fn(&Node<'_>, &Known<'_>) -> Option<T>;

fn list<T>(root: &Node<'_>, name: &str, known: &Known<'_>, read: Read<T>) -> Vec<T> {
    let items = root.require(name).and_then(|node| node.items()).unwrap_or_default();
    items.iter().filter_map(|item| read(item, known)).collect()
}

/// A function whose result is JSON; the others are [`view`]s.
fn function(node: &Node<'_>, known: &Known<'_>) -> Option<Function> {
    if node.get("view").is_some() {
        return None;
    }
    let name = function_name(node)?;
    let args = params(node, "args", known);
    let result = node.require("result").and_then(|result| Shape::read(&result, known));
    Some(Function {
        role: role(node)?,
        doc: optional_text(node, "doc"),
        deprecated: deprecation(node),
        args: args?,
        result: result?,
        guard: optional_text(node, "guard"),
        affects: affects(node),
        errors: failures(node, known),
        contract: optional_text(node, "contract"),
        internal: flag(node, "internal"),
        name,
    })
}

fn view(node: &Node<'_>, known: &Known<'_>) -> Option<View> {
    let at = node.get("view")?;
    let route = match (at.get("method"), at.get("path")) {
        (None, None) => None,
        _ => Some((at.require("method")?.text()?.to_owned(), at.require("path")?.text()?.to_owned())),
    };
    Some(View {
        name: required_name(node)?,
        doc: optional_text(node, "doc"),
        args: params(node, "args", known)?,
        guard: optional_text(node, "guard"),
        affects: affects(node),
        route,
        internal: flag(node, "internal"),
    })
}

fn role(node: &Node<'_>) -> Option<Role> {
    let kind = node.require("kind")?;
    match kind.text()? {
        "query" => Some(Role::Query { context: node.require("context")?.text()?.to_owned() }),
        "mutation" => Some(Role::Mutation),
        "call" => Some(Role::Call),
        other => {
            kind.fail(format!("`query`, `mutation` or `call` is expected here, not {other:?}"));
            None
        }
    }
}

fn deprecation(node: &Node<'_>) -> Option<Deprecation> {
    let node = node.get("deprecated")?;
    match node.value {
        Json::Bool(false) => None,
        Json::Bool(true) => Some(Deprecation { reason: String::new() }),
        Json::String(reason) => Some(Deprecation { reason: reason.clone().into_owned() }),
        _ => {
            node.fail("true or the reason is expected here");
            None
        }
    }
}

pub(super) fn affects(node: &Node<'_>) -> Vec<Affected> {
    let affects = node.get("affects").and_then(|affects| affects.items()).unwrap_or_default();
    affects.iter().filter_map(affected).collect()
}

/// An item of §5.2 without values, and what narrows it (§12): a context's name, or an object.
fn affected(node: &Node<'_>) -> Option<Affected> {
    if let Json::String(context) = node.value {
        return Some(Affected { context: context.clone().into_owned(), function: None, by: Vec::new(), given: false });
    }
    let context = node.require("context")?.text()?.to_owned();
    let by = node.get("by").and_then(|by| by.items()).unwrap_or_default();
    let by = by.iter().filter_map(|name| name.text().map(str::to_owned)).collect();
    Some(Affected { context, function: optional_text(node, "function"), by, given: flag(node, "given") })
}

pub(super) fn failures(node: &Node<'_>, known: &Known<'_>) -> Vec<Failure> {
    let items = node.get("errors").and_then(|errors| errors.items()).unwrap_or_default();
    let mut failures: Vec<Failure> = Vec::new();
    for item in &items {
        let Some(failure) = failure(item, known) else { continue };
        if failures.iter().any(|earlier| earlier.code == failure.code) {
            item.fail(format!("there are two with the code {:?}", failure.code));
        }
        failures.push(failure);
    }
    failures
}

fn failure(node: &Node<'_>, known: &Known<'_>) -> Option<Failure> {
    let code = node.require("code")?.text()?.to_owned();
    let shape = match node.get("schema") {
        Some(schema) => Some(Shape::read(&schema, known)?),
        None => None,
    };
    Some(Failure { code, doc: optional_text(node, "doc"), shape })
}

fn context(node: &Node<'_>, known: &Known<'_>) -> Option<Context> {
    let name = required_name(node)?;
    let params = params(node, "params", known);
    let functions = node.require("functions")?.items()?;
    let mut functions: Vec<_> = functions.iter().filter_map(|node| Some(node.text()?.to_owned())).collect();
    functions.sort();
    Some(Context {
        doc: optional_text(node, "doc"),
        params: params?,
        functions,
        public: flag(node, "public"),
        local: flag(node, "local"),
        contract: optional_text(node, "contract"),
        name,
    })
}

fn params(node: &Node<'_>, member: &str, known: &Known<'_>) -> Option<Vec<Param>> {
    let items = node.require(member)?.items()?;
    let params: Vec<_> = items.iter().filter_map(|item| param(item, known)).collect();
    for (index, param) in params.iter().enumerate() {
        if params[..index].iter().any(|earlier| earlier.name == param.name) {
            items[index].fail(format!("there are two called `{}`", param.name));
        }
    }
    Some(params)
}

fn param(node: &Node<'_>, known: &Known<'_>) -> Option<Param> {
    let name = required_name(node)?;
    let required = node.require("required").and_then(|required| required.bool());
    let shape = node.require("schema").and_then(|schema| Shape::read(&schema, known));
    Some(Param { doc: optional_text(node, "doc"), name, required: required?, shape: shape? })
}

/// A function's name: `contact.submit` where it is a form's, otherwise as any other.
fn function_name(node: &Node<'_>) -> Option<String> {
    let text = node.require("name")?.text()?;
    match text.split_once('.') {
        Some((form, "schema" | "validate" | "submit" | "lookup")) if name::is_valid(form) => Some(text.to_owned()),
        _ => required_name(node),
    }
}

/// The member `name`, which §1 restricts: file names and identifiers are made from it.
pub(super) fn required_name(node: &Node<'_>) -> Option<String> {
    let node = node.require("name")?;
    let text = node.text()?;
    if name::is_valid(text) {
        return Some(text.to_owned());
    }
    node.fail(format!(
        "{text:?} is no name: it begins with a small letter a to z, goes on with those, digits and `_`, \
         and has at most 64 of them"
    ));
    None
}

pub(super) fn optional_text(node: &Node<'_>, member: &str) -> Option<String> {
    node.get(member)?.text().map(str::to_owned)
}

pub(super) fn flag(node: &Node<'_>, member: &str) -> bool {
    node.get(member).and_then(|node| node.bool()).unwrap_or(false)
}
