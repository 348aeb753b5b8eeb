//! `cargo xtask vectors [FOLDER]`: the protocol's vectors in every language, and one total.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::failure::{Failure, Outcome};
use crate::front;
use crate::python;
use crate::step::{Step, Steps};
use crate::tally::{Listener, Runner, Tally};
use crate::tool;
use crate::tree;

const OWN: &str = "tests/vectors";

/// Runs the vectors of a folder in one language.
type Language = fn(&Step<'_>, &Path, Option<Instant>, &mut Listener) -> Outcome<()>;

/// Python's come last, since they need what Rust's build.
const LANGUAGES: [(&str, Language); 3] = [("Rust", rust), ("TypeScript", typescript), ("Python", python)];

pub(crate) fn run(words: &[String]) -> Outcome<()> {
    let folder = match words {
        [] => tree::at(OWN),
        [folder] => PathBuf::from(folder),
        _ => return Err(Failure::new("`vectors` takes one folder")),
    };
    // The runners are started in other folders than this one.
    let folder = folder.canonicalize().map_err(Failure::io(folder.display()))?;
    let steps = Steps::new(6);
    let step = steps.begin("tools");
    tool::ensure(tool::FOR_VECTORS, &step)?;
    step.end("");
    let step = steps.begin("npm");
    front::install(&step, None)?;
    step.end("");
    let step = steps.begin("venv");
    python::install(&step, None)?;
    step.end("");
    let mut total = Tally::default();
    let mut failures = Vec::new();
    for (language, runner) in LANGUAGES {
        let step = steps.begin(language);
        let mut listener = Listener::new(Runner::Vectors);
        let outcome = runner(&step, &folder, None, &mut listener);
        failures.extend(judge(outcome, &mut listener).err());
        step.end(&listener.lines.join(" "));
        total += listener.tally;
    }
    failures.iter().for_each(|failure| println!("{failure}"));
    println!("{} passed, {} failed", total.passed, total.failed);
    if failures.is_empty() { Ok(()) } else { Err(Failure::told()) }
}

/// All vectors of this project, as a suite of `cargo xtask test`.
pub(crate) fn suite(step: &Step<'_>, deadline: Option<Instant>, listener: &mut Listener) -> Outcome<()> {
    let folder = tree::at(OWN);
    let mut outcome = Ok(());
    for (_, language) in LANGUAGES {
        outcome = outcome.and(language(step, &folder, deadline, listener));
    }
    judge(outcome, listener)
}

/// A runner that counts nothing has not run, and one that fails without counting a failure has failed all the same.
fn judge(outcome: Outcome<()>, listener: &mut Listener) -> Outcome<()> {
    let outcome = match outcome {
        Ok(()) if listener.tally.passed == 0 => Err(Failure::new("no vector was run")),
        other => other,
    };
    if outcome.is_err() && listener.tally.failed == 0 {
        listener.tally.failed = 1;
    }
    outcome
}

fn rust(step: &Step<'_>, folder: &Path, deadline: Option<Instant>, listener: &mut Listener) -> Outcome<()> {
    // Chosen from the whole workspace, so that the features are those of the tests and nothing is built twice.
    let mut build = Command::new("cargo");
    build.args(["build", "--locked", "--workspace", "--lib", "--example", "vectors"]).current_dir(tree::root());
    step.run(&mut build, deadline, |_| ())?;
    let mut run = Command::new(tree::built().join("examples/vectors"));
    step.run(run.arg(folder), deadline, |line| listener.hear(line))
}

fn typescript(step: &Step<'_>, folder: &Path, deadline: Option<Instant>, listener: &mut Listener) -> Outcome<()> {
    let mut run = front::npm(&["run", "--silent", "vectors", "--workspace", "packages/client", "--"]);
    step.run(run.arg(folder), deadline, |line| listener.hear(line))
}

fn python(step: &Step<'_>, folder: &Path, deadline: Option<Instant>, listener: &mut Listener) -> Outcome<()> {
    python::place_engine()?;
    step.run(python::script("python/tests/vectors.py").arg(folder), deadline, |line| listener.hear(line))
}
