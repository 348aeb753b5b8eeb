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
    let files = generate(&Schema::parse(&document).expect("a schema"), Options { zod: false, ..Options::default() })
        .expect("a client");
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
fn checks_around_the_width_of_a_line() {
    check("width");
}

#[test]
fn forms() {
    check("forms");
}

#[test]
fn forms_of_django() {
    check("django");
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
        "forms": [{"name": "rules", "type": {"$ref": "#/types/RulesForm"}, "fields": fields,
                   "result": {"type": "object", "properties": {"id": {"type": "string", "format": "bigint"}}, "required": ["id"]}}],
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

/// Twenty forms of fifteen fields, as an application has them: `tests/golden/size.test.ts` weighs them.
#[test]
fn many_forms() {
    const NAMES: [&str; 20] = [
        "booking", "claim", "delivery", "event", "feedback", "grant", "hire", "invoice", "job", "lease", "member",
        "notice", "order", "payment", "profile", "quote", "refund", "survey", "ticket", "visit",
    ];
    let pool: Value =
        serde_json::from_slice(&fs::read(folder("many").join("fields.json")).expect("the fields")).expect("JSON");
    let pool = pool.as_array().expect("fields");
    let mut types = serde_json::Map::new();
    let mut forms = Vec::new();
    for (index, name) in NAMES.iter().enumerate() {
        let own = [
            json!({"name": format!("{name}_number"), "label": format!("Number of the {name}"), "required": true,
                   "type": "string", "schema": {"type": "string", "maxLength": 12 + index}}),
            json!({"name": format!("{name}_date"), "label": format!("Date of the {name}"), "required": true,
                   "type": "date", "schema": {"type": "string", "format": "date"}}),
            json!({"name": format!("{name}_notes"), "label": format!("What else is to be known of the {name}"),
                   "type": "string", "widget": "textarea", "schema": {"type": ["string", "null"], "maxLength": 500}}),
        ];
        // Neighbours in the pool are of one form in some places and of several in others.
        let shared = (0..12).map(|at| pool[(index * 5 + at * 7) % pool.len()].clone());
        let all: Vec<Value> = own.into_iter().chain(shared).collect();
        let properties: serde_json::Map<_, _> = all
            .iter()
            .map(|field| (field["name"].as_str().expect("a name").to_owned(), field["schema"].clone()))
            .collect();
        assert_eq!(properties.len(), 15, "{name}");
        let type_name = format!("{}{}Form", name[..1].to_uppercase(), &name[1..]);
        types.insert(type_name.clone(), json!({"type": "object", "properties": properties}));
        forms.push(json!({
            "name": name, "title": format!("Enter a {name}"), "type": {"$ref": format!("#/types/{type_name}")},
            "fields": all, "result": {"type": "null"}, "contract": format!("{index:016x}"),
        }));
    }
    let document = json!({
        "mizan": 1, "revision": "0000000000000000", "functions": [], "contexts": [], "channels": [],
        "forms": forms, "types": types,
    });
    let schema = Schema::parse(document.to_string().as_bytes()).expect("a schema");
    let files = generate(&schema, Options::default()).expect("a client");
    let files: BTreeMap<_, _> = files.into_iter().map(|file| (file.path, file.text)).collect();
    compare("many", &folder("many").join("out"), &files);
}

#[test]
fn h01_hostile_names() {
    check("hostile");
}
