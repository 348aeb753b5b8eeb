//! `docs/protocol.md` §1, §4, §5: what JSON has no type for, at the door, on the wire, in URLs and in scopes.

use crate::app::{Answer, AppState, Browser, SECRET, router};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use jiff::{SignedDuration, Timestamp, civil};
use mizan::{Affected, Bytes, Wire, prelude::*};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

const UUID: &str = "0195a3f0-7c1e-7000-8000-00000000abcd";

#[derive(Debug, PartialEq, Deserialize, Serialize, Type)]
pub(crate) struct Plain {
    id: Uuid,
    day: NaiveDate,
    hour: NaiveTime,
    at: DateTime<Utc>,
    there: DateTime<FixedOffset>,
    stamp: Timestamp,
    civil_day: civil::Date,
    civil_hour: civil::Time,
    lasting: SignedDuration,
    data: Bytes,
}

#[derive(Debug, PartialEq, Deserialize, Serialize, Type)]
pub(crate) struct Wrapped {
    pause: Wire<Duration>,
    delta: Wire<TimeDelta>,
    length: Wire<time::Duration>,
    at: Wire<time::OffsetDateTime>,
    day: Wire<time::Date>,
    hour: Wire<time::Time>,
    price: Wire<Decimal>,
}

#[derive(Debug, Deserialize, Serialize, Type)]
pub(crate) enum When {
    On(NaiveDate),
    At { time: Option<Timestamp> },
    Never,
}

#[client]
fn plain(value: Plain) -> Plain {
    value
}

#[client]
fn wrapped(value: Wrapped) -> Wrapped {
    value
}

#[client]
fn nested(days: Vec<NaiveDate>, by_name: BTreeMap<String, (Uuid, When)>, until: Option<DateTime<Utc>>) -> u32 {
    let _ = (by_name, until);
    days.len() as u32
}

#[client]
fn beyond(year: i32, offset: bool) -> mizan::Result<Wire<time::OffsetDateTime>> {
    let at = time::OffsetDateTime::UNIX_EPOCH.replace_year(year)?;
    let odd = time::UtcOffset::from_hms(1, 0, 1)?;
    Ok(Wire(if offset { at.to_offset(odd) } else { at }))
}

#[derive(Context)]
struct SlotContext {
    id: Uuid,
    day: NaiveDate,
    at: Option<DateTime<Utc>>,
    price: Option<Wire<Decimal>>,
    hour: Option<Wire<time::Time>>,
    days: Option<Vec<NaiveDate>>,
}

#[client(context = SlotContext)]
fn slot_text(
    id: Uuid,
    day: NaiveDate,
    at: Option<DateTime<Utc>>,
    price: Option<Wire<Decimal>>,
    hour: Option<Wire<time::Time>>,
    days: Option<Vec<NaiveDate>>,
) -> String {
    format!("{id} {day} {at:?} {} {} {days:?}", price.is_some(), hour.is_some())
}

#[client(affects(SlotContext { id, day, at: Some(at), price: Some(Wire(Decimal::new(950, 2))), hour: None, days: None }))]
fn book_exactly(id: Uuid, day: NaiveDate, at: DateTime<Utc>) -> String {
    format!("{id} {day} {at}")
}

#[derive(Context)]
struct DayContext {
    day: NaiveDate,
    at: DateTime<Utc>,
    price: Wire<Decimal>,
    hour: Wire<time::Time>,
}

#[client(context = DayContext)]
fn day_sum(day: NaiveDate, at: DateTime<Utc>, price: Wire<Decimal>, hour: Wire<time::Time>) -> String {
    format!("{day} {at} {price} {hour}")
}

#[client(affects(DayContext))]
fn spend(day: NaiveDate, at: DateTime<Utc>, price: Wire<Decimal>, hour: Wire<time::Time>) -> String {
    format!("{day} {at} {price} {hour}")
}

fn mizan() -> Mizan<AppState> {
    let functions = functions![plain, wrapped, nested, beyond, slot_text, book_exactly, day_sum, spend];
    Mizan::<AppState>::builder().secret(SECRET).functions(functions).build().unwrap()
}

fn browser() -> Browser {
    Browser::of(router(&mizan(), AppState::default()))
}

fn plain_value() -> Value {
    json!({
        "id": UUID, "day": "2026-01-31", "hour": "13:30:00.500", "at": "2026-01-31T13:30:00.000000001Z",
        "there": "2026-01-31T13:30:00-01:30", "stamp": "2026-01-31T13:30:00Z", "civil_day": "2024-02-29",
        "civil_hour": "00:00:00", "lasting": "-PT1H30M", "data": "aGk=",
    })
}

fn wrapped_value() -> Value {
    json!({
        "pause": "PT1M30.5S", "delta": "-PT0.5S", "length": "PT25H", "at": "2026-01-31T13:30:00.25+23:59",
        "day": "0001-01-01", "hour": "23:59:59.999999999", "price": "9.50",
    })
}

#[tokio::test]
async fn every_value_travels_both_ways_as_the_same_text() {
    let mut browser = browser();
    for (function, value) in [("plain", plain_value()), ("wrapped", wrapped_value())] {
        let answer = browser.call(function, json!({ "value": value })).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["result"], value);
    }
}

#[tokio::test]
async fn another_spelling_of_a_value_leaves_in_one_form() {
    let mut browser = browser();
    let mut value = plain_value();
    value["id"] = json!(UUID.to_uppercase());
    value["hour"] = json!("13:30");
    value["civil_hour"] = json!("07:05");
    value["at"] = json!("2026-01-31T13:30:00.500+01:30");
    value["data"] = json!("");
    let result = browser.call("plain", json!({ "value": value })).await.json()["result"].clone();
    assert_eq!((&result["id"], &result["data"]), (&json!(UUID), &json!("")));
    assert_eq!((&result["hour"], &result["civil_hour"]), (&json!("13:30:00"), &json!("07:05:00")));
    assert_eq!(result["at"], "2026-01-31T12:00:00.500Z");
    let mut value = wrapped_value();
    value["pause"] = json!("P1DT1S");
    value["delta"] = json!("P1W");
    value["hour"] = json!("07:05");
    value["price"] = json!("-007");
    let result = browser.call("wrapped", json!({ "value": value })).await.json()["result"].clone();
    assert_eq!((&result["pause"], &result["delta"]), (&json!("PT24H0M1S".replace("0M", "")), &json!("PT168H")));
    assert_eq!((&result["hour"], &result["price"]), (&json!("07:05:00"), &json!("-7")));
}

/// The path that is complained of.
async fn refused(browser: &mut Browser, function: &str, args: Value) -> String {
    let answer = browser.call(function, args.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_args".to_owned()), "{args}: {}", answer.text);
    let fields = answer.json()["error"]["fields"].as_object().unwrap().clone();
    fields.keys().next().unwrap().clone()
}

/// What the types themselves would read, and what none of them should.
#[tokio::test]
async fn b01_a_text_of_another_form_is_refused_whatever_a_library_reads() {
    let mut browser = browser();
    let simple = UUID.replace('-', "");
    let braced = format!("{{{UUID}}}");
    let urn = format!("urn:uuid:{UUID}");
    let rows: [(&str, &[&str]); 10] = [
        ("id", &[&simple, &braced, &urn, "", "x"]),
        ("day", &["2026-1-31", "2026-01-31T00:00:00Z", "+2026-01-31", "2026-02-29", " 2026-01-31", "20260131"]),
        ("hour", &["1:2:3", "13:30:60", "24:00", "T13:30:00", "13:30:00Z", "13"]),
        (
            "at",
            &[
                "2026-01-31 13:30:00Z",
                "2026-01-31T13:30:00",
                "2026-01-31T13:30Z",
                "1769866200",
                "2016-12-31T23:59:60Z",
                "+12026-01-31T13:30:00Z",
            ],
        ),
        ("there", &["2026-01-31T13:30:00+24:00", "Sat, 31 Jan 2026 13:30:00 GMT"]),
        ("stamp", &["20260131T133000Z", "2026-01-31 13:30Z", "2026-01-31T13:30:00Z[UTC]", "2026-01-31t13:30:00z"]),
        ("civil_day", &["2026-01-31T13:30:00", "-000001-01-01", "20260131"]),
        ("civil_hour", &["T13:30", "133000", "2026-01-31T13:30:00"]),
        ("lasting", &["2h 30m", "P1M", "P1Y", "PT", "1h", "pt1h"]),
        ("data", &["aGk", "aGk=\n", "a-k=", "aG=k"]),
    ];
    for (member, texts) in rows {
        for text in texts {
            let mut value = plain_value();
            value[member] = json!(text);
            assert_eq!(
                refused(&mut browser, "plain", json!({ "value": value })).await,
                format!("value.{member}"),
                "{text:?}"
            );
        }
        for other in [json!(5), json!(null), json!(true), json!([104, 105]), json!({ "secs": 1, "nanos": 0 })] {
            let mut value = plain_value();
            value[member] = other.clone();
            let path = refused(&mut browser, "plain", json!({ "value": value })).await;
            assert!(path.starts_with(&format!("value.{member}")), "{other}: {path}");
        }
    }
    let rows: [(&str, &[Value]); 7] = [
        ("pause", &[json!("-PT1S"), json!("1s"), json!({ "secs": 1, "nanos": 0 }), json!(90)]),
        ("delta", &[json!("P1M"), json!([1, 0]), json!("P99999999999W")]),
        ("length", &[json!("PT1H1"), json!(1.5)]),
        ("at", &[json!("2026-01-31 13:30:00.0 +00:00:00"), json!([2026, 31, 13, 30, 0, 0, 0, 0, 0])]),
        ("day", &[json!([2026, 31]), json!("2026-02-30")]),
        ("hour", &[json!("13:30:00.0000000001"), json!([13, 30])]),
        (
            "price",
            &[
                json!(9.5),
                json!(9),
                json!("9.5e1"),
                json!("NaN"),
                json!("0.00000000000000000000000000001"),
                json!("1_000"),
            ],
        ),
    ];
    for (member, values) in rows {
        for other in values {
            let mut value = wrapped_value();
            value[member] = other.clone();
            assert_eq!(
                refused(&mut browser, "wrapped", json!({ "value": value })).await,
                format!("value.{member}"),
                "{other}"
            );
        }
    }
}

#[tokio::test]
async fn a_format_is_held_wherever_it_stands() {
    let mut browser = browser();
    let good = json!({
        "days": ["2026-01-31"], "until": null,
        "by_name": { "a": [UUID, { "On": "2026-01-31" }], "b": [UUID, "Never"], "c": [UUID, { "At": { "time": null } }] },
    });
    assert_eq!(browser.call("nested", good.clone()).await.status, 200);
    let changed = |path: &str, text: &str| {
        let mut args = good.clone();
        *args.pointer_mut(path).unwrap() = json!(text);
        args
    };
    for (pointer, text, path) in [
        ("/days/0", "2026-1-1", "days[0]"),
        ("/until", "2026-01-31", "until"),
        ("/by_name/a/0", "x", "by_name.a[0]"),
        ("/by_name/a/1/On", "20260131", "by_name.a[1].On"),
        ("/by_name/c/1/At/time", "now", "by_name.c[1].At.time"),
    ] {
        assert_eq!(refused(&mut browser, "nested", changed(pointer, text)).await, path);
    }
}

#[tokio::test]
async fn what_has_no_text_is_an_error_and_not_another_value() {
    let mut browser = browser();
    assert_eq!(
        browser.call("beyond", json!({ "year": 9999, "offset": false })).await.json()["result"],
        "9999-01-01T00:00:00Z"
    );
    let answer = browser.call("beyond", json!({ "year": 2000, "offset": true })).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (500, "internal_error".to_owned()));
}

async fn read(browser: &mut Browser, query: &str) -> Answer {
    browser.get(&format!("/api/mizan/ctx/slot/?id={UUID}&day=2026-01-31{query}")).await
}

#[tokio::test]
async fn a_url_has_one_text_for_each_value() {
    let mut browser = browser();
    let good = "&at=2026-01-31T13:30:00.5Z&price=9.5&hour=13:30:00&days=%5B%222026-01-31%22%5D";
    let answer = read(&mut browser, good).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(
        answer.json()["data"]["slot_text"],
        format!("{UUID} 2026-01-31 Some(2026-01-31T13:30:00.500Z) true true Some([2026-01-31])")
    );
    for other in [
        "&at=2026-01-31T13:30:00.50Z",
        "&at=2026-01-31T13:30:00%2B00:00",
        "&at=2026-01-31",
        "&price=9.50",
        "&price=1e1",
        "&hour=13:30",
        "&hour=13:30:00.0",
        "&days=%5B%222026-1-31%22%5D",
    ] {
        let answer = read(&mut browser, other).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (422, "invalid_args".to_owned()),
            "{other}: {}",
            answer.text
        );
    }
    let upper = browser.get(&format!("/api/mizan/ctx/slot/?id={}&day=2026-01-31", UUID.to_uppercase())).await;
    assert_eq!(upper.status, 422);
}

#[tokio::test]
async fn an_argument_narrows_to_the_text_that_the_url_has() {
    let mut browser = browser();
    let args = json!({
        "day": "2026-01-31", "at": "2026-01-31T13:30:00.500+01:00", "price": "009.50", "hour": "13:30",
    });
    let answer = browser.call("spend", args).await;
    assert_eq!(
        answer.header("x-mizan-invalidate"),
        Some("day;at=\"2026-01-31T12:30:00.5Z\";day=\"2026-01-31\";hour=\"13:30:00\";price=\"9.5\"")
    );
    let read = "/api/mizan/ctx/day/?day=2026-01-31&at=2026-01-31T12:30:00.5Z&price=9.5&hour=13:30:00";
    assert_eq!(browser.get(read).await.status, 200, "the very read that this hits");
    let args = json!({ "id": UUID.to_uppercase(), "day": "2026-01-31", "at": "2026-01-31T13:30:00.500+01:00" });
    let answer = browser.call("book_exactly", args).await;
    let expected = format!(
        "slot;at=\"2026-01-31T12:30:00.5Z\";day=\"2026-01-31\";days=null;hour=null;id=\"{UUID}\";price=\"9.5\""
    );
    assert_eq!(answer.header("x-mizan-invalidate"), Some(expected.as_str()));
}

#[test]
fn a_jobs_own_words_name_the_same_scope() {
    let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
    let at = DateTime::parse_from_rfc3339("2026-01-31T13:30:00.5Z").unwrap().to_utc();
    let hour = Wire(time::Time::MIDNIGHT);
    let affected = Affected::from(DayContext { day, at, price: Wire(Decimal::new(950, 2)), hour });
    assert!(affected.to_string().starts_with("day;at="), "{affected}");
}

#[test]
fn the_schema_names_every_format() {
    let schema: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let format = |ty: &str, member: &str| schema["types"][ty]["properties"][member].clone();
    for (ty, member, name) in [
        ("Plain", "id", "uuid"),
        ("Plain", "day", "date"),
        ("Plain", "hour", "time"),
        ("Plain", "at", "date-time"),
        ("Plain", "there", "date-time"),
        ("Plain", "stamp", "date-time"),
        ("Plain", "civil_day", "date"),
        ("Plain", "civil_hour", "time"),
        ("Plain", "lasting", "duration"),
        ("Plain", "data", "base64"),
        ("Wrapped", "pause", "duration"),
        ("Wrapped", "at", "date-time"),
        ("Wrapped", "day", "date"),
        ("Wrapped", "hour", "time"),
        ("Wrapped", "price", "decimal"),
    ] {
        assert_eq!(format(ty, member), json!({ "type": "string", "format": name }), "{ty}.{member}");
    }
    let types = schema["types"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(types, ["Plain", "When", "Wrapped"], "no type of another crate has a name here");
}

#[derive(Context)]
struct PauseContext {
    pause: Wire<Duration>,
}

#[client(context = PauseContext)]
fn pause_text(pause: Wire<Duration>) -> String {
    format!("{:?}", *pause)
}

#[test]
fn what_has_several_texts_is_no_param() {
    let error =
        Mizan::<()>::builder().secret(SECRET).functions(functions![pause_text]).build().unwrap_err().to_string();
    assert!(error.contains("the param `pause` of the context `pause` has a type that no URL can name"), "{error}");
}
