//! The `mizan` command, as a library: the binary and the Python wheel are thin around [`run`].
//!
//! | command | what it does |
//! |---|---|
//! | `mizan generate` | gets the schema, writes the client; `--check` only compares; `--watch` does it again and again |
//! | `mizan inspect` | shows what the schema declares and who changes what |
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | `--check` found files that differ |
//! | 2 | wrong usage, or a wrong `mizan.toml` |
//! | 3 | the schema could not be got, or is none |
//! | 4 | files could not be read or written |
//! | 130 | ended by Ctrl-C |
//!
//! Results go to standard output, progress and errors to standard error. Every error says what is wrong,
//! where, and what to do next.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod argument;
mod config;
mod contract;
mod failure;
mod folder;
mod generate;
mod inspect;
mod process;
mod source;
mod table;
mod watch;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use argument::{Arguments, Command};
use failure::Failure;

/// What a command that did not fail has to say.
struct Done {
    /// For standard output.
    text: String,
    /// 0, or 1 where a comparison found a difference.
    code: u8,
}

/// Runs the command with the arguments of a process, its name first, and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help goes to standard output and is no error; clap knows which is which.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(failure::USAGE));
        }
    };
    process::end_on_signal();
    let result = match &arguments.command {
        Command::Generate(options) if options.watch => watch::run(options),
        Command::Generate(options) => generate::run(options),
        Command::Inspect(options) => inspect::run(options),
    };
    match result {
        Ok(Done { text, code }) => {
            say(&text);
            ExitCode::from(code)
        }
        Err(failure) => {
            complain(&failure);
            ExitCode::from(failure.code)
        }
    }
}

/// Prints a result. A reader that went away (`mizan inspect | head`) is no error.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn complain(failure: &Failure) {
    let _ = std::io::stderr().lock().write_all(failure.to_string().as_bytes());
}
