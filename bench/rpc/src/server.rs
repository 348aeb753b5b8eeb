//! One server, in a process of its own with one thread.

use axum::Router;
use mizan::Type;
use serde::Serialize;
use std::io::Write;
use tower_sessions::{MemoryStore, SessionManagerLayer};

pub(crate) const SECRET_USER: &str = "42";

/// A kilobyte, as JSON.
#[derive(Serialize, Type)]
pub(crate) struct Profile {
    user_id: u32,
    name: String,
    bio: String,
    links: Vec<String>,
    followers: u32,
    following: bool,
}

pub(crate) fn profile(user_id: u32) -> Profile {
    Profile {
        user_id,
        name: "Ada Lovelace".to_owned(),
        bio: "She wrote the first program for a machine that was never built. ".repeat(11),
        links: (0..5).map(|n| format!("https://example.org/people/ada/{n}")).collect(),
        followers: 1815,
        following: true,
    }
}

pub(crate) fn sessions() -> SessionManagerLayer<MemoryStore> {
    mizan::session::layer(MemoryStore::default())
}

/// Serves until standard input ends, which it does with the process that measures.
pub(crate) fn serve(side: &str, variant: &str) {
    if variant == "defaults" {
        // What an application runs with: spans and events at `info`, formatted and written.
        tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(std::io::sink).init();
    }
    let app: Router = if side == "bare" { crate::bare::app(variant) } else { crate::mizan_app::app(variant) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        println!("{}", listener.local_addr().expect("a bound port").port());
        std::io::stdout().flush().expect("standard output is open");
        let ended = tokio::task::spawn_blocking(|| std::io::read_to_string(std::io::stdin()));
        tokio::select! {
            served = axum::serve(listener, app) => served.expect("the server runs"),
            _ = ended => std::process::exit(0),
        }
    });
}
