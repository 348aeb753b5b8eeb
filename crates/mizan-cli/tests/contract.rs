//! `mizan.contracts.json`: what clients that were generated once rely on.

mod project;

use project::{Project, golden_file};
use serde_json::Value;

fn configured(name: &str) -> Project {
    let project = Project::new(name);
    project.write("mizan.toml", "[generate]\nschema = { file = \"mizan.json\" }\nout = \"out\"\n");
    project.golden("inputs", "mizan.json");
    project
}

fn contracts(project: &Project) -> Value {
    serde_json::from_str(&project.read("mizan.contracts.json")).expect("JSON")
}

#[test]
fn every_contract_of_a_schema_is_kept_a_line_each() {
    let project = configured("contracts_kept");
    project.run(&["generate"]).done();
    let schema: Value = serde_json::from_str(&golden_file("inputs", "mizan.json")).expect("JSON");
    let kept = contracts(&project);
    for list in ["functions", "contexts"] {
        for declared in schema[list].as_array().expect("a list") {
            let contract = &kept["contracts"][declared["contract"].as_str().expect("a hash")];
            assert_eq!(contract[list.trim_end_matches('s')], declared["name"], "{contract}");
        }
    }
    let lines = project.read("mizan.contracts.json").lines().filter(|line| line.starts_with("    \"")).count();
    let count = |members: &str| kept[members].as_object().expect("an object").len();
    assert_eq!(lines, count("contracts") + count("types"));
}

#[test]
fn what_was_generated_before_stays() {
    let project = configured("contracts_stay");
    project.run(&["generate"]).done();
    let before = contracts(&project)["contracts"].as_object().expect("an object").clone();
    let hash = before.keys().next().expect("a contract");
    project.write("mizan.json", &golden_file("inputs", "mizan.json").replace(hash, "ffffffffffffffff"));
    project.run(&["generate"]).done();
    let after = contracts(&project)["contracts"].as_object().expect("an object").clone();
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after["ffffffffffffffff"], before[hash]);
    assert!(before.iter().all(|(hash, contract)| after[hash] == *contract));

    let text = project.read("mizan.contracts.json");
    project.run(&["generate"]).done();
    assert_eq!(project.read("mizan.contracts.json"), text);
}

#[test]
fn check_misses_a_contract() {
    let project = configured("contracts_checked");
    project.run(&["generate"]).done();
    project.run(&["generate", "--check"]).done();
    project.write("mizan.contracts.json", "{\"mizan\": 1, \"contracts\": {}}\n");
    let missed = project.run(&["generate", "--check"]).failed(1);
    assert!(missed.out.contains("differs: mizan.contracts.json"), "{}", missed.out);
}

#[test]
fn a_file_that_is_no_list_of_contracts_is_not_written_over() {
    let project = configured("contracts_broken");
    for (text, because) in [
        ("<<<<<<< HEAD\n", "because: expected value"),
        ("{\"mizan\": 2, \"contracts\": {}}", "because: it has version 2"),
        ("{\"mizan\": 1, \"contracts\": {}, \"more\": 1}", "because: unknown field `more`"),
    ] {
        project.write("mizan.contracts.json", text);
        let refused = project.run(&["generate"]).failed(4);
        assert!(
            refused.err.contains("the file is no list of contracts\n  at: mizan.contracts.json"),
            "{}",
            refused.err
        );
        assert!(refused.err.contains(because), "{because} in {}", refused.err);
        assert_eq!(project.read("mizan.contracts.json"), text);
        assert!(!project.path("out").exists());
    }
}
