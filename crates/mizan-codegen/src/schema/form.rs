//! The forms of a document (`docs/protocol.md` §3.5).

use super::document::{affects, failures, flag, optional_text, required_name};
use super::shape::Known;
use super::{Affected, Failure, Shape};
use crate::json::{Json, Node};

/// A form: what one is asked, and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The name on the wire.
    pub name: String,
    /// What stands above it.
    pub title: Option<String>,
    /// The documentation as its author wrote it.
    pub doc: Option<String>,
    /// The type of its data.
    pub shape: Shape,
    /// Its fields, in the order in which they are shown.
    pub(crate) fields: Vec<Field>,
    /// What it answers when it was taken.
    pub result: Shape,
    /// The errors that it declares beside those of `docs/protocol.md` §9.
    pub errors: Vec<Failure>,
    /// What it changes.
    pub affects: Vec<Affected>,
    /// The hash of what a sender relies on.
    pub contract: Option<String>,
}

/// One field of a form. What its value must be stands in the form's type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: FieldKind,
    pub(crate) label: String,
    pub(crate) help: Option<String>,
    pub(crate) required: bool,
    pub(crate) widget: Option<String>,
    pub(crate) initial: Option<Json<'static>>,
    /// Whether the server judges it while one types.
    pub(crate) check: bool,
    /// Whether the server takes blanks off a text's ends before it judges it.
    pub(crate) strip: bool,
    pub(crate) disabled: bool,
    pub(crate) choices: Vec<Choice>,
    /// Media types of files.
    pub(crate) accept: Vec<String>,
    pub(crate) max_bytes: Option<usize>,
    pub(crate) min_items: Option<usize>,
    /// The fields of a group, or of each item of a repeated one.
    pub(crate) fields: Vec<Field>,
}

/// One value of a choice, and what it is called.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    pub(crate) value: Json<'static>,
    pub(crate) label: String,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    String,
    Integer,
    Number,
    Boolean,
    Date,
    Time,
    DateTime,
    Duration,
    Decimal,
    Uuid,
    Choice,
    Choices,
    List,
    File,
    Files,
    Group,
    Groups,
}

const KINDS: [(&str, FieldKind); 17] = [
    ("string", FieldKind::String),
    ("integer", FieldKind::Integer),
    ("number", FieldKind::Number),
    ("boolean", FieldKind::Boolean),
    ("date", FieldKind::Date),
    ("time", FieldKind::Time),
    ("datetime", FieldKind::DateTime),
    ("duration", FieldKind::Duration),
    ("decimal", FieldKind::Decimal),
    ("uuid", FieldKind::Uuid),
    ("choice", FieldKind::Choice),
    ("choices", FieldKind::Choices),
    ("list", FieldKind::List),
    ("file", FieldKind::File),
    ("files", FieldKind::Files),
    ("group", FieldKind::Group),
    ("groups", FieldKind::Groups),
];

/// Groups within groups.
const DEPTH: usize = 16;

pub(super) fn read(node: &Node<'_>, known: &Known<'_>) -> Option<Form> {
    let name = required_name(node);
    let shape = node.require("type").and_then(|shape| Shape::read(&shape, known));
    let result = node.require("result").and_then(|result| Shape::read(&result, known));
    let fields = fields(node, DEPTH);
    Some(Form {
        name: name?,
        title: optional_text(node, "title"),
        doc: optional_text(node, "doc"),
        shape: shape?,
        fields: fields?,
        result: result?,
        errors: failures(node, known),
        affects: affects(node),
        contract: optional_text(node, "contract"),
    })
}

fn fields(node: &Node<'_>, depth: usize) -> Option<Vec<Field>> {
    let items = node.require("fields")?.items()?;
    let fields: Vec<_> = items.iter().filter_map(|item| field(item, depth)).collect();
    for (index, field) in fields.iter().enumerate() {
        if fields[..index].iter().any(|earlier| earlier.name == field.name) {
            node.fail(format!("there are two fields called {:?}", field.name));
        }
    }
    Some(fields)
}

fn field(node: &Node<'_>, depth: usize) -> Option<Field> {
    let kind = kind(&node.require("type")?)?;
    let count = |member| node.get(member).and_then(|count| count.count());
    let items = |member| node.get(member).and_then(|list| list.items()).unwrap_or_default();
    let is_group = matches!(kind, FieldKind::Group | FieldKind::Groups);
    if is_group && depth == 0 {
        node.fail(format!("there are more than {DEPTH} groups within one another"));
        return None;
    }
    Some(Field {
        name: name(&node.require("name")?)?,
        kind,
        label: node.require("label")?.text()?.to_owned(),
        help: optional_text(node, "help"),
        required: flag(node, "required"),
        widget: optional_text(node, "widget"),
        initial: node.get("initial").map(|initial| initial.value.clone().into_owned()),
        check: flag(node, "check"),
        strip: flag(node, "strip"),
        disabled: flag(node, "disabled"),
        choices: items("choices").iter().filter_map(choice).collect(),
        accept: items("accept").iter().filter_map(|media| media.text().map(str::to_owned)).collect(),
        max_bytes: count("max_bytes"),
        min_items: count("min_items"),
        fields: if is_group { fields(node, depth - 1)? } else { Vec::new() },
    })
}

fn kind(node: &Node<'_>) -> Option<FieldKind> {
    let text = node.text()?;
    let found = KINDS.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind);
    if found.is_none() {
        node.fail(format!("{text:?} is no type of a field that this version of `mizan` knows"));
    }
    found
}

/// A path leads to a field by names with dots between, and an object's prototype is not to be reached.
fn name(node: &Node<'_>) -> Option<String> {
    let text = node.text()?;
    if text.is_empty() || text == "__proto__" || text.contains(['.', '[', ']']) {
        node.fail(format!("{text:?} cannot be the name of a field: paths are made of names with dots between"));
        return None;
    }
    Some(text.to_owned())
}

fn choice(node: &Node<'_>) -> Option<Choice> {
    let value = node.require("value")?;
    if !matches!(value.value, Json::String(_) | Json::Integer(_) | Json::Float(_) | Json::Bool(_)) {
        value.fail("a choice is a text, a number or a boolean");
        return None;
    }
    Some(Choice { value: value.value.clone().into_owned(), label: node.require("label")?.text()?.to_owned() })
}
