//! A type of the schema: the keywords of JSON Schema 2020-12 that say something about its TypeScript type.
//!
//! What only narrows values (`minimum`, `pattern`, …) is kept apart in [`Constraints`]; `not`, `if` and their
//! like are the server's business and are not kept.

use std::collections::BTreeSet;

use super::constraint::Constraints;
use crate::json::{Json, Node};
use crate::typescript::{Names, lower, one_line};

/// A JSON Schema, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape(pub(crate) Box<Keywords>);

/// The names of the types that a reference may name.
pub(super) type Known<'a> = BTreeSet<&'a str>;

/// What a JSON Schema says. Everything is absent in the schema `true`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Keywords {
    /// The schema `false`: no value at all.
    pub(crate) nothing: bool,
    pub(crate) doc: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) default: Option<Json<'static>>,
    /// The name after `#/types/`.
    pub(crate) reference: Option<String>,
    /// `type`, in the order given.
    pub(crate) kinds: Vec<Kind>,
    /// `format`, where it is `bigint`: an integer of any size, written as a string.
    pub(crate) wide: bool,
    /// `enum`, or the one value of `const`.
    pub(crate) values: Option<Vec<Json<'static>>>,
    pub(crate) any_of: Option<Vec<Shape>>,
    pub(crate) one_of: Option<Vec<Shape>>,
    pub(crate) all_of: Option<Vec<Shape>>,
    pub(crate) members: Vec<Member>,
    /// `additionalProperties`; absent where nothing is said.
    pub(crate) additional: Option<Shape>,
    /// The schemas of `patternProperties`.
    pub(crate) patterns: Vec<Shape>,
    pub(crate) items: Option<Shape>,
    /// `prefixItems`.
    pub(crate) prefix: Option<Vec<Shape>>,
    pub(crate) min_items: Option<usize>,
    pub(crate) constraints: Constraints,
}

impl Keywords {
    /// Whether it is a file, which travels beside the JSON (`docs/protocol.md` §3.3).
    pub(crate) fn is_file(&self) -> bool {
        self.constraints.format.as_deref() == Some("binary")
    }

    /// `type`, or where it is not said, the types that structural keywords are about.
    pub(crate) fn implied_kinds(&self) -> Vec<Kind> {
        if !self.kinds.is_empty() {
            return self.kinds.clone();
        }
        let object = !self.members.is_empty() || self.additional.is_some() || !self.patterns.is_empty();
        let array = self.items.is_some() || self.prefix.is_some();
        [(object, Kind::Object), (array, Kind::Array)].into_iter().filter_map(|(is, kind)| is.then_some(kind)).collect()
    }
}

/// A type of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

/// The prefix of every reference.
const TYPES: &str = "#/types/";

/// Keywords that would change what a `$ref` or a member means, and that no backend prints.
const REFUSED: &[&str] = &["$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor", "definitions", "$defs"];

impl Shape {
    /// Reads a schema whose references may name `known` types.
    pub(super) fn read(node: &Node<'_>, known: &Known<'_>) -> Option<Self> {
        let keywords = match node.value {
            Json::Bool(allowed) => Keywords { nothing: !allowed, ..Keywords::default() },
            _ => keywords(node, known)?,
        };
        Some(Shape(Box::new(keywords)))
    }

    /// Everything that it says, itself first, without what it refers to.
    pub(crate) fn parts(&self) -> Vec<&Keywords> {
        let mut parts = Vec::new();
        let mut waiting = vec![self];
        while let Some(Shape(of)) = waiting.pop() {
            parts.push(&**of);
            waiting.extend([&of.any_of, &of.one_of, &of.all_of, &of.prefix].into_iter().flatten().flatten());
            waiting.extend(of.members.iter().map(|member| &member.shape));
            waiting.extend([&of.additional, &of.items].into_iter().flatten());
            waiting.extend(&of.patterns);
        }
        parts
    }

    /// The TypeScript type on one line, for people: `{ name: string } | null`.
    pub fn typescript(&self) -> String {
        one_line(&lower(self, &Names::new()))
    }
}

fn keywords(node: &Node<'_>, known: &Known<'_>) -> Option<Keywords> {
    node.members()?;
    for keyword in REFUSED {
        if node.get(keyword).is_some() {
            node.fail(format!(
                "`{keyword}` is not read here; shared types stand in `types` and are named by `{TYPES}…`"
            ));
        }
    }
    Some(Keywords {
        nothing: false,
        doc: text(node, "description"),
        deprecated: node.get("deprecated").and_then(|node| node.bool()).unwrap_or(false),
        default: node.get("default").map(|node| owned(&node)),
        reference: reference(node, known),
        kinds: kinds(node),
        wide: text(node, "format").as_deref() == Some("bigint"),
        values: values(node),
        any_of: some_shapes(node, "anyOf", known),
        one_of: some_shapes(node, "oneOf", known),
        all_of: some_shapes(node, "allOf", known),
        members: members(node, known),
        additional: shape(node, "additionalProperties", known),
        patterns: patterns(node, known),
        items: shape(node, "items", known),
        prefix: some_shapes(node, "prefixItems", known),
        min_items: node.get("minItems").and_then(|node| node.count()),
        constraints: Constraints::read(node),
    })
}

fn text(node: &Node<'_>, member: &str) -> Option<String> {
    node.get(member)?.text().map(str::to_owned)
}

fn shape(node: &Node<'_>, member: &str, known: &Known<'_>) -> Option<Shape> {
    Shape::read(&node.get(member)?, known)
}

fn some_shapes(node: &Node<'_>, member: &str, known: &Known<'_>) -> Option<Vec<Shape>> {
    let list = node.get(member)?;
    let items = list.items()?;
    if items.is_empty() {
        list.fail("at least one schema is expected here");
    }
    Some(items.iter().filter_map(|item| Shape::read(item, known)).collect())
}

fn reference(node: &Node<'_>, known: &Known<'_>) -> Option<String> {
    let node = node.get("$ref")?;
    let text = node.text()?;
    let Some(name) = text.strip_prefix(TYPES) else {
        node.fail(format!("a reference has the form `{TYPES}Name`, not {text:?}"));
        return None;
    };
    // RFC 6901: a name in a pointer has `/` and `~` escaped.
    let name = name.replace("~1", "/").replace("~0", "~");
    if known.contains(name.as_str()) {
        return Some(name);
    }
    node.fail(format!("there is no {name:?} in `types`"));
    None
}

fn kinds(node: &Node<'_>) -> Vec<Kind> {
    let Some(node) = node.get("type") else { return Vec::new() };
    match node.value {
        Json::Array(_) => node.items().unwrap_or_default().iter().filter_map(kind).collect(),
        _ => kind(&node).into_iter().collect(),
    }
}

fn kind(node: &Node<'_>) -> Option<Kind> {
    Some(match node.text()? {
        "null" => Kind::Null,
        "boolean" => Kind::Boolean,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "string" => Kind::String,
        "array" => Kind::Array,
        "object" => Kind::Object,
        other => {
            node.fail(format!("{other:?} is no type of JSON Schema"));
            return None;
        }
    })
}

fn owned(node: &Node<'_>) -> Json<'static> {
    node.value.clone().into_owned()
}

fn values(node: &Node<'_>) -> Option<Vec<Json<'static>>> {
    if let Some(constant) = node.get("const") {
        check_value(&constant);
        return Some(vec![owned(&constant)]);
    }
    let list = node.get("enum")?;
    let items = list.items()?;
    if items.is_empty() {
        list.fail("at least one value is expected here");
    }
    items.iter().for_each(check_value);
    Some(items.iter().map(owned).collect())
}

/// TypeScript has literal types for text, booleans, null and numbers that a double holds exactly.
fn check_value(node: &Node<'_>) {
    const EXACT: i64 = (1 << 53) - 1;
    match node.value {
        Json::Integer(value) if !(-EXACT..=EXACT).contains(value) => {
            node.fail("an integer beyond ±(2^53 - 1) travels as a string; declare it with the wide-integer type");
        }
        Json::Float(value) if value.fract() == 0.0 && value.abs() > EXACT as f64 => {
            node.fail("a number beyond ±(2^53 - 1) cannot be a constant");
        }
        Json::Array(_) | Json::Object(_) => {
            node.fail("a list or an object cannot be a constant; describe it with `prefixItems` or `properties`");
        }
        _ => {}
    }
}

fn members(node: &Node<'_>, known: &Known<'_>) -> Vec<Member> {
    let required: BTreeSet<String> = node
        .get("required")
        .and_then(|node| node.items())
        .unwrap_or_default()
        .iter()
        .filter_map(|node| node.text().map(str::to_owned))
        .collect();
    let Some(properties) = node.get("properties").and_then(|node| node.members()) else { return Vec::new() };
    properties
        .iter()
        .filter_map(|(name, node)| {
            Some(Member {
                name: (*name).to_owned(),
                required: required.contains(*name),
                shape: Shape::read(node, known)?,
            })
        })
        .collect()
}

fn patterns(node: &Node<'_>, known: &Known<'_>) -> Vec<Shape> {
    let members = node.get("patternProperties").and_then(|node| node.members()).unwrap_or_default();
    members.iter().filter_map(|(_, node)| Shape::read(node, known)).collect()
}
