//! The tasks of the project, run as `cargo xtask <task>`.
//!
//! One file a task: [`demo`], [`mod@test`], [`vectors`], [`mod@bench`], [`setup`]. What they share is below them: [`step`] shows
//! progress, [`child`] runs a command, [`suite`] is the list of what is tested, [`mod@example`] says what there is to start,
//! [`front`] builds what the browser gets, [`python`] what a Python needs, [`tool`] knows what a machine needs. Nothing here is
//! needed to use Mizan.

mod bench;
mod demo;
mod setup;
mod test;
mod vectors;

mod child;
mod example;
mod failure;
mod front;
mod python;
mod stamp;
mod step;
mod suite;
mod tally;
mod tool;
mod tree;

use std::process::ExitCode;

use failure::{Failure, Outcome};

const HELP: &str = "\
The project's own tasks.

  cargo xtask demo [--port N] [--fresh] [--backend axum|django]   build and start the example, Conduit
  cargo xtask demo forms                  the same of the smaller one: a form of every kind of field
  cargo xtask test [SUITE…] [--full]      everything, or the suites that are named
  cargo xtask test --list                 the names of the suites
  cargo xtask vectors [FOLDER]            the protocol's vectors in every language
  cargo xtask bench NAME                  one benchmark of bench/
  cargo xtask setup                       install what the machine lacks (Debian)
";

fn main() -> ExitCode {
    child::end_all_on_signal();
    let words: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_told() && !child::is_ending() {
                eprintln!("\n{failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[String]) -> Outcome<()> {
    let Some((task, rest)) = words.split_first() else {
        print!("{HELP}");
        return Ok(());
    };
    match task.as_str() {
        "demo" => demo::run(rest),
        "test" => test::run(rest),
        "vectors" => vectors::run(rest),
        "bench" => bench::run(rest),
        "setup" => setup::run(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Failure::new(format!("there is no task `{other}`")).advice(HELP)),
    }
}
