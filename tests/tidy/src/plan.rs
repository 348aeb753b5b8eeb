//! `tests/PLAN.md` lists every fault that must be survived, each with the test that shows it or what will bring it.
//!
//! `MIZAN_BLESS=1 cargo test -p tidy plan` writes the names of the tests that exist into their rows.

use std::collections::BTreeMap;

use crate::tree::{File, files, none, read, root};

const PLAN: &str = "tests/PLAN.md";
/// How many rows each group has.
const GROUPS: [(char, u8); 8] = [('A', 19), ('B', 18), ('C', 13), ('D', 20), ('E', 18), ('F', 16), ('G', 13), ('H', 7)];

#[test]
fn every_fault_has_one_row() {
    let rows = rows(&read(PLAN));
    let expected = GROUPS.iter().flat_map(|(group, last)| (1..=*last).map(move |number| format!("{group}{number:02}")));
    let expected: Vec<String> = expected.collect();
    assert_eq!(expected.len(), 124);
    let mut complaints = Vec::new();
    for id in &expected {
        match rows.iter().filter(|(row, _)| row == id).count() {
            1 => {}
            times => complaints.push(format!("{id} has {times} rows")),
        }
    }
    complaints.extend(rows.iter().filter(|(id, _)| !expected.contains(id)).map(|(id, _)| format!("{id} is no fault")));
    none(complaints, "tests/PLAN.md:");
}

#[test]
fn every_row_names_a_test_or_who_brings_it() {
    let tests = tests(&files());
    let mut complaints = Vec::new();
    for (id, what) in rows(&read(PLAN)) {
        let names: Vec<&str> = what.split('`').skip(1).step_by(2).collect();
        if names.is_empty() && !is_brought_later(&what) {
            complaints.push(format!("{id} names neither a test nor an issue: {what}"));
        }
        let unknown = names.into_iter().filter(|name| !tests.contains_key(*name));
        complaints.extend(unknown.map(|name| format!("{id} names `{name}`, which is no test")));
    }
    none(complaints, "tests/PLAN.md:");
}

#[test]
fn every_test_of_a_fault_is_in_its_row() {
    if std::env::var_os("MIZAN_BLESS").is_some() {
        bless(&tests(&files()));
    }
    let rows: BTreeMap<String, String> = rows(&read(PLAN)).into_iter().collect();
    let mut complaints = Vec::new();
    for (name, path) in tests(&files()) {
        let missing = ids_of(&name)
            .into_iter()
            .filter(|id| !rows.get(id).is_some_and(|what| what.contains(&format!("`{name}`"))));
        complaints.extend(missing.map(|id| format!("{path}: `{name}` is not in the row of {id}")));
    }
    none(complaints, "tests/PLAN.md:");
}

/// Writes into each row the names of its tests; what stands behind the names stays, and an issue that has brought them goes.
fn bless(tests: &BTreeMap<String, String>) {
    let old = read(PLAN);
    let new: String = old.lines().map(|line| with_tests(line, tests) + "\n").collect();
    std::fs::write(root().join(PLAN), new).expect("the plan is written");
}

fn with_tests(line: &str, tests: &BTreeMap<String, String>) -> String {
    let rows = rows(line);
    let Some((id, what)) = rows.first() else { return line.to_owned() };
    let names: Vec<String> =
        tests.keys().filter(|name| ids_of(name).contains(id)).map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return line.to_owned();
    }
    let rest = what.rfind('`').map_or("", |end| &what[end + 1..]);
    line.replace(&format!("| {what} |"), &format!("| {}{rest} |", names.join(", ")))
}

#[test]
fn blessing_keeps_what_stands_behind_the_names() {
    let tests = ["a01_crlf", "a01_tab", "b02_float"].map(|name| (name.to_owned(), String::new())).into();
    let blessed = |line: &str| with_tests(line, &tests);
    assert_eq!(blessed("| A01 | CR | issue 3 |"), "| A01 | CR | `a01_crlf`, `a01_tab` |");
    assert_eq!(
        blessed("| A01 | CR | `a01_crlf`; the rest: issue 6 |"),
        "| A01 | CR | `a01_crlf`, `a01_tab`; the rest: issue 6 |"
    );
    assert_eq!(blessed("| C01 | leak | issue 3 |"), "| C01 | leak | issue 3 |");
    assert_eq!(blessed("## A"), "## A");
}

/// The id and the last cell of each row `| A01 | … | … |`.
fn rows(text: &str) -> Vec<(String, String)> {
    let cells = text.lines().map(|line| line.trim().trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    cells
        .filter_map(|cells| match cells.as_slice() {
            [id, _, what] if is_id(id) => Some(((*id).to_owned(), (*what).to_owned())),
            _ => None,
        })
        .collect()
}

fn is_brought_later(what: &str) -> bool {
    what.strip_prefix("issue ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || what.starts_with("later: ")
}

/// Every test whose name begins with an id, and the file it is in: `fn a01_…` in Rust, `"a01_…` in TypeScript,
/// `def test_a01_…` in Python.
fn tests(files: &[File]) -> BTreeMap<String, String> {
    let mut tests = BTreeMap::new();
    for file in files {
        let opening: &[&str] = match file.path.rsplit_once('.') {
            Some((_, "rs")) => &["fn "],
            Some((_, "ts" | "tsx")) => &["it(\"", "test(\""],
            Some((_, "py")) => &["def test_"],
            _ => continue,
        };
        for (_, line) in file.lines() {
            let names = opening.iter().filter_map(|opening| Some(line.split_once(opening)?.1));
            let named = names
                .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>());
            tests.extend(named.filter(|name| !ids_of(name).is_empty()).map(|name| (name, file.path.clone())));
        }
    }
    tests
}

/// The ids that a name begins with: `b01_b05_one_spelling` → `B01`, `B05`.
fn ids_of(name: &str) -> Vec<String> {
    let mut words: Vec<&str> = name.split('_').collect();
    // An id alone is no name: the last word says something.
    if words.pop().is_none_or(str::is_empty) {
        return Vec::new();
    }
    let lower = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
    let ids = words.into_iter().take_while(lower).map(str::to_uppercase);
    ids.take_while(|id| is_id(id)).collect()
}

fn is_id(text: &str) -> bool {
    matches!(text.as_bytes(), [b'A'..=b'H', b'0'..=b'9', b'0'..=b'9'])
}

#[test]
fn a_test_begins_with_its_ids() {
    assert_eq!(ids_of("a01_crlf"), ["A01"]);
    assert_eq!(ids_of("b01_b05_b06_one_spelling"), ["B01", "B05", "B06"]);
    assert!(ids_of("a1_crlf").is_empty());
    assert!(ids_of("h264_codec").is_empty());
    assert!(ids_of("z01_crlf").is_empty());
    assert!(ids_of("a01").is_empty() && ids_of("a01_").is_empty());
}
