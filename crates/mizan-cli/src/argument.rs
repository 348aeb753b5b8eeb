//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

const EXIT_CODES: &str = "Exit codes: 0 done; 1 --check found files that differ; 2 wrong usage or mizan.toml; \
                          3 no schema; 4 files could not be read or written; 130 ended by Ctrl-C.";

const CONFIGURATION: &str = "mizan.toml, in this folder or one above it:

  [generate]
  schema = { command = [\"cargo\", \"run\", \"--quiet\", \"--\", \"schema\"] }   # or { file = \"mizan.json\" }
  out = \"web/src/mizan\"
  zod = true                      # also inputs.ts, which needs the package zod
  internal = false                # also functions marked internal
  watch = [\"src\", \"Cargo.toml\"] # what --watch looks at; these unless given

Beside a Django project's manage.py `schema` is `python manage.py mizan_manifest` unless given, and the project's packages are watched.

Paths in it are relative to it, and the command runs in its folder; paths given here are relative to this folder.";

#[derive(Debug, Parser)]
#[command(name = "mizan", version, about = "Mizan's command: typed clients for server functions", after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the TypeScript client that the schema describes
    #[command(after_help = format!("{CONFIGURATION}\n\n{EXIT_CODES}"))]
    Generate(Generate),
    /// Show what the schema declares: contexts, queries, mutations, and who changes what
    #[command(after_help = format!("{CONFIGURATION}\n\n{EXIT_CODES}"))]
    Inspect(Inspect),
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The folder that the files are written into
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Keep the schema itself in this file, too
    #[arg(long, value_name = "FILE")]
    pub(crate) schema_out: Option<PathBuf>,
    /// Have internal functions in the client, too: for an application of the same people as the server
    #[arg(long)]
    pub(crate) internal: bool,
    /// Write nothing; name the files that differ and exit with 1 if there are any
    #[arg(long)]
    pub(crate) check: bool,
    /// Generate again whenever the schema's file changes, or the sources that the schema command reads
    #[arg(long, conflicts_with = "check")]
    pub(crate) watch: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Print one JSON document instead of tables
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Read the schema from this file
    #[arg(long, value_name = "FILE", conflicts_with = "command")]
    pub(crate) schema: Option<PathBuf>,
    /// Run this command, which prints the schema; everything after it belongs to it
    #[arg(long, value_name = "COMMAND", num_args = 1.., allow_hyphen_values = true)]
    pub(crate) command: Option<Vec<String>>,
    /// Seconds that the command may take; it may have to build first
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = seconds)]
    pub(crate) deadline: Duration,
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds)),
        _ => Err("whole seconds are expected, from 1 to 86400".to_owned()),
    }
}
