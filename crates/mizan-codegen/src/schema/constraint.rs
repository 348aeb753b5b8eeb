//! The keywords that narrow values without changing their TypeScript type.

use crate::json::{Json, Node};

/// What `minLength`, `maximum`, `pattern` and their kin say. The server is the judge of them; a form may look first.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Constraints {
    /// In Unicode scalar values.
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) exclusive_minimum: Option<Number>,
    pub(crate) exclusive_maximum: Option<Number>,
    pub(crate) multiple_of: Option<Number>,
    pub(crate) pattern: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) max_items: Option<usize>,
}

/// A number as JSON has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i64),
    Float(f64),
}

impl Constraints {
    pub(super) fn read(node: &Node<'_>) -> Self {
        let count = |name| node.get(name).and_then(|node| node.count());
        let number = |name| node.get(name).and_then(|node| number(&node));
        let text = |name| Some(node.get(name)?.text()?.to_owned());
        Self {
            min_length: count("minLength"),
            max_length: count("maxLength"),
            minimum: number("minimum"),
            maximum: number("maximum"),
            exclusive_minimum: number("exclusiveMinimum"),
            exclusive_maximum: number("exclusiveMaximum"),
            multiple_of: number("multipleOf"),
            pattern: text("pattern"),
            format: text("format"),
            max_items: count("maxItems"),
        }
    }
}

fn number(node: &Node<'_>) -> Option<Number> {
    match node.value {
        Json::Integer(value) => Some(Number::Integer(*value)),
        Json::Float(value) => Some(Number::Float(*value)),
        _ => {
            node.fail("a number is expected here");
            None
        }
    }
}
