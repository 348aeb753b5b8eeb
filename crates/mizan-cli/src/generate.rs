//! `mizan generate`: the schema, the client made from it, the files that differ.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mizan_codegen::Options;

use crate::Done;
use crate::argument::Generate;
use crate::config::Config;
use crate::contract;
use crate::failure::{FILES, Failure, SCHEMA, USAGE, shown};
use crate::folder::{self, Change};
use crate::source::{self, Document};

/// Writes what differs, or with `--check` names it.
///
/// # Errors
///
/// As [`Config::find`], [`source::document`] and [`folder::changes`]; a schema that no client can be made of.
pub(crate) fn run(options: &Generate) -> Result<Done, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(FILES, format!("the current folder cannot be found: {error}")))?;
    let config = Config::find(&here)?;
    finished(options, compare(options, &config, &here)?)
}

/// The same of a schema that is at hand, in the folder `here`.
///
/// # Errors
///
/// As [`run`], but for how the schema is got.
pub(crate) fn given(options: &Generate, schema: &[u8], here: &Path) -> Result<Done, Failure> {
    let config = Config::find(here)?;
    finished(options, changes(options, &config, here, &source::given(schema)?)?)
}

fn finished(options: &Generate, (changes, total): (Vec<Change>, usize)) -> Result<Done, Failure> {
    if options.check { Ok(checked(&changes, total, options)) } else { written(&changes, total) }
}

/// What must change, and how many files there are.
pub(crate) fn compare(options: &Generate, config: &Config, here: &Path) -> Result<(Vec<Change>, usize), Failure> {
    out(options, config, here)?;
    changes(options, config, here, &source::document(&options.source, config, here)?)
}

fn changes(
    options: &Generate,
    config: &Config,
    here: &Path,
    document: &Document,
) -> Result<(Vec<Change>, usize), Failure> {
    let out = out(options, config, here)?;
    let files = mizan_codegen::generate(
        &document.schema,
        Options { zod: !config.no_zod, internal: options.internal || config.internal },
    )
    .map_err(|errors| {
        let failure = Failure::new(SCHEMA, "no client can be made of the schema");
        errors.iter().fold(failure, |failure, error| failure.with("because", error))
    })?;
    let mut changes = folder::changes(&out, &files)?;
    let schema = options.schema_out.as_ref().map(|path| schema_file(&here.join(path), document));
    let contracts = contracts(options, config).map(|path| contract_file(path, document));
    let total = files.len() + usize::from(schema.is_some()) + usize::from(contracts.is_some());
    for kept in schema.into_iter().chain(contracts) {
        changes.extend(kept?);
    }
    Ok((changes, total))
}

/// Where contracts are kept. Those of a schema that is being worked on are nobody's to rely on.
fn contracts<'a>(options: &Generate, config: &'a Config) -> Option<&'a Path> {
    config.contracts.as_deref().filter(|_| !options.watch)
}

fn contract_file(path: &Path, document: &Document) -> Result<Option<Change>, Failure> {
    folder::single_change(path, contract::text(path, &document.text)?)
}

pub(crate) fn out(options: &Generate, config: &Config, here: &Path) -> Result<PathBuf, Failure> {
    let given = options.out.as_ref().map(|out| here.join(out));
    given.or_else(|| config.out.clone()).ok_or_else(|| {
        Failure::new(USAGE, "nothing says which folder the client goes to")
            .next("write out = \"web/src/mizan\" under [generate] in mizan.toml, or give --out DIR")
    })
}

fn schema_file(path: &Path, document: &Document) -> Result<Option<Change>, Failure> {
    let mut text = document.text.trim_ascii().to_vec();
    text.push(b'\n');
    folder::single_change(path, text)
}

pub(crate) fn written(changes: &[Change], total: usize) -> Result<Done, Failure> {
    let mut text = String::new();
    let (mut written, mut removed) = (0, 0);
    for change in changes {
        change.apply()?;
        let path = shown(change.path());
        let _ = match change {
            Change::Remove { .. } => {
                removed += 1;
                writeln!(text, "removed {path}")
            }
            _ => {
                written += 1;
                writeln!(text, "wrote {path}")
            }
        };
    }
    let _ = writeln!(text, "{written} written, {removed} removed, {} unchanged", total - written);
    Ok(Done { text, code: 0 })
}

fn checked(changes: &[Change], total: usize, options: &Generate) -> Done {
    if changes.is_empty() {
        return Done { text: format!("{total} files are as the schema says\n"), code: 0 };
    }
    let mut text = String::new();
    for change in changes {
        let path = shown(change.path());
        let _ = match change {
            Change::Add { .. } => writeln!(text, "missing: {path}"),
            Change::Replace { .. } => writeln!(text, "differs: {path}"),
            Change::Remove { .. } => writeln!(text, "no longer generated: {path}"),
        };
    }
    let _ = writeln!(text, "run `{}` and commit what it writes", again(options));
    Done { text, code: 1 }
}

/// The command line that brings the files up to date.
fn again(options: &Generate) -> String {
    let mut line = "mizan generate".to_owned();
    let paths = [("--out", &options.out), ("--schema-out", &options.schema_out), ("--schema", &options.source.schema)];
    for (flag, path) in paths {
        if let Some(path) = path {
            let _ = write!(line, " {flag} {}", path.display());
        }
    }
    if options.internal {
        line.push_str(" --internal");
    }
    if let Some(words) = &options.source.command {
        let _ = write!(line, " --command {}", words.join(" "));
    }
    line
}
