//! The list: what is covered, and who hears of what.

use mizan_core::item::{Item, Items};

use crate::{dice::Dice, one, read, written};

#[test]
fn a14_what_names_others_or_is_server_only_stays_from_the_caller() {
    let own = Item::context("orders").user("42");
    let items = Items::from_iter([
        own.clone(),
        Item::context("orders").user("7"),
        Item::context("chart").server_only(),
        Item::context("user"),
    ]);
    assert_eq!(items.for_caller(Some("42")), Items::from_iter([own.clone(), Item::context("user")]));
    assert_eq!(items.for_caller(None), one(Item::context("user")));
    assert_eq!(items.for_header(Some("42"), true), items.for_caller(Some("42")));
    assert_eq!(written(&items.for_header(Some("42"), false)), "orders, chart, user");
    // A broader item that the caller does not hear of does not silence a narrower one that the caller does.
    let both = Items::from_iter([own.clone(), Item::context("orders").server_only()]);
    assert_eq!(both.for_caller(Some("42")), one(own));
}

#[test]
fn a_list_drops_what_is_covered_and_keeps_the_order() {
    let list = |texts: &[&str]| -> Items { texts.iter().flat_map(|text| read(text).into_iter()).collect() };
    let check = |texts: &[&str], expected: &str| assert_eq!(written(&list(texts)), expected);
    check(&["user;user_id=5", "chart", "user;user_id=5"], "user;user_id=5, chart");
    check(&["user;user_id=5", "chart", "user"], "chart, user");
    check(&["user/user_profile;user_id=5", "user;user_id=5"], "user;user_id=5");
    check(&["user/user_profile", "user;user_id=5"], "user/user_profile, user;user_id=5");
    check(&["orders;*user=\"1\"", "*;*user=\"1\"", "orders;*user=\"2\""], "*;*user=\"1\", orders;*user=\"2\"");
    check(&["orders", "chart", "*"], "*");
}

/// What is dropped does not depend on how long the list is: long lists are judged by another way than short ones.
#[test]
fn long_lists_are_reduced_as_short_ones() {
    let mut dice = Dice(99);
    for _ in 0..2_000 {
        let items: Vec<Item> = (0..17 + dice.roll(20)).map(|_| dice.item()).collect();
        let is_kept = |at: usize| {
            !items.iter().enumerate().any(|(other_at, other)| {
                other_at != at && other.covers(&items[at]) && (other_at < at || !items[at].covers(other))
            })
        };
        let expected: Vec<_> = (0..items.len()).filter(|at| is_kept(*at)).map(|at| items[at].clone()).collect();
        assert_eq!(items.into_iter().collect::<Items>().as_slice(), expected);
    }
}
