use serde_json::{Map, json};

use super::*;

fn read(param_type: &ParamType, text: &str) -> Option<Value<'static>> {
    param_type.read(text).ok()
}

/// Each text reads, writes back to itself, and is what JSON's `as_json` is admitted as.
fn check_good(param_type: &ParamType, text: &str, as_json: &Value<'_>) {
    let value = read(param_type, text).unwrap_or_else(|| panic!("{param_type:?} refuses {text:?}"));
    assert_eq!(param_type.write(&value).as_deref(), Some(text));
    assert_eq!(param_type.admit(as_json), Some(value), "{param_type:?} {text:?}");
}

fn check_bad(param_type: &ParamType, texts: &[&str]) {
    for text in texts {
        assert_eq!(read(param_type, text), None, "{param_type:?} {text:?}");
    }
}

#[test]
fn b01_each_declared_type_has_exactly_one_text_for_one() {
    let texts = ["1", "\"1\"", "1.0", "true", "\"true\"", "True", "01", "1e0", " 1"];
    let accepted = |param_type: &ParamType| -> Vec<&str> {
        texts.iter().copied().filter(|text| param_type.read(text).is_ok()).collect()
    };
    assert_eq!(accepted(&ParamType::Integer), ["1"]);
    assert_eq!(accepted(&ParamType::WideInteger), ["1"]);
    assert_eq!(accepted(&ParamType::Number), ["1"]);
    assert_eq!(accepted(&ParamType::Decimal), ["1"]);
    assert_eq!(accepted(&ParamType::Boolean), ["true"]);
    assert_eq!(accepted(&ParamType::String), texts);
}

#[test]
fn b01_arguments_of_another_json_type_are_not_admitted() {
    let (int, float) = (Value::Int(1), Value::Float(1.0));
    let (text, truth) = (Value::from("1"), Value::Bool(true));
    for value in [&float, &text, &truth, &Value::Null] {
        assert_eq!(ParamType::Integer.admit(value), None, "{value:?}");
    }
    for value in [&int, &float, &text] {
        assert_eq!(ParamType::Boolean.admit(value), None, "{value:?}");
    }
    for value in [&int, &float, &truth] {
        assert_eq!(ParamType::String.admit(value), None, "{value:?}");
    }
    assert_eq!(ParamType::Number.admit(&int), Some(Value::Float(1.0)));
    assert_eq!(ParamType::Number.admit(&text), None);
}

#[test]
fn b03_integers_are_exact_or_refused() {
    check_good(&ParamType::Integer, "9007199254740991", &Value::Int(9_007_199_254_740_991));
    check_bad(&ParamType::Integer, &["9007199254740992", "-9007199254740992", "18446744073709551616"]);
    assert_eq!(ParamType::Integer.admit(&Value::Int(9_007_199_254_740_993)), None);
    let long = "7".repeat(5_000);
    for text in ["9007199254740993", "-9223372036854775808", "18446744073709551616", long.as_str()] {
        check_good(&ParamType::WideInteger, text, &Value::from(text));
        check_bad(&ParamType::Integer, &[text]);
    }
}

#[test]
fn every_string_type_has_one_text() {
    let uuid = "0195a3f0-7c1e-7000-8000-00000000abcd";
    check_good(&ParamType::Uuid, uuid, &Value::from(uuid.to_uppercase()));
    check_bad(&ParamType::Uuid, &[&uuid.to_uppercase(), &uuid.replace('-', ""), "", "{0195a3f0-7c1e-7000-8000-00}"]);

    check_good(&ParamType::Date, "2024-02-29", &Value::from("2024-02-29"));
    check_bad(&ParamType::Date, &["2023-02-29", "2024-2-29", "2024-13-01", "20240229", "2024-02-29 ", "+024-02-29"]);

    check_good(&ParamType::Time, "12:00:00", &Value::from("12:00"));
    check_good(&ParamType::Time, "12:00:00.5", &Value::from("12:00:00.500"));
    check_bad(&ParamType::Time, &["12:00", "12:00:00.50", "12:00:00.0", "24:00:00", "12:00:00Z", "120000", "1é:00:00"]);

    let time = "2026-01-31T12:00:00.5Z";
    for same in [time, "2026-01-31T12:00:00.500Z", "2026-01-31T13:30:00.5+01:30", "2026-01-31t12:00:00.5z"] {
        check_good(&ParamType::DateTime, time, &Value::from(same));
    }
    check_good(&ParamType::DateTime, "2026-01-31T12:00:00Z", &Value::from("2026-01-31T12:00:00.000Z"));
    let other = ["2026-01-31T12:00:00.50Z", "2026-01-31T12:00:00+00:00", "2026-01-31T12:00:00", "2026-01-31T24:00:00Z"];
    check_bad(&ParamType::DateTime, &other);
    check_bad(&ParamType::DateTime, &["2026-01-31", "2016-12-31T23:59:60Z", "2026-01-31T12:00:00.1234567891Z"]);

    check_good(&ParamType::Decimal, "9.5", &Value::from("09.50"));
    check_good(&ParamType::Decimal, "0", &Value::from("-0.0"));
    check_good(&ParamType::Decimal, "-12", &Value::from("-12.0"));
    check_bad(&ParamType::Decimal, &["9.50", "-0", "1e2", "1.", ".5", "+1", "", "00", "1_0", "NaN", "--1"]);

    let colour = ParamType::Enum(vec!["red".to_owned(), "blue".to_owned()]);
    check_good(&colour, "red", &Value::from("red"));
    check_bad(&colour, &["Red", "green", ""]);

    let object = r#"{"a":[1,0.5],"b":null}"#;
    let loose = json::parse(br#"{"b": null, "a": [1, 5e-1]}"#, 8).unwrap();
    assert_eq!(json::canonical(&read(&ParamType::Json, object).unwrap()), json::canonical(&loose));
    check_bad(&ParamType::Json, &["{\"b\":1,\"a\":2}", "[1, 2]", "1", "\"a\"", "null", "[1.0]", "{\"a\":1,\"a\":1}"]);
}

#[test]
fn schemas_of_schemars_and_pydantic_name_their_type() {
    let types: Map<String, serde_json::Value> = serde_json::from_value(json!({
        "Colour": {"type": "string", "enum": ["red", "blue"]},
        "Shade": {"oneOf": [{"const": "dark", "description": "…"}, {"enum": ["light", "pale"], "type": "string"}]},
        "Id": {"type": "integer", "format": "uint32", "minimum": 0},
        "Filter": {"type": "object", "properties": {}},
        "Loop": {"$ref": "#/types/Loop"},
    }))
    .unwrap();
    let check = |schema: serde_json::Value, param_type: ParamType, nullable: bool| {
        let expected = Some(ParamShape { param_type, nullable });
        assert_eq!(ParamType::of_schema(&schema, &types), expected, "{schema}");
    };
    let colours = || ParamType::Enum(vec!["red".to_owned(), "blue".to_owned()]);
    let shades = ParamType::Enum(["dark", "light", "pale"].map(str::to_owned).to_vec());
    check(json!({"type": "integer", "format": "uint32", "minimum": 0}), ParamType::Integer, false);
    check(json!({"type": ["string", "null"]}), ParamType::String, true);
    check(json!({"type": ["string", "null"], "format": "uuid"}), ParamType::Uuid, true);
    check(json!({"anyOf": [{"$ref": "#/types/Id"}, {"type": "null"}]}), ParamType::Integer, true);
    check(json!({"allOf": [{"$ref": "#/types/Colour"}], "default": "red"}), colours(), false);
    check(json!({"type": "string", "enum": ["red", "blue", null]}), colours(), true);
    check(json!({"$ref": "#/types/Shade"}), shades, false);
    check(json!({"type": "string", "format": "bigint"}), ParamType::WideInteger, false);
    check(json!({"type": "string", "format": "decimal"}), ParamType::Decimal, false);
    check(json!({"type": "string", "format": "date-time"}), ParamType::DateTime, false);
    check(json!({"type": "string", "format": "date"}), ParamType::Date, false);
    check(json!({"type": "string", "format": "time"}), ParamType::Time, false);
    check(json!({"type": "string", "format": "email"}), ParamType::String, false);
    check(json!({"type": "array", "items": {"type": "integer"}}), ParamType::Json, false);
    check(json!({"oneOf": [{"$ref": "#/types/Filter"}, {"type": "array"}]}), ParamType::Json, false);
    let unions = [json!({"anyOf": [{"type": "integer"}, {"type": "string"}]}), json!({"type": ["integer", "string"]})];
    let nothing = [json!({}), json!(true), json!({"type": "null"}), json!({"$ref": "#/types/Loop"})];
    let several = ["duration", "base64"].map(|format| json!({"type": "string", "format": format}));
    for schema in unions.iter().chain(&several).chain(&nothing).chain([&json!({"$ref": "#/types/Absent"})]) {
        assert_eq!(ParamType::of_schema(schema, &types), None, "{schema}");
    }
}
