//! From documents to types: what fits, what does not, and how that is said.

use std::collections::{BTreeMap, HashMap};

use mizan_core::json::{DEPTH_LIMIT, DecodeError, DecodeErrorKind, from_value, parse};
use proptest::prelude::*;
use serde::{Deserialize, de::DeserializeOwned};

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    from_value(&parse(text.as_bytes(), DEPTH_LIMIT).expect("the test's text is JSON"))
}

/// Asserts kind, path and message.
#[track_caller]
fn check<T: DeserializeOwned + std::fmt::Debug>(text: &str, kind: DecodeErrorKind, path: &str, message: &str) {
    let error = decode::<T>(text).expect_err(text);
    assert_eq!((error.kind(), error.path().as_str(), error.message()), (kind, path, message), "{text}");
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    id: u32,
    #[serde(default)]
    note: Option<String>,
    items: Vec<Line>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Line {
    name: String,
    #[serde(rename = "how many")]
    amount: u8,
}

use DecodeErrorKind::{InvalidValue, MissingField, UnknownField, WrongType};

#[test]
fn an_error_names_its_place_and_says_how_to_mend_it() {
    let order: Order = decode(r#"{"id":1,"items":[{"name":"a","how many":2}]}"#).unwrap();
    assert_eq!(order, Order { id: 1, note: None, items: vec![Line { name: "a".to_owned(), amount: 2 }] });

    check::<Order>(
        r#"{"id":"1","items":[]}"#,
        WrongType,
        "id",
        "expected an integer between 0 and 4294967295, got a string",
    );
    check::<Order>(
        r#"{"id":-1,"items":[]}"#,
        InvalidValue,
        "id",
        "expected an integer between 0 and 4294967295, got -1",
    );
    let deep = r#"{"id":1,"items":[{"name":"a","how many":2},{"name":"b","how many":300}]}"#;
    check::<Order>(deep, InvalidValue, "items[1].how many", "expected an integer between 0 and 255, got 300");
    check::<Order>(r#"{"id":1,"items":[{"how many":2}]}"#, MissingField, "items[0].name", "required");
    check::<Order>(r#"{"id":1,"items":[],"x":0}"#, UnknownField, "x", "unknown member (known: id, note, items)");
    check::<Order>(r#"{"id":1,"items":{}}"#, WrongType, "items", "expected a list, got an object");
    check::<Order>(r#"{"id":1,"items":[null]}"#, WrongType, "items[0]", "expected an object, got null");
    check::<Order>("[1,null,[]]", WrongType, "", "expected an object, got a list");

    let error = decode::<Order>(r#"{"id":1,"items":[{"name":5}]}"#).unwrap_err();
    assert_eq!(error.field(), Some("items"));
    assert_eq!(error.to_string(), "items[0].name: expected a string, got 5");
    assert_eq!(error.kind().code(), "invalid_type");
}

#[test]
fn b01_nothing_is_coerced() {
    for text in ["1.0", "1e0", "\"1\"", "true", "null", "[1]"] {
        assert_eq!(decode::<u32>(text).unwrap_err().kind(), WrongType, "{text}");
        assert_eq!(decode::<i64>(text).unwrap_err().kind(), WrongType, "{text}");
    }
    for text in ["1", "0", "\"true\"", "null"] {
        assert_eq!(decode::<bool>(text).unwrap_err().kind(), WrongType, "{text}");
    }
    for text in ["1", "true", "null"] {
        assert_eq!(decode::<String>(text).unwrap_err().kind(), WrongType, "{text}");
    }
    assert_eq!(decode::<f64>("\"1\"").unwrap_err().kind(), WrongType);
    assert_eq!(decode::<f64>("1"), Ok(1.0));
    assert_eq!(decode::<f32>("0.5"), Ok(0.5));
    assert_eq!(decode::<f32>("1e39").unwrap_err().kind(), InvalidValue);
    assert_eq!(decode::<()>("null"), Ok(()));
    assert_eq!(decode::<()>("0").unwrap_err().kind(), WrongType);
    assert_eq!(decode::<char>("\"é\""), Ok('é'));
    assert_eq!(decode::<char>("\"ab\"").unwrap_err().kind(), InvalidValue);
}

#[test]
fn b03_an_integer_is_exact_or_refused() {
    assert_eq!(decode::<u64>("9007199254740991"), Ok(9_007_199_254_740_991));
    assert_eq!(decode::<i64>("-9007199254740991"), Ok(-9_007_199_254_740_991));
    assert_eq!(decode::<i128>("-5"), Ok(-5));
    let long = "7".repeat(5_000);
    for text in ["9007199254740992", "9007199254740993", "-9223372036854775808", "18446744073709551616", &long] {
        assert_eq!(decode::<u64>(text).unwrap_err().kind(), InvalidValue, "{text}");
        assert_eq!(decode::<i64>(text).unwrap_err().kind(), InvalidValue, "{text}");
        assert_eq!(decode::<u128>(text).unwrap_err().kind(), InvalidValue, "{text}");
        assert_eq!(decode::<i128>(text).unwrap_err().kind(), InvalidValue, "{text}");
    }
    assert_eq!(decode::<f64>("18446744073709551616"), Ok(18_446_744_073_709_551_616.0));
    assert_eq!(decode::<f64>(&long).unwrap_err().kind(), InvalidValue);
    let message = decode::<i64>("9007199254740992").unwrap_err().message().to_owned();
    assert_eq!(message, "expected an integer between -9007199254740991 and 9007199254740991, got 9007199254740992");
}

#[derive(Debug, PartialEq, Deserialize)]
struct Envelope {
    kind: String,
    #[serde(flatten)]
    rest: Inner,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Inner {
    id: i64,
    rate: f64,
}

#[test]
fn b03_what_serde_buffers_is_not_rounded_either() {
    let inner = |id: &str, rate: &str| decode::<Envelope>(&format!(r#"{{"kind":"a","id":{id},"rate":{rate}}}"#));
    assert_eq!(inner("7", "2").unwrap().rest, Inner { id: 7, rate: 2.0 });
    assert_eq!(inner("7", "123456789012345680000").unwrap().rest.rate, 123_456_789_012_345_680_000.0);
    for id in ["9007199254740993", "9223372036854775807", "18446744073709551616", "5.0", "1e3"] {
        assert!(inner(id, "1").is_err(), "{id}");
    }
    assert!(decode::<serde_json::Value>("9007199254740993").is_err());
    assert_eq!(decode::<serde_json::Value>("[1,-1,0.5]").unwrap(), serde_json::json!([1, -1, 0.5]));
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Plain {
    Unit,
    New(u8),
    Pair(u8, String),
    Named { x: i32 },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "t")]
enum Internal {
    A { x: i32 },
    B(Line),
    C,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    A(i32),
    B { x: i32 },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(i32),
    Text(String),
    Many(Vec<i32>),
}

#[test]
fn every_tagging_of_enums_reads() {
    assert_eq!(decode(r#""unit""#), Ok(Plain::Unit));
    let object = decode::<Plain>(r#"{"unit":null}"#).unwrap_err();
    assert_eq!(object.message(), "expected the string `unit`, got an object", "the schema has one way to write it");
    assert_eq!(decode(r#"{"new":3}"#), Ok(Plain::New(3)));
    assert_eq!(decode(r#"{"pair":[3,"x"]}"#), Ok(Plain::Pair(3, "x".to_owned())));
    assert_eq!(decode(r#"{"named":{"x":-1}}"#), Ok(Plain::Named { x: -1 }));
    assert_eq!(decode(r#"{"t":"A","x":1}"#), Ok(Internal::A { x: 1 }));
    assert_eq!(
        decode(r#"{"t":"B","name":"n","how many":1}"#),
        Ok(Internal::B(Line { name: "n".to_owned(), amount: 1 }))
    );
    assert_eq!(decode(r#"{"t":"C"}"#), Ok(Internal::C));
    assert_eq!(decode(r#"{"c":5,"t":"A"}"#), Ok(Adjacent::A(5)));
    assert_eq!(decode(r#"{"t":"B","c":{"x":5}}"#), Ok(Adjacent::B { x: 5 }));
    assert_eq!(decode("5"), Ok(Untagged::Number(5)));
    assert_eq!(decode(r#""5""#), Ok(Untagged::Text("5".to_owned())));
    assert_eq!(decode("[5]"), Ok(Untagged::Many(vec![5])));

    check::<Plain>(r#""other""#, InvalidValue, "", "expected `unit`, `new`, `pair` or `named`");
    check::<Plain>("5", WrongType, "", "expected `unit`, `new`, `pair` or `named`, got 5");
    check::<Plain>(r#""new""#, WrongType, "", "expected an object with one member `new`, got a string");
    check::<Plain>(r#"{"new":"x"}"#, WrongType, "new", "expected an integer between 0 and 255, got a string");
    check::<Plain>(r#"{"pair":[1,2]}"#, WrongType, "pair[1]", "expected a string, got 2");
    check::<Plain>(r#"{"unit":1}"#, WrongType, "", "expected the string `unit`, got an object");
    let two = r#"{"new":1,"pair":2}"#;
    check::<Plain>(two, InvalidValue, "", "expected an object with one member, `unit`, `new`, `pair` or `named`");
}

#[derive(Debug, PartialEq, Deserialize)]
struct Id(u32);

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
enum Colour {
    Red,
}

#[test]
fn wrappers_tuples_and_maps_read() {
    assert_eq!(decode("5"), Ok(Id(5)));
    assert_eq!(decode("[5,\"a\"]"), Ok((5_u8, "a".to_owned())));
    assert_eq!(decode::<Option<Option<u8>>>("null"), Ok(None));
    assert_eq!(decode(r#"{"-1":true}"#), Ok(BTreeMap::from([(-1_i32, true)])));
    assert_eq!(decode(r#"{"true":1}"#), Ok(BTreeMap::from([(true, 1_u8)])));
    assert_eq!(decode(r#"{"Red":1}"#), Ok(BTreeMap::from([(Colour::Red, 1_u8)])));
    assert_eq!(decode(r#"{"18446744073709551615":1}"#), Ok(BTreeMap::from([(u64::MAX, 1_u8)])));
    assert_eq!(decode(r#"{"7":1}"#), Ok(HashMap::from([(7_u64, 1_u8)])));

    check::<(u8, u8)>("[1,2,3]", InvalidValue, "", "expected a list of 2, got 3 elements");
    check::<(u8, u8)>("[1]", InvalidValue, "", "expected a tuple of size 2, got 1 elements");
    for name in ["01", "+1", "1.0", " 1", "x", "300"] {
        let error = decode::<BTreeMap<u8, u8>>(&format!(r#"{{"{name}":1}}"#)).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (InvalidValue, name));
    }
}

#[test]
fn strings_borrow_from_the_document() {
    #[derive(Deserialize)]
    struct Borrowed<'a> {
        name: &'a str,
    }
    let value = parse(br#"{"name":"Ada"}"#, DEPTH_LIMIT).unwrap();
    assert_eq!(from_value::<Borrowed<'_>>(&value).unwrap().name, "Ada");
    let escaped = parse(br#"{"name":"A\u0064a"}"#, DEPTH_LIMIT).unwrap();
    assert_eq!(from_value::<Borrowed<'_>>(&escaped).unwrap().name, "Ada");
}

#[test]
fn a_message_never_repeats_a_string() {
    for text in [r#"{"id":"hunter2","items":[]}"#, r#"{"id":1,"items":"hunter2"}"#] {
        assert!(!decode::<Order>(text).unwrap_err().to_string().contains("hunter2"));
    }
    assert!(!decode::<Plain>("\"hunter2\"").unwrap_err().to_string().contains("hunter2"));
    assert!(!format!("{:?}", decode::<char>("\"hunter2\"").unwrap_err()).contains("hunter2"));
    let long = format!(r#"{{"{}":1}}"#, "n".repeat(10_000));
    assert!(decode::<Order>(&long).unwrap_err().to_string().len() < 300);
}

fn document() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        any::<i32>().prop_map(|n| (f64::from(n) + 0.5).into()),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 48, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn documents_decode_as_serde_json_decodes_them(document in document()) {
        let text = document.to_string();
        prop_assert_eq!(decode::<serde_json::Value>(&text), Ok(document));
    }

    #[test]
    fn no_document_makes_a_type_panic(document in document()) {
        let text = document.to_string();
        let theirs = serde_json::from_str::<(Option<u8>, Vec<i64>, Plain)>(&text);
        prop_assert_eq!(decode::<(Option<u8>, Vec<i64>, Plain)>(&text).is_ok(), theirs.is_ok());
        prop_assert_eq!(decode::<BTreeMap<String, Untagged>>(&text).is_ok(), serde_json::from_str::<BTreeMap<String, Untagged>>(&text).is_ok());
    }
}
