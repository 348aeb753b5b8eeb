//! What an item hits, and where it comes from.

use mizan_core::{
    context::Context,
    entry::Entry,
    item::Item,
    json::{self, DEPTH_LIMIT},
    param::ParamType,
    resolve::{Affect, Argument, Mode},
    tag,
};

use crate::{contexts, dice::Dice, read};

#[test]
fn a09_a_purge_hits_its_own_value_alone() {
    let item = &read("user;user_id=5").as_slice()[0].clone();
    let entry = |id: i64| Entry::new("user").param("user_id", id);
    assert!(entry(5).is_hit_by(item));
    assert!(!entry(50).is_hit_by(item) && !entry(-5).is_hit_by(item));
    let text = Entry::new("user").param("user_id", "5 ");
    assert!(!text.is_hit_by(item));
    assert!(!Entry::new("user").param("user_id", "5").is_hit_by(item));
    assert!(!Entry::new("chart").param("user_id", 5).is_hit_by(item));
}

#[test]
fn a10_a_part_of_the_params_hits_every_entry_that_has_it() {
    let item = Item::context("user").param("user_id", 5);
    let entry = Entry::new("user").function("user_profile").param("lang", "fr").param("user_id", 5).user("42");
    assert!(entry.is_hit_by(&item));
    assert!(entry.is_hit_by(&item.clone().function("user_profile")));
    assert!(!entry.is_hit_by(&item.clone().function("user_orders")));
    assert!(!entry.is_hit_by(&item.clone().param("lang", "de")));
    assert!(entry.is_hit_by(&item.clone().user("42")));
    assert!(!entry.is_hit_by(&item.clone().user("43")));
    assert!(entry.is_hit_by(&Item::everything()));
    assert!(entry.is_hit_by(&Item::everything().user("42")));
    assert!(!entry.is_hit_by(&Item::everything().user("4")));
    assert!(tag::of_entry(&entry).contains(&tag::of_item(&item)));
}

#[test]
fn an_item_covers_exactly_when_it_hits_at_least_as_much() {
    let mut dice = Dice(3);
    let entries: Vec<Entry> = (0..60)
        .map(|_| {
            let item = dice.item();
            let entry = item
                .params()
                .iter()
                .fold(Entry::new(item.context_name()), |entry, (name, value)| entry.param(name, value.clone()));
            let entry = ["user_profile", "points", "my_orders"]
                .into_iter()
                .filter(|_| dice.roll(2) == 0)
                .fold(entry, Entry::function);
            if dice.roll(2) == 0 { entry.user(dice.text()) } else { entry }
        })
        .collect();
    for _ in 0..5_000 {
        let (broad, narrow) = (dice.item(), dice.item());
        for entry in entries.iter().filter(|_| broad.covers(&narrow)) {
            assert!(
                !entry.is_hit_by(&narrow) || entry.is_hit_by(&broad),
                "{broad} covers {narrow} but misses {entry:?}"
            );
        }
        for entry in entries.iter().filter(|entry| entry.is_hit_by(&narrow)) {
            assert!(
                tag::of_entry(entry).contains(&tag::of_item(&narrow)),
                "{narrow} hits {entry:?} but its tag does not"
            );
        }
    }
}

#[test]
fn h03_an_argument_of_another_type_than_its_param_is_reported() {
    let argument = |name: &str, param_type, required, nullable| Argument {
        name: name.to_owned(),
        param_type: Some(param_type),
        required,
        nullable,
    };
    let arguments = [
        argument("user_id", ParamType::String, true, false),
        argument("lang", ParamType::String, false, false),
        argument("name", ParamType::String, true, false),
    ];
    let affect = Affect::declare(contexts().get("user").unwrap(), None, Mode::Match, &arguments);
    assert_eq!(affect.mistyped(), ["user_id"]);
    assert_eq!(affect.narrowed_by().count(), 0);
}

#[test]
fn h03_an_argument_that_may_be_left_out_or_null_is_reported() {
    let context = Context::new("user").param("user_id", ParamType::Integer).param("page", ParamType::Integer);
    let argument = |name: &str, required, nullable| Argument {
        name: name.to_owned(),
        param_type: Some(ParamType::Integer),
        required,
        nullable,
    };
    let arguments = [argument("user_id", false, true), argument("page", true, false)];
    let affect = Affect::declare(&context, None, Mode::Match, &arguments);
    assert_eq!(affect.optional(), ["user_id"]);
    assert_eq!(affect.narrowed_by().collect::<Vec<_>>(), ["page"]);
}

#[test]
fn an_argument_meets_the_reads_that_spell_it_otherwise() {
    let context = Context::new("doc")
        .param("id", ParamType::Uuid)
        .param("at", ParamType::DateTime)
        .param("rate", ParamType::Number);
    let argument = |name: &str, param_type| Argument {
        name: name.to_owned(),
        param_type: Some(param_type),
        required: true,
        nullable: false,
    };
    let arguments =
        [argument("id", ParamType::Uuid), argument("at", ParamType::DateTime), argument("rate", ParamType::Number)];
    let affect = Affect::declare(&context, None, Mode::Match, &arguments);
    let call = br#"{"id":"0195A3F0-7C1E-7000-8000-00000000ABCD","at":"2026-01-31T13:00:00.50+01:00","rate":5}"#;
    let item = affect.item(&json::parse(call, DEPTH_LIMIT).unwrap(), None);
    assert_eq!(
        item.to_string(),
        r#"doc;at="2026-01-31T12:00:00.5Z";id="0195a3f0-7c1e-7000-8000-00000000abcd";rate="5""#
    );
    let entry = Entry::new("doc")
        .param("id", ParamType::Uuid.read("0195a3f0-7c1e-7000-8000-00000000abcd").unwrap())
        .param("at", ParamType::DateTime.read("2026-01-31T12:00:00.5Z").unwrap())
        .param("rate", ParamType::Number.read("5").unwrap());
    assert!(entry.is_hit_by(&item));
    let odd = json::parse(br#"{"id":"not-a-uuid","at":"now","rate":5}"#, DEPTH_LIMIT).unwrap();
    assert_eq!(affect.item(&odd, None).to_string(), r#"doc;rate="5""#, "what has no one text widens");
}
