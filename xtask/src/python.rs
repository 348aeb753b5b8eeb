//! What the Python side needs: a virtual environment of its own, and the engine where Python finds it.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::failure::{Failure, Outcome};
use crate::stamp::Stamp;
use crate::step::Step;
use crate::tree;

/// What is needed, and the one version of everything.
const INPUTS: [&str; 2] = ["python/requirements.txt", "constraints.txt"];

/// Makes the environment and installs what `constraints.txt` pins.
pub(crate) fn install(step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
    let stamp = Stamp::of("venv", &INPUTS)?;
    if stamp.is_fresh(&program("python")) {
        return Ok(());
    }
    let mut make = Command::new("python3");
    make.args(["-m", "venv", "--clear"]).arg(environment());
    step.run(&mut make, deadline, |_| ())?;
    let mut pip = Command::new(program("python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--only-binary",
        ":all:",
    ])
    .args(["--requirement", INPUTS[0], "--constraint", INPUTS[1]])
    .current_dir(tree::root());
    step.run(&mut pip, deadline, |_| ())?;
    stamp.set()
}

/// Puts the engine that cargo built into the package `mizan`, as a wheel has it.
pub(crate) fn place_engine() -> Outcome<()> {
    let built = tree::built().join(format!("{DLL_PREFIX}_mizan{DLL_SUFFIX}"));
    let place = tree::at("python/mizan/_mizan.abi3.so");
    // Not over the old one, which a running Python may have in its memory.
    let fresh = place.with_extension("new");
    fs::copy(&built, &fresh).map_err(Failure::io(built.display()))?;
    fs::rename(&fresh, &place).map_err(Failure::io(place.display()))
}

/// Builds the wheel, as anyone gets it but for the optimizer, and an environment that has it, Django and pytest and nothing of
/// this checkout.
pub(crate) fn install_wheel(step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
    let folder = tree::state().join("wheel");
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(Failure::io(folder.display())(error)),
        _ => {}
    }
    let mut build = tool("maturin", &["build", "--quiet", "--locked", "--profile", "dev", "--out"]);
    step.run(build.arg(&folder), deadline, |_| ())?;
    let wheels = fs::read_dir(&folder).map_err(Failure::io(folder.display()))?;
    let wheel = wheels.flatten().map(|entry| entry.path()).find(|path| path.extension().is_some_and(|it| it == "whl"));
    let wheel = wheel.ok_or_else(|| Failure::new("maturin has built no wheel"))?;
    let mut make = Command::new("python3");
    step.run(make.args(["-m", "venv"]).arg(folder.join("venv")), deadline, |_| ())?;
    let mut pip = Command::new(folder.join("venv/bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--only-binary",
        ":all:",
    ])
    .args(["--constraint", INPUTS[1], "django", "pytest"])
    .arg(wheel)
    .current_dir(tree::root());
    step.run(&mut pip, deadline, |_| ())
}

/// Tests that run in the environment of the wheel.
pub(crate) fn tests_of_wheel() -> Command {
    let mut command = Command::new(tree::state().join("wheel/venv/bin/python"));
    command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "tests/wheel/pytest.ini", "tests/wheel"]);
    command.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(tree::root());
    command
}

/// A Python script of this project.
pub(crate) fn script(path: &str) -> Command {
    let mut command = python();
    command.arg(path);
    command
}

/// A module that is run as a program, with this project's packages.
pub(crate) fn module(name: &str, args: &[&str]) -> Command {
    let mut command = python();
    command.args(["-m", name]).args(args);
    command
}

fn python() -> Command {
    let mut command = Command::new(program("python"));
    command.env("PYTHONPATH", tree::at("python")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.current_dir(tree::root());
    command
}

/// A program that the environment brings, run in the root.
pub(crate) fn tool(name: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program(name));
    command.args(args).current_dir(tree::root());
    command
}

fn environment() -> PathBuf {
    tree::state().join("venv")
}

/// A program of the environment.
pub(crate) fn program(name: &str) -> PathBuf {
    environment().join("bin").join(name)
}

/// Where Conduit on Django finds what it needs.
pub(crate) const PATHS: [(&str, &str); 1] = [("PYTHONPATH", "python")];

/// The words that run Conduit on Django.
pub(crate) fn conduit(words: &[&str]) -> Vec<std::ffi::OsString> {
    let serve = tree::at("examples/conduit/django/serve.py");
    let words = words.iter().map(std::ffi::OsString::from);
    [program("python").into_os_string(), serve.into_os_string()].into_iter().chain(words).collect()
}
