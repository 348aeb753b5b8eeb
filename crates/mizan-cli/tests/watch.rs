//! `mizan generate --watch` as a person leaves it running. Deadlines are asserted at five times their figure.
#![cfg(unix)]

mod project;

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use project::Project;

/// Five times the 100 ms in which a changed schema is a changed client.
const CHANGED: Duration = Duration::from_millis(500);
/// For what has no figure and must only happen.
const EVENTUALLY: Duration = Duration::from_secs(10);

struct Watch {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    lines
}

fn expect(lines: &Receiver<String>, wanted: &str) {
    let since = Instant::now();
    let mut seen = Vec::new();
    while let Ok(line) = lines.recv_timeout(EVENTUALLY.saturating_sub(since.elapsed())) {
        if line.contains(wanted) {
            return;
        }
        seen.push(line);
    }
    panic!("{wanted:?} was not said; this was: {seen:#?}");
}

/// Waits until something is so, and gives how long that took.
fn until(limit: Duration, what: &str, is_so: impl Fn() -> bool) -> Duration {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < limit, "{what}: not after {limit:?}");
        thread::sleep(Duration::from_millis(2));
    }
    since.elapsed()
}

impl Watch {
    fn start(project: &Project) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mizan"))
            .args(["generate", "--watch"])
            .current_dir(project.path(""))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command");
        let out = lines(child.stdout.take().expect("its output"));
        let err = lines(child.stderr.take().expect("its errors"));
        Self { child, out, err }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    fn code(&mut self) -> Option<i32> {
        until(EVENTUALLY, "an end", || !is_running(self.child.id()));
        self.child.wait().expect("a status").code()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a process is there and no zombie.
fn is_running(id: u32) -> bool {
    let state = Command::new("ps").args(["-o", "stat=", "-p", &id.to_string()]).output().expect("ps");
    let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
    !state.is_empty() && !state.starts_with('Z')
}

fn of_a_file(name: &str) -> Project {
    let project = Project::new(name);
    project.write("mizan.toml", "[generate]\nschema = { file = \"mizan.json\" }\nout = \"out\"\n");
    project.golden("small", "mizan.json");
    project
}

fn renamed() -> String {
    project::golden_file("small", "mizan.json").replace("Renames a user.", "Gives a user another name.")
}

#[test]
fn a_changed_schema_is_a_changed_client_at_once() {
    let project = of_a_file("watch_file");
    let watch = Watch::start(&project);
    expect(&watch.out, "7 written, 0 removed, 0 unchanged");
    expect(&watch.out, "watching mizan.json, mizan.toml");

    project.write("mizan.json", &renamed());
    let is_new = || project.read("out/calls.ts").contains("Gives a user another name.");
    println!("{:?}", until(CHANGED, "the client is new", is_new));
    expect(&watch.out, "wrote out/calls.ts");

    // As editors and servers write: another file under the same name.
    project.golden("small", "mizan.json.new");
    fs::rename(project.path("mizan.json.new"), project.path("mizan.json")).expect("a rename");
    println!("{:?}", until(CHANGED, "the client is as before", || !is_new()));
}

#[test]
fn a_broken_schema_is_told_and_the_next_one_read() {
    let project = of_a_file("watch_broken");
    let mut watch = Watch::start(&project);
    expect(&watch.out, "watching");
    project.write("mizan.json", "{\"mizan\": 1,");
    expect(&watch.err, "error: the file is no schema");
    expect(&watch.err, "mend it; this goes on when something changes");
    fs::remove_file(project.path("mizan.json")).expect("a removal");
    expect(&watch.err, "error: the schema cannot be read");
    project.write("mizan.toml", "[generate]\noutt = 1\n");
    expect(&watch.err, "error: mizan.toml is wrong");
    project.write("mizan.toml", "[generate]\nschema = { file = \"mizan.json\" }\nout = \"elsewhere\"\n");
    project.write("mizan.json", &renamed());
    until(EVENTUALLY, "the client is where the configuration says", || project.path("elsewhere/calls.ts").exists());
    assert!(watch.child.try_wait().expect("a status").is_none(), "it goes on");
}

#[test]
fn a_change_of_the_sources_runs_the_command_again() {
    let project = Project::new("watch_sources");
    project.write(
        "mizan.toml",
        "[generate]\nschema = { command = [\"sh\", \"-c\", \"echo x >> runs; cat server/schema.json\"] }\n\
         out = \"server/client\"\nwatch = [\"server\", \"later\"]\n",
    );
    project.golden("small", "server/schema.json");
    let watch = Watch::start(&project);
    expect(&watch.out, "watching server, later, mizan.toml");
    let runs = || fs::read_to_string(project.path("runs")).unwrap_or_default().lines().count();
    assert_eq!(runs(), 1);

    // An editor saves several files at once, which is one change.
    for part in ["a.rs", "b.rs", "deep/c.rs"] {
        project.write(&format!("server/{part}"), "fn main() {}");
    }
    project.write("server/schema.json", &renamed());
    let is_new = || project.read("server/client/calls.ts").contains("Gives a user another name.");
    until(EVENTUALLY, "the client is new", is_new);
    assert!((2..=3).contains(&runs()), "{}", runs());

    // What it writes itself, what a build writes, and what nobody watches is no change.
    let before = runs();
    project.write("server/client/note.txt", "");
    project.write("server/target/debug/x", "");
    project.write("unwatched.rs", "");
    thread::sleep(CHANGED);
    assert_eq!(runs(), before);

    // What was not there at the start is watched all the same.
    project.write("later/main.rs", "");
    until(EVENTUALLY, "the command runs again", || runs() > before);
}

#[test]
fn contracts_are_not_those_of_work_in_progress() {
    let project = of_a_file("watch_contracts");
    let watch = Watch::start(&project);
    expect(&watch.out, "watching");
    assert!(!project.path("mizan.contracts.json").exists());
}

#[test]
fn ctrl_c_ends_it_with_what_the_command_started() {
    let project = Project::new("watch_signal");
    let script = "sleep 300 & echo $! > started; wait";
    project.write(
        "mizan.toml",
        &format!("[generate]\nschema = {{ command = [\"sh\", \"-c\", \"{script}\"] }}\nout = \"out\"\n"),
    );
    let mut watch = Watch::start(&project);
    let started = || fs::read_to_string(project.path("started")).ok().and_then(|text| text.trim().parse::<u32>().ok());
    until(EVENTUALLY, "the command runs", || started().is_some());
    let started = started().expect("a process");
    assert!(is_running(started));
    watch.signal("INT");
    assert_eq!(watch.code(), Some(130));
    until(EVENTUALLY, "what it started is gone", || !is_running(started));
}
