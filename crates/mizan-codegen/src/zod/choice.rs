//! One of several: values, alternatives, and objects that one member tells apart.

use super::expression::Expression;
use super::lower::{Writer, values_of};
use crate::json::Json;
use crate::schema::{Keywords, Shape};
use crate::typescript::quoted;

impl Writer<'_> {
    /// A value of any of `shapes`.
    pub(super) fn choice(&mut self, shapes: &[Shape]) -> Expression {
        let shapes: Vec<&Shape> = shapes.iter().filter(|shape| !shape.0.nothing).collect();
        if let Some(values) = all_values(&shapes) {
            return values_of(&values);
        }
        let (null, others): (Vec<&Shape>, Vec<&Shape>) = shapes.into_iter().partition(|shape| is_null(shape));
        let tag = self.tag(&others);
        let parts: Vec<_> = others.into_iter().map(|shape| self.schema(shape)).collect();
        let whole = match tag {
            Some(tag) => {
                Expression::zod("discriminatedUnion", vec![Expression::Word(quoted(&tag)), Expression::List(parts)])
            }
            None => union(parts),
        };
        if null.is_empty() { whole } else { union(vec![whole, Expression::zod("null", vec![])]) }
    }

    /// The member whose constant value tells each object from the others.
    fn tag(&self, shapes: &[&Shape]) -> Option<String> {
        let objects: Vec<&Keywords> = shapes.iter().map(|shape| self.object_of(shape)).collect::<Option<_>>()?;
        let first = objects.first().filter(|_| objects.len() > 1)?;
        let is_tag = |name: &str| {
            let values: Option<Vec<&Json>> = objects.iter().map(|object| constant(object, name)).collect();
            values.is_some_and(|values| (1..values.len()).all(|at| !values[..at].contains(&values[at])))
        };
        first.members.iter().map(|member| member.name.clone()).find(|name| is_tag(name))
    }

    /// A plain object, inline or by its name.
    fn object_of<'b>(&'b self, Shape(of): &'b Shape) -> Option<&'b Keywords> {
        let of = match &of.reference {
            // A constant with a type of its own does not tell what it is made of.
            Some(name) if self.recursive.contains(name.as_str()) || has_choices(of) || !of.members.is_empty() => {
                return None;
            }
            Some(name) => &self.schema.types.get(name)?.0,
            None => of,
        };
        let plain = of.reference.is_none()
            && !has_choices(of)
            && of.values.is_none()
            && of.patterns.is_empty()
            && of.members.iter().all(|member| member.name != "__proto__")
            && matches!(of.implied_kinds().as_slice(), [crate::schema::Kind::Object]);
        plain.then_some(of)
    }
}

/// Any of `parts`: unions opened, repetitions dropped, `null` as `z.nullable`.
pub(super) fn union(parts: Vec<Expression>) -> Expression {
    let mut kept: Vec<Expression> = Vec::new();
    let mut nullable = false;
    let mut waiting: Vec<_> = parts.into_iter().rev().collect();
    while let Some(part) = waiting.pop() {
        match part {
            part if part.is_call_of("unknown") => return part,
            part if part.is_call_of("never") => {}
            part if part.is_call_of("null") => nullable = true,
            Expression::Call(callee, arguments) if callee == "z.nullable" => {
                nullable = true;
                waiting.extend(arguments);
            }
            Expression::Call(callee, arguments) if callee == "z.union" => match arguments.into_iter().next() {
                Some(Expression::List(parts)) => waiting.extend(parts.into_iter().rev()),
                other => waiting.extend(other),
            },
            part if kept.contains(&part) => {}
            part => kept.push(part),
        }
    }
    let some = match kept.len() {
        0 if nullable => return Expression::zod("null", vec![]),
        0 => return Expression::zod("never", vec![]),
        1 => kept.remove(0),
        _ => Expression::zod("union", vec![Expression::List(kept)]),
    };
    if nullable { Expression::zod("nullable", vec![some]) } else { some }
}

/// The values of shapes that are nothing but values.
fn all_values(shapes: &[&Shape]) -> Option<Vec<Json<'static>>> {
    let values = shapes.iter().map(|Shape(of)| {
        let values = of.values.as_deref().filter(|_| of.reference.is_none() && !has_choices(of));
        values.or(if is_null(&Shape(of.clone())) { Some(&[Json::Null]) } else { None })
    });
    let values: Vec<_> = values.collect::<Option<Vec<_>>>()?.concat();
    (!values.is_empty()).then_some(values)
}

fn is_null(Shape(of): &Shape) -> bool {
    of.reference.is_none()
        && !has_choices(of)
        && (of.kinds == [crate::schema::Kind::Null] || of.values.as_deref() == Some(&[Json::Null]))
}

fn has_choices(of: &Keywords) -> bool {
    of.any_of.is_some() || of.one_of.is_some() || of.all_of.is_some()
}

/// The one value of a member that is always there.
fn constant<'a>(of: &'a Keywords, name: &str) -> Option<&'a Json<'a>> {
    let member = of.members.iter().find(|member| member.name == name && member.required)?;
    let inner = &member.shape.0;
    match inner.values.as_deref() {
        Some([value @ (Json::String(_) | Json::Integer(_) | Json::Bool(_))])
            if inner.reference.is_none() && !has_choices(inner) =>
        {
            Some(value)
        }
        _ => None,
    }
}
