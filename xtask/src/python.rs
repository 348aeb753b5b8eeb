//! What the Python side needs: a virtual environment of its own, and the engine where Python finds it.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::failure::{Failure, Outcome};
use crate::stamp::Stamp;
use crate::step::Step;
use crate::tree;

/// The one version of everything.
const CONSTRAINTS: &str = "constraints.txt";

/// A virtual environment, below the folder of this program's state.
pub(crate) struct Environment<'a> {
    name: &'a str,
    requirements: &'a str,
}

/// What the packages are checked and tested with.
const OWN: Environment<'static> = Environment { name: "venv", requirements: "python/requirements.txt" };

/// Makes the packages' environment and installs what `constraints.txt` pins.
pub(crate) fn install(step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
    OWN.install(step, deadline)
}

impl<'a> Environment<'a> {
    /// The environment of a benchmark, which nothing else needs.
    pub(crate) fn of_benchmark(requirements: &'a str) -> Self {
        Self { name: "venv-bench", requirements }
    }

    pub(crate) fn install(&self, step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
        let stamp = Stamp::of(self.name, &[self.requirements, CONSTRAINTS])?;
        if stamp.is_fresh(&self.program("python")) {
            return Ok(());
        }
        let mut make = Command::new("python3");
        make.args(["-m", "venv", "--clear"]).arg(self.folder());
        step.run(&mut make, deadline, |_| ())?;
        let mut pip = pip_install(&self.program("python"));
        step.run(pip.args(["--requirement", self.requirements]), deadline, |_| ())?;
        stamp.set()
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder().join("bin").join(name)
    }

    fn folder(&self) -> PathBuf {
        tree::state().join(self.name)
    }
}

fn pip_install(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
        .args(["--only-binary", ":all:", "--constraint", CONSTRAINTS])
        .current_dir(tree::root());
    pip
}

/// Puts the engine that cargo built into the package `mizan`, as a wheel has it.
pub(crate) fn place_engine() -> Outcome<()> {
    place(&tree::built(), &tree::at("python"))
}

/// A copy of the packages with the engine that `cargo build --release` wrote, as an installed wheel has them.
pub(crate) fn release_packages() -> Outcome<PathBuf> {
    let copy = tree::state().join("packages");
    remove(&copy)?;
    for package in ["mizan", "mizan_core"] {
        copy_folder(&tree::at("python").join(package), &copy.join(package))?;
    }
    let built = tree::built();
    place(&built.parent().unwrap_or(&built).join("release"), &copy)?;
    Ok(copy)
}

fn remove(folder: &Path) -> Outcome<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::io(folder.display())(error)),
        _ => Ok(()),
    }
}

fn copy_folder(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to).map_err(Failure::io(to.display()))?;
    for entry in fs::read_dir(from).map_err(Failure::io(from.display()))?.flatten() {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            fs::copy(&path, &copy).map_err(Failure::io(path.display()))?;
        }
    }
    Ok(())
}

fn place(built: &Path, packages: &Path) -> Outcome<()> {
    let built = built.join(format!("{DLL_PREFIX}_mizan{DLL_SUFFIX}"));
    let place = packages.join("mizan/_mizan.abi3.so");
    // Not over the old one, which a running Python may have in its memory.
    let fresh = place.with_extension("new");
    fs::copy(&built, &fresh).map_err(Failure::io(built.display()))?;
    fs::rename(&fresh, &place).map_err(Failure::io(place.display()))
}

/// Builds the wheel, as anyone gets it but for the optimizer, and an environment that has it, Django and pytest and nothing of
/// this checkout.
pub(crate) fn install_wheel(step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
    let folder = tree::state().join("wheel");
    remove(&folder)?;
    let mut build = tool("maturin", &["build", "--quiet", "--locked", "--profile", "dev", "--out"]);
    step.run(build.arg(&folder), deadline, |_| ())?;
    let wheels = fs::read_dir(&folder).map_err(Failure::io(folder.display()))?;
    let wheel = wheels.flatten().map(|entry| entry.path()).find(|path| path.extension().is_some_and(|it| it == "whl"));
    let wheel = wheel.ok_or_else(|| Failure::new("maturin has built no wheel"))?;
    let mut make = Command::new("python3");
    step.run(make.args(["-m", "venv"]).arg(folder.join("venv")), deadline, |_| ())?;
    let mut pip = pip_install(&folder.join("venv/bin/python"));
    step.run(pip.args(["django", "pytest"]).arg(wheel), deadline, |_| ())
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

/// A program of the packages' environment.
pub(crate) fn program(name: &str) -> PathBuf {
    OWN.program(name)
}

/// Where Conduit on Django finds what it needs.
pub(crate) const PATHS: [(&str, &str); 1] = [("PYTHONPATH", "python")];

/// The words that run Conduit on Django.
pub(crate) fn conduit(words: &[&str]) -> Vec<std::ffi::OsString> {
    let serve = tree::at("examples/conduit/django/serve.py");
    let words = words.iter().map(std::ffi::OsString::from);
    [program("python").into_os_string(), serve.into_os_string()].into_iter().chain(words).collect()
}
