//! The database, `SQLite` or PostgreSQL: opened, brought to the newest schema, and asked in plain SQL.
//!
//! # Invariants
//!
//! 1. A list costs a constant number of queries, however long it is.
//! 2. Every value reaches SQL as a bound parameter, never as text.
//! 3. The queries are the common ground of both (`$1`, `ON CONFLICT`, `RETURNING`); what is one's own is in this file
//!    and in the migrations. `SQLite` has no booleans, so that a flag is selected as an integer and read by `flag`.
//!
//! Times are Unix milliseconds, UTC. The *viewer* is the id of the signed-in user who asks, or none:
//! it decides `following`, `favorited` and `own`, never what may be seen, since Conduit is public.

mod address;
pub mod article;
pub mod comment;
pub mod follow;
pub mod profile;
pub mod tag;
#[cfg(test)]
pub(crate) mod testing;
pub mod user;

pub use address::{Address, NoAddress};

use std::time::{Duration, SystemTime};

use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Any, AnyConnection, AnyPool, Executor as _, Row as _, SqlStr, Transaction};

/// The pool of connections that every query takes.
pub type Db = AnyPool;

/// For a file: readers beside the one writer that `SQLite` allows. For a server: its connections.
const CONNECTIONS: u32 = 8;

/// How long opening waits for a server that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens a database and migrates it. A file is created when it is not there.
///
/// # Errors
///
/// There is no such database, it does not let this program in, or it was migrated by a newer version.
pub async fn open(address: &Address) -> Result<Db, sqlx::Error> {
    sqlx::any::install_default_drivers();
    let options = AnyPoolOptions::new().acquire_timeout(PATIENCE);
    let options = if address.is_in_memory() {
        // Each connection would get a database of its own, and a closed one takes it away.
        options.max_connections(1).idle_timeout(None).max_lifetime(None)
    } else {
        options.max_connections(CONNECTIONS)
    };
    let prepared = address.is_file();
    let options = options.after_connect(move |connection, _| {
        Box::pin(async move { if prepared { prepare_file(connection).await } else { Ok(()) } })
    });
    let pool = options.connect_with(address.options()).await?;
    migrator(prepared).run(&pool).await?;
    Ok(pool)
}

/// An empty, migrated database in memory, gone with its pool. For tests.
///
/// # Errors
///
/// As [`open`].
pub async fn open_in_memory() -> Result<Db, sqlx::Error> {
    open(&"sqlite::memory:".parse().map_err(|error: NoAddress| sqlx::Error::Configuration(error.into()))?).await
}

/// What `SQLite` is told on each connection. That foreign keys hold and that a writer waits 5 s for another, sqlx says.
async fn prepare_file(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    // Readers go on while one writes. NORMAL is safe from corruption then; a power cut may lose the last commits, a
    // crash does not.
    connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").await?;
    Ok(())
}

/// The migrations travel in the binary. `sqlx::migrate!` would do the same at the price of
/// compiling `SQLite` a second time, for the macro.
fn migrator(file: bool) -> Migrator {
    type Files = [(i64, &'static str, &'static str); 1];
    const SQLITE: Files = [(1, "initial", include_str!("../migrations/sqlite/0001_initial.sql"))];
    const POSTGRES: Files = [(1, "initial", include_str!("../migrations/postgres/0001_initial.sql"))];
    let files = if file { SQLITE } else { POSTGRES };
    let migrations = files.into_iter().map(|(version, name, sql)| {
        let sql = SqlStr::from_static(sql);
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Begins a transaction that waits for every other of its kind, in this process and in others.
///
/// # Errors
///
/// The database failed.
pub async fn begin_alone(db: &Db) -> Result<Transaction<'static, Any>, sqlx::Error> {
    if db.acquire().await?.backend_name() == "SQLite" {
        return db.begin_with("BEGIN IMMEDIATE").await;
    }
    let mut work = db.begin().await?;
    work.execute("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE").await?;
    Ok(work)
}

/// Text as both databases keep it: PostgreSQL has no U+0000, so that it becomes U+FFFD, as in HTML.
fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// Reads what was selected as `CAST(… AS INTEGER)`.
fn flag(row: &AnyRow, column: &str) -> Result<bool, sqlx::Error> {
    Ok(row.try_get::<i64, _>(column)? != 0)
}

/// The present, in Unix milliseconds.
#[must_use]
pub fn now_ms() -> i64 {
    let elapsed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_created_migrated_and_opened_again() {
        let folder = std::env::temp_dir().join(format!("conduit-db-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let address = format!("sqlite:{}", folder.join("conduit.sqlite").display()).parse().unwrap();
        for _ in 0..2 {
            let db = open(&address).await.unwrap();
            let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&db).await.unwrap();
            assert_eq!(mode, "wal");
            let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&db).await.unwrap();
            assert_eq!(synchronous, 1);
            db.close().await;
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_an_error() {
        let path = std::env::temp_dir().join(format!("conduit-text-{}.sqlite", std::process::id()));
        std::fs::write(&path, "This is a letter, and not a short one. ".repeat(100)).unwrap();
        assert!(open(&format!("sqlite:{}", path.display()).parse().unwrap()).await.is_err());
        std::fs::remove_file(&path).unwrap();
    }

    #[tokio::test]
    async fn a_database_of_a_server_is_migrated_once_and_opened_again() {
        let address = testing::postgres().create().await.parse().unwrap();
        for new in [true, false] {
            let db = open(&address).await.unwrap();
            assert_eq!(crate::seed::if_empty(&db).await.unwrap(), new);
            db.close().await;
        }
    }

    #[tokio::test]
    async fn a_server_that_refuses_is_an_error() {
        let wrong = testing::postgres().create().await.replacen("conduit:", "conduit:wrong", 1).parse().unwrap();
        let error = open(&wrong).await.unwrap_err().to_string();
        assert!(error.contains("password authentication failed"), "{error}");
    }

    #[tokio::test]
    async fn foreign_keys_are_enforced() {
        for db in testing::empty().await {
            let orphan = sqlx::query("INSERT INTO follows (follower_id, followed_id) VALUES (1, 2)");
            assert!(orphan.execute(&db).await.is_err());
        }
    }

    #[tokio::test]
    async fn of_two_that_start_together_one_fills_a_new_database() {
        let address = testing::postgres().create().await.parse().unwrap();
        let (one, two) = (open(&address).await.unwrap(), open(&address).await.unwrap());
        let (first, second) = tokio::join!(crate::seed::if_empty(&one), crate::seed::if_empty(&two));
        assert_ne!(first.unwrap(), second.unwrap());
        assert_eq!(user::count(&one).await.unwrap(), 5);
    }
}
