//! From JSON Schema 2020-12, as schemars and pydantic print it, to plans.

use super::fit::kind_of;
use super::plan::{Choice, Kinds, Limit, List, Object, Others, Plan};
use super::text::Text;
use crate::constraint::Pattern;
use crate::declaration::ArgumentDeclaration;
use crate::file::Rules;
use crate::json::{MAX_SAFE_INTEGER, SAFE};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

const TYPES: &str = "#/types/";
/// Nobody's references lead further through types that are nothing but references.
const DEPTH: usize = 32;

/// Reads schemas that refer to the same named types.
pub(super) struct Compiler<'s> {
    types: &'s Map<String, Json>,
    index: HashMap<&'s str, usize>,
}

impl<'s> Compiler<'s> {
    pub(super) fn new(types: &'s Map<String, Json>) -> Self {
        Self { types, index: types.keys().enumerate().map(|(index, name)| (name.as_str(), index)).collect() }
    }

    /// The named types by their index.
    pub(super) fn types(&self) -> Vec<Plan> {
        let mut plans: Vec<Plan> = self.types.values().map(|schema| self.plan(schema)).collect();
        // A type that is itself before anything of it is read says nothing.
        let circular: Vec<usize> = (0..plans.len()).filter(|&index| is_circular(index, &plans)).collect();
        for index in circular {
            plans[index] = Plan::Any;
        }
        plans
    }

    /// An object of these members and no others.
    pub(super) fn arguments(&self, arguments: &[ArgumentDeclaration]) -> Plan {
        let members = arguments.iter().map(|argument| (argument.name.clone(), self.plan(&argument.schema)));
        let required = arguments.iter().filter(|argument| argument.required).map(|argument| argument.name.clone());
        Plan::Object(Object { members: members.collect(), required: required.collect(), others: Others::Refused })
    }

    pub(super) fn plan(&self, schema: &Json) -> Plan {
        let Some(members) = schema.as_object() else {
            return if *schema == Json::Bool(false) { Plan::Never } else { Plan::Any };
        };
        let mut parts = Vec::new();
        if let Some(index) = reference(schema).and_then(|name| self.index.get(name)) {
            parts.push(Plan::Named(*index));
        }
        if let Some(constant) = members.get("const") {
            parts.push(Plan::Values(vec![constant.clone()]));
        } else if let Some(values) = schema["enum"].as_array() {
            parts.push(Plan::Values(values.clone()));
        } else {
            parts.extend(self.typed(schema));
        }
        parts.extend(["anyOf", "oneOf"].into_iter().filter_map(|word| self.union(schema, schema[word].as_array()?)));
        parts.extend(schema["allOf"].as_array().into_iter().flatten().map(|part| self.plan(part)));
        match parts.len() {
            0 => Plan::Any,
            1 => parts.remove(0),
            _ => Plan::All(parts),
        }
    }

    /// What `type` and the keywords beside it say.
    fn typed(&self, schema: &Json) -> Option<Plan> {
        let words = texts(&schema["type"]);
        if words.is_empty() {
            return self.untyped(schema);
        }
        let is_nullable = words.iter().any(|word| word == "null");
        // Every integer is a number.
        let is_number = words.iter().any(|word| word == "number");
        let kinds = words.iter().filter(|word| *word != "null" && !(is_number && *word == "integer"));
        let mut plans: Vec<(Kinds, Plan)> =
            kinds.map(|word| (Kinds::of_word(word), self.of_word(word, schema))).collect();
        let plan = match plans.len() {
            0 => return Some(Plan::Null),
            1 => plans.remove(0).1,
            _ => Plan::Either(plans.into_iter().map(|(kinds, plan)| Choice::of_kinds(kinds, plan)).collect()),
        };
        Some(if is_nullable { Plan::Nullable(Box::new(plan)) } else { plan })
    }

    /// Keywords without a type hold for the values that they are about.
    fn untyped(&self, schema: &Json) -> Option<Plan> {
        let has = |words: &[&str]| words.iter().any(|word| schema.get(*word).is_some());
        let mut plans = Vec::new();
        for (word, keywords) in [
            ("object", ["properties", "required", "additionalProperties"].as_slice()),
            ("array", ["items", "prefixItems", "minItems", "maxItems"].as_slice()),
            ("string", ["minLength", "maxLength", "pattern", "format"].as_slice()),
            ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"].as_slice()),
        ] {
            if has(keywords) {
                plans.push(Plan::When(Kinds::of_word(word), Box::new(self.of_word(word, schema))));
            }
        }
        match plans.len() {
            0 | 1 => plans.pop(),
            _ => Some(Plan::All(plans)),
        }
    }

    fn of_word(&self, word: &str, schema: &Json) -> Plan {
        let format = schema["format"].as_str();
        match word {
            "boolean" => Plan::Boolean,
            "integer" => {
                let range = integers(format.unwrap_or_default());
                let limits = number_limits(schema, Some(&range));
                Plan::Integer(range, limits)
            }
            "number" => Plan::Number { is_single: format == Some("float"), limits: number_limits(schema, None) },
            "string" if format == Some("binary") => Plan::File(Rules::of_schema(schema)),
            "string" => Plan::Text(format.and_then(Text::of_name), text_limits(schema)),
            "array" => self.list(schema),
            "object" => self.object(schema),
            _ => Plan::Any,
        }
    }

    fn list(&self, schema: &Json) -> Plan {
        let places: Vec<Plan> =
            schema["prefixItems"].as_array().into_iter().flatten().map(|place| self.plan(place)).collect();
        let count = |word: &str| schema[word].as_u64();
        let number = u64::try_from(places.len()).unwrap_or(u64::MAX);
        let is_exact = number > 0
            && count("minItems") == Some(number)
            && (count("maxItems") == Some(number) || schema["items"] == false);
        let limits = [("minItems", Limit::MinItems as fn(u64) -> Limit), ("maxItems", Limit::MaxItems)];
        Plan::List(List {
            items: schema.get("items").map(|items| Box::new(self.plan(items))),
            limits: limits
                .into_iter()
                .filter(|_| !is_exact)
                .filter_map(|(word, limit)| Some(limit(count(word)?)))
                .collect(),
            places,
            is_exact,
        })
    }

    fn object(&self, schema: &Json) -> Plan {
        let members = schema["properties"].as_object().into_iter().flatten();
        let others = match schema.get("additionalProperties") {
            // Which names the patterns leave over is not judged here.
            _ if schema.get("patternProperties").is_some() => Others::Ignored,
            None => Others::Ignored,
            Some(Json::Bool(false)) => Others::Refused,
            Some(like) => Others::Like(Box::new(self.plan(like))),
        };
        Plan::Object(Object {
            members: members.map(|(name, schema)| (name.clone(), self.plan(schema))).collect(),
            required: texts(&schema["required"]),
            others,
        })
    }

    /// `anyOf` and `oneOf`: an option, an enum with or without a tag, or types without one.
    fn union(&self, schema: &Json, alternatives: &[Json]) -> Option<Plan> {
        let is_null = |schema: &&Json| schema["type"] == "null" || schema.get("const") == Some(&Json::Null);
        let others: Vec<&Json> = alternatives.iter().filter(|alternative| !is_null(alternative)).collect();
        let plan = match others.as_slice() {
            [] => return (!alternatives.is_empty()).then_some(Plan::Null),
            [only] => self.plan(only),
            several => self.choice(schema, several),
        };
        Some(if others.len() < alternatives.len() { Plan::Nullable(Box::new(plan)) } else { plan })
    }

    fn choice(&self, schema: &Json, alternatives: &[&Json]) -> Plan {
        if let Some(names) = alternatives.iter().map(|schema| bare_names(schema)).collect::<Option<Vec<_>>>() {
            return Plan::Values(names.into_iter().flatten().map(Json::String).collect());
        }
        if let Some(variants) = alternatives.iter().map(|schema| self.variants(schema)).collect::<Option<Vec<_>>>() {
            return Plan::Variants(variants.into_iter().flatten().collect());
        }
        if let Some((tag, choices)) = self.by_tag(schema, alternatives) {
            return Plan::Tagged { tag, choices };
        }
        let choice = |schema: &&Json| Choice {
            kinds: self.kinds(schema, 0),
            required: self.required(schema, 0),
            constants: self.constants(schema, 0),
            plan: self.plan(schema),
        };
        Plan::Either(alternatives.iter().map(choice).collect())
    }

    /// The variants of an enum that is tagged from outside: bare names, or an object whose one member has to be there.
    fn variants(&self, schema: &Json) -> Option<Vec<(String, Option<Plan>)>> {
        if let Some(names) = bare_names(schema) {
            return Some(names.into_iter().map(|name| (name, None)).collect());
        }
        let mut properties = schema["properties"].as_object()?.iter();
        let (Some((name, content)), None) = (properties.next(), properties.next()) else { return None };
        let is_closed = schema["additionalProperties"] == false && texts(&schema["required"]) == [name.as_str()];
        is_closed.then(|| vec![(name.clone(), Some(self.plan(content)))])
    }

    /// The member whose text tells the alternatives apart, and which text is whose.
    fn by_tag(&self, schema: &Json, alternatives: &[&Json]) -> Option<(String, Vec<(String, Plan)>)> {
        let declared = schema["discriminator"]["propertyName"].as_str();
        let first = self.constants(alternatives.first()?, 0);
        let tags = declared.map(str::to_owned).into_iter().chain(first.into_iter().map(|(name, _)| name));
        for tag in tags {
            let names = |schema: &&Json| {
                let is_there = declared == Some(&tag) || self.required(schema, 0).contains(&tag);
                is_there.then(|| self.tag_names(schema, &tag, 0)).flatten()
            };
            let Some(names) = alternatives.iter().map(names).collect::<Option<Vec<_>>>() else { continue };
            let all: Vec<&String> = names.iter().flatten().collect();
            if all.iter().collect::<BTreeSet<_>>().len() == all.len() {
                let choices = names
                    .iter()
                    .zip(alternatives)
                    .flat_map(|(names, schema)| names.iter().map(|name| (name.clone(), self.plan(schema))));
                return Some((tag, choices.collect()));
            }
        }
        None
    }

    /// The texts that a member may have in an alternative, where it is a closed list of them.
    fn tag_names(&self, schema: &Json, tag: &str, depth: usize) -> Option<Vec<String>> {
        if let Some(member) = schema["properties"].get(tag) {
            return bare_names(self.resolved(member));
        }
        self.parts(schema, depth).find_map(|part| self.tag_names(part, tag, depth + 1))
    }

    /// The members that an alternative has to have.
    fn required(&self, schema: &Json, depth: usize) -> Vec<String> {
        let own = texts(&schema["required"]).into_iter();
        own.chain(self.parts(schema, depth).flat_map(|part| self.required(part, depth + 1))).collect()
    }

    /// The members that have one text in an alternative.
    fn constants(&self, schema: &Json, depth: usize) -> Vec<(String, String)> {
        let own = schema["properties"].as_object().into_iter().flatten();
        let own = own.filter_map(|(name, member)| Some((name.clone(), constant(member)?)));
        own.chain(self.parts(schema, depth).flat_map(|part| self.constants(part, depth + 1))).collect()
    }

    /// What else the same value is held to.
    fn parts<'a>(&'a self, schema: &'a Json, depth: usize) -> impl Iterator<Item = &'a Json> {
        let target = reference(schema).and_then(|name| self.types.get(name));
        let all = schema["allOf"].as_array().into_iter().flatten();
        target.into_iter().chain(all).filter(move |_| depth < DEPTH)
    }

    fn kinds(&self, schema: &Json, depth: usize) -> Kinds {
        let mut kinds = Kinds::ALL;
        if let Some(constant) = schema.get("const") {
            kinds = kinds.and(kind_of(constant));
        }
        if let Some(values) = schema["enum"].as_array() {
            kinds = kinds.and(values.iter().fold(Kinds::NONE, |all, value| all.or(kind_of(value))));
        }
        let words = texts(&schema["type"]);
        if words.iter().any(|word| word == "string") && schema["format"] == "binary" {
            return Kinds::OBJECT;
        }
        if !words.is_empty() {
            kinds = kinds.and(words.iter().fold(Kinds::NONE, |all, word| all.or(Kinds::of_word(word))));
        }
        for union in ["anyOf", "oneOf"].iter().filter_map(|word| schema[*word].as_array()).filter(|_| depth < DEPTH) {
            kinds = kinds.and(union.iter().fold(Kinds::NONE, |all, part| all.or(self.kinds(part, depth + 1))));
        }
        self.parts(schema, depth).fold(kinds, |all, part| all.and(self.kinds(part, depth + 1)))
    }

    /// What a reference leads to.
    fn resolved<'a>(&'a self, mut schema: &'a Json) -> &'a Json {
        for _ in 0..DEPTH {
            match reference(schema).and_then(|name| self.types.get(name)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }
}

impl Choice {
    fn of_kinds(kinds: Kinds, plan: Plan) -> Self {
        Self { kinds, required: Vec::new(), constants: Vec::new(), plan }
    }
}

fn reference(schema: &Json) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(TYPES)
}

/// A text, or the texts of a list.
fn texts(value: &Json) -> Vec<String> {
    let one = value.as_str().map(str::to_owned);
    let many = value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned));
    one.into_iter().chain(many).collect()
}

fn constant(schema: &Json) -> Option<String> {
    match bare_names(schema)?.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The texts of `const` and `enum`, where there is nothing but texts.
fn bare_names(schema: &Json) -> Option<Vec<String>> {
    if let Some(constant) = schema.get("const") {
        return constant.as_str().map(|name| vec![name.to_owned()]);
    }
    schema["enum"].as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The integers of a format as schemars names them; without one, those that travel as numbers (§1).
fn integers(format: &str) -> RangeInclusive<i64> {
    match format {
        "int8" => i8::MIN.into()..=i8::MAX.into(),
        "int16" => i16::MIN.into()..=i16::MAX.into(),
        "int32" => i32::MIN.into()..=i32::MAX.into(),
        "uint8" => 0..=u8::MAX.into(),
        "uint16" => 0..=u16::MAX.into(),
        "uint32" => 0..=u32::MAX.into(),
        "uint64" | "uint" | "uint128" => 0..=MAX_SAFE_INTEGER,
        _ => SAFE,
    }
}

/// The bounds of a number. Those that its format has anyway are told as what its type is.
#[allow(clippy::cast_precision_loss, reason = "within 2^53")]
fn number_limits(schema: &Json, range: Option<&RangeInclusive<i64>>) -> Vec<Limit> {
    let bound = |word: &str| schema[word].as_f64();
    let beyond = |bound: &f64, own: Option<i64>| own.is_none_or(|own| *bound != own as f64);
    let limits = [
        bound("multipleOf").filter(|step| *step > 0.0).map(Limit::MultipleOf),
        bound("minimum").filter(|least| beyond(least, range.map(|range| *range.start()))).map(Limit::Min),
        bound("maximum").filter(|most| beyond(most, range.map(|range| *range.end()))).map(Limit::Max),
        bound("exclusiveMinimum").map(Limit::ExclusiveMin),
        bound("exclusiveMaximum").map(Limit::ExclusiveMax),
    ];
    limits.into_iter().flatten().collect()
}

fn text_limits(schema: &Json) -> Vec<Limit> {
    let limits = [
        schema["minLength"].as_u64().map(Limit::MinLength),
        schema["maxLength"].as_u64().map(Limit::MaxLength),
        schema["pattern"].as_str().and_then(Pattern::of_schema).map(Limit::Pattern),
        match schema["format"].as_str() {
            Some("email") => Some(Limit::Email),
            Some("uri") => Some(Limit::Url),
            _ => None,
        },
    ];
    limits.into_iter().flatten().collect()
}

/// Whether a named type comes to itself without anything of a value being read on the way.
fn is_circular(index: usize, types: &[Plan]) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![index];
    while let Some(at) = open.pop() {
        let mut next = Vec::new();
        heads(&types[at], &mut next);
        if next.contains(&index) {
            return true;
        }
        open.extend(next.into_iter().filter(|next| seen.insert(*next)));
    }
    false
}

/// The named types that a value is held to as a whole.
fn heads(plan: &Plan, out: &mut Vec<usize>) {
    match plan {
        Plan::Named(index) => out.push(*index),
        Plan::When(_, plan) | Plan::Nullable(plan) => heads(plan, out),
        Plan::All(plans) => plans.iter().for_each(|plan| heads(plan, out)),
        Plan::Tagged { choices, .. } => choices.iter().for_each(|(_, plan)| heads(plan, out)),
        Plan::Either(choices) => choices.iter().for_each(|choice| heads(&choice.plan, out)),
        _ => {}
    }
}
