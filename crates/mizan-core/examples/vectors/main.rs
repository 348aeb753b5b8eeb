//! `vectors [FOLDER]`: runs the protocol's vectors through the engine, by default those of the workspace.
//!
//! Prints each failure with its case, and last `N passed, N failed`. Fails when a case does, when a file is not known,
//! and when nothing was run.

mod suite;

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let own = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors"));
    let folder = std::env::args_os().nth(1).map_or_else(own, PathBuf::from);
    let report = suite::run(&folder);
    for failure in &report.failures {
        println!("{failure}");
    }
    println!("{} passed, {} failed", report.passed, report.failures.len());
    if report.passed > 0 && report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
