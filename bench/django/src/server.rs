//! A server of the project, in a process group of its own, and the request that it is sent.

use bench_meter::{cookie, get, load, pin, post};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Which server, and which application.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// granian with one thread.
    Wsgi,
    /// uvicorn with Django's own handling.
    Asgi,
    /// uvicorn with `wrap_asgi`.
    Wrapped,
}

pub(crate) struct Server {
    child: Child,
    port: u16,
    /// The headers that a browser of this server's own pages sends.
    headers: String,
}

/// A Python of the benchmark's own environment, in the project's folder. `cargo xtask bench` says where they are.
pub(crate) fn python() -> Command {
    let program = std::env::var_os("MIZAN_BENCH_PYTHON").unwrap_or_else(|| "python3".into());
    let mut command = Command::new(program);
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("project");
    let packages = std::env::var_os("MIZAN_BENCH_PACKAGES").map(PathBuf::from);
    let paths = packages.into_iter().chain([project.clone()]);
    command
        .env("PYTHONPATH", std::env::join_paths(paths).expect("paths without a colon"))
        .env("DJANGO_SETTINGS_MODULE", "echo.settings")
        .current_dir(project)
        .stdin(Stdio::null());
    command
}

impl Server {
    /// Starts a server on the first core; the load keeps to the second.
    pub(crate) fn start(kind: Kind, runtime: &tokio::runtime::Runtime) -> Self {
        // Given by the system, and free again for the server to take.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let given = port.to_string();
        let mut command = python();
        match kind {
            Kind::Wsgi => command.args(["-m", "granian", "--interface", "wsgi", "--blocking-threads", "1"]).args([
                "--workers",
                "1",
                "--no-ws",
                "--log-level",
                "warning",
                "--host",
                "127.0.0.1",
                "--port",
                &given,
                "echo.wsgi:application",
            ]),
            Kind::Asgi | Kind::Wrapped => command
                .args(["-m", "uvicorn", "--no-access-log", "--log-level", "warning", "--host", "127.0.0.1"])
                .args(["--port", &given, if kind == Kind::Asgi { "echo.asgi:plain" } else { "echo.asgi:wrapped" }]),
        };
        let child = command.spawn().expect("Python starts");
        let mut server = Self { child, port, headers: String::new() };
        server.wait();
        pin(std::process::id(), 1);
        let family = bench_meter::family(server.pid());
        family.into_iter().for_each(|member| pin(member, 0));
        server.headers = runtime.block_on(credentials(port));
        server
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends equal requests to a path; panics on any answer but 200.
    pub(crate) async fn load(&self, path: &str, requests: usize) {
        let body = match path {
            "/api/mizan/call/" => r#"{"fn":"echo","args":{"text":"hello, world"}}"#,
            _ => r#"{"text":"hello, world"}"#,
        };
        load::run(self.port, &post(path, self.port, &self.headers, body), requests).await;
    }

    fn wait(&mut self) {
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("the server has ended: {status}");
            }
            assert!(Instant::now() < until, "the server does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked first, since granian ends its worker then.
        let asked = Command::new("kill").args(["-s", "TERM", &self.pid().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

async fn credentials(port: u16) -> String {
    let origin = format!("Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n");
    let answer = load::once(port, &get("/api/mizan/session/", port, &origin)).await;
    let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    let document: serde_json::Value = serde_json::from_str(body).expect("the session's JSON");
    let token = document["csrf"].as_str().unwrap_or_default();
    format!("{origin}Cookie: {}\r\nX-CSRFToken: {token}\r\n", cookie(&answer, "csrftoken"))
}
