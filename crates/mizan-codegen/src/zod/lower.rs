//! JSON Schema to Zod.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::Expression;
use super::pattern;
use crate::json::Json;
use crate::schema::{Constraints, Keywords, Kind, Number, Schema, Shape};
use crate::typescript::Literal;

/// The largest integer that a double tells from its neighbours.
const EXACT: i64 = (1 << 53) - 1;

/// Columns of numbers that fit on a line wherever they stand.
const SHORT: usize = 12;

/// The text of a decimal number.
const DECIMAL: &str = "/^-?\\d+(?:\\.\\d+)?$/u";

/// A duration that may be negative, which `z.iso.duration` refuses.
const DURATION: &str = "z.regexes.extendedDuration";

/// The text of an integer of any size.
pub(super) const WIDE: &str = "/^(?:0|-?[1-9][0-9]*)$/u";

/// A function that a file of schemas declares for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Helper {
    MinCharacters,
    MaxCharacters,
    MinItems,
    MaxItems,
}

impl Helper {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Helper::MinCharacters => "minCharacters",
            Helper::MaxCharacters => "maxCharacters",
            Helper::MinItems => "minItems",
            Helper::MaxItems => "maxItems",
        }
    }
}

/// Writes schemas, and remembers what they need.
pub(crate) struct Writer<'a> {
    pub(super) schema: &'a Schema,
    /// The constant of each named type.
    pub(super) constants: BTreeMap<&'a str, String>,
    /// The types that are declared further up.
    pub(super) declared: BTreeSet<&'a str>,
    /// The types whose constants have a type of their own, since the compiler cannot infer it.
    pub(super) recursive: BTreeSet<&'a str>,
    pub(crate) helpers: BTreeSet<Helper>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(schema: &'a Schema, constants: BTreeMap<&'a str, String>, recursive: BTreeSet<&'a str>) -> Self {
        Self { schema, constants, recursive, declared: BTreeSet::new(), helpers: BTreeSet::new() }
    }

    /// Says that what follows stands below the declaration of a type.
    pub(crate) fn declare(&mut self, name: &'a str) {
        self.declared.insert(name);
    }

    /// The schema of the values that `shape` allows, or of more.
    pub(crate) fn schema(&mut self, Shape(of): &Shape) -> Expression {
        if of.nothing {
            return Expression::zod("never", vec![]);
        }
        let mut parts = Vec::new();
        if let Some(name) = &of.reference {
            parts.push(self.reference(name));
        }
        for shapes in [&of.any_of, &of.one_of].into_iter().flatten() {
            parts.push(self.choice(shapes));
        }
        for shape in of.all_of.iter().flatten() {
            parts.push(self.schema(shape));
        }
        parts.retain(|part| !part.is_call_of("unknown"));
        // A bare `type` beside a reference or a choice only repeats what that says.
        if parts.is_empty() || has_structure(of) {
            parts.push(self.own(of));
        }
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_else(|| Expression::zod("unknown", vec![]));
        parts.fold(first, |whole, part| Expression::zod("intersection", vec![whole, part]))
    }

    fn reference(&self, name: &str) -> Expression {
        match self.constants.get(name) {
            Some(constant) if self.declared.contains(name) => Expression::Constant(constant.clone()),
            Some(constant) => Expression::zod("lazy", vec![Expression::Later(constant.clone())]),
            None => Expression::zod("unknown", vec![]),
        }
    }

    /// What `type`, `enum`, `properties`, `items` and the constraints say together.
    fn own(&mut self, of: &Keywords) -> Expression {
        if let Some(values) = &of.values {
            return values_of(values);
        }
        let kinds = of.implied_kinds();
        let one = |kind: &Kind, writer: &mut Self| match kind {
            Kind::Null => Expression::zod("null", vec![]),
            Kind::Boolean => Expression::zod("boolean", vec![]),
            Kind::Integer => Expression::zod("int", vec![]).checked(bounds(&of.constraints, true)),
            Kind::Number => Expression::zod("number", vec![]).checked(bounds(&of.constraints, false)),
            Kind::String => writer.text(of),
            Kind::Array => writer.array(of),
            Kind::Object => writer.object(of),
        };
        let parts = kinds.iter().map(|kind| one(kind, self)).collect();
        if kinds.is_empty() { Expression::zod("unknown", vec![]) } else { super::choice::union(parts) }
    }

    fn text(&mut self, of: &Keywords) -> Expression {
        if of.wide {
            return Expression::zod("bigint", vec![]);
        }
        let limits = &of.constraints;
        let mut checks = Vec::new();
        let base = match limits.format.as_deref() {
            Some("binary") => return Expression::zod("instanceof", vec![Expression::word("Blob")]),
            Some("email") => Expression::word("z.email({ pattern: z.regexes.html5Email })"),
            // With Zod's own pattern for these protocols it refuses `http:example.org`, which browsers and servers take.
            Some("uri" | "url") => Expression::word("z.url({ protocol: /^(?:http|https)$/ })"),
            Some("uuid") => Expression::zod("guid", vec![]),
            Some("date") => Expression::zod("iso.date", vec![]),
            Some("time") => Expression::zod("iso.time", vec![]),
            Some("base64") => Expression::zod("base64", vec![]),
            Some("date-time") => Expression::word("z.iso.datetime({ offset: true })"),
            Some("ipv4") => Expression::zod("ipv4", vec![]),
            Some("ipv6") => Expression::zod("ipv6", vec![]),
            _ => Expression::zod("string", vec![]),
        };
        match limits.min_length {
            None | Some(0) => {}
            Some(1) => checks.push(number_check("minLength", "1".to_owned())),
            Some(least) => checks.push(self.helper(Helper::MinCharacters, least)),
        }
        checks.extend(limits.max_length.map(|most| self.helper(Helper::MaxCharacters, most)));
        let pattern = limits.pattern.as_deref().and_then(pattern::literal);
        let format = match limits.format.as_deref() {
            Some("decimal") => Some(DECIMAL),
            Some("duration") => Some(DURATION),
            _ => None,
        };
        let pattern = pattern.into_iter().chain(format.map(str::to_owned));
        checks.extend(pattern.map(|pattern| Expression::zod("regex", vec![Expression::Word(pattern)])));
        base.checked(checks)
    }

    fn helper(&mut self, helper: Helper, count: usize) -> Expression {
        self.helpers.insert(helper);
        Expression::Call(helper.name().to_owned(), vec![Expression::word(count.to_string())])
    }

    fn array(&mut self, of: &Keywords) -> Expression {
        let closed = of.items.as_ref().is_some_and(|items| items.0.nothing);
        let rest = of.items.as_ref().filter(|items| !items.0.nothing).map(|items| self.schema(items));
        if of.prefix.is_none() && !closed {
            let item = rest.unwrap_or_else(|| Expression::zod("unknown", vec![]));
            let limits = item_limits(of).map(|(helper, count)| self.helper(helper, count));
            return Expression::zod("array", vec![item]).checked(limits.collect());
        }
        let prefix = of.prefix.as_deref().unwrap_or_default();
        let required = of.min_items.map_or(prefix.len(), |least| least.min(prefix.len()));
        let items = prefix.iter().enumerate().map(|(index, shape)| {
            let item = self.schema(shape);
            if index < required { item } else { Expression::zod("exactOptional", vec![item]) }
        });
        let items = Expression::List(items.collect());
        Expression::zod("tuple", [items].into_iter().chain(rest).collect())
    }

    fn object(&mut self, of: &Keywords) -> Expression {
        // Its name would be the prototype of the object that a schema is written as.
        if of.members.iter().any(|member| member.name == "__proto__") {
            return record(Expression::zod("unknown", vec![]));
        }
        let members = of.members.iter().map(|member| {
            let value = self.schema(&member.shape);
            let value = if member.required { value } else { Expression::zod("exactOptional", vec![value]) };
            (member.name.clone(), value)
        });
        let members: Vec<_> = members.collect();
        let closed = of.additional.as_ref().is_some_and(|shape| shape.0.nothing);
        let open = of.additional.iter().filter(|shape| !shape.0.nothing).chain(&of.patterns);
        let open: Vec<_> = open.map(|shape| self.schema(shape)).filter(|open| !open.is_call_of("unknown")).collect();
        match (members.is_empty(), open.is_empty()) {
            (true, true) if closed => record(Expression::zod("never", vec![])),
            (true, true) => record(Expression::zod("unknown", vec![])),
            (true, false) => record(super::choice::union(open)),
            // A pattern's schema would be held against members, too.
            _ if !of.patterns.is_empty() => Expression::zod("looseObject", vec![Expression::Object(members)]),
            (false, true) => {
                Expression::zod(if closed { "strictObject" } else { "object" }, vec![Expression::Object(members)])
            }
            (false, false) => {
                let object = Expression::zod("object", vec![Expression::Object(members)]);
                Expression::zod("catchall", vec![object, super::choice::union(open)])
            }
        }
    }
}

fn record(value: Expression) -> Expression {
    Expression::zod("record", vec![Expression::zod("string", vec![]), value])
}

/// Whether the schema describes values beside what it refers to.
fn has_structure(of: &Keywords) -> bool {
    of.values.is_some()
        || !of.members.is_empty()
        || !of.patterns.is_empty()
        || of.items.is_some()
        || of.prefix.is_some()
        || of.additional.as_ref().is_some_and(|shape| !shape.0.nothing)
}

/// A schema of given values: `z.literal("a")`, `z.enum(["a", "b"])`, `z.literal([1, "a"])`.
pub(super) fn values_of(values: &[Json]) -> Expression {
    let mut literals: Vec<String> = Vec::new();
    for value in values {
        let literal = literal(value);
        // Of a list or an object, which no schema has here, nothing is said.
        let Some(literal) = literal else { return Expression::zod("unknown", vec![]) };
        if !literals.contains(&literal) {
            literals.push(literal);
        }
    }
    let nullable = literals.iter().any(|literal| literal == "null");
    literals.retain(|literal| literal != "null");
    let all_text = literals.iter().all(|literal| literal.starts_with(['"', '\'']));
    let both = literals.len() == 2 && literals.iter().all(|literal| literal == "true" || literal == "false");
    let numbers = literals.iter().all(|literal| literal.starts_with(|c: char| c == '-' || c.is_ascii_digit()));
    let list = |literals: Vec<String>| Expression::List(literals.into_iter().map(Expression::Word).collect());
    let some = match literals.len() {
        0 => return Expression::zod("null", vec![]),
        1 => Expression::zod("literal", literals.into_iter().map(Expression::Word).collect()),
        _ if both => Expression::zod("boolean", vec![]),
        _ if all_text => Expression::zod("enum", vec![list(literals)]),
        // Biome fills lines with numbers alone; a union says the same.
        _ if numbers && literals.concat().len() > SHORT => {
            let literals =
                literals.into_iter().map(|literal| Expression::zod("literal", vec![Expression::Word(literal)]));
            Expression::zod("union", vec![Expression::List(literals.collect())])
        }
        _ => Expression::zod("literal", vec![list(literals)]),
    };
    if nullable { Expression::zod("nullable", vec![some]) } else { some }
}

fn literal(value: &Json) -> Option<String> {
    Some(match value {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => Literal::Boolean(*value).printed(),
        Json::Integer(value) => Literal::Integer(*value).printed(),
        Json::Float(value) => Literal::Float(*value).printed(),
        Json::String(text) => Literal::String(text.clone().into_owned()).printed(),
        Json::Array(_) | Json::Object(_) => return None,
    })
}

pub(super) fn bounds(limits: &Constraints, integer: bool) -> Vec<Expression> {
    let all = [
        ("minimum", limits.minimum),
        ("maximum", limits.maximum),
        ("gt", limits.exclusive_minimum),
        ("lt", limits.exclusive_maximum),
        ("multipleOf", limits.multiple_of),
    ];
    all.into_iter().filter_map(|(check, limit)| Some(number_check(check, bound(limit?, integer)?))).collect()
}

/// A bound as a literal; none where every value that can be written keeps it.
fn bound(limit: Number, integer: bool) -> Option<String> {
    match limit {
        Number::Integer(value) if integer && !(-EXACT..=EXACT).contains(&value) => None,
        Number::Integer(value) if (-EXACT..=EXACT).contains(&value) => Some(Literal::Integer(value).printed()),
        Number::Integer(value) => Some(Literal::Float(value as f64).printed()),
        Number::Float(value) if integer && value.abs() > EXACT as f64 => None,
        Number::Float(value) => Some(Literal::Float(value).printed()),
    }
}

pub(super) fn number_check(check: &str, limit: String) -> Expression {
    Expression::zod(check, vec![Expression::Word(limit)])
}

/// How many items a list has. Zod's own check of the most of them hides what is wrong in the items of a list that is too long.
pub(super) fn item_limits(of: &Keywords) -> impl Iterator<Item = (Helper, usize)> + use<> {
    let least = of.min_items.filter(|least| *least > 0).map(|least| (Helper::MinItems, least));
    let most = of.constraints.max_items.map(|most| (Helper::MaxItems, most));
    least.into_iter().chain(most)
}
