//! `docs/protocol.md` §3.1: the core's judge, which knows the schemas alone, says what the types themselves say.

mod sample;

use crate::app::{AppState, Browser, SECRET, router};
use crate::constraint::{Adjacent, Draft, Internal, Page, Part, Slug};
use crate::format::{Plain, When, Wrapped};
use chrono::NaiveDate;
use mizan::{BigInt64, ServerFunction, prelude::*};
use mizan_core::declaration::{ArgumentDeclaration, FunctionDeclaration, Membership, Place};
use mizan_core::format::{Format, Plans};
use mizan_core::json::{DEPTH_LIMIT, DecodeError, Value, parse, to_vec};
use mizan_core::judge::{Files, Judge};
use sample::Sampler;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

#[derive(Deserialize, Type)]
pub(crate) struct Numbers {
    a: i8,
    b: i16,
    c: i32,
    d: u8,
    e: u16,
    f: u32,
    g: f32,
    h: f64,
    #[mizan(min = 1, max = 5)]
    i: Option<i32>,
}

#[derive(Deserialize, Type)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Closed {
    is_first: bool,
    #[serde(default)]
    second_one: String,
    third: Option<Box<Closed>>,
}

#[derive(Deserialize, Type)]
pub(crate) enum Colour {
    /// As a sunset is.
    Red,
    Green,
}

#[derive(Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Level {
    VeryLow,
    High,
}

#[derive(Deserialize, Type)]
#[serde(untagged)]
pub(crate) enum Either {
    Count(i32),
    Word(#[mizan(min_length = 2)] String),
    Pair(i32, bool),
    Named { name: String },
    Sized { size: u8 },
}

#[derive(Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Event {
    Opened { by: String, at: Option<NaiveDate> },
    Moved(Place2),
    Closed,
}

#[derive(Deserialize, Type)]
pub(crate) struct Place2 {
    x: i32,
    #[mizan(exclusive_max = 10)]
    y: f64,
}

#[derive(Deserialize, Type)]
pub(crate) struct Tree {
    #[mizan(max_length = 3)]
    name: String,
    children: Vec<Tree>,
    #[serde(flatten)]
    place: Place2,
}

#[derive(Deserialize, Type)]
pub(crate) struct Mixed {
    any: serde_json::Value,
    fixed: [u8; 3],
    set: BTreeSet<String>,
    map: HashMap<String, Option<u8>>,
    wide: BigInt64,
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

#[client]
fn constrained(draft: Draft, parts: Vec<Part>, slug: Option<Slug>) {
    let _ = (draft, parts, slug);
}

#[client]
fn tagged(adjacent: Adjacent, internal: Internal, page: Page<Slug>) {
    let _ = (adjacent, internal, page);
}

#[client]
fn texts(plain: Plain, wrapped: Wrapped) {
    let _ = (plain, wrapped);
}

#[client]
fn dates(days: Vec<NaiveDate>, by_name: BTreeMap<String, (Uuid, When)>) {
    let _ = (days, by_name);
}

#[client]
fn numbers(numbers: Numbers, more: Vec<Option<u32>>) {
    let _ = (numbers, more);
}

#[client]
fn closed(closed: Closed, colour: Colour, level: Option<Level>) {
    let _ = (closed, colour, level);
}

#[client]
fn untagged(either: Either, several: Vec<Either>) {
    let _ = (either, several);
}

#[client]
fn events(events: Vec<Event>, tree: Tree) {
    let _ = (events, tree);
}

#[client]
fn mixed(mixed: Mixed, pair: (i32, String), flag: bool) {
    let _ = (mixed, pair, flag);
}

#[client]
fn nothing() {}

fn functions() -> Vec<mizan::Function<AppState>> {
    functions![constrained, tagged, texts, dates, numbers, closed, untagged, events, mixed, nothing]
}

/// What the types say of the arguments of a function.
fn decoded(function: &str, args: &Value<'_>) -> Result<(), DecodeError> {
    match function {
        "constrained" => <constrained as ServerFunction<AppState>>::prepare(args).map(drop),
        "tagged" => <tagged as ServerFunction<AppState>>::prepare(args).map(drop),
        "texts" => <texts as ServerFunction<AppState>>::prepare(args).map(drop),
        "dates" => <dates as ServerFunction<AppState>>::prepare(args).map(drop),
        "numbers" => <numbers as ServerFunction<AppState>>::prepare(args).map(drop),
        "closed" => <closed as ServerFunction<AppState>>::prepare(args).map(drop),
        "untagged" => <untagged as ServerFunction<AppState>>::prepare(args).map(drop),
        "events" => <events as ServerFunction<AppState>>::prepare(args).map(drop),
        "mixed" => <mixed as ServerFunction<AppState>>::prepare(args).map(drop),
        "nothing" => <nothing as ServerFunction<AppState>>::prepare(args).map(drop),
        other => panic!("{other}"),
    }
}

/// The judge and the functions' arguments, all of it from the document.
struct Bench {
    judge: Judge,
    formats: Plans,
    types: Map<String, Json>,
    functions: Vec<FunctionDeclaration>,
}

impl Bench {
    fn new() -> Self {
        let mizan = Mizan::<AppState>::builder().secret(SECRET).functions(functions()).build().unwrap();
        let document: Json = serde_json::from_str(&mizan.schema_json()).unwrap();
        let types = document["types"].as_object().unwrap().clone();
        let functions: Vec<FunctionDeclaration> =
            document["functions"].as_array().unwrap().iter().map(declaration).collect();
        let judge = Judge::new(&functions, &types);
        Self { judge, formats: Plans::of_types(&types), types, functions }
    }

    /// What the types of a host say: the formats first, as it asks them.
    fn typed(&self, function: &FunctionDeclaration, args: &Value<'_>) -> Result<(), DecodeError> {
        let plan = self.formats.of_arguments(&function.args, &self.types);
        plan.map_or(Ok(()), |plan| self.formats.check(&plan, args))?;
        decoded(&function.name, args)
    }
}

fn declaration(function: &Json) -> FunctionDeclaration {
    let args = function["args"].as_array().unwrap().iter().map(|argument| ArgumentDeclaration {
        name: argument["name"].as_str().unwrap().to_owned(),
        doc: String::new(),
        schema: argument["schema"].clone(),
        required: argument["required"].as_bool().unwrap(),
    });
    FunctionDeclaration {
        name: function["name"].as_str().unwrap().to_owned(),
        doc: String::new(),
        deprecated: None,
        place: Place { file: String::new(), line: 0 },
        args: args.collect(),
        result: Json::Null,
        errors: Vec::new(),
        context: Membership::None,
        affects: None,
        guard: None,
        rate_limit: None,
        view: None,
        internal: false,
    }
}

/// Path, code and words of everything that is told; of a choice the names in their order.
fn complaints(error: &DecodeError) -> BTreeSet<(String, String, String)> {
    let complaints = error.complaints().into_iter();
    complaints.map(|one| (one.path, one.code.to_owned(), sorted(&one.message))).collect()
}

/// What is said of an enum names its variants in the order of the schema, which has bare names first.
fn sorted(message: &str) -> String {
    let mut parts: Vec<&str> = message.split('`').collect();
    let names: BTreeSet<&str> = parts.iter().skip(1).step_by(2).copied().collect();
    for (place, name) in parts.iter_mut().skip(1).step_by(2).zip(names) {
        *place = name;
    }
    parts.join("`").replace("` or `", "`, `")
}

/// Why a type may refuse what its schema does not say.
fn beyond_the_schema(typed: &DecodeError) -> Option<&'static str> {
    typed.message().starts_with("expected an integer between -9007199254740991").then_some(
        "serde gathers a tagged, untagged or flattened value whole, members that nobody reads included, and no integer is gathered that \
         a double would round",
    )
}

/// Why a type and its schema may say two things of one wrong value. Callers hear the schema's.
fn other_words(judged: &DecodeError, typed: &DecodeError) -> Option<&'static str> {
    const REASONS: [(&str, &str); 7] = [
        ("data did not match any variant", "serde's untagged enums keep to themselves what is wrong"),
        ("internally tagged enum", "serde names the Rust type"),
        ("a tuple of size", "Rust's tuples have a word of their own"),
        ("an array of length", "so have arrays, whose length is a constraint in the schema"),
        ("the decimal text of an integer", "one schema is for both wide integers, and each type has its own bounds"),
        ("expected an integer between -9007199254740991", "what is gathered is read before it is known what it may be"),
        ("the string `", "a bare name in an object of its own"),
    ];
    let said = |text: &str| typed.message().contains(text) || judged.message().contains(text);
    if let Some((_, reason)) = REASONS.iter().find(|(text, _)| said(text)) {
        return Some(reason);
    }
    let first_fault = |error: &DecodeError| error.complaints().len() == 1 || error.kind().code() != "invalid_value";
    let is_format = Format::ALL.iter().any(|format| typed.message() == format!("expected {format}"));
    if is_format {
        return Some("the formats are asked before the types, and each ends at its first fault");
    }
    if typed.path().starts_with(&judged.path()) || judged.path().starts_with(&typed.path()) {
        return Some("what was gathered has lost the place, or the tag was read last");
    }
    (first_fault(judged) && first_fault(typed)).then_some(
        "flattened and gathered members are read last, and what has no default of its own is missed before them",
    )
}

#[test]
fn a_judge_of_schemas_and_the_types_themselves_are_of_one_mind() {
    let bench = Bench::new();
    let rounds = if std::env::var_os("MIZAN_FULL").is_some() { 100_000 } else { 3_000 };
    let (mut accepted, mut alike, mut reasons) = (0, 0, BTreeMap::<&str, usize>::new());
    for (index, function) in bench.functions.iter().enumerate() {
        let mut sampler = Sampler::new(index as u64, &bench.types);
        for _ in 0..rounds {
            let args = sampler.arguments(&function.args);
            let judged = bench.judge.judge(index, &args, Files::None);
            let typed = bench.typed(function, &args);
            let why = match (&judged, &typed) {
                (Ok(()), Ok(())) => {
                    accepted += 1;
                    continue;
                }
                (Err(judged), Err(typed)) if complaints(judged) == complaints(typed) => {
                    alike += 1;
                    continue;
                }
                (Err(judged), Err(typed)) => other_words(judged, typed),
                (Ok(()), Err(typed)) => beyond_the_schema(typed),
                (Err(_), Ok(())) => None,
            };
            let why =
                why.unwrap_or_else(|| panic!("{}: {args:?}\n  judge {judged:?}\n  types {typed:?}", function.name));
            *reasons.entry(why).or_default() += 1;
        }
    }
    let all = rounds * bench.functions.len();
    assert!(accepted > all / 4 && alike > all / 3, "{accepted} and {alike} of {all}; {reasons:#?}");
}

#[tokio::test]
async fn what_schemas_alone_refuse_is_refused_in_their_words() {
    let bench = Bench::new();
    let mizan = Mizan::<AppState>::builder().secret(SECRET).functions(functions()).build().unwrap();
    let mut browser = Browser::of(router(&mizan, AppState::default()));
    let mut refused = 0;
    for (index, function) in bench.functions.iter().enumerate() {
        let mut sampler = Sampler::new(1_000 + index as u64, &bench.types);
        for _ in 0..60 {
            let args = sampler.arguments(&function.args);
            let text = String::from_utf8(to_vec(&args).unwrap_or_default()).unwrap();
            // What holds an integer that does not travel cannot be written, and is judged above.
            let Ok(body) = serde_json::from_str::<Json>(&text) else { continue };
            // As it is sent: with its members sorted.
            let text = body.to_string();
            let args = parse(text.as_bytes(), DEPTH_LIMIT).unwrap();
            let Err(error) = bench.judge.judge(index, &args, Files::None) else { continue };
            let answer = browser.call(&function.name, body).await;
            assert_eq!(answer.code(), "invalid_args", "{} {text}", function.name);
            let told = answer.json()["error"].clone();
            assert_eq!(told["message"], error.to_string(), "{text}");
            for complaint in error.complaints() {
                let fields = told["fields"][&complaint.path]
                    .as_array()
                    .unwrap_or_else(|| panic!("{} in {told}", complaint.path));
                let is_told = |field: &Json| field["code"] == complaint.code && field["message"] == complaint.message;
                assert!(fields.iter().any(is_told), "{complaint:?} in {told}");
            }
            refused += 1;
        }
    }
    assert!(refused > 200, "{refused}");
}
