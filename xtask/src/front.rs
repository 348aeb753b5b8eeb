//! Builds what the browser gets: npm's modules, the packages, the examples' pages. Each is skipped while nothing it is
//! made from has changed.

use std::process::Command;
use std::time::Instant;

use crate::example::{EXAMPLES, Example};
use crate::failure::Outcome;
use crate::stamp::Stamp;
use crate::step::Step;
use crate::tree;

const SHARED: [&str; 4] = ["package-lock.json", "package.json", "tsconfig.base.json", "packages"];

/// `npm` with a script's arguments, in the root.
pub(crate) fn npm(args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(args).current_dir(tree::root());
    command
}

/// Installs exactly what `package-lock.json` names.
pub(crate) fn install(step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
    let stamp = Stamp::of("npm", &["package-lock.json", "package.json"])?;
    if stamp.is_fresh(&tree::at("node_modules/.package-lock.json")) {
        return Ok(());
    }
    step.run(&mut npm(&["ci", "--no-audit", "--no-fund"]), deadline, |_| ())?;
    stamp.set()
}

/// Compiles `@mizan/client` and `@mizan/react`.
pub(crate) fn packages(step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
    let stamp = Stamp::of("packages", &SHARED)?;
    if stamp.is_fresh(&tree::at("packages/react/dist/index.js")) {
        return Ok(());
    }
    step.run(&mut npm(&["run", "--silent", "build"]), deadline, |_| ())?;
    stamp.set()
}

/// Bundles the pages of every example.
pub(crate) fn all_pages(step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
    EXAMPLES.into_iter().try_for_each(|example| pages(example, step, deadline))
}

/// Bundles the pages of an example.
pub(crate) fn pages(example: &Example, step: &Step<'_>, deadline: Option<Instant>) -> Outcome<()> {
    let inputs: Vec<&str> = SHARED.into_iter().chain([example.pages]).collect();
    let stamp = Stamp::of(&format!("pages-{}", example.name), &inputs)?;
    if stamp.is_fresh(&example.built_pages().join("index.html")) {
        return Ok(());
    }
    let script = ["run", "--silent", "build", "--workspace", example.pages];
    step.run(&mut npm(&script), deadline, |_| ())?;
    stamp.set()
}
