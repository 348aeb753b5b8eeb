//! The client of each schema in `tests/golden`, compared with the files kept beside it.
//!
//! `MIZAN_BLESS=1 cargo test -p mizan-codegen --test golden` writes them anew. That they are formatted as
//! Biome formats and pass `tsc --strict` is checked by `cargo xtask test`: `tests/golden/README.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mizan_codegen::{HEADER, Options, Schema, generate};
use serde_json::{Value, json};

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

/// The form whose fields are the cases of `tests/vectors/form_rules.json`, each under its name.
#[test]
fn rules_of_forms() {
    let vectors = folder("../vectors/form_rules.json");
    let vectors: Value = serde_json::from_slice(&fs::read(vectors).expect("the vectors")).expect("JSON");
    let cases = vectors["cases"].as_array().expect("cases");
    let named = |case: &Value| (case["name"].as_str().expect("a name").to_owned(), case["schema"].clone());
    let properties: serde_json::Map<_, _> = cases.iter().map(named).collect();
    let fields: Vec<_> =
        cases.iter().map(|case| field(&case["name"], &case["schema"], case["required"] == true)).collect();
    let document = json!({
        "mizan": 1, "revision": "0000000000000000", "functions": [], "contexts": [], "channels": [],
        "forms": [{"name": "rules", "type": {"$ref": "#/types/RulesForm"}, "result": {"type": "null"}, "fields": fields}],
        "types": {"RulesForm": {"type": "object", "properties": properties}},
    });
    let schema = Schema::parse(document.to_string().as_bytes()).expect("a schema");
    let files = generate(&schema, Options::default()).expect("a client");
    let files: BTreeMap<_, _> = files.into_iter().map(|file| (file.path, file.text)).collect();
    compare("rules", &folder("rules").join("out"), &files);
}

/// The field that a backend declares for a value of this schema.
fn field(name: &Value, schema: &Value, required: bool) -> Value {
    let schema = schema["anyOf"].get(0).unwrap_or(schema);
    let mut field = json!({"name": name, "label": name, "required": required});
    let choices = |schema: &Value| {
        let values = schema["enum"].as_array().into_iter().flatten();
        values.map(|value| json!({"value": value, "label": value})).collect::<Vec<_>>()
    };
    let inner = |schema: &Value| {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let members = schema["properties"].as_object().into_iter().flatten();
        members.map(|(name, of)| self::field(&json!(name), of, required.contains(&json!(name)))).collect::<Vec<_>>()
    };
    let items = &schema["items"];
    let kind = match (schema["type"].get(0).unwrap_or(&schema["type"]).as_str(), schema["format"].as_str()) {
        (Some("array"), _) if items.get("enum").is_some() => {
            field["choices"] = json!(choices(items));
            "choices"
        }
        (Some("array"), _) if items["type"] == "object" => {
            field["fields"] = json!(inner(items));
            "groups"
        }
        (Some("array"), _) => "list",
        (Some("object"), _) => {
            field["fields"] = json!(inner(schema));
            "group"
        }
        _ if schema.get("enum").is_some() => {
            field["choices"] = json!(choices(schema));
            "choice"
        }
        (_, Some("date-time")) => "datetime",
        (_, Some(format @ ("date" | "time" | "duration" | "decimal" | "uuid"))) => format,
        (kind, _) => kind.expect("a type"),
    };
    field["type"] = json!(kind);
    field
}

#[test]
fn h01_hostile_names() {
    check("hostile");
}
