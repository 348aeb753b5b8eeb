//! The program, as a person starts and stops it.

#[path = "database/postgres.rs"]
mod postgres;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A started program with a database in a folder of its own; both go with it.
struct Program {
    child: Child,
    folder: PathBuf,
}

impl Program {
    fn start(name: &str, address: &str) -> Self {
        Self::start_on(name, address, "")
    }

    /// Without an address of a database it makes a file in its folder.
    fn start_on(name: &str, address: &str, database: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("conduit-program-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_conduit-axum"))
            .env("CONDUIT_ADDR", address)
            .env("DATABASE_URL", database)
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self { child, folder }
    }

    /// Waits for the line that says where it is.
    fn address(&mut self) -> SocketAddr {
        let mut line = String::new();
        BufReader::new(self.child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("Conduit is at http://");
        url.unwrap_or_else(|| panic!("no URL: {line}")).parse().unwrap()
    }

    /// Waits for its end: the status, and what it said on stderr.
    fn ended(&mut self, within: Duration) -> (Option<i32>, String) {
        let start = Instant::now();
        while start.elapsed() < within {
            if let Some(status) = self.child.try_wait().unwrap() {
                let mut said = String::new();
                self.child.stderr.as_mut().unwrap().read_to_string(&mut said).unwrap();
                return (status.code(), said);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it has not ended within {within:?}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn the_schema_is_all_that_it_prints() {
    let printed = Command::new(env!("CARGO_BIN_EXE_conduit-axum")).arg("schema").output().unwrap();
    assert!(printed.status.success());
    let schema: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(schema["mizan"], 1);
}

#[test]
fn an_unknown_word_is_told_what_there_is() {
    let printed = Command::new(env!("CARGO_BIN_EXE_conduit-axum")).arg("serve").output().unwrap();
    assert_eq!(printed.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&printed.stderr).contains("conduit-axum schema"));
}

#[test]
fn a_taken_port_is_named_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (status, said) = Program::start("taken", &address).ended(Duration::from_secs(30));
    assert_eq!(status, Some(1));
    assert!(said.contains(&format!("{address} is taken")) && said.contains("CONDUIT_ADDR="), "{said}");
}

#[cfg(unix)]
#[test]
fn it_ends_quietly_when_asked_even_with_an_open_connection() {
    let mut program = Program::start("stop", "127.0.0.1:0");
    let mut idle = TcpStream::connect(program.address()).unwrap();
    idle.write_all(b"GET /api/mizan/session/ HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut head = [0; 15];
    idle.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");

    let asked = Command::new("kill").args(["-TERM", &program.child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let (status, said) = program.ended(Duration::from_secs(15));
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("stopping"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn it_keeps_its_data_in_postgresql_when_told_so() {
    let database = postgres::postgres().create().await;
    for _ in 0..2 {
        let mut program = Program::start_on("postgresql", "127.0.0.1:0", &database);
        let mut reader = TcpStream::connect(program.address()).unwrap();
        let request = "GET /api/mizan/ctx/articles/?page=3 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        reader.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        reader.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"total\":26"), "{answer}");
        assert!(!program.folder.join("conduit.sqlite").exists());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_database_that_does_not_let_it_in_is_named_without_the_password() {
    let database = postgres::postgres().create().await.replacen("conduit:", "conduit:wrong", 1);
    let (status, said) = Program::start_on("refused", "127.0.0.1:0", &database).ended(Duration::from_secs(30));
    assert_eq!(status, Some(1));
    assert!(said.contains("cannot open the database postgres://conduit:***@127.0.0.1"), "{said}");
    assert!(said.contains("password authentication failed") && !said.contains("wrong"), "{said}");
}
