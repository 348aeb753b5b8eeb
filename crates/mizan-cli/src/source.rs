//! Gets the schema: from a file, or from a command that prints it.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use mizan_codegen::{Schema, SchemaError};

use crate::argument::Source;
use crate::config::{Config, SchemaPlace};
use crate::failure::{Failure, SCHEMA, USAGE, shown};
use crate::process::Running;

/// No schema is longer; a command that prints more is not printing one.
const LIMIT_BYTES: u64 = 64 * 1024 * 1024;
/// How often a running command is looked at.
const PAUSE: Duration = Duration::from_millis(20);
/// How long the output may stay open after the command has ended: something that it started holds it.
const LINGER: Duration = Duration::from_secs(2);

/// A schema with the text that it was read from.
pub(crate) struct Document {
    pub(crate) text: Vec<u8>,
    pub(crate) schema: Schema,
}

/// Gets and reads the schema that the arguments name, or else the configuration.
///
/// # Errors
///
/// Nothing says where the schema is; the file cannot be read; the command cannot be started, fails, or is
/// not done in time (it is then killed, with what it started); what it printed is no schema.
pub(crate) fn document(source: &Source, config: &Config, here: &Path) -> Result<Document, Failure> {
    let place = place(source, config, here)?;
    let text = match &place {
        SchemaPlace::File(path) => file(path)?,
        SchemaPlace::Command { words, folder } => output(words, folder, source.deadline)?,
    };
    match Schema::parse(&text) {
        Ok(schema) => Ok(Document { text, schema }),
        Err(errors) => Err(no_schema(&place, &text, &errors)),
    }
}

/// Reads a schema that is at hand.
///
/// # Errors
///
/// It is none.
pub(crate) fn given(text: &[u8]) -> Result<Document, Failure> {
    match Schema::parse(text) {
        Ok(schema) => Ok(Document { text: text.to_owned(), schema }),
        Err(errors) => {
            let failure = Failure::new(SCHEMA, "the schema is none that a client can be made of");
            Err(errors.iter().fold(failure, |failure, error| failure.with("because", error)))
        }
    }
}

/// Where the schema comes from: what the arguments say, or else the configuration.
///
/// # Errors
///
/// Neither says anything.
pub(crate) fn place(source: &Source, config: &Config, here: &Path) -> Result<SchemaPlace, Failure> {
    if let Some(path) = &source.schema {
        return Ok(SchemaPlace::File(here.join(path)));
    }
    if let Some(words) = &source.command {
        return Ok(SchemaPlace::Command { words: words.clone(), folder: here.to_owned() });
    }
    config.schema.clone().ok_or_else(|| {
        Failure::new(USAGE, "nothing says where the schema comes from").next(
            "write a mizan.toml with [generate] and schema = { command = [\"cargo\", \"run\", \"--quiet\", \"--\", \"schema\"] }, \
             or give --schema FILE or --command …; in the folder of a Django project's manage.py nothing is needed",
        )
    })
}

fn file(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| {
        Failure::new(SCHEMA, format!("the schema cannot be read: {error}"))
            .at(path)
            .next("let the server write it there, or name another file with --schema")
    })
}

/// What the command prints. Its standard error goes where ours goes, as it comes.
fn output(words: &[String], folder: &Path, deadline: Duration) -> Result<Vec<u8>, Failure> {
    let line = words.join(" ");
    let about = |what: String| Failure::new(SCHEMA, what).with("command", &line).with("in", shown(folder));
    let Some((program, arguments)) = words.split_first() else {
        return Err(Failure::new(USAGE, "the schema command is empty"));
    };
    eprintln!("running {line}");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped());
    let running = Running::start(command).map_err(|error| {
        about(format!("the schema command does not start: {error}")).next("check its name and that it is installed")
    })?;
    match ended(&running, deadline) {
        Ended::Done(status, text) if status.success() => Ok(text),
        Ended::Done(status, _) => Err(about(format!("the schema command failed: {status}"))
            .next("what it says of it is above; mend that, and generate again")),
        Ended::Late => {
            Err(about(format!("the schema command is not done after {} s, and was stopped", deadline.as_secs()))
                .next("it must print the schema and end, not serve; if it only needs longer, give --deadline SECONDS"))
        }
        Ended::Endless => Err(about(format!("the schema command printed more than {LIMIT_BYTES} bytes"))
            .next("let it print the schema and nothing else")),
        Ended::Held => Err(about("the schema command ended and left a process that holds its output".to_owned())
            .next("let it end what it starts")),
    }
}

enum Ended {
    Done(ExitStatus, Vec<u8>),
    Late,
    Endless,
    Held,
}

fn ended(running: &Running, deadline: Duration) -> Ended {
    let start = Instant::now();
    let reader = read(running);
    let mut text = None;
    let mut status: Option<(ExitStatus, Instant)> = None;
    loop {
        text = text.or_else(|| reader.recv_timeout(PAUSE).ok());
        if text.is_some() && status.is_none() {
            thread::sleep(PAUSE);
        }
        if status.is_none() {
            status = running.ended().map(|status| (status, Instant::now()));
        }
        let late = start.elapsed() >= deadline;
        match (status, &mut text) {
            (_, Some(text)) if text.len() as u64 > LIMIT_BYTES => return Ended::Endless,
            (Some((status, _)), Some(text)) => return Ended::Done(status, std::mem::take(text)),
            (Some((_, since)), None) if since.elapsed() >= LINGER => return Ended::Held,
            (None, _) if late => return Ended::Late,
            _ => {}
        }
    }
}

/// Reads the output on a thread of its own, one byte past the limit at most.
fn read(running: &Running) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    let output = running.output();
    thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(output) = output {
            // What was read before an error says more about it than the error.
            let _ = output.take(LIMIT_BYTES + 1).read_to_end(&mut text);
        }
        let _ = sender.send(text);
    });
    receiver
}

fn no_schema(place: &SchemaPlace, text: &[u8], errors: &[SchemaError]) -> Failure {
    let failure = match place {
        SchemaPlace::File(path) => Failure::new(SCHEMA, "the file is no schema").at(path),
        SchemaPlace::Command { words, folder } => Failure::new(SCHEMA, "what the command printed is no schema")
            .with("command", words.join(" "))
            .with("in", shown(folder)),
    };
    let failure = errors.iter().fold(failure, |failure, error| failure.with("because", error));
    let text = String::from_utf8_lossy(text);
    match text.lines().map(str::trim).find(|line| !line.is_empty()) {
        None => failure.with("it is", "empty").next("print the schema on standard output, not on standard error"),
        Some(first) if first.starts_with('{') => failure.next("mend the declaration on the server that is named above"),
        Some(first) => failure
            .with("its first line", excerpt(first))
            .next("the command must print the schema, and nothing else, on standard output"),
    }
}

/// The beginning of a line, without what would move the cursor.
fn excerpt(line: &str) -> String {
    const LENGTH: usize = 120;
    let shown: String = line.chars().take(LENGTH).flat_map(char::escape_debug).collect();
    if line.chars().count() > LENGTH { shown + "…" } else { shown }
}
