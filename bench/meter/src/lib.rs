//! What benchmarks of servers share: a load of equal requests, and the CPU time that a server took for them.
//!
//! Server and load have a core each. What counts is the CPU time of the server, which a busy neighbour hardly changes.

mod cpu;
pub mod load;

pub use cpu::{family, family_cpu_us, pin, thread_cpu_us};

/// The middle one, the upper of two.
///
/// Panics where there is none.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// An HTTP/1.1 request with a JSON body, as text to be sent. `headers` are whole lines that end with `\r\n`.
#[must_use]
pub fn post(path: &str, port: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n{headers}\r\n{body}"
    )
}

/// A `GET` of it, with `headers` as in [`post`].
#[must_use]
pub fn get(path: &str, port: u16, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n{headers}\r\n")
}

/// `name=value` as an answer sets it, empty where it does not.
#[must_use]
pub fn cookie(answer: &str, name: &str) -> String {
    let lines = answer.lines().filter_map(|line| line.split_once(": "));
    let set = lines.filter(|(header, _)| header.eq_ignore_ascii_case("set-cookie"));
    let mut pairs = set.filter_map(|(_, value)| value.trim().split(';').next());
    pairs.find(|pair| pair.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))).unwrap_or_default().to_owned()
}
