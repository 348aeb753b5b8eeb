//! Starts Conduit. `conduit-axum` serves it; `conduit-axum schema` prints its Mizan schema.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use conduit_axum::config::Config;
use conduit_axum::{app, db, password, seed, session};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

/// How long requests that are under way may take to end after a stop was asked for.
const DRAIN: Duration = Duration::from_secs(10);

const USAGE: &str = "\
usage: conduit-axum          serve Conduit
       conduit-axum schema   print the Mizan schema, for `mizan generate`

environment: CONDUIT_ADDR  where to listen             127.0.0.1:8000
             DATABASE_URL  the database                sqlite:conduit.sqlite, or postgres://…
             CONDUIT_PICTURES  uploaded pictures       pictures, beside the database
             CONDUIT_WEB   the built front end         ../web/dist
             MIZAN_SECRET  32 random bytes or more; made up at each start in a debug build
             RUST_LOG      what is logged              info";

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn")))
        .with_writer(io::stderr)
        .init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        None => serve().await,
        Some("schema") if arguments.len() == 1 => print_schema(),
        Some("--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(_) => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("conduit: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn print_schema() -> anyhow::Result<()> {
    println!("{}", app::schema()?.trim_end());
    Ok(())
}

async fn serve() -> anyhow::Result<()> {
    let config = Config::from_env()?;
    let database = &config.database;
    let db = db::open(database).await.with_context(|| format!("cannot open the database {database}"))?;
    if seed::if_empty(&db).await.context("cannot fill the new database")? {
        tracing::info!(%database, "a new database; sign in as mira@example.org with {:?}", seed::PASSWORD);
    }
    password::warm_up().await;
    let app = app::router(&config, db.clone())?;
    let listener = listen(config.address).await?;
    let sweep = tokio::spawn(session::Store::new(db.clone()).sweep());
    // The one line on stdout: whoever started this reads where it is, also when the port was 0.
    println!("Conduit is at http://{}", listener.local_addr()?);
    let (begin, begun) = oneshot::channel();
    let stop = async {
        asked_to_stop().await;
        let _ = begin.send(());
    };
    tokio::select! {
        ended = axum::serve(listener, app).with_graceful_shutdown(stop).into_future() => ended?,
        () = too_long(begun) => tracing::warn!("some requests were still under way"),
    }
    sweep.abort();
    db.close().await;
    Ok(())
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => bail!(
            "{address} is taken by another program. Choose another port, such as CONDUIT_ADDR={}:{}, \
             or port 0 for any that is free",
            address.ip(),
            address.port().wrapping_add(80),
        ),
        Err(error) => Err(error).with_context(|| format!("cannot listen on {address}")),
    }
}

/// Resolves when a stop has begun and requests have had their time to end.
async fn too_long(begun: oneshot::Receiver<()>) {
    match begun.await {
        Ok(()) => tokio::time::sleep(DRAIN).await,
        Err(_) => std::future::pending().await,
    }
}

/// Resolves at SIGINT (Ctrl-C) or SIGTERM; requests under way are then answered first.
async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
    tracing::info!("stopping");
}
