//! What `cargo xtask test` runs: one closed list, cheap first.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::example::EXAMPLES;
use crate::failure::{Failure, Outcome};
use crate::front::{self, npm};
use crate::python;
use crate::step::Step;
use crate::tally::{Listener, Runner};
use crate::{tool, tree, vectors};

/// One suite.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// What must have succeeded before this one can say anything.
    pub(crate) needs: &'static [&'static str],
    pub(crate) runner: Runner,
    pub(crate) run: fn(&mut Run<'_>) -> Outcome<()>,
}

/// What a suite runs with.
pub(crate) struct Run<'a> {
    pub(crate) step: Step<'a>,
    pub(crate) listener: Listener,
    pub(crate) deadline: Option<Instant>,
    /// The long form: more cases in property and model tests.
    pub(crate) full: bool,
}

impl Run<'_> {
    fn command(&mut self, mut command: Command) -> Outcome<()> {
        if self.full {
            command.env("MIZAN_FULL", "1");
        }
        self.step.run(&mut command, self.deadline, |line| self.listener.hear(line))
    }

    fn command_in(&mut self, mut command: Command, folder: &str) -> Outcome<()> {
        command.current_dir(tree::at(folder));
        self.command(command)
    }

    fn npm(&mut self, args: &[&str]) -> Outcome<()> {
        self.command(npm(args))
    }

    fn cargo(&mut self, args: &[&str]) -> Outcome<()> {
        self.command(cargo(args))
    }
}

fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(args).current_dir(tree::root());
    command
}

/// A program that `npm ci` has installed.
fn tool_of_npm(words: &[&str]) -> Command {
    let mut args = vec!["exec", "--no", "--"];
    args.extend(words);
    npm(&args)
}

/// The folders of generated files that are kept: `tests/golden/CASE/out`.
fn golden() -> Outcome<Vec<PathBuf>> {
    let cases = std::fs::read_dir(tree::at("tests/golden")).map_err(Failure::io("tests/golden"))?;
    let folders = cases.flatten().map(|case| case.path().join("out"));
    Ok(folders.filter(|folder| folder.is_dir()).collect())
}

/// The suites, in the order in which they run.
pub(crate) const SUITES: &[Suite] = &[
    suite("tools", &[], |run| tool::ensure(tool::FOR_TESTS, &run.step)),
    suite("fmt", &[], |run| run.cargo(&["fmt", "--all", "--check"])),
    suite("npm", &["tools"], |run| front::install(&run.step, run.deadline)),
    suite("biome", &["npm"], |run| run.npm(&["run", "--silent", "check"])),
    suite("packages", &["npm"], |run| front::packages(&run.step, run.deadline)),
    suite("tsc", &["packages"], |run| run.npm(&["run", "--silent", "typecheck"])),
    suite("golden", &["packages"], |run| {
        run.command(tool_of_npm(&["tsc", "--project", "tests/golden"]))?;
        let mut biome = tool_of_npm(&["biome", "ci"]);
        biome.args(golden()?);
        run.command(biome)
    }),
    counted("vitest", &["packages"], Runner::Vitest, |run| run.npm(&["run", "--silent", "test"])),
    suite("size", &["packages"], |run| run.npm(&["run", "--silent", "size"])),
    suite("pages", &["packages"], |run| front::all_pages(&run.step, run.deadline)),
    suite("venv", &["tools"], |run| python::install(&run.step, run.deadline)),
    suite("ruff", &["venv"], |run| {
        run.command(python::tool("ruff", &["check", "."]))?;
        run.command(python::tool("ruff", &["format", "--check", "."]))
    }),
    suite("mypy", &["venv"], |run| run.command(python::tool("mypy", &[]))),
    suite("clippy", &["tools"], |run| {
        run.cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])
    }),
    suite("doc", &["tools"], |run| {
        let mut command = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
        command.env("RUSTDOCFLAGS", "-D warnings");
        run.command(command)
    }),
    // Every program and test at once: one set of features, so that nothing is built twice.
    suite("build", &["tools"], |run| run.cargo(&["build", "--workspace", "--all-targets", "--locked"])),
    counted("cargo", &["build"], Runner::Cargo, |run| {
        run.cargo(&["test", "--workspace", "--locked", "--no-fail-fast"])
    }),
    counted("vectors", &["build", "packages", "venv"], Runner::Vectors, |run| {
        vectors::suite(&run.step, run.deadline, &mut run.listener)
    }),
    counted("pytest", &["build", "venv"], Runner::Pytest, |run| {
        python::place_engine()?;
        run.command(python::module("pytest", &["-q", "-p", "no:cacheprovider"]))
    }),
    suite("stubtest", &["build", "venv"], |run| {
        python::place_engine()?;
        run.command(python::module("mypy.stubtest", &["mizan._mizan"]))
    }),
    counted("wheel", &["build", "venv"], Runner::Pytest, |run| {
        python::install_wheel(&run.step, run.deadline)?;
        run.command(python::tests_of_wheel())
    }),
    // Django's own tests of forms, with Mizan in every form; they print their total as the vectors do.
    counted("django-forms", &["build", "venv"], Runner::Vectors, |run| {
        python::place_engine()?;
        run.command(python::script("python/tests/django_suite.py"))
    }),
    suite("client", &["build"], |run| {
        // The commands that `mizan.toml` names would build the servers again, with other features.
        EXAMPLES.into_iter().try_for_each(|example| {
            let mut command = Command::new(tree::built().join("mizan"));
            command.args(["generate", "--check", "--command"]).arg(tree::built().join(example.package));
            command.arg("schema").current_dir(tree::at("examples").join(example.name));
            run.command(command)
        })
    }),
    counted("conformance", &["build", "pages", "venv"], Runner::Vitest, |run| {
        python::place_engine()?;
        let mut same = Command::new(tree::built().join("mizan"));
        same.args(["generate", "--check", "--command"]).args(python::conduit(&["schema"]));
        same.envs(python::PATHS.map(|(name, path)| (name, tree::at(path))));
        run.command_in(same, "examples/conduit")?;
        for backend in ["axum", "django"] {
            let mut table = tool_of_npm(&["vitest", "run", "--root", "tests/conformance"]);
            table.env("BACKEND", backend).env("CONDUIT_PYTHON", python::program("python"));
            run.command(table)?;
        }
        Ok(())
    }),
    counted("e2e", &["build", "pages"], Runner::Vitest, |run| {
        let mut command = npm(&["run", "--silent", "e2e", "--workspace", "tests/e2e"]);
        for example in EXAMPLES {
            command.env(example.variable("SERVER"), tree::built().join(example.package));
        }
        run.command(command)
    }),
    // The same journeys where Django answers; what they see is the same.
    counted("e2e-django", &["pages", "build", "venv"], Runner::Vitest, |run| {
        python::place_engine()?;
        let mut command = npm(&["run", "--silent", "e2e", "--workspace", "tests/e2e"]);
        command.env("BACKEND", "django").env("CONDUIT_PYTHON", python::program("python"));
        run.command(command)
    }),
];

const fn suite(name: &'static str, needs: &'static [&'static str], run: fn(&mut Run<'_>) -> Outcome<()>) -> Suite {
    counted(name, needs, Runner::None, run)
}

const fn counted(
    name: &'static str,
    needs: &'static [&'static str],
    runner: Runner,
    run: fn(&mut Run<'_>) -> Outcome<()>,
) -> Suite {
    Suite { name, needs, runner, run }
}

/// The suites that are named and all that they need, in order; every suite where none is named.
///
/// Errors: the first name that is no suite.
pub(crate) fn select(names: &[&str]) -> Result<Vec<&'static Suite>, String> {
    if let Some(unknown) = names.iter().find(|name| SUITES.iter().all(|suite| suite.name != **name)) {
        return Err((*unknown).to_owned());
    }
    let mut wanted: Vec<&str> = names.to_vec();
    // What a suite needs stands before it, so one way back through the list finds everything.
    for suite in SUITES.iter().rev().filter(|_| !names.is_empty()) {
        if wanted.contains(&suite.name) {
            wanted.extend(suite.needs);
        }
    }
    Ok(SUITES.iter().filter(|suite| names.is_empty() || wanted.contains(&suite.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(wanted: &[&str]) -> Vec<&'static str> {
        select(wanted).expect("known suites").iter().map(|suite| suite.name).collect()
    }

    #[test]
    fn a_suite_brings_what_it_needs() {
        assert_eq!(names(&["fmt"]), ["fmt"]);
        assert_eq!(names(&["vitest", "fmt"]), ["tools", "fmt", "npm", "packages", "vitest"]);
        assert_eq!(names(&["e2e"]), ["tools", "npm", "packages", "pages", "build", "e2e"]);
        assert_eq!(names(&[]).len(), SUITES.len());
        assert_eq!(select(&["fmt", "nothing"]).err().as_deref(), Some("nothing"));
    }

    #[test]
    fn what_a_suite_needs_stands_before_it() {
        for (at, suite) in SUITES.iter().enumerate() {
            for need in suite.needs {
                assert!(SUITES[..at].iter().any(|earlier| earlier.name == *need), "{} needs {need}", suite.name);
            }
        }
    }
}
