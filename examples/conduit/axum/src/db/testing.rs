//! The databases that a test runs on: one of each kind.

#[path = "../../tests/database/postgres.rs"]
mod postgres;

pub(crate) use postgres::postgres;

use super::{Db, open};
use crate::seed;

/// An empty database of each kind. Which of them a failed test was on is the last line that it printed.
pub(crate) async fn empty() -> impl Iterator<Item = Db> {
    announced(open_all().await)
}

async fn open_all() -> Vec<(&'static str, Db)> {
    let mut databases = Vec::new();
    for (kind, address) in [("SQLite", "sqlite::memory:".to_owned()), ("PostgreSQL", postgres().create().await)] {
        let address = address.parse().expect("it is an address");
        databases.push((kind, open(&address).await.expect("it is a new database")));
    }
    databases
}

fn announced(databases: Vec<(&'static str, Db)>) -> impl Iterator<Item = Db> {
    databases.into_iter().map(|(kind, db)| {
        eprintln!("on {kind}:");
        db
    })
}

/// As [`empty`], with what a new database starts with.
pub(crate) async fn seeded() -> impl Iterator<Item = Db> {
    let databases = open_all().await;
    for (_, db) in &databases {
        assert!(seed::if_empty(db).await.expect("it is filled"));
    }
    announced(databases)
}
