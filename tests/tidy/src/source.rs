//! What no file may hold.

use crate::tree::{File, files, none};

const CODE: &[&str] = &["rs", "ts", "tsx", "mjs", "js", "css", "sql", "sh", "toml", "html", "py"];
const LONG: usize = 500;
const TOO_LONG: usize = 700;

/// The words are put together here so that this file does not hold them.
const UNFINISHED: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!("), concat!("unimple", "mented!(")];
const REGISTRIES: &[&str] = &[
    concat!("crates", ".io"),
    concat!("registry.npm", "js.org"),
    concat!("registry.yarn", "pkg.com"),
    concat!("py", "pi.org"),
    concat!("python", "hosted.org"),
    concat!("proxy.go", "lang.org"),
];
const MACHINE: &[&str] = &[concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/")];
const UNSAFE: &[&str] = &[
    concat!("un", "safe {"),
    concat!("un", "safe fn"),
    concat!("un", "safe impl"),
    concat!("un", "safe trait"),
    concat!("un", "safe extern"),
    concat!("#[un", "safe("),
];

#[test]
fn nothing_is_left_for_later() {
    complain(
        "unfinished work has no place here:",
        |file| file.is(CODE),
        |line| UNFINISHED.iter().any(|word| has_word(line, word)),
    );
}

#[test]
fn no_file_names_a_registry() {
    let looked_at = |file: &File| file.path != "Cargo.lock";
    complain("the ordinary clients know their registries:", looked_at, |line| {
        REGISTRIES.iter().any(|host| line.contains(host))
    });
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    complain(
        "a path of one machine is no path of another:",
        |_| true,
        |line| MACHINE.iter().any(|path| starts_path(line, path)),
    );
}

#[test]
fn there_is_no_unsafe_code() {
    complain("no unsafe code:", |file| file.is(&["rs"]), |line| UNSAFE.iter().any(|form| line.contains(form)));
}

#[test]
fn every_file_ends_with_a_newline() {
    let open = files().into_iter().filter(|file| !file.text.is_empty() && !file.text.ends_with('\n'));
    none(open.map(|file| file.path).collect(), "these do not end with a newline:");
}

#[test]
fn files_are_short() {
    let written = files().into_iter().filter(|file| file.is(&["rs", "ts", "tsx"]) && !file.is_generated());
    let mut long: Vec<(usize, String)> =
        written.map(|file| (file.text.lines().count(), file.path)).filter(|(lines, _)| *lines > LONG).collect();
    long.sort();
    long.iter().for_each(|(lines, path)| println!("{path}: {lines} lines; look twice"));
    let too_long = long.into_iter().filter(|(lines, _)| *lines > TOO_LONG);
    none(
        too_long.map(|(lines, path)| format!("{path}: {lines} lines")).collect(),
        "split what is longer than 700 lines:",
    );
}

fn complain(rule: &str, looked_at: impl Fn(&File) -> bool, refused: impl Fn(&str) -> bool) {
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| looked_at(file)) {
        let lines = file.lines().filter(|(_, line)| refused(line));
        complaints.extend(lines.map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim())));
    }
    none(complaints, rule);
}

/// True when the word stands in the line and is not a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !joins(line[..at].chars().next_back())
            && (word.ends_with('(') || !joins(line[at + word.len()..].chars().next()))
    })
}

/// True when the path stands in the line at its own beginning: `https://host` + path is none.
fn starts_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-~}*".contains(c))
    })
}

#[test]
fn a_path_has_its_own_beginning() {
    let [.., path] = MACHINE else { panic!("there are paths") };
    assert!(starts_path(&format!("cd {path}main"), path));
    assert!(starts_path(&format!("\"{path}main\""), path));
    assert!(!starts_path(&format!("https://example.org{path}main"), path));
    assert!(!starts_path(&format!("../team{path}main"), path));
}

#[test]
fn a_word_stands_alone() {
    let word = UNFINISHED[0];
    assert!(has_word(&format!("// {word}: later"), word));
    assert!(!has_word(&format!("{word}S"), word));
}
