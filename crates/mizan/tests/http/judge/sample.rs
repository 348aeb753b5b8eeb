//! Arguments made from their schemas: mostly right, and wrong here and there.

use mizan_core::declaration::ArgumentDeclaration;
use mizan_core::json::Value;
use serde_json::{Map, Value as Json};
use std::borrow::Cow;

type Member = (Cow<'static, str>, Value<'static>);

/// Makes documents, the same ones for the same seed.
pub(super) struct Sampler<'t> {
    state: u64,
    types: &'t Map<String, Json>,
    /// One in so many places of this document is wrong; none where it is 0.
    odds: u64,
}

impl<'t> Sampler<'t> {
    pub(super) fn new(seed: u64, types: &'t Map<String, Json>) -> Self {
        Self { state: seed, types, odds: 0 }
    }

    /// The arguments of one call.
    pub(super) fn arguments(&mut self, arguments: &[ArgumentDeclaration]) -> Value<'static> {
        self.odds = [0, 4, 12, 40][self.below(4) as usize];
        let mut members: Vec<Member> = Vec::new();
        for argument in arguments {
            if (argument.required && !self.errs()) || self.below(4) > 0 {
                members.push((Cow::Owned(argument.name.clone()), self.value(&argument.schema, 0)));
            }
        }
        if self.errs() {
            members.push((Cow::Borrowed("other"), Value::Null));
        }
        self.shuffle(&mut members);
        Value::Object(members)
    }

    /// splitmix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn errs(&mut self) -> bool {
        self.odds > 0 && self.below(self.odds) == 0
    }

    fn shuffle(&mut self, members: &mut [Member]) {
        for at in (1..members.len()).rev() {
            let other = self.below(at as u64 + 1) as usize;
            members.swap(at, other);
        }
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }

    fn value(&mut self, schema: &Json, depth: u64) -> Value<'static> {
        if self.errs() {
            return self.anything();
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|text| text.strip_prefix("#/types/")) {
            let target = self.types[name].clone();
            let base = self.value(&target, depth);
            return self.joined(base, schema, depth);
        }
        if let Some(constant) = schema.get("const") {
            return of_json(constant);
        }
        if let Some(values) = schema["enum"].as_array() {
            return of_json(self.pick(values));
        }
        for union in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[union].as_array() {
                let null = choices.iter().find(|choice| choice["type"] == "null");
                let chosen = match null {
                    Some(null) if depth > 4 => null.clone(),
                    _ => self.pick(choices).clone(),
                };
                let chosen = self.value(&chosen, depth + 1);
                return self.joined(chosen, schema, depth);
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut joined = Value::Object(Vec::new());
            for part in parts {
                let part = self.value(part, depth);
                joined = merged(joined, part);
            }
            return self.joined(joined, schema, depth);
        }
        let kind = match &schema["type"] {
            Json::Array(kinds) if !kinds.is_empty() => self.pick(kinds).as_str().unwrap_or_default().to_owned(),
            kind => kind.as_str().unwrap_or_default().to_owned(),
        };
        match kind.as_str() {
            "null" => Value::Null,
            "boolean" => Value::Bool(self.below(2) == 0),
            "integer" => self.integer(schema),
            "number" => self.number(schema),
            "string" => self.text(schema),
            "array" => self.list(schema, depth),
            "object" => self.object(schema, depth),
            _ => self.anything(),
        }
    }

    /// What stands beside a reference or a union holds for the same object.
    fn joined(&mut self, base: Value<'static>, schema: &Json, depth: u64) -> Value<'static> {
        if schema.get("properties").is_none() {
            return base;
        }
        let own = self.object(schema, depth);
        merged(base, own)
    }

    fn object(&mut self, schema: &Json, depth: u64) -> Value<'static> {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let mut members: Vec<Member> = Vec::new();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let there = if required.contains(&name.as_str()) { !self.errs() } else { depth < 5 && self.below(2) == 0 };
            if there {
                members.push((Cow::Owned(name.clone()), self.value(member, depth + 1)));
            }
        }
        if let Some(like) = schema.get("additionalProperties").filter(|like| like.is_object()) {
            for at in 0..self.below(3) {
                members.push((Cow::Owned(format!("key {at}")), self.value(&like.clone(), depth + 1)));
            }
        }
        if self.errs() {
            let stranger = self.anything();
            members.push((Cow::Borrowed("stranger"), stranger));
        }
        self.shuffle(&mut members);
        Value::Object(members)
    }

    fn list(&mut self, schema: &Json, depth: u64) -> Value<'static> {
        let mut items = Vec::new();
        for place in schema["prefixItems"].as_array().into_iter().flatten() {
            items.push(self.value(place, depth + 1));
        }
        if let Some(like) = schema.get("items").filter(|like| like.is_object()) {
            let least = schema["minItems"].as_u64().unwrap_or(0);
            let most = schema["maxItems"].as_u64().unwrap_or(3).max(least);
            let most = if depth > 3 { least } else { most };
            for _ in 0..least + self.below(most - least + 1) {
                items.push(self.value(like, depth + 1));
            }
        }
        if self.errs() {
            items.pop();
        }
        if self.errs() {
            let extra = self.anything();
            items.push(extra);
        }
        Value::Array(items)
    }

    fn integer(&mut self, schema: &Json) -> Value<'static> {
        const EDGES: [i64; 14] =
            [0, 1, -1, 5, 127, 128, -128, -129, 255, 256, 65_536, 2_147_483_648, 4_294_967_296, -2_147_483_649];
        if self.errs() {
            return Value::Int(*self.pick(&EDGES));
        }
        let least = schema["minimum"].as_i64().unwrap_or(0);
        let most = schema["maximum"].as_i64().unwrap_or(least + 100).max(least);
        Value::Int(least + (self.below((most - least + 1).unsigned_abs())).cast_signed())
    }

    fn number(&mut self, schema: &Json) -> Value<'static> {
        const NUMBERS: [f64; 6] = [0.5, 1.0, 9.5, -1.0, 10.25, 1e300];
        if self.errs() {
            return Value::Float(*self.pick(&NUMBERS));
        }
        let step = schema["multipleOf"].as_f64().unwrap_or(0.25);
        Value::Float(step * (1 + self.below(8)) as f64)
    }

    fn text(&mut self, schema: &Json) -> Value<'static> {
        let texts: &[&'static str] = match schema["format"].as_str() {
            Some("date") => &["2026-01-31", "2024-02-29"],
            Some("time") => &["13:30:00", "13:30"],
            Some("date-time") => &["2026-01-31T13:30:00Z", "2026-01-31T13:30:00.5+01:30"],
            Some("duration") => &["PT1H30M", "PT0S"],
            Some("uuid") => &["0195a3f0-7c1e-7000-8000-00000000abcd"],
            Some("decimal") => &["9.50", "0"],
            Some("base64") => &["", "aGk="],
            Some("bigint") => &["0", "-9223372036854775808"],
            Some("uri") => &["https://a.example/"],
            Some("email") => &["a@b.example"],
            _ => &["a", "bb", "ccc", "", "\u{1f600}", "four", "A"],
        };
        if self.errs() {
            const WRONG: [&str; 6] = ["2026-1-1", "05", "nobody", "", "25:00", "javascript:alert(1)"];
            return Value::from(*self.pick(&WRONG));
        }
        Value::from(*self.pick(texts))
    }

    /// A value of whatever type.
    fn anything(&mut self) -> Value<'static> {
        let one = |name: &'static str, value: Value<'static>| Value::Object(vec![(Cow::Borrowed(name), value)]);
        match self.below(20) {
            0 | 1 => Value::Null,
            2 => Value::Bool(true),
            3 => Value::Int(0),
            4 => Value::Int(-1),
            5 => Value::Int(9_007_199_254_740_993),
            6 => Value::BigInt(Cow::Borrowed("123456789012345678901")),
            7 => Value::Float(1.0),
            8 => Value::Float(1e300),
            9 => Value::from(""),
            10 => Value::from("nothing"),
            11 => Value::from("Red"),
            12 => Value::Array(Vec::new()),
            13 => Value::Array(vec![Value::Null]),
            14 => Value::Array(vec![Value::from("a"), Value::Int(1)]),
            15 => Value::Object(Vec::new()),
            16 => one("kind", Value::from("closed")),
            17 => one("picture", Value::from("a")),
            18 => one("Red", Value::Null),
            _ => one("name", Value::from("a")),
        }
    }
}

fn merged(base: Value<'static>, own: Value<'static>) -> Value<'static> {
    let (Value::Object(mut members), Value::Object(own)) = (base, own) else { return Value::Null };
    for (name, value) in own {
        members.retain(|(other, _)| *other != name);
        members.push((name, value));
    }
    Value::Object(members)
}

fn of_json(value: &Json) -> Value<'static> {
    match value {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
        Json::String(text) => Value::from(text.clone()),
        Json::Array(items) => Value::Array(items.iter().map(of_json).collect()),
        Json::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (Cow::Owned(name.clone()), of_json(value))).collect())
        }
    }
}
