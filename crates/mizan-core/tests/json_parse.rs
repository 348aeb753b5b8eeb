//! What the strict reader accepts and refuses.

use std::{fmt::Write as _, time::Instant};

use mizan_core::json::{DEPTH_LIMIT, ParseError, Value, canonical, parse};
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Result<Value<'_>, ParseError> {
    parse(bytes, DEPTH_LIMIT)
}

fn refused(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    match read(bytes) {
        Ok(value) => panic!("{} reads as {value:?}", String::from_utf8_lossy(bytes)),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_kind_of_value_reads() {
    let text = r#" {"a":[null,true,false,-12,9223372036854775807,1.5,1e3,""," x\u00e9\n"],"b":{}} "#;
    let Value::Object(members) = read(text.as_bytes()).unwrap() else { panic!("an object") };
    let list = [
        Value::Null,
        Value::Bool(true),
        Value::Bool(false),
        Value::Int(-12),
        Value::Int(i64::MAX),
        Value::Float(1.5),
        Value::Float(1000.0),
        Value::from(""),
        Value::from(" xé\n"),
    ];
    assert_eq!(members[0].1.as_array().unwrap(), list);
    assert_eq!(members[1], ("b".into(), Value::Object(Vec::new())));
}

#[test]
fn strings_without_escapes_borrow() {
    let text = br#"["plain","esc\u0061ped"]"#;
    let value = read(text).unwrap();
    let [Value::Str(plain), Value::Str(escaped)] = value.as_array().unwrap() else { panic!("two strings") };
    assert!(matches!(plain, std::borrow::Cow::Borrowed(_)));
    assert_eq!(escaped, "escaped");
}

#[test]
fn e02_depth_is_bounded_and_large_documents_take_linear_time() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(nested(DEPTH_LIMIT).as_bytes()).is_ok());
    assert_eq!(refused(nested(DEPTH_LIMIT + 1)), "nested too deeply at byte 64");
    assert_eq!(refused("[".repeat(100_000)), "nested too deeply at byte 64");
    assert_eq!(refused(r#"{"a":"#.repeat(100_000)), "nested too deeply at byte 320");
    // A caller that asks for more than the stack bears gets less.
    assert!(parse(nested(100_000).as_bytes(), usize::MAX).is_err());

    let object = |count: usize| {
        let mut text = String::from("{");
        (0..count).for_each(|n| write!(text, "{}\"k{n}\":0", if n > 0 { "," } else { "" }).unwrap());
        text + "}"
    };
    let time = |text: &str| {
        let start = Instant::now();
        assert!(read(text.as_bytes()).is_ok());
        start.elapsed()
    };
    let (small, large) = (object(50_000), object(1_000_000));
    let best = |text: &str| (0..3).map(|_| time(text)).min().expect("three rounds");
    let small_time = best(&small);
    // Twenty times the members in quadratic time would be four hundred times as long.
    assert!(best(&large) < small_time * 100, "1,000,000 members take too long");
    let list = format!("[{}0]", "0,".repeat(999_999));
    assert_eq!(read(list.as_bytes()).unwrap().as_array().map(<[_]>::len), Some(1_000_000));
}

#[test]
fn e03_a_duplicate_member_is_refused_anywhere() {
    assert_eq!(refused(r#"{"fn":"a","fn":"b"}"#), "duplicate member `fn` at byte 10");
    assert_eq!(refused(r#"{"a":1,"\u0061":2}"#), "duplicate member `a` at byte 7");
    assert_eq!(refused(r#"[{"x":{"a":1,"b":2,"a":3}}]"#), "duplicate member `a` at byte 19");
    for count in [1_usize, 15, 16, 17, 40] {
        let mut text = String::from("{");
        (0..count).for_each(|n| write!(text, "\"k{n}\":0,").unwrap());
        let offset = text.len();
        let last = count - 1;
        text.push_str(&format!("\"k{last}\":1}}"));
        assert_eq!(refused(&text), format!("duplicate member `k{last}` at byte {offset}"));
    }
    assert!(read(r#"[{"a":1},{"a":1}]"#.as_bytes()).is_ok());
}

#[test]
fn e04_numbers_are_finite_and_zero_has_no_sign() {
    for text in ["NaN", "Infinity", "-Infinity", "nan", "[NaN]", "inf"] {
        assert!(refused(text).starts_with("expected a value") || text.starts_with('-'), "{text}");
    }
    assert_eq!(refused("1e400"), "a number too large for a double at byte 0");
    assert_eq!(refused("[-1.5e999]"), "a number too large for a double at byte 1");
    for bad in ["01", "-", "+1", "1.", ".5", "1e", "1e+", "-01", "0x1", "1_0", "1.e3", "--1", "00"] {
        refused(bad);
    }
    assert_eq!(read(b"-0"), Ok(Value::Int(0)));
    for zero in ["-0.0", "-0e5", "-1e-400"] {
        let Ok(Value::Float(x)) = read(zero.as_bytes()) else { panic!("{zero} is a number") };
        assert!(x == 0.0 && x.is_sign_positive(), "{zero}");
    }
    assert_eq!(read(b"5.0"), Ok(Value::Float(5.0)));
}

#[test]
fn b03_long_integers_keep_their_digits() {
    let long = "7".repeat(5_000);
    for digits in ["9007199254740993", "-9223372036854775808", "18446744073709551616", long.as_str()] {
        assert_eq!(canonical(&read(digits.as_bytes()).unwrap()), digits);
    }
    assert_eq!(read(b"-9223372036854775808"), Ok(Value::Int(i64::MIN)));
    assert_eq!(read(b"9223372036854775808"), Ok(Value::BigInt("9223372036854775808".into())));
}

#[test]
fn e05_only_utf_8_without_bom_and_lone_surrogates() {
    assert_eq!(refused(b"\xef\xbb\xbf{}"), "a byte order mark is not allowed at byte 0");
    for (bytes, offset) in [
        (&b"\"\xff\""[..], 1),
        (b"\"\xc0\xaf\"", 1),
        (b"\"a\xed\xa0\x80\"", 2),
        (b"\"\xf4\x90\x80\x80\"", 1),
        (b"\xff\xfe{\0}\0", 0),
    ] {
        assert_eq!(refused(bytes), format!("invalid UTF-8 at byte {offset}"));
    }
    refused(b"{\0}\0");
    for lone in [r#""\ud800""#, r#""\udc00""#, r#""\ud800\u0041""#, r#""\ud800\ud800""#, r#""\udfff\ud800""#] {
        assert_eq!(refused(lone), "a lone surrogate at byte 1");
    }
    assert_eq!(read(br#""\ud83d\ude42""#), Ok(Value::from("🙂")));
    for cut in [r#""\ud83d"#, r#""\ud83d\u"#, r#""\u12"#, r#""\"#, "\"abc", "\""] {
        refused(cut);
    }
}

#[test]
fn nothing_but_one_whole_document_is_read() {
    assert_eq!(refused(""), "unexpected end of input at byte 0");
    assert_eq!(refused(" \n"), "unexpected end of input at byte 2");
    assert_eq!(refused("{} x"), "unexpected text behind the document at byte 3");
    assert_eq!(refused("[1 2]"), "expected `,` or `]` at byte 3");
    assert_eq!(refused(r#"{"a" 1}"#), "expected `:` at byte 5");
    assert_eq!(refused(r#"{"a":1 "b":2}"#), "expected `,` or `}` at byte 7");
    assert_eq!(refused("{a:1}"), "expected a member name in double quotes at byte 1");
    assert_eq!(refused("[1,]"), "expected a value at byte 3");
    assert_eq!(refused("\"a\nb\""), "an unescaped control character in a string at byte 2");
    assert_eq!(refused(r#""\x""#), "an invalid escape at byte 2");
    for bad in
        ["[", "{", "[1", "{\"a\"", "{\"a\":", "[1,", "tru", "nul", "'a'", "{}{}", "[]]", "// x\n1", "\u{a0}1", "\x0c1"]
    {
        refused(bad);
    }
}

/// Any document, as serde_json has it, with whatever text is likely to go wrong.
fn document() -> impl Strategy<Value = serde_json::Value> {
    let text =
        prop_oneof!["\\PC{0,12}", "[\"\\\\\u{0}-\u{1f}é🙂/]{0,20}", Just("plain text of some length".to_owned())];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_filter_map("finite", |x| serde_json::Number::from_f64(x).map(Into::into)),
        text.clone().prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 64, 20, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..20).prop_map(Into::into),
            prop::collection::btree_map(text.clone(), inner, 0..20)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The same document, read by us.
fn is_same(ours: &Value<'_>, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (ours, theirs) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(a), Json::Bool(b)) => a == b,
        (Value::Int(n), Json::Number(other)) => other.as_i64() == Some(*n),
        (Value::BigInt(digits), Json::Number(other)) => other.to_string() == *digits,
        (Value::Float(x), Json::Number(other)) => other.as_f64() == Some(*x),
        (Value::Str(a), Json::String(b)) => a == b,
        (Value::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, value)| b.get(name.as_ref()).is_some_and(|b| is_same(value, b)))
        }
        _ => false,
    }
}

/// The same document, the members of every object the other way round.
fn reversed(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(reversed).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().rev().map(|(name, value)| (name, reversed(value))).collect())
        }
        scalar => scalar,
    }
}

proptest! {
    #[test]
    fn documents_read_as_serde_json_reads_them(document in document(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) }.unwrap();
        let ours = read(text.as_bytes()).unwrap();
        prop_assert!(is_same(&ours, &document), "{text}");
    }

    #[test]
    fn the_canonical_text_knows_no_order_and_no_spelling(document in document()) {
        let text = serde_json::to_string_pretty(&document).unwrap();
        let value = read(text.as_bytes()).unwrap();
        let once = canonical(&value);
        prop_assert_eq!(canonical(&read(once.as_bytes()).unwrap()), once.clone());
        prop_assert_eq!(canonical(&reversed(value)), once);
    }

    /// Broken documents: what one accepts the other does, but for what is refused here on purpose.
    #[test]
    fn damage_is_judged_as_serde_json_judges_it(document in document(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = document.to_string().into_bytes();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let ours = read(&bytes);
        let theirs = serde_json::from_slice::<serde_json::Value>(&bytes);
        match (&ours, &theirs) {
            (Ok(_), Err(error)) => prop_assert!(error.to_string().starts_with("number out of range"), "{error}"),
            (Err(error), Ok(_)) => prop_assert!(error.to_string().starts_with("duplicate member"), "{error}"),
            _ => {}
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\",:0-9eE.+\\-u\\\\dDtrufalsn ]{0,80}") {
        let _ = read(&bytes);
        let ours = read(text.as_bytes());
        if let Ok(value) = ours {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok() || matches!(value, Value::BigInt(_)));
        }
    }
}
