//! The protocol's vectors (`tests/vectors` of the workspace) hold in Rust.

#[path = "../examples/vectors/suite/mod.rs"]
mod suite;

use std::{
    fs,
    path::{Path, PathBuf},
};

#[test]
fn every_vector_holds() {
    let report = suite::run(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors")));
    assert!(report.failures.is_empty(), "{} failed:\n{}", report.failures.len(), report.failures.join("\n"));
    assert!(report.passed > 0, "nothing was run");
}

/// A folder of its own for one test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind is written over by the next run.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_wrong_case_and_an_unknown_file_are_failures() {
    let version = |text: &str| format!(r#"{{"cases":[{{"counter":0,"text":"{text}","unix_ms":1}}]}}"#);
    let folder = Folder::new(
        "wrong_vectors",
        &[("version.json", &version("0000000000010001")), ("other.json", "{}"), ("match.json", r#"{"cases":[]}"#)],
    );
    let report = suite::run(&folder.0);
    assert_eq!((report.passed, report.failures.len()), (0, 3), "{:?}", report.failures);

    let folder = Folder::new("right_vectors", &[("version.json", &version("0000000000010000")), ("README.md", "")]);
    let report = suite::run(&folder.0);
    assert_eq!((report.passed, report.failures.len()), (1, 0), "{:?}", report.failures);
    assert_eq!(suite::run(&folder.0.join("absent")).failures.len(), 1);
}
