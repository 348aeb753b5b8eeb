//! Runs a command and hands on its lines; ends it, with all that it started, at a deadline or on Ctrl-C.
//!
//! Each child leads a process group of its own, so that ending the group also ends what the child has started.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::{Failure, Outcome};

/// How long a child has between being asked to end and being killed: a second more than the example's server takes at most.
const GRACE: Duration = Duration::from_secs(11);
const TICK: Duration = Duration::from_millis(200);

static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static ENDING: AtomicBool = AtomicBool::new(false);

/// What happens while a child runs.
pub(crate) enum Event<'a> {
    /// It printed a line, on either of its streams.
    Line(&'a str),
    /// A moment passed.
    Tick,
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let typed = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let inside = command.get_current_dir().and_then(|dir| dir.strip_prefix(crate::tree::root()).ok());
    match inside {
        Some(dir) if !dir.as_os_str().is_empty() => format!("{typed}  (in {})", dir.display()),
        _ => typed,
    }
}

/// Runs a command to its end.
///
/// Errors: it could not be started, or `deadline` passed, when it has been ended.
pub(crate) fn run(
    command: &mut Command,
    deadline: Option<Instant>,
    mut on: impl FnMut(Event<'_>),
) -> Outcome<ExitStatus> {
    let mut child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take(), sender.clone());
    forward(child.stderr.take(), sender);
    let mut ended = None;
    loop {
        match lines.recv_timeout(TICK) {
            Ok(line) => on(Event::Line(&line)),
            Err(RecvTimeoutError::Disconnected) => break,
            // Something that the child left behind may hold its output open: the child's end is what counts.
            Err(RecvTimeoutError::Timeout) if ended.is_some() => break,
            Err(RecvTimeoutError::Timeout) => {
                on(Event::Tick);
                ended = child.try_wait().map_err(Failure::io("waiting for a command"))?;
            }
        }
        if deadline.is_some_and(|deadline| Instant::now() > deadline) {
            end(&mut child);
            return Err(Failure::new(format!("out of time: {}", shown(command))));
        }
    }
    let status = child.wait().map_err(Failure::io("waiting for a command"))?;
    forget(child.id());
    Ok(status)
}

/// Starts a command that leads a process group, and remembers it for [`end_all_on_signal`].
pub(crate) fn spawn(command: &mut Command) -> Outcome<Child> {
    let child = command
        .process_group(0)
        .spawn()
        .map_err(|error| Failure::new(format!("cannot start `{}`: {error}", shown(command))))?;
    GROUPS.lock().unwrap_or_else(|poison| poison.into_inner()).push(child.id());
    Ok(child)
}

/// Asks a child's group to end, kills it when it does not, and waits for it.
pub(crate) fn end(child: &mut Child) {
    signal("TERM", child.id());
    let asked = Instant::now();
    while asked.elapsed() < GRACE && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(TICK / 4);
    }
    signal("KILL", child.id());
    let _ = child.wait();
    forget(child.id());
}

/// From now on Ctrl-C, a hang-up and `kill` end every child before this program.
pub(crate) fn end_all_on_signal() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    thread::spawn(move || {
        let Some(number) = signals.forever().next() else {
            return;
        };
        let groups = GROUPS.lock().unwrap_or_else(|poison| poison.into_inner()).clone();
        ENDING.store(true, Ordering::Relaxed);
        for &group in &groups {
            signal("TERM", group);
        }
        let asked = Instant::now();
        while asked.elapsed() < GRACE && groups.iter().any(|&group| signal("0", group)) {
            thread::sleep(TICK / 4);
        }
        for &group in &groups {
            signal("KILL", group);
        }
        std::process::exit(128 + number);
    });
}

/// True once a person has asked this program to end: what fails from then on is no news.
pub(crate) fn is_ending() -> bool {
    ENDING.load(Ordering::Relaxed)
}

/// Sends a signal to a group; false where the group is gone. `kill` is the shell's own, which every machine has.
fn signal(name: &str, group: u32) -> bool {
    let order = format!("kill -s {name} -- -{group}");
    let told = Command::new("sh").args(["-c", &order]).stderr(Stdio::null()).status();
    told.is_ok_and(|status| status.success())
}

fn forget(group: u32) {
    GROUPS.lock().unwrap_or_else(|poison| poison.into_inner()).retain(|&other| other != group);
}

fn forward(stream: Option<impl Read + Send + 'static>, lines: Sender<String>) {
    let Some(stream) = stream else {
        return;
    };
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while matches!(reader.read_until(b'\n', &mut bytes), Ok(1..)) {
            let line = String::from_utf8_lossy(&bytes);
            if lines.send(line.trim_end_matches(['\n', '\r']).to_owned()).is_err() {
                return;
            }
            bytes.clear();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn lines(script: &str, deadline: Option<Instant>) -> (Outcome<ExitStatus>, Vec<String>) {
        let mut lines = Vec::new();
        let status = run(&mut sh(script), deadline, |event| {
            if let Event::Line(line) = event {
                lines.push(line.to_owned());
            }
        });
        (status, lines)
    }

    #[test]
    fn both_streams_and_the_status_are_handed_on() {
        let (status, mut lines) = lines("echo out; echo err >&2; printf last; exit 3", None);
        lines.sort();
        assert_eq!(lines, ["err", "last", "out"]);
        assert_eq!(status.expect("it ran").code(), Some(3));
    }

    #[test]
    fn a_deadline_ends_what_the_child_has_started_too() {
        let soon = Some(Instant::now() + Duration::from_millis(300));
        let (status, lines) = lines("sleep 60 & echo $!; wait", soon);
        assert!(status.is_err_and(|failure| failure.to_string().contains("out of time")));
        let until = Instant::now() + Duration::from_secs(5);
        while is_alive(&lines[0]) {
            assert!(Instant::now() < until, "the grandchild lives");
            thread::sleep(TICK / 10);
        }
    }

    /// Where process 1 does not wait for orphans, a dead one stays behind as a zombie.
    fn is_alive(pid: &str) -> bool {
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !state.is_empty() && !state.contains(") Z ")
    }

    #[test]
    fn a_child_that_leaves_its_output_open_is_not_waited_for() {
        let since = Instant::now();
        let (status, lines) = lines("sleep 5 & echo $!", None);
        assert!(status.expect("it ran").success());
        assert!(since.elapsed() < Duration::from_secs(3));
        let _ = sh(&format!("kill {}", lines[0])).status();
    }
}
