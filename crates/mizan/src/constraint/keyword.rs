//! Constraints as keywords of JSON Schema 2020-12. `docs/protocol.md` §12.

use serde_json::{Value, json};

/// The value of a constraint, for the schema.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// A count of characters or items.
    Count(u64),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'static str),
    /// Several texts, any of which will do.
    Texts(&'static [&'static str]),
    /// Said by the constraint's word alone.
    Flag,
    /// The constraints of each item.
    Items(&'static [(&'static str, Bound)]),
}

/// Adds constraints to a schema as keywords of JSON Schema 2020-12; one that is tighter already stays.
pub fn put(schema: &mut Value, constraints: &[(&str, Bound)]) {
    for &(word, bound) in constraints {
        if let Bound::Items(inner) = bound {
            put(&mut schema["items"], inner);
            continue;
        }
        let (keyword, value) = keyword(word, bound);
        let tighter = schema
            .get(keyword)
            .and_then(Value::as_f64)
            .zip(value.as_f64())
            .is_some_and(|(own, new)| if keyword.starts_with("min") { own >= new } else { own <= new });
        if !tighter {
            schema[keyword] = value;
        }
    }
}

/// [`put`] for a schema of schemars' own.
pub fn put_into(schema: &mut schemars::Schema, constraints: &[(&str, Bound)]) {
    let mut value = std::mem::take(schema).to_value();
    put(&mut value, constraints);
    *schema = schemars::Schema::try_from(value).unwrap_or_default();
}

fn keyword(word: &str, bound: Bound) -> (&'static str, Value) {
    let name = match word {
        "min_length" => "minLength",
        "max_length" => "maxLength",
        "min_items" => "minItems",
        "max_items" => "maxItems",
        "min" => "minimum",
        "max" => "maximum",
        "exclusive_min" => "exclusiveMinimum",
        "exclusive_max" => "exclusiveMaximum",
        "multiple_of" => "multipleOf",
        "pattern" => "pattern",
        "max_bytes" => "max_bytes",
        "accept" => "accept",
        _ => "format",
    };
    let value = match bound {
        Bound::Count(count) => json!(count),
        Bound::Number(number) => whole(number).map_or_else(|| json!(number), |whole| json!(whole)),
        Bound::Text(text) => json!(text),
        Bound::Texts(texts) => json!(texts),
        Bound::Flag | Bound::Items(_) => json!(if word == "email" { "email" } else { "uri" }),
    };
    (name, value)
}

/// A bound as the integer that it is: the macro lets none pass that is beyond 2^53.
#[allow(clippy::cast_possible_truncation, reason = "whole, and within 2^53")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tighter_bound_stays_in_the_schema() {
        let mut schema = json!({ "type": "integer", "minimum": 0 });
        put(&mut schema, &[("min", Bound::Number(-5.0)), ("max", Bound::Number(10.0))]);
        assert_eq!(schema, json!({ "type": "integer", "minimum": 0, "maximum": 10 }));
        put(&mut schema, &[("min", Bound::Number(1.5))]);
        assert_eq!(schema["minimum"], 1.5);
    }
}
