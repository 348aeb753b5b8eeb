//! Where a process runs, and how long it has run.

use std::collections::HashMap;
use std::process::{Command, Stdio};

/// In which Linux tells it, whatever its own clock is.
const TICK_US: f64 = 10_000.0;

/// Keeps a process and all its threads on one core.
pub fn pin(process: u32, core: u32) {
    let set =
        Command::new("taskset").args(["-acp", &core.to_string(), &process.to_string()]).stdout(Stdio::null()).status();
    if !set.is_ok_and(|status| status.success()) {
        eprintln!("taskset (package util-linux) is missing: server and load share the cores");
    }
}

/// The CPU time so far of a process's living threads, in microseconds. Source: `/proc/PID/task/TID/schedstat`, in nanoseconds.
#[must_use]
pub fn thread_cpu_us(process: u32) -> f64 {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).expect("Linux");
    let times = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok());
    times.filter_map(|text| text.split(' ').next()?.parse::<f64>().ok()).sum::<f64>() / 1000.0
}

/// The CPU time so far of a process and of those that it has started, in microseconds: of threads that have ended too, and
/// so in steps of a hundredth of a second. Source: `/proc/PID/stat`.
#[must_use]
pub fn family_cpu_us(process: u32) -> f64 {
    let ticks = family(process).into_iter().filter_map(|member| {
        // From the state on: user and system time are the twelfth and the thirteenth.
        let stat = stat(member)?;
        Some(stat.get(11)?.parse::<f64>().ok()? + stat.get(12)?.parse::<f64>().ok()?)
    });
    ticks.sum::<f64>() * TICK_US
}

/// A process and its descendants, itself first.
#[must_use]
pub fn family(process: u32) -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").expect("Linux").flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parents: HashMap<u32, u32> = pids.filter_map(|pid| Some((pid, parent(pid)?))).collect();
    let mut family = vec![process];
    let mut at = 0;
    while let Some(&member) = family.get(at) {
        family.extend(parents.iter().filter(|(_, parent)| **parent == member).map(|(pid, _)| *pid));
        at += 1;
    }
    family
}

fn parent(process: u32) -> Option<u32> {
    stat(process)?.get(1)?.parse().ok()
}

/// The words of `/proc/PID/stat` from the state on: the name before it is in parentheses and may hold anything.
fn stat(process: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    Some(text.rsplit_once(") ")?.1.split(' ').map(str::to_owned).collect())
}
