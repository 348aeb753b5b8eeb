//! What holds for every schema.
//!
//! `MIZAN_SAMPLES=FOLDER cargo test -p mizan-codegen --test property` also writes the clients of generated
//! schemas into folders below `FOLDER`, for Biome and the TypeScript compiler to judge: `tests/golden/README.md`.

mod arbitrary;

use std::fs;
use std::path::Path;

use mizan_codegen::{File, HEADER, Options, Schema, SchemaError, generate};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

fn client(document: &Value) -> Result<Vec<File>, Vec<SchemaError>> {
    generate(&Schema::parse(document.to_string().as_bytes())?, Options::default())
}

fn config() -> Config {
    Config { failure_persistence: None, ..Config::with_cases(96) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_schema_gives_the_same_files_every_time(document in arbitrary::document()) {
        let once = client(&document);
        prop_assert_eq!(&once, &client(&document));
        for File { path, text } in once.into_iter().flatten() {
            prop_assert!(path.ends_with(".ts") && !path.contains(['/', '\\']), "{}", path);
            prop_assert!(text.starts_with(HEADER) && text.ends_with('\n') && !text.ends_with("\n\n"), "{}", text);
            prop_assert!(text.lines().all(|line| !line.ends_with(' ')), "{}", text);
            prop_assert!(!text.contains(['\r', '\0', '\u{2028}', '\u{202e}']), "{}", text);
        }
    }

    #[test]
    fn the_revision_is_in_no_file(document in arbitrary::document()) {
        let mut other = document.clone();
        other["revision"] = Value::from("fedcba9876543210");
        prop_assert_eq!(client(&document), client(&other));
    }

    #[test]
    fn h04_a_damaged_schema_is_an_error_or_a_client(document in arbitrary::damaged()) {
        if let Err(errors) = client(&document) {
            prop_assert!(!errors.is_empty() && errors.len() <= 51);
            for error in errors {
                prop_assert!(!error.to_string().chars().any(char::is_control), "{}", error);
            }
        }
    }

    #[test]
    fn h04_bytes_are_an_error(text in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Schema::parse(&text).is_err());
    }
}

/// A fixed sequence, so that two runs write the same.
#[test]
fn samples_are_written_where_asked() {
    let Some(folder) = std::env::var_os("MIZAN_SAMPLES") else { return };
    let wanted = std::env::var("MIZAN_SAMPLE_COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    let mut runner = TestRunner::deterministic();
    let (mut written, mut refused) = (0, 0);
    while written < wanted {
        let document = arbitrary::document().new_tree(&mut runner).expect("a schema").current();
        let Ok(files) = client(&document) else {
            refused += 1;
            assert!(refused < wanted + 100, "most generated schemas have a client");
            continue;
        };
        let out = Path::new(&folder).join(format!("{written:05}"));
        fs::create_dir_all(&out).expect("a folder");
        fs::write(out.join("mizan.json"), document.to_string()).expect("the schema");
        for file in files {
            fs::write(out.join(file.path), file.text).expect("a file");
        }
        written += 1;
    }
    println!("{written} clients written, {refused} schemas refused");
}
