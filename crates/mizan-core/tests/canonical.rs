//! RFC 8785 text: the RFC's own examples, and where this text is exact beyond it.

use mizan_core::json::{DEPTH_LIMIT, canonical, parse};
use proptest::prelude::*;

fn text(document: &str) -> String {
    canonical(&parse(document.as_bytes(), DEPTH_LIMIT).unwrap())
}

#[test]
fn the_examples_of_rfc_8785_hold() {
    let document = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let expected = concat!(
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
        r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#,
    );
    assert_eq!(text(document), expected);
}

#[test]
fn members_are_sorted_by_utf_16() {
    let document = r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#;
    assert_eq!(text(document), "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}");
    assert_eq!(text(r#"{"b":{"d":1,"c":2},"a":[{"f":1,"e":2}]}"#), r#"{"a":[{"e":2,"f":1}],"b":{"c":2,"d":1}}"#);
    assert_eq!(text(r#"{"aa":1,"a":2,"":3}"#), r#"{"":3,"a":2,"aa":1}"#);
}

#[test]
fn b03_two_ids_above_2_53_are_two_texts() {
    assert_eq!(text("[9007199254740992,9007199254740993]"), "[9007199254740992,9007199254740993]");
    assert_eq!(text("-18446744073709551617"), "-18446744073709551617");
    assert_eq!(text("[5,5.0,50e-1,0.5e1]"), "[5,5,5,5]");
}

fn document() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 48, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::btree_map("[ -~]{0,6}", inner, 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// serde_json's own text is canonical where names are ASCII and there are no fractions: its maps are sorted.
    #[test]
    fn where_serde_json_is_canonical_the_texts_agree(document in document()) {
        prop_assert_eq!(text(&serde_json::to_string_pretty(&document).unwrap()), document.to_string());
    }
}
