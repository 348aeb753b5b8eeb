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
mod django;
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
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser as _;

use argument::{Arguments, Command, Generate, Source};
use failure::Failure;

/// What a command that did not fail has to say.
struct Done {
    /// For standard output.
    text: String,
    /// 0, or 1 where a comparison found a difference.
    code: u8,
}

/// Runs the command with the arguments of a process, its name first, and gives its exit code.
///
/// From then on Ctrl-C ends the process: it is for programs that are nothing but this command.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help goes to standard output and is no error; clap knows which is which.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(failure::USAGE);
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
            code
        }
        Err(failure) => {
            complain(&failure);
            failure.code
        }
    }
}

/// What [`write()`] is to do otherwise than `mizan.toml` says.
#[derive(Debug, Clone, Default)]
pub struct Writing {
    /// The folder that the files are written into.
    pub out: Option<PathBuf>,
    /// Where the schema itself is kept, too.
    pub schema_out: Option<PathBuf>,
    /// Whether internal functions are in the client, too.
    pub internal: bool,
    /// Whether nothing is written, and what differs is named.
    pub check: bool,
}

/// `mizan generate` in `folder`, for a program that has the schema at hand: what the command prints, and its exit code, 0 or 1.
///
/// # Errors
///
/// What the command says when it fails.
pub fn write(schema: &[u8], folder: &Path, writing: Writing) -> Result<(String, u8), String> {
    let Writing { out, schema_out, internal, check } = writing;
    let source = Source { schema: None, command: None, deadline: Duration::ZERO };
    let options = Generate { source, out, schema_out, internal, check, watch: false };
    match generate::given(&options, schema, folder) {
        Ok(Done { text, code }) => Ok((text, code)),
        Err(failure) => Err(failure.to_string()),
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
