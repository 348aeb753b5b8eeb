//! `mizan inspect` as a person or a program runs it.

mod project;

use project::Project;

#[test]
fn contexts_mutations_and_calls_are_shown_in_columns() {
    let project = Project::new("inspect_table");
    project.golden("small", "mizan.json");
    let text = project.run(&["inspect", "--schema", "mizan.json"]).done();
    let expected = "\
CONTEXT  PARAMS           QUERY         GUARD          CHANGED BY
global                    current_user  public
greet    name: string     greet         public
user     user_id: number  user_orders   authenticated  update_profile
                          user_profile  public         update_profile

MUTATION        ARGUMENTS                      GUARD          AFFECTS
update_profile  user_id: number, name: string  authenticated  user(user_id), user/user_profile(user_id = …)

CALL  ARGUMENTS     GUARD
echo  text: string  public
";
    assert_eq!(text, expected);
}

#[test]
fn json_says_the_same_to_programs() {
    let project = Project::new("inspect_json");
    project.golden("types", "mizan.json");
    let text = project.run(&["inspect", "--json", "--schema", "mizan.json"]).done();
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let search = report["contexts"].as_array().expect("contexts").iter().find(|context| context["name"] == "search");
    let search = search.expect("the context");
    let ratio = &search["params"][3];
    assert_eq!(*ratio, serde_json::json!({"name": "ratio", "required": false, "type": "number | null"}));
    assert_eq!(search["queries"][1]["changed_by"], serde_json::json!(["old"]));
    let affects = &report["mutations"][0]["affects"];
    assert_eq!(affects[1], serde_json::json!({"context": "search", "function": "hits"}));
    project.golden("small", "mizan.json");
    let text = project.run(&["inspect", "--json", "--schema", "mizan.json"]).done();
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let narrowed = serde_json::json!([
        {"context": "user", "by": ["user_id"]},
        {"context": "user", "function": "user_profile", "by": ["user_id"], "given": true},
    ]);
    assert_eq!(report["mutations"][0]["affects"], narrowed);
}

#[test]
fn a_mutation_of_every_read_is_shown_with_a_star() {
    let project = Project::new("inspect_star");
    project.golden("types", "mizan.json");
    let text = project.run(&["inspect", "--schema", "mizan.json"]).done();
    assert!(text.contains("search/facets(*), search/hits(*)"), "{text}");
}

#[test]
fn a_mutation_of_everything_changes_every_query() {
    let project = Project::new("inspect_everything");
    let mut schema: serde_json::Value =
        serde_json::from_str(&project::golden_file("small", "mizan.json")).expect("JSON");
    let functions = schema["functions"].as_array_mut().expect("functions");
    let mutation = functions.iter_mut().find(|function| function["kind"] == "mutation").expect("a mutation");
    mutation["affects"] = serde_json::json!(["*"]);
    project.write("mizan.json", &schema.to_string());
    let text = project.run(&["inspect", "--schema", "mizan.json"]).done();
    for query in ["current_user", "greet ", "user_orders", "user_profile"] {
        let line = text.lines().find(|line| line.contains(query)).expect("a line for each query");
        assert!(line.ends_with("  update_profile"), "{line}");
    }
}

#[test]
fn a_schema_that_is_absent_is_said_to_be() {
    let project = Project::new("inspect_absent");
    let refused = project.run(&["inspect", "--schema", "none.json"]).failed(3);
    assert!(refused.err.contains("the schema cannot be read"), "{}", refused.err);
    assert!(refused.err.contains("at: none.json"), "{}", refused.err);
}

#[test]
fn help_names_the_exit_codes() {
    let project = Project::new("help");
    for arguments in [["--help"].as_slice(), &["generate", "--help"], &["inspect", "--help"]] {
        let text = project.run(arguments).done();
        assert!(text.contains("Exit codes: 0 done; 1 --check found files that differ"), "{text}");
    }
    project.run(&["generat"]).failed(2);
}
