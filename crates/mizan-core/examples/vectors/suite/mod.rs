//! The vectors of `tests/vectors`, one function a file: each takes a case and says what is wrong with it.

mod invalidation;
mod read;
mod shape;

use std::{fs, path::Path};

use mizan_core::json::{DEPTH_LIMIT, Value, parse};

/// What is wrong with a case.
type Verdict = Result<(), String>;

/// Judges one case; the document around it has what all cases of the file share.
type Check = fn(document: &Value<'_>, case: &Value<'_>) -> Verdict;

const FILES: [(&str, Check); 9] = [
    ("cache_key.json", read::cache_key),
    ("header_limit.json", invalidation::header_limit),
    ("header_read.json", invalidation::header_read),
    ("invalidate.json", invalidation::invalidate),
    ("match.json", invalidation::matching),
    ("param_text.json", read::param_text),
    ("resolve.json", invalidation::resolving),
    ("tags.json", invalidation::tags),
    ("version.json", read::version),
];

/// What a host's own validator judges, and not the engine.
const OF_HOSTS: [&str; 1] = ["form_rules.json"];

/// What came out of a folder.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// How many cases held.
    pub(crate) passed: usize,
    /// What did not, each with its file and case.
    pub(crate) failures: Vec<String>,
}

impl Report {
    fn add(&mut self, place: &str, verdict: Verdict) {
        match verdict {
            Ok(()) => self.passed += 1,
            Err(fault) => self.failures.push(format!("{place}: {fault}")),
        }
    }
}

/// Runs every known file of `folder`. One that is absent is not run, a JSON file that is not known is a failure.
pub(crate) fn run(folder: &Path) -> Report {
    let mut report = Report::default();
    match file_names(folder) {
        Ok(names) => names.iter().for_each(|name| run_file(&mut report, folder, name)),
        Err(error) => report.add(&folder.display().to_string(), Err(error.to_string())),
    }
    report
}

fn file_names(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| name.ends_with(".json") && !OF_HOSTS.contains(&name.as_str()));
    names.sort_unstable();
    Ok(names)
}

fn run_file(report: &mut Report, folder: &Path, name: &str) {
    let Some((_, check)) = FILES.iter().find(|(own, _)| *own == name) else {
        return report.add(name, Err("no file of vectors that is known here".to_owned()));
    };
    let bytes = match fs::read(folder.join(name)) {
        Ok(bytes) => bytes,
        Err(error) => return report.add(name, Err(error.to_string())),
    };
    let document = match parse(&bytes, DEPTH_LIMIT) {
        Ok(document) => document,
        Err(error) => return report.add(name, Err(error.to_string())),
    };
    let Some(cases) = document.get("cases").and_then(Value::as_array).filter(|cases| !cases.is_empty()) else {
        return report.add(name, Err("there are no `cases`".to_owned()));
    };
    for (at, case) in cases.iter().enumerate() {
        report.add(&format!("{name} case {at}"), check(&document, case));
    }
}

/// The member `name`, which a case or document of that form has.
fn member<'v, 'a>(value: &'v Value<'a>, name: &str) -> Result<&'v Value<'a>, String> {
    value.get(name).ok_or_else(|| format!("there is no `{name}`"))
}

/// The member `name`, which is a string.
fn text<'v>(value: &'v Value<'_>, name: &str) -> Result<&'v str, String> {
    member(value, name)?.as_str().ok_or_else(|| format!("`{name}` is no string"))
}

/// The member `name`, which is a string or `null`.
fn optional_text<'v>(value: &'v Value<'_>, name: &str) -> Result<Option<&'v str>, String> {
    if member(value, name)?.is_null() { Ok(None) } else { text(value, name).map(Some) }
}

/// The member `name`, which is a list of strings.
fn texts<'v>(value: &'v Value<'_>, name: &str) -> Result<Vec<&'v str>, String> {
    let items = member(value, name)?.as_array().ok_or_else(|| format!("`{name}` is no list"))?;
    items.iter().map(|item| item.as_str().ok_or_else(|| format!("`{name}` has what is no string"))).collect()
}

/// The member `name`, which is an object.
fn entries<'v, 'a>(value: &'v Value<'a>, name: &str) -> Result<&'v [(std::borrow::Cow<'a, str>, Value<'a>)], String> {
    member(value, name)?.as_object().ok_or_else(|| format!("`{name}` is no object"))
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, got: T, expected: T) -> Verdict {
    if got == expected { Ok(()) } else { Err(format!("{what} is {got:?}, expected {expected:?}")) }
}
