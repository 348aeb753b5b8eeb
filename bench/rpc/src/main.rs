//! `cargo xtask bench rpc`: a call and a read through Mizan beside bare axum with `Json` doing equal work.
//!
//! Equal work: both are mounted by `nest`, both refuse unknown members, both know who asks where sessions are on, and the
//! read of both is private to its user and has a validator.
//!
//! Server and load have a core each. Both servers of a pair are up at once and take turns, a round each, so that whatever
//! else the machine does falls on both. What counts is the CPU time of the server per request, which a busy neighbour
//! hardly changes; a ratio of 1 is bare axum's own cost.

mod bare;
mod measure;
mod mizan_app;
mod server;

use measure::Pair;

const HELP: &str = "usage: bench-rpc [--rounds N] [--requests N] [--only echo|defaults|read]";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", side, variant] => server::serve(side, variant),
        options => match measure::Size::parse(options) {
            Some(size) => compare(&size),
            None => eprintln!("{HELP}"),
        },
    }
}

fn compare(size: &measure::Size) {
    let [ratio, ratio_defaults, ratio_read] = [
        Pair { title: "echo, nothing else on", variant: "echo" },
        Pair { title: "echo with session, CSRF and tracing", variant: "defaults" },
        Pair { title: "read of 1 KB", variant: "read" },
    ]
    .map(|pair| size.has(pair.variant).then(|| pair.measure(size)));
    println!("{}", serde_json::json!({ "ratio": ratio, "ratio_defaults": ratio_defaults, "ratio_read": ratio_read }));
}
