//! The cases of `tests/bodies/json.json`, named as JSONTestSuite names them: which are read, which refused.

use mizan_core::json::{DEPTH_LIMIT, canonical, parse};
use serde_json::Value;

/// The name of each case, its bytes, and whether they are read.
fn cases() -> Vec<(String, Vec<u8>, bool)> {
    let text = include_str!("../../../tests/bodies/json.json");
    let file: Value = serde_json::from_str(text).unwrap();
    let bytes = |case: &Value| match (case["text"].as_str(), case["hex"].as_str()) {
        (Some(text), None) => text.as_bytes().to_vec(),
        (None, Some(hex)) => {
            let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
            digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
        }
        _ => panic!("{case} has one of `text` and `hex`"),
    };
    let case =
        |case: &Value| (case["name"].as_str().unwrap().to_owned(), bytes(case), case["accepted"].as_bool().unwrap());
    file["cases"].as_array().unwrap().iter().map(case).collect()
}

#[test]
fn every_document_of_the_suite_is_judged_as_it_says() {
    let cases = cases();
    for (name, bytes, accepted) in &cases {
        let read = parse(bytes, DEPTH_LIMIT);
        assert_eq!(read.is_ok(), *accepted, "{name}: {read:?}");
    }
    let of = |kind: &str| cases.iter().filter(|(name, ..)| name.starts_with(kind)).count();
    assert_eq!((of("y_"), of("n_"), of("i_")), (95, 191, 36));
}

#[test]
fn what_is_read_is_written_as_the_same() {
    for (name, bytes, _) in cases().iter().filter(|(.., accepted)| *accepted) {
        let once = canonical(&parse(bytes, DEPTH_LIMIT).unwrap());
        assert_eq!(canonical(&parse(once.as_bytes(), DEPTH_LIMIT).unwrap()), once, "{name}");
        let theirs: Value = serde_json::from_slice(bytes).unwrap();
        // serde_json rounds integers that are longer than 64 bits; nothing else is told otherwise.
        if !name.contains("_int") || name.contains("simple") {
            let ours: Value = serde_json::from_str(&once).unwrap();
            assert_eq!(with_zero(ours), with_zero(theirs), "{name}");
        }
    }
}

/// Numbers as doubles, and one zero.
fn with_zero(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::from(number.as_f64().unwrap() + 0.0),
        Value::Array(items) => items.into_iter().map(with_zero).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, with_zero(value))).collect(),
        other => other,
    }
}
