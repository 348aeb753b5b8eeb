//! `mizan generate --watch`: the client again whenever what it is made of changes.
//!
//! A round reads `mizan.toml`, looks at what is to be watched, generates, and waits for a change. Whatever goes
//! wrong in a round is told, and the next change begins another; nothing but a signal ends it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::argument::Generate;
use crate::config::{Config, SchemaPlace};
use crate::failure::{FILES, Failure, shown};
use crate::{Done, complain, generate, say, source};

/// How long a file of a schema must be left alone before it is read; whoever writes it may write in parts.
const FILE_QUIET: Duration = Duration::from_millis(15);
/// The same once its writer has closed it or put it in its place, and need not write any more.
const CLOSED_QUIET: Duration = Duration::from_millis(2);
/// How long sources must be left alone before the command runs; an editor saves several at once.
const SOURCES_QUIET: Duration = Duration::from_millis(100);
/// How long at most a change waits for quiet.
const PATIENCE: Duration = Duration::from_secs(1);
/// Folders that builds write into, and that no source stands in.
const BUILT: &[&str] = &["target", "node_modules", "dist", "__pycache__"];

/// Generates until a signal ends the program.
///
/// # Errors
///
/// What makes watching pointless from the start: a `mizan.toml` that is wrong, nothing that says where the schema
/// comes from or where the client goes, files that cannot be watched.
pub(crate) fn run(options: &Generate) -> Result<Done, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(FILES, format!("the current folder cannot be found: {error}")))?;
    let mut config = Config::find(&here)?;
    let mut shown_before = String::new();
    let mut before: Option<(Targets, Watching)> = None;
    loop {
        let place = source::place(&options.source, &config, &here)?;
        let out = generate::out(options, &config, &here)?;
        let targets = Targets::of(&place, &config, &out);
        // Before anything is read, so that no change falls between.
        let changes = watch(&targets)?;
        // The one before has watched until here: what it saw came after `mizan.toml` was read.
        let missed =
            before.take().is_some_and(|(targets, changes)| changes.try_iter().any(|change| targets.is_hit(&change)));
        if missed {
            config = next(config, &here);
            before = Some((targets, changes));
            continue;
        }
        round(options, &config, &here);
        let now = targets.shown();
        if now != shown_before {
            say(&format!("watching {now}\n"));
            shown_before = now;
        }
        targets.wait(&changes);
        config = next(config, &here);
        before = Some((targets, changes));
    }
}

/// What `mizan.toml` says now; what it said before where it is wrong or says too little.
fn next(before: Config, here: &Path) -> Config {
    match Config::find(here) {
        Ok(config) if config.path == before.path => config,
        Ok(_) => before,
        Err(failure) => {
            complain(&failure);
            before
        }
    }
}

/// Generates once, and tells what was written or went wrong.
fn round(options: &Generate, config: &Config, here: &Path) {
    let result = generate::compare(options, config, here).and_then(|(changes, total)| {
        let quiet = changes.is_empty();
        let done = generate::written(&changes, total)?;
        Ok((quiet, done))
    });
    match result {
        Ok((true, _)) => {}
        Ok((false, done)) => say(&done.text),
        Err(failure) => complain(&failure.next("mend it; this goes on when something changes")),
    }
}

/// What is watched.
struct Targets {
    /// Files and folders, in whatever way the operating system names them.
    paths: Vec<PathBuf>,
    /// Where the client goes, which is nothing that it is made of.
    out: PathBuf,
    quiet: Duration,
    /// How long after somebody is done with a file.
    closed_quiet: Duration,
}

impl Targets {
    fn of(place: &SchemaPlace, config: &Config, out: &Path) -> Self {
        let (made_of, quiet, closed_quiet) = match place {
            SchemaPlace::File(path) => (vec![path.clone()], FILE_QUIET, CLOSED_QUIET),
            SchemaPlace::Command { .. } => (config.watch.clone(), SOURCES_QUIET, SOURCES_QUIET),
        };
        let paths = made_of.iter().chain(&config.path).map(|path| real(path)).collect();
        Self { paths, out: real(out), quiet, closed_quiet }
    }

    fn shown(&self) -> String {
        self.paths.iter().map(|path| shown(path)).collect::<Vec<_>>().join(", ")
    }

    /// Waits for a change, and then for quiet.
    fn wait(&self, changes: &Receiver<notify::Result<Event>>) {
        let mut quiet = loop {
            match changes.recv() {
                Ok(change) if self.is_hit(&change) => break self.quiet_after(&change),
                Ok(_) => {}
                // The watcher lives as long as this waits.
                Err(_) => return,
            }
        };
        let since = Instant::now();
        let mut last = since;
        while since.elapsed() < PATIENCE {
            match changes.recv_timeout(quiet.saturating_sub(last.elapsed())) {
                Ok(change) if self.is_hit(&change) || self.is_close(&change) => {
                    quiet = self.quiet_after(&change);
                    last = Instant::now();
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Whether an event is about something that is watched. One that tells of lost events is.
    fn is_hit(&self, change: &notify::Result<Event>) -> bool {
        let Ok(event) = change else { return true };
        if event.need_rescan() {
            return true;
        }
        !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(|path| self.concerns(path))
    }

    /// Whether an event tells that somebody who wrote something that is watched is done with it.
    fn is_close(&self, change: &notify::Result<Event>) -> bool {
        let Ok(event) = change else { return false };
        let closes = matches!(
            event.kind,
            EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Modify(ModifyKind::Name(_))
        );
        closes && event.paths.iter().any(|path| self.concerns(path))
    }

    fn quiet_after(&self, change: &notify::Result<Event>) -> Duration {
        if self.is_close(change) { self.closed_quiet } else { self.quiet }
    }

    fn concerns(&self, path: &Path) -> bool {
        if path.starts_with(&self.out) {
            return false;
        }
        self.paths.iter().any(|target| match path.strip_prefix(target) {
            Ok(inside) => !inside.components().any(|part| is_built(&part.as_os_str().to_string_lossy())),
            // A folder above it came or went.
            Err(_) => target.starts_with(path),
        })
    }
}

fn is_built(name: &str) -> bool {
    name.starts_with('.') || BUILT.contains(&name)
}

/// The path as events have it: links followed as far as it exists.
fn real(path: &Path) -> PathBuf {
    let (existing, real) = nearest(path);
    path.strip_prefix(existing)
        .map(|rest| if rest.as_os_str().is_empty() { real.clone() } else { real.join(rest) })
        .unwrap_or(real)
}

/// The nearest that exists of a path and the folders above it, as it is and with links followed.
fn nearest(path: &Path) -> (&Path, PathBuf) {
    let existing = path.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    existing.unwrap_or((path, path.to_owned()))
}

/// Watches folders whole, and the folder of each target for its own coming and going; a file that is replaced is
/// another one to the operating system.
fn watch(targets: &Targets) -> Result<Watching, Failure> {
    let (sender, changes) = mpsc::channel();
    let unwatchable = |error: notify::Error| {
        Failure::new(FILES, format!("changes cannot be watched: {error}"))
            .next("on Linux, fs.inotify.max_user_watches may be too low; or name fewer folders with watch = […] in mizan.toml")
    };
    let mut watcher = notify::recommended_watcher(move |change| {
        // Nobody listens any more when another round has begun.
        let _ = sender.send(change);
    })
    .map_err(unwatchable)?;
    let mut above: Vec<PathBuf> = Vec::new();
    for target in &targets.paths {
        if target.is_dir() {
            watcher.watch(target, RecursiveMode::Recursive).map_err(unwatchable)?;
        }
        let (_, folder) = nearest(target.parent().unwrap_or(target));
        if !above.contains(&folder) && !targets.paths.contains(&folder) {
            watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(unwatchable)?;
            above.push(folder);
        }
    }
    Ok(Watching { changes, _watcher: watcher })
}

/// Changes, for as long as this lives.
struct Watching {
    changes: Receiver<notify::Result<Event>>,
    _watcher: RecommendedWatcher,
}

impl std::ops::Deref for Watching {
    type Target = Receiver<notify::Result<Event>>;

    fn deref(&self) -> &Self::Target {
        &self.changes
    }
}
