//! The rules of a form: what one types in, what the server takes out.
//!
//! What the browser can judge is judged as the server judges it; the rest is left to the server.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::Expression;
use super::lower::{WIDE, bounds, item_limits, number_check};
use super::pattern;
use crate::json::Json;
use crate::schema::{Constraints, Field, FieldKind, Keywords, Schema, Shape};
use crate::typescript::{Literal, quoted};

/// References within references.
const DEPTH: usize = 32;

/// What a field's type says: its references followed, and `null` set aside.
pub(crate) struct Core<'a> {
    /// What is said nearer to the field stands before what it refers to.
    layers: Vec<&'a Keywords>,
    /// The name of the type that its values have, where they have one.
    pub(crate) name: Option<&'a str>,
    pub(crate) nullable: bool,
    /// The type without `null`.
    pub(crate) shape: &'a Shape,
}

impl<'a> Core<'a> {
    pub(crate) fn of(schema: &'a Schema, shape: &'a Shape) -> Self {
        let mut core = Self { layers: Vec::new(), name: None, nullable: false, shape };
        for _ in 0..DEPTH {
            let of = &*core.shape.0;
            core.layers.push(of);
            core.nullable |= of.kinds.contains(&crate::schema::Kind::Null);
            let choices = of.any_of.as_ref().or(of.one_of.as_ref()).or(of.all_of.as_ref());
            let (null, others): (Vec<_>, Vec<_>) = choices.into_iter().flatten().partition(|shape| is_null(shape));
            core.nullable |= !null.is_empty();
            let next = match (&of.reference, others.as_slice()) {
                (Some(name), _) => {
                    core.name = Some(name);
                    schema.types.get(name)
                }
                (None, [only]) => Some(*only),
                _ => None,
            };
            let Some(next) = next else { break };
            core.shape = next;
        }
        core
    }

    /// What is said first of something.
    pub(crate) fn said<T>(&self, read: impl Fn(&'a Constraints) -> Option<T>) -> Option<T> {
        self.layers.iter().find_map(|of| read(&of.constraints))
    }

    /// The type of a member.
    pub(crate) fn member(&self, name: &str) -> Option<&'a Shape> {
        let members = self.layers.iter().flat_map(|of| &of.members);
        members.filter(|member| member.name == name).map(|member| &member.shape).next()
    }

    /// The type of an item.
    pub(crate) fn items(&self) -> Option<&'a Shape> {
        self.layers.iter().find_map(|of| of.items.as_ref())
    }

    /// All that is said of numbers, texts and counts, in one.
    fn limits(&self) -> Keywords {
        let constraints = Constraints {
            min_length: self.said(|of| of.min_length),
            max_length: self.said(|of| of.max_length),
            minimum: self.said(|of| of.minimum),
            maximum: self.said(|of| of.maximum),
            exclusive_minimum: self.said(|of| of.exclusive_minimum),
            exclusive_maximum: self.said(|of| of.exclusive_maximum),
            multiple_of: self.said(|of| of.multiple_of),
            pattern: self.said(|of| of.pattern.clone()),
            format: self.said(|of| of.format.clone()),
            max_items: self.said(|of| of.max_items),
        };
        let min_items = self.layers.iter().find_map(|of| of.min_items);
        Keywords { constraints, min_items, ..Keywords::default() }
    }
}

fn is_null(Shape(of): &Shape) -> bool {
    of.kinds == [crate::schema::Kind::Null] || of.values.as_deref() == Some(&[Json::Null])
}

/// Writes the rules of one form, and remembers what they need.
pub(crate) struct Rules<'a> {
    pub(crate) schema: &'a Schema,
    /// The constant of the choices of each field, by its path.
    pub(crate) choices: &'a BTreeMap<String, String>,
    /// Functions of `@mizan/react/zod`.
    pub(crate) helpers: BTreeSet<&'static str>,
}

impl Rules<'_> {
    /// The schema of an object of these fields, which are members of `shape`.
    pub(crate) fn object(&mut self, fields: &[Field], shape: &Core<'_>, above: &str) -> Expression {
        let members = fields.iter().map(|field| {
            let path = format!("{above}{}", field.name);
            let value = match shape.member(&field.name) {
                Some(shape) => self.field(field, shape, &path),
                None => Expression::zod("unknown", vec![]),
            };
            (field.name.clone(), value)
        });
        Expression::zod("object", vec![Expression::Object(members.collect())])
    }

    fn field(&mut self, field: &Field, shape: &Shape, path: &str) -> Expression {
        let core = Core::of(self.schema, shape);
        let inner = self.value(field, &core, path);
        let whole = self.or_nothing(field, &core, inner);
        if field.strip { self.call("stripped", vec![whole]) } else { whole }
    }

    fn or_nothing(&mut self, field: &Field, core: &Core<'_>, inner: Expression) -> Expression {
        match field.kind {
            // What is empty of these is a value.
            FieldKind::Boolean | FieldKind::Choices | FieldKind::List | FieldKind::Files | FieldKind::Groups => inner,
            _ if field.required || !core.nullable => inner,
            FieldKind::Group => self.call("optionalGroup", vec![inner]),
            _ => self.call("optional", vec![inner]),
        }
    }

    fn value(&mut self, field: &Field, core: &Core<'_>, path: &str) -> Expression {
        let limits = core.limits();
        match field.kind {
            FieldKind::String => self.text(&limits, field.required),
            FieldKind::Integer => Expression::zod("int", vec![]).checked(bounds(&limits.constraints, true)),
            FieldKind::Number => Expression::zod("number", vec![]).checked(bounds(&limits.constraints, false)),
            FieldKind::Boolean => Expression::zod("boolean", vec![]),
            FieldKind::Date => Expression::zod("iso.date", vec![]),
            FieldKind::Time => self.call("time", vec![]),
            FieldKind::DateTime => self.call("datetime", vec![]),
            FieldKind::Duration => self.call("duration", vec![]),
            FieldKind::Decimal => self.call("decimal", vec![]),
            FieldKind::Uuid => Expression::zod("guid", vec![]),
            FieldKind::Choice => self.one_of(path),
            FieldKind::Choices => {
                let one = self.one_of(path);
                self.array(one, &limits)
            }
            FieldKind::List => {
                let item = core.items().map(|shape| self.item(&Core::of(self.schema, shape)));
                let item = item.unwrap_or_else(|| Expression::zod("unknown", vec![]));
                self.array(item, &limits)
            }
            FieldKind::File => self.file(field),
            FieldKind::Files => {
                let file = self.file(field);
                self.array(file, &limits)
            }
            FieldKind::Group => self.object(&field.fields, core, &format!("{path}.")),
            FieldKind::Groups => {
                let item = core.items().map(|shape| Core::of(self.schema, shape));
                let item = self.object(&field.fields, item.as_ref().unwrap_or(core), &format!("{path}."));
                self.array(item, &limits)
            }
        }
    }

    fn array(&mut self, item: Expression, limits: &Keywords) -> Expression {
        let limits = item_limits(limits);
        let limits = limits.map(|(helper, count)| self.call(helper.name(), vec![Expression::word(count.to_string())]));
        Expression::zod("array", vec![item]).checked(limits.collect())
    }

    fn text(&mut self, limits: &Keywords, required: bool) -> Expression {
        let of = &limits.constraints;
        let base = match of.format.as_deref() {
            Some("email") => self.call("email", vec![]),
            Some("uri" | "url") => self.call("url", vec![]),
            _ => Expression::zod("string", vec![]),
        };
        let nothing_is_text = base.is_call_of("string");
        let least = of.min_length.unwrap_or(0).max(usize::from(required && nothing_is_text));
        let mut checks = Vec::new();
        match least {
            0 => {}
            1 => checks.push(number_check("minLength", "1".to_owned())),
            least => checks.push(self.call("minCharacters", vec![Expression::word(least.to_string())])),
        }
        checks.extend(of.max_length.map(|most| self.call("maxCharacters", vec![Expression::word(most.to_string())])));
        let pattern = of.pattern.as_deref().and_then(pattern::literal);
        let wide = (of.format.as_deref() == Some("bigint")).then(|| WIDE.to_owned());
        checks.extend(
            pattern.into_iter().chain(wide).map(|regex| Expression::zod("regex", vec![Expression::Word(regex)])),
        );
        base.checked(checks)
    }

    /// An item of a list of texts or numbers.
    fn item(&mut self, core: &Core<'_>) -> Expression {
        let limits = core.limits();
        match core.shape.0.implied_kinds().as_slice() {
            [crate::schema::Kind::Integer] => Expression::zod("int", vec![]).checked(bounds(&limits.constraints, true)),
            [crate::schema::Kind::Number] => {
                Expression::zod("number", vec![]).checked(bounds(&limits.constraints, false))
            }
            [crate::schema::Kind::String] => self.text(&limits, false),
            _ => Expression::zod("unknown", vec![]),
        }
    }

    fn one_of(&mut self, path: &str) -> Expression {
        match self.choices.get(path) {
            Some(constant) => {
                let constant = Expression::Constant(constant.clone());
                self.call("oneOf", vec![constant])
            }
            None => Expression::zod("never", vec![]),
        }
    }

    fn file(&mut self, field: &Field) -> Expression {
        let media = field.accept.iter().map(|media| Expression::word(quoted(media)));
        let most = field.max_bytes.map(|most| Expression::word(Literal::Integer(most as i64).printed()));
        let given = [Expression::List(media.collect())].into_iter().chain(most);
        let given = if field.accept.is_empty() && field.max_bytes.is_none() { vec![] } else { given.collect() };
        self.call("file", given)
    }

    fn call(&mut self, helper: &'static str, given: Vec<Expression>) -> Expression {
        self.helpers.insert(helper);
        Expression::Call(helper.to_owned(), given)
    }
}
