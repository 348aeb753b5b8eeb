//! Whether an argument and a param are of one type, constraints apart: a query may ask for less than its context offers.

use serde_json::{Map, Value};

/// What a constraint adds to a schema.
const CONSTRAINTS: [&str; 10] = [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "pattern",
];

/// Whether two schemas say the same type.
pub(super) fn same_type(a: &Value, b: &Value) -> bool {
    a == b || without_constraints(a) == without_constraints(b)
}

fn without_constraints(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let kept = members.iter().filter(|(keyword, value)| !is_constraint(keyword, value));
    let kept: Map<String, Value> = kept.map(|(keyword, value)| (keyword.clone(), inside(keyword, value))).collect();
    Value::Object(kept)
}

/// Items may be constrained too; whatever else is in a schema stays as it is.
fn inside(keyword: &str, value: &Value) -> Value {
    if keyword == "items" { without_constraints(value) } else { value.clone() }
}

fn is_constraint(keyword: &str, value: &Value) -> bool {
    CONSTRAINTS.contains(&keyword) || keyword == "format" && (value == "email" || value == "uri")
}

#[cfg(test)]
mod tests {
    use super::same_type;
    use serde_json::json;

    #[test]
    fn constraints_make_no_other_type() {
        let number = json!({ "type": "integer", "format": "uint32", "minimum": 0 });
        assert!(same_type(&number, &json!({ "type": "integer", "format": "uint32", "minimum": 1, "maximum": 9 })));
        assert!(!same_type(&number, &json!({ "type": "integer", "format": "uint8", "minimum": 0 })));
        assert!(same_type(&json!({ "type": "string" }), &json!({ "type": "string", "format": "email" })));
        assert!(!same_type(&json!({ "type": "string" }), &json!({ "type": "string", "format": "uuid" })));
        let list = |item: serde_json::Value| json!({ "type": "array", "items": item });
        assert!(same_type(&list(json!({ "type": "string" })), &list(json!({ "type": "string", "minLength": 1 }))));
    }
}
