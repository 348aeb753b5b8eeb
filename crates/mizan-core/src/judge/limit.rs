//! Which constraints a document of the right type violates: all of them, under their paths.

use super::fit::Judging;
use super::plan::{List, Object, Others, Plan};
use crate::constraint::Violations;
use crate::json::Value;

impl Judging<'_> {
    /// How many there are is told before what is wrong with each. A value of another type has nothing to check.
    pub(super) fn check(&self, plan: &Plan, value: &Value<'_>, found: &mut Violations) {
        match plan {
            Plan::Any | Plan::Never | Plan::Null | Plan::Boolean | Plan::File(_) | Plan::Values(_) => {}
            Plan::Integer(_, limits) | Plan::Number { limits, .. } | Plan::Text(_, limits) => {
                limits.iter().for_each(|limit| limit.check(value, found));
            }
            Plan::List(list) => {
                list.limits.iter().for_each(|limit| limit.check(value, found));
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    if let Some(plan) = list.at(at) {
                        found.index(at, |found| self.check(plan, item, found));
                    }
                }
            }
            Plan::Object(object) => self.check_members(object, value, found),
            Plan::When(_, plan) => self.check(plan, value, found),
            Plan::Named(index) if self.judge.constrained[*index] => {
                self.check(&self.judge.types[*index], value, found);
            }
            Plan::Named(_) => {}
            Plan::Nullable(plan) if !value.is_null() => self.check(plan, value, found),
            Plan::Nullable(_) => {}
            Plan::All(plans) => plans.iter().for_each(|plan| self.check(plan, value, found)),
            Plan::Tagged { tag, choices } => {
                if let Ok(plan) = self.tagged(tag, choices, value) {
                    self.check(plan, value, found);
                }
            }
            Plan::Variants(variants) => {
                let one = value.as_object().and_then(|members| members.first());
                let known = one.and_then(|(name, _)| variants.iter().find(|(known, _)| known == name));
                if let (Some((_, value)), Some((name, Some(plan)))) = (one, known) {
                    found.key(name, |found| self.check(plan, value, found));
                }
            }
            Plan::Either(choices) => {
                if let Some(plan) = self.chosen(choices, value) {
                    self.check(plan, value, found);
                }
            }
        }
    }

    /// The members in the order of the schema, so that what is told does not depend on how the document was written.
    fn check_members(&self, object: &Object, value: &Value<'_>, found: &mut Violations) {
        for (name, plan) in &object.members {
            if let Some(value) = value.get(name) {
                found.key(name, |found| self.check(plan, value, found));
            }
        }
        let Others::Like(plan) = &object.others else { return };
        for (name, value) in value.as_object().into_iter().flatten() {
            if object.member(name).is_none() {
                found.key(name, |found| self.check(plan, value, found));
            }
        }
    }
}

/// Which of the named types have a constraint in them, or in what they refer to.
pub(super) fn constrained(types: &[Plan]) -> Vec<bool> {
    let mut constrained = vec![false; types.len()];
    loop {
        let next: Vec<bool> = types.iter().map(|plan| is_constrained(plan, &constrained)).collect();
        if next == constrained {
            return constrained;
        }
        constrained = next;
    }
}

pub(super) fn is_constrained(plan: &Plan, types: &[bool]) -> bool {
    let inside = |plan: &Plan| is_constrained(plan, types);
    match plan {
        Plan::Any | Plan::Never | Plan::Null | Plan::Boolean | Plan::File(_) | Plan::Values(_) => false,
        Plan::Integer(_, limits) | Plan::Number { limits, .. } | Plan::Text(_, limits) => !limits.is_empty(),
        Plan::List(List { places, items, limits, .. }) => {
            !limits.is_empty() || places.iter().any(inside) || items.as_deref().is_some_and(inside)
        }
        Plan::Object(Object { members, others, .. }) => {
            members.iter().any(|(_, plan)| inside(plan)) || matches!(others, Others::Like(plan) if inside(plan))
        }
        Plan::Named(index) => types[*index],
        Plan::When(_, plan) | Plan::Nullable(plan) => inside(plan),
        Plan::All(plans) => plans.iter().any(inside),
        Plan::Tagged { choices, .. } => choices.iter().any(|(_, plan)| inside(plan)),
        Plan::Variants(variants) => variants.iter().any(|(_, plan)| plan.as_ref().is_some_and(inside)),
        Plan::Either(choices) => choices.iter().any(|choice| inside(&choice.plan)),
    }
}
