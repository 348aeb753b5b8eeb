//! Unions: which alternative a value is, and what is wrong with it where it is none.

use super::fit::Judging;
use super::plan::{Choice, Kinds, Plan};
use crate::constraint::Violations;
use crate::json::{self, DecodeError, DecodeErrorKind, Value};

/// What a value is to one alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Of another type.
    No,
    /// Of its type, and against a constraint.
    Violates,
    /// Right.
    Yes,
}

impl Judging<'_> {
    /// The alternative that the tag names.
    pub(super) fn tagged<'p>(
        &self,
        tag: &str,
        choices: &'p [(String, Plan)],
        value: &Value<'_>,
    ) -> Result<&'p Plan, DecodeError> {
        if value.as_object().is_none() {
            return Err(DecodeError::wrong_type("an object", value));
        }
        let Some(own) = value.get(tag) else { return Err(DecodeError::missing_member(tag)) };
        let Some(name) = own.as_str() else { return Err(DecodeError::wrong_type("a string", own).at_member(tag)) };
        let chosen = choices.iter().find(|(known, _)| known == name).map(|(_, plan)| plan);
        chosen.ok_or_else(|| unknown(choices.iter().map(|(name, _)| name.as_str())).at_member(tag))
    }

    /// The variant's name, what it has to hold and what it holds; `None` for one that is a bare name.
    #[allow(clippy::type_complexity, reason = "a name, a plan and a value")]
    pub(super) fn variant<'p, 'v, 'a>(
        &self,
        variants: &'p [(String, Option<Plan>)],
        value: &'v Value<'a>,
    ) -> Result<Option<(&'p str, &'p Plan, &'v Value<'a>)>, DecodeError> {
        let names = || variants.iter().map(|(name, _)| name.as_str());
        let find = |name: &str| variants.iter().find(|(known, _)| known == name);
        match value {
            Value::Str(name) => match find(name) {
                Some((_, None)) => Ok(None),
                Some((name, Some(_))) => Err(DecodeError::new(
                    DecodeErrorKind::WrongType,
                    format!("expected an object with one member `{name}`, got a string"),
                )),
                None => Err(unknown(names())),
            },
            Value::Object(members) => match members.as_slice() {
                [(name, content)] => match find(name) {
                    Some((name, Some(plan))) => {
                        self.fit(plan, content).map_err(|error| error.at_member(name))?;
                        Ok(Some((name, plan, content)))
                    }
                    Some((name, None)) => Err(DecodeError::new(
                        DecodeErrorKind::WrongType,
                        format!("expected the string `{name}`, got an object"),
                    )),
                    None => Err(unknown(names())),
                },
                _ => Err(DecodeError::new(
                    DecodeErrorKind::InvalidValue,
                    format!("expected an object with one member, {}", json::one_of(&names().collect::<Vec<_>>())),
                )),
            },
            _ => Err(DecodeError::wrong_type(&json::one_of(&names().collect::<Vec<_>>()), value)),
        }
    }

    /// One of them has to take it; what is wrong is told of the one that it is by its kind and its constants.
    pub(super) fn either(&self, choices: &[Choice], value: &Value<'_>) -> Result<(), DecodeError> {
        let kind = Kinds::of(value);
        let possible: Vec<&Choice> = choices.iter().filter(|choice| choice.kinds.meets(kind)).collect();
        match possible.as_slice() {
            [] => {
                let kinds = choices.iter().fold(Kinds::NONE, |all, choice| all.or(choice.kinds));
                Err(DecodeError::wrong_type(&kinds.words(), value))
            }
            [only] => self.fit(&only.plan, value),
            several if several.iter().any(|choice| self.verdict(choice, value) != Verdict::No) => Ok(()),
            several => {
                let mut likely = several.iter().filter(|choice| choice.may_be(value));
                match (likely.next(), likely.next()) {
                    (Some(only), None) => self.fit(&only.plan, value),
                    _ => Err(DecodeError::new(DecodeErrorKind::InvalidValue, "fits none of what it may be")),
                }
            }
        }
    }

    /// The alternative whose constraints the value is held to: one that has nothing against it, or the first of its type.
    pub(super) fn chosen<'p>(&self, choices: &'p [Choice], value: &Value<'_>) -> Option<&'p Plan> {
        let kind = Kinds::of(value);
        let mut possible = choices.iter().filter(|choice| choice.kinds.meets(kind));
        let first = possible.next()?;
        let Some(second) = possible.next() else { return Some(&first.plan) };
        let all = || [first, second].into_iter().chain(possible.clone());
        let right = all().find(|choice| self.verdict(choice, value) == Verdict::Yes);
        let fitting = || all().find(|choice| self.verdict(choice, value) == Verdict::Violates);
        right.or_else(fitting).map(|choice| &choice.plan)
    }

    /// Remembered, so that a union in a union in a union is not tried anew for each.
    fn verdict(&self, choice: &Choice, value: &Value<'_>) -> Verdict {
        let key = (std::ptr::from_ref(choice).addr(), std::ptr::from_ref(value).addr());
        let known = self.known.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let verdict = self.tried(&choice.plan, value);
            self.known.borrow_mut().insert(key, verdict);
            verdict
        })
    }

    fn tried(&self, plan: &Plan, value: &Value<'_>) -> Verdict {
        if self.fit(plan, value).is_err() {
            return Verdict::No;
        }
        let mut found = Violations::default();
        self.check(plan, value, &mut found);
        if found.count() == 0 { Verdict::Yes } else { Verdict::Violates }
    }
}

impl Choice {
    /// Whether a value has the members and the constants of this alternative.
    fn may_be(&self, value: &Value<'_>) -> bool {
        let is_constant =
            |(name, text): &(String, String)| value.get(name).is_none_or(|value| value.as_str() == Some(text));
        self.required.iter().all(|name| value.get(name).is_some()) && self.constants.iter().all(is_constant)
    }
}

fn unknown<'n>(names: impl Iterator<Item = &'n str>) -> DecodeError {
    let names: Vec<&str> = names.collect();
    DecodeError::new(DecodeErrorKind::InvalidValue, format!("expected {}", json::one_of(&names)))
}
