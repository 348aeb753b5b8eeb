//! `cargo xtask test`: every suite, the seconds of each, and a total.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::step::Steps;
use crate::suite::{self, Run, SUITES, Suite};
use crate::tally::{Listener, Runner, Tally};

/// A machine of two cores with cold caches must stay well below an hour.
const LIMIT: Duration = Duration::from_secs(50 * 60);

struct Report {
    name: &'static str,
    took: Duration,
    verdict: Verdict,
    lines: Vec<String>,
    tally: Tally,
}

enum Verdict {
    Passed,
    Failed(Failure),
    /// Not run, because the suite named here did not succeed.
    Blocked(&'static str),
}

pub(crate) fn run(words: &[String]) -> Outcome<()> {
    let since = Instant::now();
    let (options, names): (Vec<&str>, Vec<&str>) =
        words.iter().map(String::as_str).partition(|word| word.starts_with('-'));
    if options.contains(&"--list") {
        SUITES.iter().for_each(|suite| println!("{}", suite.name));
        return Ok(());
    }
    if let Some(option) = options.iter().find(|option| **option != "--full") {
        return Err(Failure::new(format!("`test` has no option `{option}`")).advice(crate::HELP));
    }
    let full = options.contains(&"--full");
    let suites = suite::select(&names).map_err(no_such_suite)?;
    let deadline = (!full).then_some(since + LIMIT);
    let mut reports: Vec<Report> = Vec::new();
    let steps = Steps::new(suites.len());
    for suite in suites {
        let report = one(suite, &steps, &reports, deadline, full);
        reports.push(report);
    }
    conclude(&reports, since.elapsed(), deadline)
}

fn no_such_suite(name: String) -> Failure {
    let all: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
    Failure::new(format!("there is no suite `{name}`")).advice(format!("There are: {}", all.join(", ")))
}

fn one(suite: &Suite, steps: &Steps, before: &[Report], deadline: Option<Instant>, full: bool) -> Report {
    let step = steps.begin(suite.name);
    let mut run = Run { step, listener: Listener::new(suite.runner), deadline, full };
    let verdict = match blocked(suite, before) {
        Some(name) => Verdict::Blocked(name),
        None => (suite.run)(&mut run).map_or_else(Verdict::Failed, |()| Verdict::Passed),
    };
    let Run { step, listener, .. } = run;
    let (verdict, tally) = settle(verdict, suite, listener.tally);
    if let Verdict::Failed(failure) = &verdict {
        steps.say(&failure.to_string());
    }
    Report { name: suite.name, took: step.end(verdict.word()), verdict, lines: listener.lines, tally }
}

/// A suite of tests that ran none has tested nothing; one that failed counts at least one failure. Vectors are cases of a
/// test and no tests: those that passed are in the suite's own line.
fn settle(verdict: Verdict, suite: &Suite, mut tally: Tally) -> (Verdict, Tally) {
    let verdict = match verdict {
        Verdict::Passed if suite.runner != Runner::None && tally.passed == 0 => {
            Verdict::Failed(Failure::new("no test was run"))
        }
        other => other,
    };
    if suite.runner == Runner::Vectors {
        tally.passed = 0;
    }
    if matches!(verdict, Verdict::Failed(_)) {
        tally.failed = tally.failed.max(1);
    }
    (verdict, tally)
}

fn blocked(suite: &Suite, before: &[Report]) -> Option<&'static str> {
    let stopped = |report: &&Report| suite.needs.contains(&report.name) && !matches!(report.verdict, Verdict::Passed);
    before.iter().find(stopped).map(|report| report.name)
}

impl Verdict {
    fn word(&self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed(_) => "FAILED",
            Self::Blocked(_) => "not run",
        }
    }
}

/// The table, what the runners said of themselves, what to mend, and the total as the last line.
fn conclude(reports: &[Report], took: Duration, deadline: Option<Instant>) -> Outcome<()> {
    println!("\nsuite       seconds  verdict");
    for report in reports {
        let why = match &report.verdict {
            Verdict::Blocked(need) => format!("not run: {need} did not succeed"),
            other => other.word().to_owned(),
        };
        println!("{:<10} {:>8.1}  {why}", report.name, report.took.as_secs_f32());
    }
    println!("{:<10} {:>8.1}\n", "all", took.as_secs_f32());
    for report in reports {
        for line in &report.lines {
            println!("{}: {line}", report.name);
        }
    }
    let failures = failures(reports, took, deadline);
    failures.iter().for_each(|failure| println!("\n{failure}"));
    let mut total = Tally::default();
    reports.iter().for_each(|report| total += report.tally);
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if failures.is_empty() { Ok(()) } else { Err(Failure::told()) }
}

fn failures(reports: &[Report], took: Duration, deadline: Option<Instant>) -> Vec<Failure> {
    let mut failures = Vec::new();
    let well = |report: &&Report| matches!(report.verdict, Verdict::Passed);
    let unwell: Vec<&str> = reports.iter().filter(|report| !well(report)).map(|report| report.name).collect();
    if !unwell.is_empty() {
        let again = format!("Again, those alone: cargo xtask test {}", unwell.join(" "));
        failures.push(Failure::new(format!("not green: {}", unwell.join(", "))).advice(again));
    }
    if deadline.is_some_and(|deadline| Instant::now() > deadline) {
        let minutes = took.as_secs() / 60;
        failures.push(Failure::new(format!("this took {minutes} min, and the limit is {}", LIMIT.as_secs() / 60)));
    }
    failures
}
