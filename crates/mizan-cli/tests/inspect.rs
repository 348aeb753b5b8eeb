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
update_profile  user_id: number, name: string  authenticated  user, user/user_profile

CALL  ARGUMENTS     GUARD
echo  text: string  public
";
    assert_eq!(text, expected);
}

#[test]
fn json_says_the_same_to_programs() {
    let project = Project::new("inspect_json");
    project.golden("conduit", "mizan.json");
    let text = project.run(&["inspect", "--json", "--schema", "mizan.json"]).done();
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let articles =
        report["contexts"].as_array().expect("contexts").iter().find(|context| context["name"] == "articles");
    let articles = articles.expect("the context");
    assert_eq!(articles["params"][0], serde_json::json!({"name": "tag", "required": false, "type": "string | null"}));
    let changed_by = &articles["queries"][0]["changed_by"];
    assert_eq!(*changed_by, serde_json::json!(["favorite_article"]));
    let mutations = report["mutations"].as_array().expect("mutations");
    let post = mutations.iter().find(|mutation| mutation["name"] == "post_comment").expect("the mutation");
    assert_eq!(post["affects"], serde_json::json!(["comments"]));
}

#[test]
fn a_mutation_of_everything_changes_every_query() {
    let project = Project::new("inspect_everything");
    let affects = "[{ \"context\": \"user\" }, { \"context\": \"user\", \"function\": \"user_profile\" }]";
    let schema = project::golden_file("small", "mizan.json");
    assert!(schema.contains(affects), "the golden schema is as this test knows it");
    project.write("mizan.json", &schema.replace(affects, "[\"*\"]"));
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
