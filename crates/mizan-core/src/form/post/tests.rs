use super::*;
use crate::form::sample;

fn entries(body: &str) -> Vec<(Cow<'_, str>, Posted<'_>)> {
    let pairs = crate::query::pairs(body).unwrap().into_iter();
    let entry = |(name, text): (Cow<'static, str>, Cow<'static, str>)| match text.strip_prefix('@') {
        Some(part) => (name, Posted::File(part.to_owned())),
        None => (name, Posted::Text(text)),
    };
    pairs.map(|(name, text)| entry((name.into_owned().into(), text.into_owned().into()))).collect()
}

fn read(body: &str) -> String {
    let form = sample::form();
    json::canonical(&form.read_post(&entries(body)).unwrap())
}

/// The data of a post, but for what every one of them has.
fn member(body: &str, name: &str) -> String {
    let form = sample::form();
    let data = form.read_post(&entries(body)).unwrap();
    data.get(name).map_or("absent".to_owned(), json::canonical)
}

#[test]
fn a_post_of_nothing_has_what_no_entry_says() {
    let group = r#"{"gift":false}"#;
    assert_eq!(
        read(""),
        format!(r#"{{"home":{group},"levels":[],"lines":[],"news":false,"other":null,"pictures":[],"tags":[]}}"#)
    );
}

#[test]
fn a_text_is_read_by_the_type_of_its_field() {
    for (body, name, expected) in [
        ("name=Ada", "name", r#""Ada""#),
        ("name=", "name", "null"),
        ("name=+", "name", r#"" ""#),
        ("note=", "note", "null"),
        ("motto=", "motto", r#""""#),
        ("note=a%0D%0Ab", "note", r#""a\nb""#),
        ("age=7", "age", "7"),
        ("age=007", "age", "7"),
        ("age=-7", "age", "-7"),
        ("age=7.0", "age", "7"),
        ("age=1e2", "age", "100"),
        ("age=7.5", "age", r#""7.5""#),
        ("age=+7", "age", r#"" 7""#),
        ("age=seven", "age", r#""seven""#),
        ("age=", "age", "null"),
        ("age=99999999999999999999", "age", "99999999999999999999"),
        ("weight=1.50", "weight", "1.5"),
        ("weight=.5", "weight", "0.5"),
        ("weight=inf", "weight", r#""inf""#),
        ("weight=NaN", "weight", r#""NaN""#),
        ("weight=1e999", "weight", r#""1e999""#),
        ("news=true", "news", "true"),
        ("news=on", "news", "true"),
        ("news=false&news=true", "news", "true"),
        ("news=0", "news", "false"),
        ("news=perhaps", "news", r#""perhaps""#),
        ("level=low", "level", r#""low""#),
        ("level=none", "level", r#""none""#),
        ("rank=2", "rank", "2"),
        ("rank=3", "rank", r#""3""#),
        ("rank=", "rank", "null"),
        ("levels=low&levels=high", "levels", r#"["low","high"]"#),
        ("levels=", "levels", "[]"),
        ("tags=a%0D%0A%0D%0Ab&tags=c", "tags", r#"["a","b","c"]"#),
        ("moment=2026-11-21T03:00", "moment", r#""2026-11-21T03:00:00Z""#),
        ("moment=2026-11-21T03:00:05.5", "moment", r#""2026-11-21T03:00:05.5Z""#),
        ("moment=2026-11-21T03:00:05%2B01:00", "moment", r#""2026-11-21T03:00:05+01:00""#),
        ("moment=soon", "moment", r#""soon""#),
        ("hour=03:00", "hour", r#""03:00:00""#),
        ("picture=@1", "picture", r#"{"$file":"1"}"#),
        ("picture=", "picture", "absent"),
        ("picture=text", "picture", r#""text""#),
        ("pictures=@1&pictures=@2&pictures=", "pictures", r#"[{"$file":"1"},{"$file":"2"}]"#),
        ("name=@1", "name", r#""""#),
    ] {
        assert_eq!(member(body, name), expected, "{body}");
    }
}

#[test]
fn groups_are_named_with_dots_and_rows_left_as_they_were_are_none() {
    assert_eq!(member("home.name=x&home.count=2&home.gift=on", "home"), r#"{"count":2,"gift":true,"name":"x"}"#);
    assert_eq!(member("other.name=&other.count=1", "other"), "null", "as it was shown");
    assert_eq!(member("other.count=2", "other"), r#"{"count":2,"gift":false}"#);
    let rows = "lines.0.name=a&lines.1.name=&lines.1.count=1&lines.7.name=b&lines.7.count=3&lines.10.gift=on";
    assert_eq!(
        member(rows, "lines"),
        r#"[{"gift":false,"name":"a"},{"count":3,"gift":false,"name":"b"},{"gift":true}]"#
    );
}

#[test]
fn e06_hostile_names_are_no_fields() {
    let empty = read("");
    for body in [
        "__proto__=1",
        "__proto__.x=1",
        "constructor.prototype.x=1",
        "home.__proto__.x=1",
        "lines.__proto__.name=1",
        "lines.0.__proto__.x=1",
        "lines.constructor=1",
        "lines.-1.name=a",
        "lines.01.name=a",
        "lines.+1.name=a",
        "lines.1000.name=a",
        "lines.99999999999999999999.name=a",
        "lines.%D9%A1.name=a",
        "lines.0=a",
        "lines.0.=a",
        "lines..name=a",
        "lines[0][name]=a",
        "home.name.x=1",
        ".name=1",
        "Name=1",
        "tags.0=a",
    ] {
        assert_eq!(read(body), empty, "{body}");
    }
    let deep = format!("{}name=1", "home.".repeat(50_000));
    assert_eq!(read(&deep), empty);
}

#[test]
fn what_has_two_meanings_or_no_end_is_refused() {
    let form = sample::form();
    for body in ["name=a&name=b", "level=low&level=high", "home.name=a&home.name=b", "picture=@1&picture=@2"] {
        assert!(form.read_post(&entries(body)).is_err(), "{body}");
    }
    let long = "x=1&".repeat(ENTRIES_LIMIT + 1);
    assert!(form.read_post(&entries(&long)).is_err());
    let rows: String = (0..ENTRIES_LIMIT).map(|at| format!("lines.{at}.name=a&")).collect();
    let data = form.read_post(&entries(&rows)).unwrap();
    assert_eq!(data.get("lines").unwrap().as_array().unwrap().len(), ENTRIES_LIMIT);
}
