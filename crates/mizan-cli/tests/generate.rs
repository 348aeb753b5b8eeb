//! `mizan generate` as a person runs it.

mod project;

use std::fs;
use std::process::Command;
use std::time::Instant;

use project::Project;

#[test]
fn a_client_is_written_once_and_then_only_what_changed() {
    let project = Project::new("writes_once");
    project.write("mizan.toml", "[generate]\nschema = { file = \"mizan.json\" }\nout = \"web/src/mizan\"\n");
    project.golden("small", "mizan.json");

    let first = project.run(&["generate"]).done();
    assert!(first.contains("wrote web/src/mizan/user.ts"), "{first}");
    assert!(first.ends_with("8 written, 0 removed, 0 unchanged\n"), "{first}");
    assert_eq!(project.read("web/src/mizan/user.ts"), project::golden_file("small", "out/user.ts"));
    let modified = project.modified("web/src/mizan/user.ts");

    let second = project.run(&["generate"]).done();
    assert_eq!(second, "0 written, 0 removed, 8 unchanged\n");
    assert_eq!(project.modified("web/src/mizan/user.ts"), modified);
    let hidden = fs::read_dir(project.path("web/src/mizan")).expect("a folder").count();
    assert_eq!(hidden, 7, "nothing temporary is left");
}

#[test]
fn the_configuration_is_found_from_a_folder_below_it() {
    let project = Project::new("found_below");
    project.write("mizan.toml", "[generate]\nschema = { file = \"server/mizan.json\" }\nout = \"client\"\n");
    project.golden("small", "server/mizan.json");
    project.write("server/src/deep/keep.txt", "");
    project.run_in("server/src/deep", &["generate"]).done();
    assert!(project.path("client/user.ts").is_file());
}

#[test]
fn a_file_no_longer_generated_goes_and_everything_else_stays() {
    let project = Project::new("leftovers");
    project.golden("small", "mizan.json");
    let generate = ["generate", "--schema", "mizan.json", "--out", "out"];
    project.run(&generate).done();
    project.write("out/gone.ts", &format!("{}\n", mizan_codegen::HEADER));
    project.write("out/mine.ts", "export const mine = 1;\n");
    project.write("out/notes.md", &format!("{}\n", mizan_codegen::HEADER));
    project.write("out/near.ts", &format!("{} Or so.\n", mizan_codegen::HEADER));

    let text = project.run(&generate).done();
    assert_eq!(text, "removed out/gone.ts\n0 written, 1 removed, 7 unchanged\n");
    for kept in ["out/mine.ts", "out/notes.md", "out/near.ts"] {
        assert!(project.path(kept).is_file(), "{kept}");
    }
}

#[test]
fn an_application_without_zod_says_so() {
    let project = Project::new("no_zod");
    project.write("mizan.toml", "[generate]\nschema = { file = \"mizan.json\" }\nout = \"out\"\n");
    project.golden("small", "mizan.json");
    project.run(&["generate"]).done();
    assert!(project.read("out/inputs.ts").contains("from \"zod/mini\""));
    project.write("mizan.toml", "[generate]\nschema = { file = \"mizan.json\" }\nout = \"out\"\nzod = false\n");
    let text = project.run(&["generate"]).done();
    assert_eq!(text, "removed out/inputs.ts\n0 written, 1 removed, 7 unchanged\n");
}

#[test]
fn check_names_what_differs_and_writes_nothing() {
    let project = Project::new("check");
    project.golden("small", "mizan.json");
    let generate = ["generate", "--schema", "mizan.json", "--out", "out"];
    let check = ["generate", "--schema", "mizan.json", "--out", "out", "--check"];
    let missing = project.run(&check).failed(1);
    assert!(missing.out.contains("missing: out/user.ts"), "{}", missing.out);
    assert!(!project.path("out").exists());

    project.run(&generate).done();
    assert_eq!(project.run(&check).done(), "7 files are as the schema says\n");

    project.write("out/user.ts", &format!("{}\n// changed by hand\n", mizan_codegen::HEADER));
    project.write("out/gone.ts", &format!("{}\n", mizan_codegen::HEADER));
    let differs = project.run(&check).failed(1);
    assert_eq!(
        differs.out,
        "no longer generated: out/gone.ts\ndiffers: out/user.ts\n\
         run `mizan generate --out out --schema mizan.json` and commit what it writes\n"
    );
    assert!(project.read("out/user.ts").contains("changed by hand"));
}

#[test]
fn the_schema_is_kept_only_where_asked() {
    let project = Project::new("schema_out");
    project.golden("small", "given.json");
    let text =
        project.run(&["generate", "--schema", "given.json", "--out", "out", "--schema-out", "kept/mizan.json"]).done();
    assert!(text.contains("wrote kept/mizan.json"), "{text}");
    assert_eq!(project.read("kept/mizan.json"), project.read("given.json"));
    assert!(!project.path("mizan.json").exists());
}

#[test]
fn a_file_written_by_hand_is_not_written_over() {
    let project = Project::new("by_hand");
    project.golden("small", "mizan.json");
    project.write("out/user.ts", "export const user = 1;\n");
    let refused = project.run(&["generate", "--schema", "mizan.json", "--out", "out"]).failed(4);
    assert!(refused.err.contains("did not write is in its way\n  at: out/user.ts\n  next: move it"), "{}", refused.err);
    assert_eq!(project.read("out/user.ts"), "export const user = 1;\n");
    assert!(!project.path("out/index.ts").exists(), "nothing is written when something is refused");
}

#[cfg(unix)]
#[test]
fn h02_a_link_out_of_the_folder_is_not_followed() {
    let project = Project::new("links");
    project.golden("small", "mizan.json");
    let theirs = format!("{}\n// elsewhere\n", mizan_codegen::HEADER);
    project.write("elsewhere.ts", &theirs);
    project.write("out/keep.txt", "");
    std::os::unix::fs::symlink(project.path("elsewhere.ts"), project.path("out/user.ts")).expect("a link");
    let refused = project.run(&["generate", "--schema", "mizan.json", "--out", "out"]).failed(4);
    assert!(refused.err.contains("a symbolic link is where a file is to be written"), "{}", refused.err);

    // A link that no generated file needs is nobody's business, leftover or not.
    fs::rename(project.path("out/user.ts"), project.path("out/gone.ts")).expect("a rename");
    project.run(&["generate", "--schema", "mizan.json", "--out", "out"]).done();
    assert!(project.path("out/gone.ts").is_symlink());
    assert_eq!(project.read("elsewhere.ts"), theirs);
}

#[test]
fn h02_names_that_are_paths_are_no_schema() {
    let project = Project::new("paths");
    for name in ["../../x", "/tmp/x", "a\\u0000", "..", "C:\\\\x"] {
        let schema =
            project::golden_file("small", "mizan.json").replace("\"name\": \"user\"", &format!("\"name\": \"{name}\""));
        project.write("mizan.json", &schema);
        let refused = project.run(&["generate", "--schema", "mizan.json", "--out", "out"]).failed(3);
        assert!(refused.err.contains("is no name: it begins with a small letter"), "{}", refused.err);
        assert!(!project.path("out").exists());
    }
}

#[test]
fn h06_an_unknown_key_is_refused_with_those_that_are_known() {
    let project = Project::new("unknown_key");
    for (text, key, known) in [
        ("[generate]\nouput = \"x\"\n", "`ouput`", "one of `schema`, `out`, `zod`, `internal`, `watch`"),
        ("[generate]\nschema = { fiel = \"x\" }\n", "`fiel`", "`command` or `file`"),
        ("[generat]\nout = \"x\"\n", "`generat`", "`generate`"),
    ] {
        project.write("mizan.toml", text);
        let refused = project.run(&["generate"]).failed(2);
        for part in [key, known, "at: mizan.toml"] {
            assert!(refused.err.contains(part), "{part} in {}", refused.err);
        }
    }
}

#[test]
fn a_configuration_that_is_not_whole_says_what_to_write() {
    let project = Project::new("not_whole");
    let nothing = project.run(&["generate", "--out", "out"]).failed(2);
    assert!(nothing.err.contains("write a mizan.toml with [generate] and schema = "), "{}", nothing.err);
    let no_out = project.run(&["generate", "--schema", "mizan.json"]).failed(2);
    assert!(no_out.err.contains("or give --out DIR"), "{}", no_out.err);
    for schema in ["{ }", "{ file = \"a\", command = [\"b\"] }"] {
        project.write("mizan.toml", &format!("[generate]\nschema = {schema}\nout = \"out\"\n"));
        let wrong = project.run(&["generate"]).failed(2);
        assert!(wrong.err.contains("generate.schema needs one of `command` and `file`"), "{}", wrong.err);
    }
    project.write("mizan.toml", "[generate]\nschema = { command = [] }\nout = \"out\"\n");
    assert!(project.run(&["generate"]).failed(2).err.contains("is empty"));
}

#[test]
fn the_schema_comes_from_a_command_in_the_folder_of_the_configuration() {
    let project = Project::new("command");
    project.golden("small", "server/schema.json");
    let config = "[generate]\nschema = { command = [\"sh\", \"-c\", \"echo building >&2; cat schema.json\"] }\nout = \"../client\"\n";
    project.write("server/mizan.toml", config);
    project.write("server/src/main.rs", "");
    let run = project.run_in("server/src", &["generate"]);
    assert!(run.err.contains("running sh -c"), "{}", run.err);
    assert!(run.err.contains("building\n"), "what the command says is shown: {}", run.err);
    run.done();
    assert!(project.path("client/index.ts").is_file());
}

#[test]
fn a_django_project_is_asked_by_its_manage_py() {
    let project = Project::new("django");
    project.golden("small", "schema.json");
    project.write(
        "manage.py",
        "import sys\nassert sys.argv[1:] == ['mizan_manifest']\nprint(open('schema.json').read())\n",
    );
    let run = project.run(&["generate", "--out", "client"]);
    assert!(run.err.contains("running python3 manage.py mizan_manifest"), "{}", run.err);
    run.done();
    assert!(project.path("client/index.ts").is_file());
    project.write("mizan.toml", "[generate]\nout = \"web\"\n");
    project.run_in("client", &["generate"]).done();
    assert!(project.path("web/index.ts").is_file(), "the configuration need not name the command");
}

#[test]
fn everything_after_command_belongs_to_it() {
    let project = Project::new("command_flag");
    project.golden("small", "schema.json");
    project.run(&["generate", "--out", "out", "--command", "sh", "-c", "cat schema.json"]).done();
    project.run(&["generate", "--out", "out", "--check", "--command", "cat", "--", "schema.json"]).done();
    let echoed = project.run(&["generate", "--out", "out", "--command", "echo", "--check", "--out", "x"]).failed(3);
    assert!(echoed.err.contains("its first line: --check --out x\n"), "{}", echoed.err);
}

#[test]
fn a_command_that_prints_something_else_is_quoted() {
    let project = Project::new("not_a_schema");
    let from = |script: &str| project.run(&["generate", "--out", "out", "--command", "sh", "-c", script]).failed(3).err;
    let listening = from("printf '\\n\\033[2JListening on 127.0.0.1:3000\\n'");
    assert!(listening.contains("its first line: \\u{1b}[2JListening on 127.0.0.1:3000\n"), "{listening}");
    let empty = from("true");
    assert!(empty.contains("it is: empty"), "{empty}");
    let failed = from("echo 'no such table' >&2; exit 3");
    assert!(failed.contains("no such table\nerror: the schema command failed: exit status: 3"), "{failed}");
    let version = from("echo '{\"mizan\": 2}'");
    assert!(
        version.contains("because: at mizan: the schema has version 2 and this `mizan` reads version 1"),
        "{version}"
    );
    let absent = project.run(&["generate", "--out", "out", "--command", "no-such-program"]).failed(3).err;
    assert!(absent.contains("the schema command does not start"), "{absent}");
}

#[test]
fn a_command_that_does_not_end_is_stopped() {
    let project = Project::new("deadline");
    let start = Instant::now();
    let script = "sleep 60 & echo $! > started; wait";
    let late = project.run(&["generate", "--out", "out", "--deadline", "1", "--command", "sh", "-c", script]).failed(3);
    assert!(late.err.contains("is not done after 1 s, and was stopped"), "{}", late.err);
    assert!(start.elapsed().as_secs() < 10);
    let started = project.read("started");
    let state = Command::new("ps").args(["-o", "stat=", "-p", started.trim()]).output().expect("ps").stdout;
    let state = String::from_utf8_lossy(&state);
    assert!(state.trim().is_empty() || state.starts_with('Z'), "what it started is stopped, too: {state}");
}

#[test]
fn a_command_may_leave_something_running_and_is_then_told_so() {
    let project = Project::new("held");
    let start = Instant::now();
    let held =
        project.run(&["generate", "--out", "out", "--command", "sh", "-c", "sleep 15 2>/dev/null & exit 0"]).failed(3);
    assert!(held.err.contains("left a process that holds its output"), "{}", held.err);
    assert!(start.elapsed().as_secs() < 12);
}

#[test]
fn every_error_of_a_schema_is_shown_with_its_place() {
    let project = Project::new("errors");
    let schema = project::golden_file("small", "mizan.json")
        .replace("\"#/types/Output\"", "\"#/types/Outptu\"")
        .replace("\"kind\": \"mutation\"", "\"kind\": \"mutatoin\"");
    project.write("mizan.json", &schema);
    let refused = project.run(&["generate", "--schema", "mizan.json", "--out", "out"]).failed(3).err;
    assert!(refused.contains("at functions[1].result.$ref: there is no \"Outptu\" in `types`"), "{refused}");
    assert!(
        refused.contains("at functions[3].kind: `query`, `mutation` or `call` is expected here, not \"mutatoin\""),
        "{refused}"
    );
}
