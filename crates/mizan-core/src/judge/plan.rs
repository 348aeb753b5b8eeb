//! What a schema says, in the form in which values are held against it.

use super::text::Text;
use crate::constraint::{self, Pattern, Violations};
use crate::file::Rules;
use crate::json::Value;
use std::ops::RangeInclusive;

/// What a value has to be.
#[derive(Debug)]
pub(super) enum Plan {
    /// Whatever JSON has, but no number that would be rounded.
    Any,
    /// Nothing.
    Never,
    Null,
    Boolean,
    Integer(RangeInclusive<i64>, Vec<Limit>),
    Number {
        is_single: bool,
        limits: Vec<Limit>,
    },
    Text(Option<Text>, Vec<Limit>),
    /// A reference to a file.
    File(Rules),
    /// One of these values.
    Values(Vec<serde_json::Value>),
    List(List),
    Object(Object),
    /// Held against values of these kinds alone.
    When(Kinds, Box<Plan>),
    /// A named type.
    Named(usize),
    /// `null`, or this.
    Nullable(Box<Plan>),
    /// All of them.
    All(Vec<Plan>),
    /// An object, one of these by the text of its member `tag`.
    Tagged {
        tag: String,
        choices: Vec<(String, Plan)>,
    },
    /// The name of one of these, or an object whose one member is named after one of the others.
    Variants(Vec<(String, Option<Plan>)>),
    /// One of these.
    Either(Vec<Choice>),
}

/// The items of a list: those that have a place of their own, and those behind them.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) places: Vec<Plan>,
    pub(super) items: Option<Box<Plan>>,
    /// Whether there are as many items as places.
    pub(super) is_exact: bool,
    pub(super) limits: Vec<Limit>,
}

/// The members of an object.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) members: Vec<(String, Plan)>,
    pub(super) required: Vec<String>,
    pub(super) others: Others,
}

/// The members that an object does not name.
#[derive(Debug)]
pub(super) enum Others {
    /// Passed over.
    Ignored,
    /// Refused.
    Refused,
    /// All of this type.
    Like(Box<Plan>),
}

/// An alternative of a union.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) kinds: Kinds,
    pub(super) required: Vec<String>,
    pub(super) constants: Vec<(String, String)>,
    pub(super) plan: Plan,
}

/// A constraint (§3.1).
#[derive(Debug)]
pub(super) enum Limit {
    MinLength(u64),
    MaxLength(u64),
    Pattern(Pattern),
    Email,
    Url,
    MultipleOf(f64),
    Min(f64),
    Max(f64),
    ExclusiveMin(f64),
    ExclusiveMax(f64),
    MinItems(u64),
    MaxItems(u64),
}

impl Limit {
    pub(super) fn check(&self, value: &Value<'_>, found: &mut Violations) {
        match self {
            Self::MinLength(least) => constraint::min_length(value, *least, found),
            Self::MaxLength(most) => constraint::max_length(value, *most, found),
            Self::Pattern(pattern) => constraint::pattern(value, pattern, found),
            Self::Email => constraint::email(value, found),
            Self::Url => constraint::url(value, found),
            Self::MultipleOf(step) => constraint::multiple_of(value, *step, found),
            Self::Min(bound) => constraint::min(value, *bound, found),
            Self::Max(bound) => constraint::max(value, *bound, found),
            Self::ExclusiveMin(bound) => constraint::exclusive_min(value, *bound, found),
            Self::ExclusiveMax(bound) => constraint::exclusive_max(value, *bound, found),
            Self::MinItems(least) => constraint::min_items(value, *least, found),
            Self::MaxItems(most) => constraint::max_items(value, *most, found),
        }
    }
}

/// A set of the kinds of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds(u8);

impl Kinds {
    pub(super) const NONE: Self = Self(0);
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const INTEGER: Self = Self(4);
    /// A number with a fraction or an exponent.
    pub(super) const FRACTION: Self = Self(8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const LIST: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);
    pub(super) const ALL: Self = Self(127);

    pub(super) const fn of(value: &Value<'_>) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Int(_) | Value::BigInt(_) => Self::INTEGER,
            Value::Float(_) => Self::FRACTION,
            Value::Str(_) => Self::STRING,
            Value::Array(_) => Self::LIST,
            Value::Object(_) => Self::OBJECT,
        }
    }

    /// The kinds that a word of `type` names.
    pub(super) fn of_word(word: &str) -> Self {
        match word {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::INTEGER.or(Self::FRACTION),
            "string" => Self::STRING,
            "array" => Self::LIST,
            "object" => Self::OBJECT,
            _ => Self::NONE,
        }
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.and(other) != Self::NONE
    }

    /// What they are, for people.
    pub(super) fn words(self) -> String {
        let all = [
            (Self::NULL, "null"),
            (Self::BOOLEAN, "true or false"),
            (Self::FRACTION, "a number"),
            (Self::INTEGER, "an integer"),
            (Self::STRING, "a string"),
            (Self::LIST, "a list"),
            (Self::OBJECT, "an object"),
        ];
        let is_number = self.meets(Self::FRACTION);
        let words: Vec<&str> = all
            .into_iter()
            .filter(|(kind, _)| self.meets(*kind) && !(is_number && *kind == Self::INTEGER))
            .map(|(_, word)| word)
            .collect();
        match words.as_slice() {
            [] => "nothing".to_owned(),
            [only] => (*only).to_owned(),
            [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
        }
    }
}
