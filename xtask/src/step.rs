//! Shows what is being done: `[3/9] clippy … 12.4 s`.
//!
//! On a terminal one line at the bottom changes in place; elsewhere plain lines are printed, with a sign of life every
//! fifteen seconds. What a tool says is printed as it comes, apart from the lines that only say that it is still at work.

use std::io::{IsTerminal, Write};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::child::{self, Event};
use crate::failure::{Failure, Outcome};

const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
const WIDTH: usize = 100;

/// The steps of one task.
pub(crate) struct Steps {
    total: usize,
    terminal: bool,
    board: Mutex<Board>,
}

#[derive(Default)]
struct Board {
    begun: usize,
    active: Vec<Active>,
}

struct Active {
    number: usize,
    name: String,
    since: Instant,
    spoke: Instant,
    doing: String,
}

/// One step while it runs.
pub(crate) struct Step<'a> {
    steps: &'a Steps,
    number: usize,
    name: String,
    since: Instant,
}

impl Steps {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, terminal: std::io::stdout().is_terminal(), board: Mutex::default() }
    }

    /// Begins the next step. Several may run at once.
    pub(crate) fn begin(&self, name: &str) -> Step<'_> {
        let now = Instant::now();
        let mut board = self.lock();
        board.begun += 1;
        let number = board.begun;
        board.active.push(Active { number, name: name.to_owned(), since: now, spoke: now, doing: String::new() });
        if !self.terminal {
            println!("[{number}/{}] {name}", self.total);
        }
        self.draw(&board);
        Step { steps: self, number, name: name.to_owned(), since: now }
    }

    /// Prints a line that is no part of a step's progress.
    pub(crate) fn say(&self, line: &str) {
        let board = self.lock();
        self.wipe();
        println!("{line}");
        self.draw(&board);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(|poison| poison.into_inner())
    }

    fn wipe(&self) {
        if self.terminal {
            print!("\r\x1b[2K");
        }
    }

    fn draw(&self, board: &Board) {
        if self.terminal && !board.active.is_empty() {
            let parts: Vec<String> = board.active.iter().map(|active| active.shown(self.total)).collect();
            let line: String = parts.join("   ").chars().take(WIDTH).collect();
            print!("\r\x1b[2K{line}");
        }
        let _ = std::io::stdout().flush();
    }
}

impl Active {
    fn shown(&self, total: usize) -> String {
        let Self { number, name, doing, .. } = self;
        format!("[{number}/{total}] {name} … {:.0} s  {doing}", self.since.elapsed().as_secs_f32())
    }
}

impl Step<'_> {
    /// Runs a command as this step, or as a part of it; its lines also go to `heard`.
    ///
    /// Errors: it could not be started, was out of time, or answered with another status than 0.
    pub(crate) fn run(
        &self,
        command: &mut Command,
        deadline: Option<Instant>,
        mut heard: impl FnMut(&str),
    ) -> Outcome<()> {
        self.colour(command);
        let status = child::run(command, deadline, |event| match event {
            Event::Tick => self.tick(),
            Event::Line(line) => {
                heard(line);
                self.line(line);
            }
        })?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(format!("{} failed ({status}): {}", self.name, child::shown(command))))
    }

    /// Ends the step with its seconds.
    pub(crate) fn end(self, verdict: &str) -> Duration {
        let took = self.since.elapsed();
        let mut board = self.steps.lock();
        board.active.retain(|active| active.number != self.number);
        self.steps.wipe();
        let verdict = if verdict.is_empty() { String::new() } else { format!("  {verdict}") };
        println!("[{}/{}] {} … {:.1} s{verdict}", self.number, self.steps.total, self.name, took.as_secs_f32());
        self.steps.draw(&board);
        took
    }

    fn line(&self, line: &str) {
        if is_only_progress(line) {
            let mut board = self.steps.lock();
            if let Some(active) = board.active.iter_mut().find(|active| active.number == self.number) {
                active.doing = plain(line).split_whitespace().take(2).collect::<Vec<_>>().join(" ");
            }
            drop(board);
            self.tick();
        } else if self.steps.terminal {
            self.steps.say(line);
        } else {
            // Some tools colour what they write whatever they are told.
            self.steps.say(&plain(line));
        }
    }

    fn tick(&self) {
        let mut board = self.steps.lock();
        let total = self.steps.total;
        if self.steps.terminal {
            self.steps.draw(&board);
            return;
        }
        let due = board
            .active
            .iter_mut()
            .find(|active| active.number == self.number && active.spoke.elapsed() > SIGN_OF_LIFE);
        if let Some(active) = due {
            active.spoke = Instant::now();
            println!("{}", active.shown(total).trim_end());
        }
    }

    /// The tools write to a pipe here, so they are told whether a person is looking.
    fn colour(&self, command: &mut Command) {
        if self.steps.terminal {
            command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
        } else {
            command.env("CARGO_TERM_COLOR", "never").env("NO_COLOR", "1").env_remove("FORCE_COLOR");
        }
    }
}

/// True for what cargo prints for each crate and for each test that passed.
fn is_only_progress(line: &str) -> bool {
    let line = plain(line);
    let mut words = line.split_whitespace();
    match words.next() {
        Some(
            "Compiling" | "Checking" | "Documenting" | "Downloading" | "Downloaded" | "Updating" | "Locking" | "Fresh",
        ) => true,
        Some("test") => line.ends_with("... ok"),
        _ => false,
    }
}

/// The line without its colours.
pub(crate) fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("\x1b[") {
        text.push_str(&rest[..at]);
        let code = &rest[at + 2..];
        rest = code.find(|c: char| c.is_ascii_alphabetic()).map_or("", |end| &code[end + 1..]);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_off() {
        assert_eq!(plain("\x1b[1m\x1b[32m   Compiling\x1b[0m serde v1"), "   Compiling serde v1");
        assert_eq!(plain("no colour"), "no colour");
        assert_eq!(plain("cut \x1b[3"), "cut ");
    }

    #[test]
    fn a_warning_and_a_failed_test_are_shown() {
        assert!(is_only_progress("   Compiling serde v1.0.0"));
        assert!(is_only_progress("test json::tests::depth ... ok"));
        assert!(!is_only_progress("test json::tests::depth ... FAILED"));
        assert!(!is_only_progress("warning: unused variable"));
        assert!(!is_only_progress("test result: ok. 3 passed; 0 failed"));
    }
}
