//! `mizan generate --watch`: from a changed schema to its client.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::client::{COMMAND, empty, write};
use crate::round::Took;

const CHANGES: usize = 100;

/// A command that is ended when nobody needs it any more.
struct Watch(Child);

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Has the command watch a schema, and changes what one function says of itself again and again: from before the
/// schema is written until the command says that the client is.
pub(crate) fn changes(folder: &Path, schema: &Value) -> Result<Took, String> {
    let folder = folder.join("watch");
    empty(&folder)?;
    write(&folder, "mizan.toml", "[generate]\nschema = { file = \"mizan.json\" }\nout = \"client\"\n")?;
    write(&folder, "mizan.json", &schema.to_string())?;
    let own = std::env::current_exe().map_err(|error| format!("this program cannot be found: {error}"))?;
    let mut watch = Command::new(own)
        .args([COMMAND, "generate", "--watch"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map(Watch)
        .map_err(|error| format!("the command does not start: {error}"))?;
    let mut said = watch.0.stdout.take().map(BufReader::new).ok_or("the command has no output")?;
    until(&mut said, |line| line.starts_with("watching"))?;
    let doc = schema["functions"][0]["doc"].as_str().ok_or("the first function has no documentation")?;
    let (text, last) = (schema.to_string(), folder.join("client"));
    let mut took = Vec::with_capacity(CHANGES);
    for change in 0..CHANGES {
        let changed = format!("Change {change}.");
        let text = text.replacen(doc, &changed, 1);
        let since = Instant::now();
        write(&folder, "mizan.json", &text)?;
        until(&mut said, |line| line.contains("written,"))?;
        took.push(since.elapsed());
        if !holds(&last, &changed) {
            return Err(format!("the client does not have {changed:?}"));
        }
    }
    Ok(Took::of(took))
}

fn until(said: &mut BufReader<ChildStdout>, is_it: impl Fn(&str) -> bool) -> Result<(), String> {
    let mut line = String::new();
    loop {
        line.clear();
        match said.read_line(&mut line) {
            Ok(0) | Err(_) => return Err("the command ended".to_owned()),
            Ok(_) if is_it(&line) => return Ok(()),
            Ok(_) => {}
        }
    }
}

fn holds(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| fs::read_to_string(file.path()).ok()).any(|file| file.contains(text))
}
