//! The header: what is written, what is read, and the way there and back.

use mizan_core::{
    header::{self, Limit},
    item::{Item, Items},
    json::{self, DEPTH_LIMIT, Value},
};
use proptest::prelude::*;

use crate::{contexts, dice::Dice, one, read, series, written};

/// The header of a chart of that series; it is one line of printable ASCII, and reads back to the same item.
#[track_caller]
fn header_of_series(text: &str) -> String {
    let items = one(series(text));
    let header = written(&items);
    assert!(header.bytes().all(|byte| matches!(byte, 0x20..=0x7e)), "{header:?}");
    assert_eq!(read(&header), items, "{header}");
    header
}

#[test]
fn a01_line_breaks_stay_inside_one_header_line() {
    assert_eq!(header_of_series("x\r"), r#"chart;series=%"x%0d""#);
    assert_eq!(header_of_series("x\n"), r#"chart;series=%"x%0a""#);
    assert_eq!(header_of_series("x\r\nSet-Cookie: a=b"), r#"chart;series=%"x%0d%0aSet-Cookie: a=b""#);
    let user = written(&one(Item::context("orders").user("1\r\nSet-Cookie: a=b")));
    assert_eq!(user, r#"orders;*user=%"1%0d%0aSet-Cookie: a=b""#);
}

#[test]
fn a02_control_characters_are_percent_encoded() {
    assert_eq!(header_of_series("\0\u{b}\u{7f}\t"), r#"chart;series=%"%00%0b%7f%09""#);
}

#[test]
fn a03_what_the_syntax_uses_round_trips() {
    assert_eq!(header_of_series(r#"a,b;c=d%22"\ "#), r#"chart;series="a,b;c=d%22\"\\ ""#);
    for text in [",", ";", "=", "%", "\"", "\\", " ", " a", "a ", "  ", "?1", "null", "*", "()", ":YQ==:", "%\"a\""] {
        header_of_series(text);
        header_of_series(&format!("{text}é"));
    }
}

#[test]
fn a04_text_is_not_normalised() {
    for text in ["é", "日本", "\u{2028}", "🙂"] {
        assert!(header_of_series(text).starts_with("chart;series=%\"%"), "{text}");
    }
    let (composed, decomposed) = ("\u{e9}", "e\u{301}");
    assert_eq!(header_of_series(composed), r#"chart;series=%"%c3%a9""#);
    assert_eq!(header_of_series(decomposed), r#"chart;series=%"e%cc%81""#);
    assert_eq!(Items::from_iter([series(composed), series(decomposed)]).len(), 2);
}

#[test]
fn a05_what_has_no_text_widens() {
    for value in [Value::Float(f64::NAN), Value::Array(vec![Value::Int(1)]), Value::Object(Vec::new())] {
        let item = Item::context("chart").param("zoom", value).param("series", "a");
        assert_eq!(item, series("a"));
    }
    assert_eq!(Item::context("chart").param("Bad name", 1), Item::context("chart"));
    assert_eq!(Item::context("a\r\nb"), Item::everything());
    assert_eq!(Item::context("chart").function("a b"), Item::context("chart"));
}

#[test]
fn a06_a_value_too_long_for_a_header_widens_to_its_context() {
    let items = Items::from_iter([
        Item::context("orders"),
        series(&"é".repeat(500_000)),
        Item::context("user").param("user_id", 5),
    ]);
    assert_eq!(written(&items), "orders, chart, user;user_id=5");
    assert_eq!(items.as_slice()[1].params().len(), 1, "the list keeps it");
}

#[test]
fn a07_ten_thousand_scopes_collapse_in_the_header_alone() {
    let ids = (0..10_000_i64).map(|id| Item::context("user").param("user_id", id));
    let items: Items = ids.chain([series("a")]).collect();
    assert_eq!(written(&items), r#"user, chart;series="a""#);
    let list = json::to_vec(&items).unwrap();
    assert_eq!(json::parse(&list, DEPTH_LIMIT).unwrap().as_array().map(<[_]>::len), Some(10_001));
}

#[test]
fn a07_what_cannot_collapse_further_is_everything() {
    let everyone: Items = (0..201).map(|id| Item::everything().user(id.to_string())).collect();
    assert_eq!(written(&everyone), "*");
    let contexts: Items = (0..201).map(|n| Item::context(&format!("c{n}"))).collect();
    assert_eq!(written(&contexts), "*");
    let tiny = Limit { bytes: 4, items: 1 };
    assert_eq!(header::write(&one(series("long")), tiny), "*");
    assert_eq!(header::write(&one(Item::context("user").param("user_id", 5)), tiny), "user");
    assert_eq!(header::write(&Items::default(), tiny), "");
}

#[test]
fn a08_empty_absent_and_null_are_three() {
    let (empty, absent, null) =
        (series(""), Item::context("chart"), Item::context("chart").param("series", Value::Null));
    assert_eq!(written(&one(empty.clone())), r#"chart;series="""#);
    assert_eq!(written(&one(absent.clone())), "chart");
    assert_eq!(written(&one(null.clone())), "chart;series=null");
    assert_eq!(written(&one(series("null"))), r#"chart;series="null""#);
    for item in [empty, absent, null] {
        assert_eq!(read(&written(&one(item.clone()))), one(item));
    }
}

#[test]
fn a11_doubt_widens_and_is_told() {
    let everything = one(Item::everything());
    for header in [
        "user;user_id=5;user_id=6",
        "user;user_id=5;user_id=5",
        "orders;*user=\"1\";*user=\"2\"",
        "(user chart)",
        "\"user\"",
        "5",
        "user;;",
        "user,",
        ",user",
        "user;User=5",
        "user;user_id=",
        "user;user_id=\"5",
        "user user",
        "user;user_id=5é",
        "user;user_id=%\"%ff\"",
        "user\r\nchart",
    ] {
        let reading = header::read([header], &contexts());
        assert_eq!(reading.items, everything, "{header}");
        assert!(reading.fault.is_some(), "{header}");
    }
    for (header, meant) in [
        ("user;nope=5", "user"),
        ("user;user_id=\"5\"", "user"),
        ("user;user_id=5.0", "user"),
        ("user;user_id", "user"),
        ("user;user_id=five", "user"),
        ("user;user_id=\"9007199254740993\"", "user"),
        ("user;user_id=\"0000000000000005\"", "user"),
        ("chart;zoom=5", "chart"),
        ("chart;zoom=\"5.0\"", "chart"),
        ("chart;zoom=\"1e21\"", "chart"),
        ("chart;series=a", "chart"),
        ("wallet;id=5", "wallet"),
        ("wallet;open=\"true\"", "wallet"),
        ("user/nope;user_id=5", "user;user_id=5"),
        ("user/user_profile/x", "user"),
        ("orders;*user=5", "orders"),
        ("*;user_id=5", "*"),
        ("*/user_profile", "*"),
        ("ghost, chart", "chart"),
        ("ghost", ""),
        ("", ""),
    ] {
        let reading = header::read([header], &contexts());
        assert_eq!((written(&reading.items).as_str(), reading.fault), (meant, None), "{header}");
    }
}

#[test]
fn a15_body_and_header_of_a_hundred_thousand_mutations_agree() {
    let contexts = contexts();
    let mut dice = Dice(42);
    for _ in 0..100_000 {
        let items: Items = (0..dice.roll(5)).map(|_| dice.item()).collect();
        let body = json::to_vec(&items).unwrap();
        let body = Items::from_value(&json::parse(&body, DEPTH_LIMIT).unwrap(), &contexts);
        let header = header::read([written(&items)], &contexts);
        assert_eq!(header.fault, None);
        assert_eq!(body, items);
        assert_eq!(header.items, items);
    }
}

#[test]
fn a15_no_limit_makes_a_header_narrower_than_its_list() {
    let contexts = contexts();
    let mut dice = Dice(7);
    for round in 0..20_000 {
        let items: Items = (0..dice.roll(12)).map(|_| dice.item()).collect();
        let limit = Limit { bytes: 8 + dice.roll(120), items: 1 + dice.roll(6) };
        let header = header::write(&items, limit);
        let reading = header::read([&header], &contexts);
        assert!(header.len() <= limit.bytes && reading.items.len() <= limit.items, "{round}: {header}");
        for item in &items {
            assert!(reading.items.iter().any(|read| read.covers(item)), "{round}: {item} is lost in {header}");
        }
    }
}

#[test]
fn a16_several_header_lines_are_one_list() {
    let union =
        Items::from_iter([Item::context("user").param("user_id", 5), Item::context("orders"), Item::context("chart")]);
    let lines = ["user;user_id=5", "", " orders ,\tchart "];
    assert_eq!(header::read(lines, &contexts()).items, union);
    assert_eq!(header::read(["user;user_id=5, orders, chart"], &contexts()).items, union);
    assert_eq!(header::read(["user;user_id=5", "chart;;"], &contexts()).items, one(Item::everything()));
    assert_eq!(header::read(["", "  "], &contexts()).items, Items::default());
    assert_eq!(header::read(Vec::<&str>::new(), &contexts()).items, Items::default());
}

proptest! {
    #[test]
    fn any_text_and_user_round_trips(text in any::<String>(), user in any::<String>(), zoom in any::<f64>(), id in any::<i128>()) {
        let item = Item::context("chart").param("series", text).param("zoom", zoom + 0.0).user(user);
        prop_assert_eq!(header::read([header::item_text(&item)], &contexts()).items, one(item));
        let wallet = Item::context("wallet").param("id", id.to_string());
        prop_assert_eq!(read(&written(&one(wallet.clone()))), one(wallet));
    }

    #[test]
    fn no_header_makes_it_panic_or_say_nothing_of_what_it_names(header in "[a-z*;=\", ?0-9%()/\\\\@:.é-]{0,40}") {
        let reading = header::read([&header], &contexts());
        prop_assert!(reading.fault.is_none() || reading.items == one(Item::everything()));
    }
}
