//! A process, run again and again.

use std::fmt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long each run took, sorted.
pub(crate) struct Took(Vec<Duration>);

impl Took {
    pub(crate) fn of(mut all: Vec<Duration>) -> Self {
        all.sort();
        Self(all)
    }

    /// Milliseconds that 99 of 100 are below.
    pub(crate) fn p99_ms(&self) -> f64 {
        let at = (self.0.len() * 99).div_ceil(100).saturating_sub(1);
        let p99 = self.0.get(at).copied().unwrap_or_default();
        (p99.as_secs_f64() * 10_000.0).round() / 10.0
    }

    /// Milliseconds, with one digit behind the point.
    pub(crate) fn median_ms(&self) -> f64 {
        let median = self.0.get(self.0.len() / 2).copied().unwrap_or_default();
        (median.as_secs_f64() * 10_000.0).round() / 10.0
    }
}

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |took: Option<&Duration>| took.map_or(0.0, |took| took.as_secs_f64() * 1000.0);
        let (least, most) = (ms(self.0.first()), ms(self.0.last()));
        write!(f, "{:.1} ms ({least:.1} to {most:.1} in {})", self.median_ms(), self.0.len())
    }
}

/// Runs a command `rounds` times, and once before that for caches to be warm; `before` makes each run's ground.
///
/// Errors: it cannot be started, or it fails; what it said then.
pub(crate) fn run(
    rounds: usize,
    mut before: impl FnMut() -> Result<(), String>,
    mut command: impl FnMut() -> Command,
) -> Result<Took, String> {
    let mut all = Vec::with_capacity(rounds);
    for round in 0..=rounds {
        before()?;
        let mut command = command();
        command.stdin(Stdio::null());
        let since = Instant::now();
        let output = command.output().map_err(|error| format!("{command:?} does not start: {error}"))?;
        let took = since.elapsed();
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            return Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&said)));
        }
        if round > 0 {
            all.push(took);
        }
    }
    Ok(Took::of(all))
}
