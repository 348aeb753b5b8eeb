//! What Mizan adds to the start of a project that has Django and pydantic.

use crate::server::python;
use bench_meter::median;

const STARTS: usize = 7;

/// In milliseconds of CPU; the first start of each writes Python's own cache and does not count.
pub(crate) fn added_ms() -> f64 {
    let mut added = Vec::new();
    for start in 0..=STARTS {
        let [with, without] = ["0", "1"].map(start_ms);
        if start > 0 {
            added.push(with - without);
        }
    }
    median(added)
}

fn start_ms(without: &str) -> f64 {
    let output = python().arg("start.py").env("MIZAN_BENCH_WITHOUT", without).output().expect("Python starts");
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}
