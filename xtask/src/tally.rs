//! Adds up what the test runners report about themselves.

use std::ops::AddAssign;

use crate::step::plain;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Which runner is listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; …`, a line per program.
    Cargo,
    /// `Tests  2 failed | 31 passed (33)`.
    Vitest,
    /// `1 failed, 22 passed in 1.87s`, the last line.
    Pytest,
    /// `128 passed, 0 failed`, the line of the vectors.
    Vectors,
    /// A command that counts nothing.
    None,
}

/// Listens to one runner.
#[derive(Debug)]
pub(crate) struct Listener {
    runner: Runner,
    program: String,
    /// The sum of all that it has said.
    pub(crate) tally: Tally,
    /// Its own summary lines.
    pub(crate) lines: Vec<String>,
}

impl Listener {
    pub(crate) fn new(runner: Runner) -> Self {
        Self { runner, program: String::new(), tally: Tally::default(), lines: Vec::new() }
    }

    /// Takes one line of the runner's output.
    pub(crate) fn hear(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        match self.runner {
            Runner::Cargo => self.hear_cargo(line),
            Runner::Vitest if line.starts_with("Tests ") || line.starts_with("Test Files ") => {
                self.take(line, line.starts_with("Tests "))
            }
            Runner::Pytest if is_pytest_total(line) => self.take(line, true),
            Runner::Vectors if is_vector_total(line) => self.take(line, true),
            _ => {}
        }
    }

    fn hear_cargo(&mut self, line: &str) {
        if let Some(program) = line.strip_prefix("Running ").or(line.strip_prefix("Doc-tests ")) {
            self.program = short(program);
        } else if line.starts_with("test result:") {
            let counted = counts(line);
            self.tally += counted;
            if counted != Tally::default() {
                self.lines.push(format!("{}: {line}", self.program));
            }
        }
    }

    fn take(&mut self, line: &str, counted: bool) {
        if counted {
            self.tally += counts(line);
        }
        self.lines.push(line.to_owned());
    }
}

/// `unittests src/lib.rs (target/debug/deps/mizan_core-0123)` → `mizan_core`.
fn short(program: &str) -> String {
    let file = program.rsplit(['/', '(']).next().unwrap_or(program).trim_end_matches(')');
    let name = file.rsplit_once('-').map_or(file, |(name, _)| name);
    if program.contains('(') { name.to_owned() } else { format!("{name} (docs)") }
}

/// A list of counts, and how long it took.
fn is_pytest_total(line: &str) -> bool {
    let Some((told, took)) = line.rsplit_once(" in ") else { return false };
    let is_count = |part: &str| part.split_once(' ').is_some_and(|(count, _)| count.parse::<u64>().is_ok());
    told.split(", ").all(is_count) && took.starts_with(|c: char| c.is_ascii_digit())
}

fn is_vector_total(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let number = |word: Option<&str>| word.is_some_and(|word| word.parse::<u64>().is_ok());
    number(words.next())
        && words.next() == Some("passed,")
        && number(words.next())
        && words.next() == Some("failed")
        && words.next().is_none()
}

/// The numbers before the words "passed" and "failed".
pub(crate) fn counts(line: &str) -> Tally {
    let words: Vec<&str> = line.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let before =
        |name| words.windows(2).find(|pair| pair[1] == name).and_then(|pair| pair[0].parse().ok()).unwrap_or(0);
    Tally { passed: before("passed"), failed: before("failed") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(runner: Runner, lines: &[&str]) -> Listener {
        let mut listener = Listener::new(runner);
        lines.iter().for_each(|line| listener.hear(line));
        listener
    }

    #[test]
    fn cargo_speaks_once_a_program() {
        let listener = heard(
            Runner::Cargo,
            &[
                "     Running unittests src/lib.rs (target/debug/deps/mizan_core-5f2c)",
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.03s",
                "     Running tests/http.rs (target/debug/deps/http-91ab)",
                "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.2s",
                "   Doc-tests mizan_core",
                "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.0s",
            ],
        );
        assert_eq!(listener.tally, Tally { passed: 15, failed: 2 });
        assert_eq!(listener.lines.len(), 2);
        assert!(listener.lines[0].starts_with("mizan_core: test result: ok. 12 passed"));
        assert!(listener.lines[1].starts_with("http: "));
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let listener = heard(
            Runner::Vitest,
            &[
                "\x1b[2m Test Files \x1b[22m 1 failed | 4 passed (5)",
                "      Tests  2 failed | 31 passed | 1 skipped (34)",
                " Tests are fun",
            ],
        );
        assert_eq!(listener.tally, Tally { passed: 31, failed: 2 });
        assert_eq!(listener.lines[0], "Test Files  1 failed | 4 passed (5)");
    }

    #[test]
    fn pytest_ends_with_its_counts() {
        let listener = heard(
            Runner::Pytest,
            &["FAILED test_a.py::test_b - assert 1 passed in 2", "1 failed, 22 passed, 3 skipped in 61.87s (0:01:01)"],
        );
        assert_eq!(listener.tally, Tally { passed: 22, failed: 1 });
        assert_eq!(listener.lines.len(), 1);
    }

    #[test]
    fn vectors_end_with_one_line() {
        let listener = heard(Runner::Vectors, &["match.json: 12 passed", "128 passed, 1 failed"]);
        assert_eq!(listener.tally, Tally { passed: 128, failed: 1 });
        assert_eq!(listener.lines.len(), 1);
    }
}
