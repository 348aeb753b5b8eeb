//! Pairs of servers, rounds in turn, CPU time per request.

use bench_meter::{cookie, get, load, median, pin, post, thread_cpu_us};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// How much is measured.
#[derive(Clone)]
pub(crate) struct Size {
    rounds: usize,
    requests: usize,
    only: Option<String>,
}

impl Size {
    pub(crate) fn parse(options: &[&str]) -> Option<Self> {
        let mut size = Self { rounds: 12, requests: 40_000, only: None };
        for pair in options.chunks(2) {
            match pair {
                ["--rounds", n] => size.rounds = n.parse().ok()?,
                ["--requests", n] => size.requests = n.parse().ok()?,
                ["--only", variant] => size.only = Some((*variant).to_owned()),
                _ => return None,
            }
        }
        Some(size)
    }

    /// Whether that comparison is asked for.
    pub(crate) fn has(&self, variant: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == variant)
    }
}

/// One comparison.
pub(crate) struct Pair {
    pub(crate) title: &'static str,
    pub(crate) variant: &'static str,
}

struct Server {
    child: Child,
    port: u16,
    request: String,
}

impl Pair {
    /// Bare axum's CPU time per request divided by Mizan's: 1 is equal, less is slower.
    pub(crate) fn measure(&self, size: &Size) -> f64 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let servers = ["bare", "mizan"].map(|side| Server::start(side, self.variant, &runtime));
        for server in &servers {
            runtime.block_on(load::run(server.port, &server.request, size.requests / 4));
        }
        let mut rounds: Vec<[f64; 2]> = Vec::new();
        for round in 0..size.rounds {
            let mut times = [0.0; 2];
            let order = if round % 2 == 0 { [0, 1] } else { [1, 0] };
            for side in order {
                let server = &servers[side];
                let before = thread_cpu_us(server.child.id());
                runtime.block_on(load::run(server.port, &server.request, size.requests));
                times[side] = (thread_cpu_us(server.child.id()) - before) / size.requests as f64;
            }
            rounds.push(times);
        }
        let [bare, own] = [0, 1].map(|side| median(rounds.iter().map(|times| times[side]).collect()));
        let ratio = median(rounds.iter().map(|[bare, own]| bare / own).collect());
        println!("{:<38} axum {bare:>6.2} µs   mizan {own:>6.2} µs of CPU a request   ratio {ratio:.3}", self.title);
        (ratio * 1000.0).round() / 1000.0
    }
}

impl Server {
    /// Starts a server on the first core; the load keeps to the second.
    fn start(side: &str, variant: &str, runtime: &tokio::runtime::Runtime) -> Self {
        pin(std::process::id(), 1);
        let own = std::env::current_exe().expect("a path to this program");
        let mut child = Command::new(own)
            .args(["serve", side, variant])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts again");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a piped output");
        BufReader::new(stdout).read_line(&mut line).expect("the server prints its port");
        pin(child.id(), 0);
        let port = line.trim().parse().expect("a port");
        let request = runtime.block_on(request(side, variant, port));
        Self { child, port, request }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends by itself once its input is closed; waiting without having killed it could hang the benchmark.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The request of a variant, with the cookies and the token that it needs.
async fn request(side: &str, variant: &str, port: u16) -> String {
    if variant == "read" {
        return get("/api/mizan/ctx/user/?user_id=5", port, "");
    }
    let body = r#"{"fn":"echo","args":{"text":"hello, world"}}"#;
    let credentials = match (side, variant) {
        (_, "echo") => String::new(),
        ("bare", _) => bare_credentials(port).await,
        _ => mizan_credentials(port).await,
    };
    post("/api/mizan/call/", port, &credentials, body)
}

const SAME_ORIGIN: &str = "Sec-Fetch-Site: same-origin\r\n";

async fn bare_credentials(port: u16) -> String {
    let answer = load::once(port, &post("/sign_in", port, SAME_ORIGIN, "{}")).await;
    format!("{SAME_ORIGIN}Cookie: {}\r\n", cookie(&answer, mizan::session::COOKIE))
}

async fn mizan_credentials(port: u16) -> String {
    let (token, cookies) = session(port, "").await;
    let headers = format!("{SAME_ORIGIN}X-CSRFToken: {token}\r\nCookie: {cookies}\r\n");
    let answer = load::once(port, &post("/api/mizan/call/", port, &headers, r#"{"fn":"sign_in"}"#)).await;
    let signed_in = cookie(&answer, mizan::session::COOKIE);
    let (token, csrf) = session(port, &signed_in).await;
    format!("{SAME_ORIGIN}X-CSRFToken: {token}\r\nCookie: {signed_in}; {csrf}\r\n")
}

/// The token of `session/`, and its cookie where one is set.
async fn session(port: u16, cookies: &str) -> (String, String) {
    let cookies = if cookies.is_empty() { String::new() } else { format!("Cookie: {cookies}\r\n") };
    let answer = load::once(port, &get("/api/mizan/session/", port, &format!("{SAME_ORIGIN}{cookies}"))).await;
    let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    let document: serde_json::Value = serde_json::from_str(body).expect("the session's JSON");
    (document["csrf"].as_str().unwrap_or_default().to_owned(), cookie(&answer, "mizan_csrf"))
}
