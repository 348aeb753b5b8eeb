//! Keys: equal reads meet, different ones never do.

use std::{borrow::Cow, collections::HashSet};

use mizan_core::{
    json::Value,
    key::ReadIdentity,
    param::ParamType,
    query,
    secret::{Purpose, Secret, SubKey},
};
use proptest::prelude::*;

fn cache_key() -> SubKey {
    Secret::new([7; 32]).unwrap().key(Purpose::Cache)
}

type Params = Vec<(Cow<'static, str>, Value<'static>)>;

#[derive(Debug, Clone, PartialEq)]
struct Read {
    context: String,
    functions: Vec<String>,
    params: Params,
    user: Option<String>,
    vary: Option<Vec<(String, String)>>,
}

impl Read {
    fn of(context: &str, params: Params, user: Option<&str>) -> Self {
        let functions = vec!["f".to_owned()];
        Read { context: context.to_owned(), functions, params, user: user.map(str::to_owned), vary: None }
    }

    fn key(&self) -> String {
        self.with_identity(|identity| identity.key(&cache_key()))
    }

    fn with_identity<T>(&self, run: impl FnOnce(ReadIdentity<'_>) -> T) -> T {
        let functions: Vec<_> = self.functions.iter().map(String::as_str).collect();
        let vary: Option<Vec<_>> =
            self.vary.as_ref().map(|vary| vary.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect());
        run(ReadIdentity {
            revision: "0123456789abcdef",
            context: &self.context,
            functions: &functions,
            params: &self.params,
            user: self.user.as_deref(),
            vary: vary.as_deref(),
        })
    }
}

fn param(name: &'static str, value: impl Into<Value<'static>>) -> (Cow<'static, str>, Value<'static>) {
    (Cow::Borrowed(name), value.into())
}

fn all_different(reads: &[Read]) {
    let keys: HashSet<_> = reads.iter().map(Read::key).collect();
    assert_eq!(keys.len(), reads.len(), "two of {reads:#?} have one key");
}

#[test]
fn b01_a_value_of_another_type_is_another_read() {
    let values =
        [Value::Int(1), Value::from("1"), Value::Bool(true), Value::from("true"), Value::Null, Value::from("null")];
    all_different(&values.map(|value| Read::of("c", vec![param("p", value)], None)));
}

#[test]
fn b03_integers_a_double_would_merge_stay_apart() {
    let ids = ["9007199254740992", "9007199254740993", "18446744073709551616", "18446744073709551617"];
    let read_id = |id: &str| Read::of("c", vec![param("id", ParamType::WideInteger.read(id).unwrap())], None);
    all_different(&ids.map(read_id));
    all_different(
        &[1_i64 << 53, (1 << 53) + 1, i64::MIN, i64::MIN + 1].map(|n| Read::of("c", vec![param("p", n)], None)),
    );
}

#[test]
fn b04_every_spelling_of_one_query_string_has_one_key() {
    let key = |raw: &str| {
        let pairs = query::parse(raw).unwrap();
        let params = pairs.into_iter().map(|(name, text)| {
            let param_type = if name == "a" { ParamType::Integer } else { ParamType::String };
            (Cow::Owned(name.into_owned()), param_type.read(&text).unwrap())
        });
        Read::of("c", params.collect(), None).key()
    };
    let one = key("a=1&b=x%20%C3%A9");
    for raw in ["b=x%20%C3%A9&a=1", "%61=1&b=x+%c3%a9", "a=%31&b=x+é", "&&b=x+%C3%A9&a=1&"] {
        assert_eq!(key(raw), one, "{raw}");
    }
}

#[test]
fn b08_nothing_runs_together() {
    all_different(&[
        Read::of("a", vec![param("b", "c")], None),
        Read::of("a", vec![param("bc", "")], None),
        Read::of("ab", vec![param("c", "")], None),
        Read::of("a", vec![param("b", ""), param("c", "")], None),
        Read::of("a", vec![param("b", "c")], Some("")),
        Read::of("a", vec![param("b", "c\",\"user\":\"1")], None),
        Read::of("a", vec![param("b", "c")], Some("1")),
    ]);
    let with_functions = |functions: &[&str]| Read {
        functions: functions.iter().map(|name| (*name).to_owned()).collect(),
        ..Read::of("a", Vec::new(), None)
    };
    all_different(&[with_functions(&["ab"]), with_functions(&["a", "b"]), with_functions(&[]), with_functions(&["a"])]);
    assert_eq!(with_functions(&["b", "a"]).key(), with_functions(&["a", "b"]).key());
    let varying = |vary: &[(&str, &str)]| Read {
        vary: Some(vary.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()),
        ..Read::of("a", Vec::new(), None)
    };
    all_different(&[Read::of("a", Vec::new(), None), varying(&[]), varying(&[("l", "en")]), varying(&[("l", "de")])]);
    assert_eq!(varying(&[("a", "1"), ("b", "2")]).key(), varying(&[("b", "2"), ("a", "1")]).key());
}

/// Names and values that would run together if they were only strung together; 5,040 reads are 12.7 million pairs.
#[test]
fn b08_no_two_of_ten_million_pairs_collide() {
    let contexts = ["a", "ab", "a_b", "b", "abc"];
    let names: [&[&'static str]; 4] = [&[], &["b"], &["b", "c"], &["bc"]];
    let values = || {
        [
            Value::Null,
            Value::from(""),
            Value::from("b"),
            Value::from("b|c"),
            Value::from("b,c"),
            Value::Int(1),
            Value::from("1"),
        ]
    };
    let users = [None, Some(""), Some("0"), Some("None"), Some("null"), Some("-1"), Some("anonymous"), Some("a|b")];
    let mut reads = Vec::new();
    for context in contexts {
        for user in users {
            for names in names {
                let combinations = values().len().pow(u32::try_from(names.len()).unwrap());
                for mut choice in 0..combinations {
                    let mut params = Params::new();
                    for name in names {
                        params.push(param(name, values()[choice % values().len()].clone()));
                        choice /= values().len();
                    }
                    reads.push(Read::of(context, params, user));
                }
            }
        }
    }
    let functions = [vec!["f"], vec!["f", "g"]];
    let reads: Vec<_> = reads
        .into_iter()
        .flat_map(|read| {
            functions
                .clone()
                .map(|names| Read { functions: names.into_iter().map(str::to_owned).collect(), ..read.clone() })
        })
        .collect();
    assert!(reads.len() * (reads.len() - 1) / 2 >= 10_000_000, "only {} reads", reads.len());
    all_different(&reads);
}

#[test]
fn b09_no_user_is_like_nobody() {
    let users = [None, Some(""), Some("0"), Some("None"), Some("null"), Some("anonymous"), Some("-1")];
    all_different(&users.map(|user| Read::of("c", Vec::new(), user)));
}

#[test]
fn b15_a_rotated_secret_leaves_old_entries_unreachable() {
    let read = Read::of("c", Vec::new(), None);
    let other = Secret::new([8; 32]).unwrap().key(Purpose::Cache);
    assert_ne!(read.key(), read.with_identity(|identity| identity.key(&other)));
}

fn scalar() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        "\\PC{0,6}".prop_map(Value::from),
        // A whole double and an integer are one number in JSON; a param has one of the two types.
        any::<f64>().prop_filter("not whole", |x| x.is_finite() && x.fract() != 0.0).prop_map(Value::Float),
    ]
}

fn reads() -> impl Strategy<Value = Read> {
    let params = prop::collection::btree_map("[ab]{1,2}", scalar(), 0..3);
    (prop::sample::select(vec!["a", "ab", "b"]), params, prop::option::of("[01\"]{0,2}")).prop_map(
        |(context, params, user)| {
            let params = params.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect();
            Read::of(context, params, user.as_deref())
        },
    )
}

proptest! {
    #[test]
    fn b08_different_reads_have_different_keys(a in reads(), b in reads()) {
        prop_assert_eq!(a.key() == b.key(), a == b);
    }
}
