//! The client of each schema in `tests/golden`, compared with the files kept beside it.
//!
//! `MIZAN_BLESS=1 cargo test -p mizan-codegen --test golden` writes them anew. That they are formatted as
//! Biome formats and pass `tsc --strict` is checked by `cargo xtask test`: `tests/golden/README.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mizan_codegen::{HEADER, Options, Schema, generate};

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(case)
}

fn kept(out: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(out) else { return BTreeMap::new() };
    let files = entries.map(|entry| entry.expect("a readable folder").path());
    files
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a readable file"))
        })
        .collect()
}

fn bless(out: &Path, files: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(out);
    fs::create_dir_all(out).expect("a folder to write in");
    for (name, text) in files {
        fs::write(out.join(name), text).expect("a file to write");
    }
}

fn check(case: &str) {
    let folder = folder(case);
    let document = fs::read(folder.join("mizan.json")).expect("the schema of the case");
    let schema = Schema::parse(&document).expect("a schema");
    let files: BTreeMap<_, _> = generate(&schema, Options::default())
        .expect("a client")
        .into_iter()
        .map(|file| (file.path, file.text))
        .collect();
    compare(case, &folder.join("out"), &files);
}

fn compare(case: &str, out: &Path, files: &BTreeMap<String, String>) {
    if std::env::var_os("MIZAN_BLESS").is_some() {
        bless(out, files);
    }
    let kept = kept(out);
    assert_eq!(kept.keys().collect::<Vec<_>>(), files.keys().collect::<Vec<_>>(), "the files of {case}");
    for (name, text) in files {
        assert!(text.starts_with(HEADER) && text.ends_with('\n'), "{case}/{name}");
        assert!(*text == kept[name], "{case}/{name} differs; it is now:\n{text}");
    }
}

/// The fixtures that `@mizan/react` is tested with are not written by hand.
#[test]
fn fixtures_of_the_react_package() {
    let document = fs::read(folder("react").join("mizan.json")).expect("the schema of the fixtures");
    let files = generate(&Schema::parse(&document).expect("a schema"), Options { zod: false }).expect("a client");
    let files: BTreeMap<_, _> = files.into_iter().map(|file| (file.path, file.text)).collect();
    compare("the fixtures", &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages/react/test/generated"), &files);
}

#[test]
fn small() {
    check("small");
}

#[test]
fn every_type() {
    check("types");
}

#[test]
fn errors_and_inputs() {
    check("inputs");
}

#[test]
fn forms() {
    check("forms");
}

#[test]
fn h01_hostile_names() {
    check("hostile");
}
