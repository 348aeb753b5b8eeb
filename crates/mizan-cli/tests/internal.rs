//! What everyone's client does not list (`docs/protocol.md` §12), and what has no hook.

mod project;

use project::Project;

const SCHEMA: &str = r##"{
  "mizan": 1,
  "revision": "0123456789abcdef",
  "functions": [
    {"name":"admin_stats","kind":"query","context":"admin","internal":true,"args":[],"result":{"$ref":"#/types/Stats"},"errors":[],"guard":"custom","contract":"1111111111111111"},
    {"name":"article_title","kind":"query","context":"article","args":[{"name":"slug","required":true,"schema":{"type":"string"}}],"result":{"type":"string"},"errors":[],"guard":"public","contract":"2222222222222222"},
    {"name":"export","kind":"call","view":{"method":"GET","path":"export/"},"args":[{"name":"format","required":true,"schema":{"$ref":"#/types/Format"}}],"errors":[],"guard":"public","contract":"3333333333333333"},
    {"name":"reindex","kind":"mutation","internal":true,"affects":[{"context":"article"}],"args":[{"name":"what","required":true,"schema":{"$ref":"#/types/Scope"}}],"result":{"type":"null"},"errors":[{"code":"busy","status":409,"schema":{"$ref":"#/types/Busy"}}],"guard":"custom","contract":"4444444444444444"},
    {"name":"rename","kind":"mutation","affects":[{"context":"article"},{"context":"admin"}],"args":[{"name":"slug","required":true,"schema":{"type":"string"}}],"result":{"$ref":"#/types/Renamed"},"errors":[],"guard":"public","contract":"5555555555555555"},
    {"name":"sign_out","kind":"mutation","view":{"method":"POST","path":"sign-out/"},"affects":[{"context":"article"}],"args":[],"errors":[],"guard":"public","contract":"6666666666666666"},
    {"name":"touch","kind":"mutation","view":{},"affects":[{"context":"admin"}],"args":[],"errors":[],"guard":"public","contract":"7777777777777777"}
  ],
  "contexts": [
    {"name":"admin","params":[],"functions":["admin_stats"],"public":false,"local":false,"contract":"8888888888888888"},
    {"name":"article","params":[{"name":"slug","required":true,"schema":{"type":"string"}}],"functions":["article_title"],"public":false,"local":false,"contract":"9999999999999999"}
  ],
  "forms": [], "channels": [],
  "types": {
    "Busy": {"type":"object","properties":{"until":{"type":"string"}},"required":["until"]},
    "Format": {"type":"string","enum":["csv","pdf"]},
    "Part": {"type":"object","properties":{"scope":{"$ref":"#/types/Shared"}},"required":["scope"]},
    "Renamed": {"type":"object","properties":{"of":{"type":"array","items":{"$ref":"#/types/Shared"}}},"required":["of"]},
    "Scope": {"type":"object","properties":{"parts":{"type":"array","items":{"$ref":"#/types/Part"}}},"required":["parts"]},
    "Shared": {"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]},
    "Stats": {"type":"object","properties":{"users":{"type":"integer"}},"required":["users"]}
  }
}
"##;

/// Everything that is internal, by the names that a client would have for it.
const INTERNAL: [&str; 9] = ["admin", "Admin", "stats", "Stats", "reindex", "Reindex", "Busy", "Scope", "Part"];

fn project(name: &str, more: &str) -> Project {
    let project = Project::new(name);
    project.write("mizan.toml", &format!("[generate]\nschema = {{ file = \"mizan.json\" }}\nout = \"out\"\n{more}"));
    project.write("mizan.json", SCHEMA);
    project
}

fn client(project: &Project) -> String {
    let mut files: Vec<_> = std::fs::read_dir(project.path("out")).expect("a folder").collect();
    files.sort_by_key(|entry| entry.as_ref().expect("an entry").file_name());
    let texts = files.into_iter().map(|entry| {
        let path = entry.expect("an entry").path();
        format!("// {}\n{}", path.display(), std::fs::read_to_string(&path).expect("a file"))
    });
    texts.collect()
}

#[test]
fn c13_what_is_internal_is_in_no_file_of_everyones_client() {
    let project = project("internal_left_out", "");
    project.run(&["generate"]).done();
    let text = client(&project);
    for name in INTERNAL {
        assert!(!text.contains(name), "`{name}` is in:\n{text}");
    }
    for name in ["ArticleProvider", "useRename", "Renamed", "Shared"] {
        assert!(text.contains(name), "`{name}` is missing from:\n{text}");
    }
    project.run(&["generate", "--check"]).done();
}

#[test]
fn who_asks_for_what_is_internal_gets_it() {
    for (name, more, flags) in [
        ("internal_by_flag", "", &["generate", "--internal"][..]),
        ("internal_by_config", "internal = true\n", &["generate"]),
    ] {
        let project = project(name, more);
        project.run(flags).done();
        let text = client(&project);
        for name in ["adminContext", "useAdminStats", "reindex", "Busy", "Scope", "Part"] {
            assert!(text.contains(name), "`{name}` is missing from:\n{text}");
        }
    }
}

#[test]
fn a_view_has_no_hook_and_no_contract_and_inspect_shows_it() {
    let project = project("views", "");
    project.run(&["generate"]).done();
    let text = client(&project);
    for name in ["signOut", "sign_out", "Format", "touch"] {
        assert!(!text.contains(name), "`{name}` is in:\n{text}");
    }
    let contracts = project.read("mizan.contracts.json");
    assert!(!contracts.contains("3333333333333333") && contracts.contains("5555555555555555"), "{contracts}");
    let shown = project.run(&["inspect"]).done();
    for line in ["export    GET export/     format: Format  public", "sign_out  POST sign-out/", "touch"] {
        assert!(shown.contains(line), "{line:?} is missing from:\n{}", shown);
    }
    assert!(shown.contains("reindex, rename, sign_out"), "{}", shown);
}
