//! From types to JSON: the same text as serde_json where both can, an error with a place where nobody should.

use std::collections::BTreeMap;

use mizan_core::json::{self, EncodeError, Value};
use proptest::prelude::*;
use serde::Serialize;

fn text<T: Serialize + ?Sized>(value: &T) -> String {
    String::from_utf8(json::to_vec(value).unwrap()).unwrap()
}

#[track_caller]
fn check_error<T: Serialize + ?Sized>(value: &T, path: &str, message: &str) {
    let error: EncodeError = json::to_vec(value).unwrap_err();
    assert_eq!(error.path(), path);
    assert!(error.message().contains(message), "{error}");
}

#[derive(Serialize)]
struct Order<T> {
    items: Vec<T>,
    by_name: BTreeMap<String, T>,
}

#[derive(Serialize)]
enum Shape<T> {
    Unit,
    New(T),
    Pair(u8, T),
    Named { x: T },
}

fn order<T>(first: T, second: T, named: T) -> Order<T> {
    Order { items: vec![first, second], by_name: BTreeMap::from([("total sum".to_owned(), named)]) }
}

#[test]
fn b03_an_integer_that_javascript_would_round_is_refused_with_its_place() {
    assert_eq!(text(&[9_007_199_254_740_991_i64, -9_007_199_254_740_991]), "[9007199254740991,-9007199254740991]");
    check_error(&9_007_199_254_740_992_i64, "", "9007199254740992 is beyond");
    check_error(&order(1_u64, u64::MAX, 2), "items[1]", "18446744073709551615");
    check_error(&order(1_i128, 2, i128::MIN), "by_name.total sum", "wide integer");
    check_error(&Some(Shape::Named { x: u128::MAX }), "Named.x", "wide integer");
    check_error(&Shape::Pair(1, i64::MIN), "Pair[1]", "-9223372036854775808");
    check_error(&Shape::New(i64::MIN), "New", "wide integer");
    check_error(&Value::Int(i64::MAX), "", "wide integer");
    check_error(&Value::BigInt("7".repeat(5_000).into()), "", "too long");
}

#[test]
fn e04_what_is_not_finite_is_never_written() {
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        check_error(&order(1.0, x, 0.0), "items[1]", "not a finite number");
        check_error(&Value::Array(vec![Value::Float(x)]), "[0]", "not a finite number");
    }
    check_error(&f32::NAN, "", "not a finite number");
    assert_eq!(text(&[-0.0, 5.0, 1e21, 1e-7, 0.1 + 0.2]), "[0,5,1e+21,1e-7,0.30000000000000004]");
    assert_eq!(text(&[0.1_f32, 16_777_216.0]), "[0.1,16777216]");
}

#[test]
fn every_kind_of_type_has_the_text_of_serde_json() {
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    struct New(u8);
    #[derive(Serialize)]
    struct Pair(u8, char);
    #[derive(Serialize)]
    #[serde(tag = "t")]
    enum Tagged {
        A { x: Option<u8> },
    }
    #[derive(Serialize)]
    struct Skipping {
        #[serde(skip_serializing_if = "Option::is_none")]
        absent: Option<u8>,
        #[serde(flatten)]
        rest: BTreeMap<i32, bool>,
    }
    let all = (
        (Unit, New(1), Pair(2, '"'), ()),
        [Shape::Unit, Shape::New("a"), Shape::Pair(1, "b"), Shape::Named { x: "\u{1f}\u{7f}\u{2028}</script>" }],
        (Tagged::A { x: None }, Skipping { absent: None, rest: BTreeMap::from([(-1, true), (2, false)]) }),
        (BTreeMap::from([(true, 'é')]), BTreeMap::from([('k', Some(0_u64))]), b"bytes", vec![0_u8; 0]),
        format_args!("{}\n\"{}\"", "a", 1),
    );
    assert_eq!(text(&all), serde_json::to_string(&all).unwrap());
}

#[test]
fn a_key_that_is_no_text_is_refused() {
    let error = json::to_vec(&BTreeMap::from([(vec![1_u8], 1)])).unwrap_err();
    assert_eq!(error.message(), "a map's key must be a string, an integer or a boolean");
    assert!(json::to_vec(&BTreeMap::from([((), 1)])).is_err());
    assert!(json::to_vec(&BTreeMap::from([(Some(1_u8), 1)])).is_ok());
}

#[test]
fn a_part_is_appended_to_what_is_there() {
    let mut out = b"data: ".to_vec();
    json::to_writer(&mut out, &[1, 2]).unwrap();
    assert_eq!(out, b"data: [1,2]");
}

proptest! {
    #[test]
    fn strings_are_escaped_as_serde_json_escapes_them(one in any::<String>(), other in "[\u{0}-\u{40}\\\\\"é🙂]{0,40}") {
        let strings = [one, other];
        prop_assert_eq!(text(&strings), serde_json::to_string(&strings).unwrap());
    }

    #[test]
    fn documents_survive_writing_and_reading(doubles in prop::collection::vec(any::<f64>(), 0..20), name in any::<String>()) {
        let doubles: Vec<f64> = doubles.into_iter().filter(|x| x.is_finite()).collect();
        let written = json::to_vec(&BTreeMap::from([(name.clone(), doubles.clone())])).unwrap();
        let read = json::parse(&written, json::DEPTH_LIMIT).unwrap();
        let back: BTreeMap<String, Vec<f64>> = json::from_value(&read).unwrap();
        prop_assert_eq!(&back[&name], &doubles);
    }
}
