//! What a machine needs before anything can be built: Node, npm, a C compiler and, for tests, Python, Chromium and PostgreSQL.
//!
//! As root on Debian the missing packages are installed; elsewhere the message says which they are. Rust is there, or this
//! program would not run.

use std::process::{Command, Stdio};

use crate::failure::{Failure, Outcome};
use crate::step::Step;

/// The oldest Python.
const PYTHON_VERSION: (u32, u32) = (3, 11);

/// The oldest Node that the front end's tools run on.
const NODE: (u32, u32) = (20, 19);

/// One program, and the Debian packages that bring it.
pub(crate) struct Tool {
    program: &'static str,
    packages: &'static [&'static str],
}

const GIT: Tool = Tool { program: "git", packages: &["git"] };
/// SQLite is compiled from C.
const CC: Tool = Tool { program: "cc", packages: &["gcc", "libc6-dev"] };
const NODEJS: Tool = Tool { program: "node", packages: &["nodejs"] };
const NPM: Tool = Tool { program: "npm", packages: &["npm"] };
/// Debian's Python comes without what makes a virtual environment.
const PYTHON: Tool = Tool { program: "python3", packages: &["python3", "python3-venv"] };
const CHROMIUM: Tool = Tool { program: "chromium", packages: &["chromium"] };
/// Conduit's tests start a server of their own. Debian keeps its programs off the PATH.
const POSTGRES: Tool = Tool { program: "initdb", packages: &["postgresql"] };
const POSTGRES_OF_DEBIAN: &str = "/usr/lib/postgresql";

/// To build and start the example.
pub(crate) const FOR_DEMO: &[Tool] = &[CC, NODEJS, NPM];
/// To run every test.
pub(crate) const FOR_TESTS: &[Tool] = &[GIT, CC, NODEJS, NPM, PYTHON, CHROMIUM, POSTGRES];
/// To run the vectors.
pub(crate) const FOR_VECTORS: &[Tool] = &[CC, NODEJS, NPM, PYTHON];

/// Makes sure of the tools, installing what is missing where that is possible.
///
/// Errors: a tool is missing and this is not root on Debian, or Node is too old.
pub(crate) fn ensure(tools: &[Tool], step: &Step<'_>) -> Outcome<()> {
    let missing: Vec<&str> =
        tools.iter().filter(|tool| !tool.is_there()).flat_map(|tool| tool.packages).copied().collect();
    if !missing.is_empty() {
        install(&missing, step)?;
    }
    let needs = |tool: &Tool| tools.iter().any(|needed| needed.program == tool.program);
    if needs(&NODEJS) {
        check_node()?;
    }
    if needs(&PYTHON) { check_python() } else { Ok(()) }
}

impl Tool {
    fn is_there(&self) -> bool {
        let whole = self.program != PYTHON.program || output(self.program, &["-c", "import ensurepip"]).is_some();
        is_there(self.program) && whole
    }
}

fn install(packages: &[&str], step: &Step<'_>) -> Outcome<()> {
    let order = format!("apt-get update && apt-get install --yes --no-install-recommends {}", packages.join(" "));
    if !is_there("apt-get") {
        let what = format!("missing (names of Debian's packages): {}", packages.join(", "));
        return Err(Failure::new(what).advice("Install them with your system's package manager."));
    }
    if output("id", &["-u"]).as_deref() != Some("0") {
        let what = format!("missing: {}", packages.join(", "));
        return Err(Failure::new(what).advice(format!("As root: {order}")));
    }
    step.run(apt().arg("update"), None, |_| ())?;
    refuse_old_candidate(packages)?;
    step.run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages), None, |_| ())
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("-qq").env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Debian 12's own Node is older than what the tools need, so installing it would only move the error.
fn refuse_old_candidate(packages: &[&str]) -> Outcome<()> {
    if !packages.contains(&"nodejs") {
        return Ok(());
    }
    let policy = output("apt-cache", &["policy", "nodejs"]).unwrap_or_default();
    let candidate = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: ")).unwrap_or("none");
    if version(candidate).is_some_and(|version| version >= NODE) {
        return Ok(());
    }
    Err(old_node(&format!("this Debian's nodejs package is {candidate}")))
}

fn check_node() -> Outcome<()> {
    let said = output("node", &["--version"]).unwrap_or_default();
    match version(said.trim_start_matches('v')) {
        Some(version) if version >= NODE => Ok(()),
        _ => Err(old_node(&format!("`node --version` says {said:?}"))),
    }
}

fn check_python() -> Outcome<()> {
    let said = output(PYTHON.program, &["--version"]).unwrap_or_default();
    match version(said.trim_start_matches("Python ")) {
        Some(version) if version >= PYTHON_VERSION => Ok(()),
        _ => {
            let (major, minor) = PYTHON_VERSION;
            let found = format!("Python {major}.{minor} or newer is needed, and `python3 --version` says {said:?}");
            Err(Failure::new(found).advice("Install it with your system's package manager, and run this again."))
        }
    }
}

fn old_node(found: &str) -> Failure {
    let (major, minor) = NODE;
    Failure::new(format!("Node {major}.{minor} or newer is needed, and {found}")).advice(
        "Install it from nodejs.org, from NodeSource's Debian packages or with a version manager, and run this again.",
    )
}

/// `20.20.2-1nodesource1` → `(20, 20)`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir(POSTGRES_OF_DEBIAN).into_iter().flatten().flatten();
    let off_path = versions.map(|version| version.path().join("bin"));
    std::env::split_paths(&path).chain(off_path).any(|folder| folder.join(program).is_file())
}

fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stderr(Stdio::null()).output().ok()?;
    output.status.success().then_some(())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(version("20.20.2-1nodesource1"), Some((20, 20)));
        assert!(version("18.20.4+dfsg-1~deb12u2") < Some(NODE));
        assert!(version("20.9.0") < Some(NODE));
        assert!(version("22.1.0") > Some(NODE));
        assert_eq!(version("(none)"), None);
    }
}
