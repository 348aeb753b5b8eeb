//! Who may depend on whom. The law is [`LAW`]; the map that people read is the tables of `ARCHITECTURE.md`, and it must
//! say exactly what `cargo metadata` and the packages say.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::tree::{none, read, root};

/// A library of ours and all that it may depend on of ours.
const LAW: &[(&str, &[&str])] = &[
    ("mizan-pattern", &[]),
    ("mizan-core", &["mizan-pattern"]),
    ("mizan-macros", &["mizan-pattern"]),
    ("mizan-codegen", &["mizan-core"]),
    ("mizan", &["mizan-core", "mizan-macros"]),
    ("mizan-cli", &["mizan-codegen"]),
    ("mizan-py", &["mizan-cli", "mizan-codegen", "mizan-core"]),
    ("@mizan/client", &[]),
    ("@mizan/react", &["@mizan/client"]),
];

/// Where programs, examples and tests live. They may depend on any library, and no library on them.
const OUTSIDE: &[&str] = &["examples/", "tests/", "bench/", "xtask"];

/// The crate whose macros expand to `unsafe`, which `forbid` would refuse. None is written in it (`source.rs`).
const EXPANDS_TO_UNSAFE: &str = "mizan-py";

type Edges = BTreeMap<String, BTreeSet<String>>;

/// One crate or package of ours.
struct Part {
    name: String,
    folder: String,
    needs: BTreeSet<String>,
}

#[test]
fn directions_hold() {
    let mut complaints = Vec::new();
    for part in parts() {
        if let Some((_, allowed)) = LAW.iter().find(|(name, _)| *name == part.name) {
            let beyond = part.needs.iter().filter(|need| !allowed.contains(&need.as_str()));
            complaints.extend(beyond.map(|need| format!("{} must not depend on {need}", part.name)));
        } else if !OUTSIDE.iter().any(|outside| part.folder.starts_with(outside)) {
            complaints.push(format!("{} ({}) has no place in the map", part.name, part.folder));
        }
    }
    none(complaints, "crates and packages depend in one direction (tests/tidy/src/map.rs, LAW):");
}

#[test]
fn architecture_shows_what_is_there() {
    let there: Edges = parts().into_iter().map(|part| (part.name, part.needs)).collect();
    let shown = shown(&read("ARCHITECTURE.md"));
    let mut complaints = Vec::new();
    for (name, needs) in &there {
        match shown.get(name) {
            None => complaints.push(format!("`{name}` is not in a table of ARCHITECTURE.md")),
            Some(said) if said != needs => {
                complaints.push(format!("`{name}` depends on {needs:?}, and ARCHITECTURE.md says {said:?}"))
            }
            Some(_) => {}
        }
    }
    let gone = shown.keys().filter(|name| !there.contains_key(*name));
    complaints.extend(gone.map(|name| format!("ARCHITECTURE.md shows `{name}`, which does not exist")));
    none(complaints, "ARCHITECTURE.md is the map:");
}

#[test]
fn every_crate_takes_the_lints() {
    let mut complaints = Vec::new();
    for part in crates() {
        let manifest = read(&format!("{}/Cargo.toml", part.folder));
        if part.name == EXPANDS_TO_UNSAFE {
            // The workspace's lints word for word, with the one word that its macros need otherwise.
            let own = manifest.split("[lints.rust]\n").nth(1).unwrap_or_default();
            let common = read("Cargo.toml");
            let common = common.split("[workspace.lints.rust]\n").nth(1).unwrap_or_default();
            let common = common.split("[workspace.dependencies]").next().unwrap_or_default().trim();
            let expected = common.replace("forbid", "deny").replace("[workspace.lints", "[lints");
            if own.trim() != expected {
                complaints.push(format!("{}/Cargo.toml: its lints are not the workspace's", part.folder));
            }
        } else if !manifest.contains("[lints]\nworkspace = true") {
            complaints.push(format!("{}/Cargo.toml: no `[lints] workspace = true`", part.folder));
        }
    }
    assert!(read("Cargo.toml").contains("unsafe_code = \"forbid\""), "the workspace forbids `unsafe`");
    none(complaints, "every crate takes the lints of the workspace:");
}

/// npm leaves out of the lock file what the registry did not have for another platform, and then refuses the file.
#[test]
fn the_lock_knows_every_platform() {
    let lock = json("package-lock.json");
    let locked = lock["packages"].as_object().expect("the lock lists packages");
    let mut complaints = Vec::new();
    for (path, package) in locked {
        let optional = package["optionalDependencies"].as_object();
        for name in optional.into_iter().flat_map(|optional| optional.keys()) {
            let end = format!("node_modules/{name}");
            if !locked.keys().any(|key| key.ends_with(&end)) {
                complaints.push(format!("{path} may need {name}"));
            }
        }
    }
    none(complaints, "package-lock.json lacks these, and `npm ci` will not have it:");
}

/// The rows `| `name` | what it depends on | … |` of the tables whose second column is "depends on".
fn shown(text: &str) -> Edges {
    let mut edges = Edges::new();
    let mut inside = false;
    for line in text.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        match cells.as_slice() {
            [_, "depends on", ..] => inside = true,
            [name, needs, ..] if inside && name.starts_with('`') => {
                let needs = needs.split('`').skip(1).step_by(2).map(str::to_owned).collect();
                let twice = edges.insert(name.trim_matches('`').to_owned(), needs);
                assert!(twice.is_none(), "ARCHITECTURE.md shows {name} twice");
            }
            [_] => inside = false,
            _ => {}
        }
    }
    edges
}

fn parts() -> Vec<Part> {
    let mut parts = crates();
    parts.extend(packages());
    parts
}

/// The members of the workspace. What only tests need is no direction.
fn crates() -> Vec<Part> {
    let run = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(run.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&run.stderr));
    let metadata: Value = serde_json::from_slice(&run.stdout).expect("cargo prints JSON");
    let base = text(&metadata["workspace_root"]).to_owned();
    let listed = metadata["packages"].as_array().expect("cargo lists packages");
    listed.iter().map(|package| as_crate(package, &base)).collect()
}

fn as_crate(package: &Value, base: &str) -> Part {
    let manifest = text(&package["manifest_path"]);
    let folder = manifest.trim_start_matches(base).trim_start_matches('/').trim_end_matches("/Cargo.toml");
    let dependencies = package["dependencies"].as_array().expect("a list");
    let ours = dependencies.iter().filter(|need| need["path"].is_string() && need["kind"] != "dev");
    Part {
        name: text(&package["name"]).to_owned(),
        folder: folder.to_owned(),
        needs: ours.map(|need| text(&need["name"]).to_owned()).collect(),
    }
}

/// The workspaces of npm, of which the root names the folders.
fn packages() -> Vec<Part> {
    let workspaces = json("package.json")["workspaces"].as_array().expect("a list").clone();
    let folders = workspaces.iter().flat_map(|workspace| match text(workspace).strip_suffix("/*") {
        Some(parent) => folders_in(parent),
        None => vec![text(workspace).to_owned()],
    });
    let manifests = folders.filter(|folder| root().join(folder).join("package.json").is_file());
    let all: Vec<(String, Value)> =
        manifests.map(|folder| (folder.clone(), json(&format!("{folder}/package.json")))).collect();
    let names: BTreeSet<&str> = all.iter().map(|(_, manifest)| text(&manifest["name"])).collect();
    let part = |(folder, manifest): &(String, Value)| Part {
        name: text(&manifest["name"]).to_owned(),
        folder: folder.clone(),
        needs: needs(manifest).filter(|need| names.contains(need.as_str())).collect(),
    };
    all.iter().map(part).collect()
}

fn needs(manifest: &Value) -> impl Iterator<Item = String> {
    let kinds = ["dependencies", "peerDependencies", "optionalDependencies"];
    kinds.into_iter().filter_map(|kind| manifest[kind].as_object()).flat_map(|needs| needs.keys().cloned())
}

fn folders_in(parent: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(parent)).unwrap_or_else(|error| panic!("{parent}: {error}"));
    entries.flatten().map(|entry| format!("{parent}/{}", entry.file_name().to_string_lossy())).collect()
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a string, and not {value}"))
}
