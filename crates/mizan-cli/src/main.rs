//! The `mizan` command; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mizan_cli::run(std::env::args_os()))
}
