//! Rounds in turn, CPU time per request.

use crate::server::{Kind, Server};
use bench_meter::{family_cpu_us, median};
use std::time::Instant;

/// How much is measured: each round sends `requests` to each of those that are compared.
pub(crate) struct Size {
    rounds: usize,
    requests: usize,
}

/// Microseconds of CPU a request, by round and by what is compared.
pub(crate) struct Times {
    rounds: Vec<Vec<f64>>,
}

impl Size {
    pub(crate) fn parse(options: &[&str]) -> Option<Self> {
        let mut size = Self { rounds: 9, requests: 4_000 };
        for pair in options.chunks(2) {
            match pair {
                ["--rounds", n] => size.rounds = n.parse().ok()?,
                ["--requests", n] => size.requests = n.parse().ok()?,
                _ => return None,
            }
        }
        Some(size)
    }

    /// Of servers whose requests take several times as long.
    pub(crate) fn smaller(&self) -> Self {
        Self { rounds: self.rounds.div_ceil(2), requests: self.requests / 4 }
    }
}

/// Compares paths of servers: a name, the server and the path of each. Servers are up at once, one of each kind.
pub(crate) fn compare(size: &Size, title: &str, sides: &[(&str, Kind, &str)]) -> Times {
    println!("{title}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut servers: Vec<(Kind, Server)> = Vec::new();
    for &(_, kind, _) in sides {
        if servers.iter().all(|(other, _)| *other != kind) {
            servers.push((kind, Server::start(kind, &runtime)));
        }
    }
    let server_of = |kind| &servers.iter().find(|(other, _)| *other == kind).expect("started above").1;
    for &(_, kind, path) in sides {
        runtime.block_on(server_of(kind).load(path, size.requests / 4));
    }
    let mut elapsed = vec![Vec::new(); sides.len()];
    let mut times = Times { rounds: Vec::new() };
    for round in 0..size.rounds {
        let mut of_round = vec![0.0; sides.len()];
        for turn in 0..sides.len() {
            let side = (turn + round) % sides.len();
            let (_, kind, path) = sides[side];
            let server = server_of(kind);
            let (cpu, clock) = (family_cpu_us(server.pid()), Instant::now());
            runtime.block_on(server.load(path, size.requests));
            of_round[side] = (family_cpu_us(server.pid()) - cpu) / size.requests as f64;
            elapsed[side].push(size.requests as f64 / clock.elapsed().as_secs_f64());
        }
        times.rounds.push(of_round);
    }
    for (side, (name, ..)) in sides.iter().enumerate() {
        let (cpu, rate) = (times.median_us(side), median(elapsed[side].clone()));
        println!("  {name:<36} {cpu:>7.1} µs of CPU a request {rate:>7.0} requests a second");
    }
    times
}

impl Times {
    fn median_us(&self, side: usize) -> f64 {
        self.of_rounds(|times| times[side])
    }

    /// How many times what `side` takes the `other` takes.
    pub(crate) fn ratio(&self, other: usize, side: usize) -> f64 {
        self.of_rounds(|times| times[other] / times[side])
    }

    /// How much more than the `other` a `side` takes, in microseconds of CPU a request.
    pub(crate) fn difference(&self, side: usize, other: usize) -> f64 {
        self.of_rounds(|times| times[side] - times[other])
    }

    fn of_rounds(&self, figure: impl Fn(&[f64]) -> f64) -> f64 {
        median(self.rounds.iter().map(|times| figure(times)).collect())
    }
}
