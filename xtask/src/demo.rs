//! `cargo xtask demo`: Conduit or another example, from whatever is missing to a page in the browser.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::child;
use crate::example::{CONDUIT, Example};
use crate::failure::{Failure, Outcome};
use crate::front;
use crate::python;
use crate::step::Steps;
use crate::tool;
use crate::tree;

const PORT: u16 = 8000;
const DATA: &str = ".demo";
/// How long the server may take from its start to its first answer.
const START: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

struct Wish {
    example: &'static Example,
    port: Option<u16>,
    fresh: bool,
    /// Whether Django serves it, in place of axum.
    is_django: bool,
}

pub(crate) fn run(words: &[String]) -> Outcome<()> {
    let wish = Wish::of(words)?;
    let port = choose_port(wish.port)?;
    let steps = Steps::new(6);
    let step = steps.begin("tools");
    tool::ensure(tool::FOR_DEMO, &step)?;
    step.end("");
    build(&wish, &steps)?;
    let step = steps.begin("start");
    let mut server = start(&wish, port)?;
    if let Err(failure) = wait_for_answer(port, &mut server) {
        child::end(&mut server);
        return Err(failure);
    }
    step.end("");
    println!("\n{} is at http://127.0.0.1:{port}\n(its data is in {DATA}/; Ctrl-C ends it)", wish.example.title);
    let status = server.wait().map_err(Failure::io("waiting for the server"))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("the server ended ({status})")))
}

impl Wish {
    fn of(words: &[String]) -> Outcome<Self> {
        let mut wish = Self { example: CONDUIT, port: None, fresh: false, is_django: false };
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "--fresh" => wish.fresh = true,
                "--backend" => match words.next() {
                    Some("axum") => wish.is_django = false,
                    Some("django") => wish.is_django = true,
                    _ => return Err(Failure::new("`--backend` is axum or django").advice(crate::HELP)),
                },
                "--port" => {
                    let port = words.next().and_then(|port| port.parse().ok());
                    wish.port = Some(port.ok_or_else(|| Failure::new("`--port` needs a number from 1 to 65535"))?);
                }
                other => match Example::named(other) {
                    Some(example) => wish.example = example,
                    None => return Err(Failure::new(format!("`demo` has no option `{other}`")).advice(crate::HELP)),
                },
            }
        }
        Ok(wish)
    }
}

/// The port that was asked for, else 8000, else any that is free.
fn choose_port(asked: Option<u16>) -> Outcome<u16> {
    let bind =
        |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| Ok(listener.local_addr()?.port()));
    match asked {
        Some(port) => bind(port).map_err(|error| {
            Failure::new(format!("port {port} cannot be used: {error}")).advice("Leave `--port` out to get a free one.")
        }),
        None => bind(PORT).or_else(|_| bind(0)).map_err(Failure::io("looking for a free port")),
    }
}

/// The server and the pages, at the same time: one is mostly rustc, the other mostly waiting for a registry.
fn build(wish: &Wish, steps: &Steps) -> Outcome<()> {
    let package = if wish.is_django { "mizan-py" } else { wish.example.package };
    thread::scope(|scope| {
        let server = scope.spawn(|| {
            let step = steps.begin("server");
            let mut command = Command::new("cargo");
            command.args(["build", "--locked", "--package", package]).current_dir(tree::root());
            step.run(&mut command, None, |_| ())?;
            if wish.is_django {
                python::install(&step, None)?;
                python::place_engine()?;
            }
            step.end("");
            Ok(())
        });
        let pages = build_pages(wish.example, steps);
        let server = server.join().unwrap_or_else(|_| Err(Failure::new("building the server was interrupted")));
        server.and(pages)
    })
}

fn build_pages(example: &Example, steps: &Steps) -> Outcome<()> {
    let stages: [(&str, fn(&_, _) -> _); 2] = [("npm", front::install), ("packages", front::packages)];
    for (name, stage) in stages {
        let step = steps.begin(name);
        stage(&step, None)?;
        step.end("");
    }
    let step = steps.begin("pages");
    front::pages(example, &step, None)?;
    step.end("");
    Ok(())
}

fn start(wish: &Wish, port: u16) -> Outcome<Child> {
    let example = wish.example;
    let data = tree::at(DATA);
    if wish.fresh && data.exists() {
        std::fs::remove_dir_all(&data).map_err(Failure::io(data.display()))?;
    }
    std::fs::create_dir_all(&data).map_err(Failure::io(data.display()))?;
    let mut program = Command::new(tree::built().join(example.package));
    // A database is one backend's: their tables have other names.
    let mut database = "conduit.sqlite";
    if wish.is_django {
        let words = python::conduit(&[]);
        program = Command::new(&words[0]);
        program.args(&words[1..]).envs(python::PATHS.map(|(name, path)| (name, tree::at(path))));
        database = "conduit-django.sqlite";
    }
    child::spawn(
        program
            .env(example.variable("ADDR"), format!("127.0.0.1:{port}"))
            .env("DATABASE_URL", format!("sqlite:{}", data.join(database).display()))
            .env(example.variable("WEB"), example.built_pages())
            .env("MIZAN_SECRET", secret(&data.join("secret")).map_err(Failure::io("making a secret"))?)
            .current_dir(tree::root())
            // It says there where it is, and this program says so once it has answered. Its log comes through.
            .stdout(Stdio::null()),
    )
}

/// The demo's own secret, made at the first start, so that pages that are open survive the next one.
fn secret(file: &Path) -> std::io::Result<String> {
    if let Ok(secret) = std::fs::read_to_string(file) {
        return Ok(secret);
    }
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut own = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    own.write_all(secret.as_bytes())?;
    Ok(secret)
}

fn wait_for_answer(port: u16, server: &mut Child) -> Outcome<()> {
    let since = Instant::now();
    while since.elapsed() < START {
        if answers(port) {
            return Ok(());
        }
        if let Some(status) = server.try_wait().map_err(Failure::io("waiting for the server"))? {
            return Err(Failure::new(format!(
                "the server ended before it answered ({status}); its own message is above"
            )));
        }
        thread::sleep(POLL);
    }
    Err(Failure::new(format!("the server did not answer on port {port} within {} s", START.as_secs())))
}

/// True when the first page is there.
fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), POLL)?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        let request = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut start = [0; 12];
        stream.read_exact(&mut start)?;
        Ok(&start == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_when_asked_for_and_passed_by_when_not() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = taken.local_addr().expect("it is bound").port();
        let refusal = choose_port(Some(port)).expect_err("it is taken").to_string();
        assert!(refusal.contains(&format!("port {port} cannot be used")), "{refusal}");
        assert_ne!(choose_port(None).expect("any other"), port);
    }

    #[test]
    fn only_a_page_is_an_answer() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let serving = thread::spawn(move || {
            for status in ["503 Service Unavailable", "200 OK"] {
                let (mut stream, _) = listener.accept().expect("a caller");
                let _ = stream.read(&mut [0; 512]);
                let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
            }
        });
        assert!(!answers(port));
        assert!(answers(port));
        serving.join().expect("it served twice");
        assert!(!answers(port));
    }
}
