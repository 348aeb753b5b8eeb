//! A PostgreSQL server for tests: started at the first need, gone with the process that runs them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

const ADVICE: &str = "`cargo xtask test tools` installs PostgreSQL on Debian; elsewhere put its `initdb` on the PATH";

/// Starts a server in a new folder and ends it when its standard input does, however its caller went. The password goes
/// as it is, on this machine: an unoptimised build takes long to prove that it knows one.
const SCRIPT: &str = r#"
bin=$1 port=$2
umask 077
read -r password
home=$(mktemp -d) || exit 1
trap : INT TERM HUP
fail() { cat "$home/log" >&2; rm -rf "$home"; exit 1; }
echo "$password" > "$home/password"
"$bin/initdb" --pgdata="$home/data" --username=conduit --pwfile="$home/password" --auth=password \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync > "$home/log" 2>&1 || fail
"$bin/pg_ctl" --pgdata="$home/data" --wait --log="$home/log" --silent start --options="-p $port \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200" >&2 || fail
echo ready
exec >&-
cat > /dev/null
"$bin/pg_ctl" --pgdata="$home/data" --mode=immediate --silent stop
rm -rf "$home"
"#;

/// The server of this process, on a port of 127.0.0.1 of its own.
pub(crate) struct Postgres {
    port: u16,
    password: String,
    /// The server ends with its standard input.
    _life: Child,
}

/// The server, which the first caller waits for.
pub(crate) fn postgres() -> &'static Postgres {
    static SERVER: OnceLock<Postgres> = OnceLock::new();
    SERVER.get_or_init(Postgres::start)
}

impl Postgres {
    fn start() -> Self {
        let bin = programs();
        // Another program may take the port between the look and the start.
        let server = (0..3).find_map(|_| Self::try_start(&bin));
        server.unwrap_or_else(|| panic!("PostgreSQL did not start; what it said is above"))
    }

    fn try_start(bin: &Path) -> Option<Self> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = free.local_addr().expect("it is bound").port();
        drop(free);
        let password = tower_sessions::session::Id::default().to_string();
        let mut child = unprivileged()
            .args(["sh", "-c", SCRIPT, "postgres"])
            .arg(bin)
            .arg(port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        writeln!(child.stdin.as_mut().expect("it is piped"), "{password}").expect("the shell reads");
        let mut said = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut said).expect("the shell speaks UTF-8");
        if said == "ready\n" {
            return Some(Self { port, password, _life: child });
        }
        child.wait().expect("it is this process's child");
        None
    }

    /// The address of a new, empty database.
    pub(crate) async fn create(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&self.url("postgres")).await.expect("the server listens");
        connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("it is a new name");
        connection.close().await.expect("the server says goodbye");
        self.url(&name)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://conduit:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }
}

/// PostgreSQL refuses to run as root, and Debian has a user for it.
fn unprivileged() -> Command {
    let id = Command::new("id").arg("-u").output().expect("every Unix has `id`");
    let mut command = Command::new(if id.stdout == b"0\n" { "setpriv" } else { "env" });
    if id.stdout == b"0\n" {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env"]);
    }
    command
}

/// The folder of PostgreSQL's programs; Debian keeps them off the PATH, by version.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file());
    let of_debian = || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        versions.flatten().map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").is_file()).max()
    };
    on_path.or_else(of_debian).unwrap_or_else(|| panic!("PostgreSQL is missing. {ADVICE}"))
}
