//! `cargo xtask bench NAME`: one benchmark of `bench/`, whose last line is a JSON object of figures.

use std::process::Command;

use crate::child;
use crate::failure::{Failure, Outcome};
use crate::python::{self, Environment};
use crate::step::Steps;
use crate::tree;

pub(crate) fn run(words: &[String]) -> Outcome<()> {
    let known = names();
    let all = format!("There are: {}", known.join(", "));
    let Some((name, rest)) = words.split_first() else {
        return Err(Failure::new("which benchmark?").advice(all));
    };
    if !known.contains(name) {
        return Err(Failure::new(format!("there is no benchmark `{name}`")).advice(all));
    }
    let mut command = Command::new("cargo");
    if tree::at(&requirements(name)).is_file() {
        prepare_python(name, &mut command)?;
    }
    command
        .args(["run", "--release", "--locked", "--package", &format!("bench-{name}"), "--"])
        .args(rest)
        .current_dir(tree::root());
    // The output is the benchmark's own, untouched: programs read its last line.
    let mut running = child::spawn(&mut command)?;
    let status = running.wait().map_err(Failure::io("waiting for the benchmark"))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("the benchmark failed ({status}): {}", child::shown(&command))))
}

/// What a benchmark of Python needs: packages of its own, and Mizan's with the engine as it is released.
fn prepare_python(name: &str, command: &mut Command) -> Outcome<()> {
    let requirements = requirements(name);
    let environment = Environment::of_benchmark(&requirements);
    let steps = Steps::new(2);
    let step = steps.begin("venv");
    environment.install(&step, None)?;
    step.end("");
    let step = steps.begin("engine");
    let mut build = Command::new("cargo");
    build.args(["build", "--release", "--locked", "--package", "mizan-py"]).current_dir(tree::root());
    step.run(&mut build, None, |_| ())?;
    let packages = python::release_packages()?;
    step.end("");
    command.env("MIZAN_BENCH_PYTHON", environment.program("python")).env("MIZAN_BENCH_PACKAGES", packages);
    Ok(())
}

fn requirements(name: &str) -> String {
    format!("bench/{name}/requirements.txt")
}

fn names() -> Vec<String> {
    let entries = std::fs::read_dir(tree::at("bench")).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().join("src/main.rs").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
