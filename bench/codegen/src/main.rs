//! `cargo xtask bench codegen`: how long `mizan generate` takes for 1,000 functions and 2,000 types, and `tsc --noEmit`
//! for 200 uses of what it writes.
//!
//! Both are whole processes, from their start to their end, as a person waits for them. Beside them runs
//! openapi-typescript on the same types and functions, where npm can install it.

mod client;
mod document;
mod peer;
mod round;
mod watch;

use std::path::{Path, PathBuf};

use document::{LARGE, USUAL};

const HELP: &str = "usage: bench-codegen [--rounds N] [--alone]";

/// What is asked for.
struct Options {
    rounds: usize,
    /// Without openapi-typescript.
    alone: bool,
}

impl Options {
    fn parse(words: &[String]) -> Option<Self> {
        let mut options = Self { rounds: 10, alone: false };
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "--rounds" => options.rounds = words.next()?.parse().ok().filter(|rounds| *rounds > 0)?,
                "--alone" => options.alone = true,
                _ => return None,
            }
        }
        Some(options)
    }
}

fn main() -> std::process::ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // The command itself, in a process of its own.
    if words.first().is_some_and(|word| word == client::COMMAND) {
        return std::process::ExitCode::from(mizan_cli::run(std::env::args_os().skip(1)));
    }
    let Some(options) = Options::parse(&words) else {
        eprintln!("{HELP}");
        return std::process::ExitCode::from(2);
    };
    match compare(&options) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn compare(options: &Options) -> Result<(), String> {
    let folder = root().join("target/bench-codegen");
    let schema = document::schema(LARGE);
    client::prepare(&folder, &schema)?;
    let generate = client::generate(&folder, options.rounds)?;
    println!("mizan generate, {} functions and {} types: {generate}", LARGE.functions, LARGE.types);
    let tsc = client::check(&folder, options.rounds)?;
    println!("tsc --noEmit, {} uses of them: {tsc}", client::USES);
    let watch = watch::changes(&folder, &document::schema(USUAL))?;
    println!("mizan generate --watch, {} functions, from a changed schema to its client: {watch}", USUAL.functions);
    let large = watch::changes(&folder, &schema)?;
    println!("the same, {} functions: {large}", LARGE.functions);
    if !options.alone {
        match peer::generate(&folder, &schema) {
            Ok(took) => println!("openapi-typescript, the same: {took}"),
            Err(why) => println!("openapi-typescript: skipped, {why}"),
        }
    }
    let figures = serde_json::json!({
        "generate_ms": generate.median_ms(),
        "tsc_s": tsc.median_ms() / 1000.0,
        "watch_ms": { "median": watch.median_ms(), "p99": watch.p99_ms() },
        "watch_large_ms": { "median": large.median_ms(), "p99": large.p99_ms() },
    });
    println!("{figures}");
    Ok(())
}

/// The root of the checkout, where the packages are found.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
