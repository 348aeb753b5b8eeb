//! The database: one `SQLite` file, opened, brought to the newest schema, and asked in plain SQL.
//!
//! # Invariants
//!
//! 1. A list costs a constant number of queries, however long it is.
//! 2. Every value reaches SQL as a bound parameter, never as text.
//! 3. The queries are the common ground of `SQLite` and PostgreSQL (`$1`, `ON CONFLICT`, `RETURNING`);
//!    what is `SQLite`'s own is in this file and in the migrations.
//!
//! Times are Unix milliseconds, UTC. The *viewer* is the id of the signed-in user who asks, or none:
//! it decides `following`, `favorited` and `own`, never what may be seen, since Conduit is public.

pub mod article;
pub mod comment;
pub mod follow;
pub mod profile;
pub mod tag;
pub mod user;

use std::path::Path;
use std::time::{Duration, SystemTime};

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{SqlStr, SqlitePool};

/// The pool of connections that every query takes.
pub type Db = SqlitePool;

/// Longer than any statement here takes, shorter than a person waits.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Readers beside the one writer that `SQLite` allows.
const CONNECTIONS: u32 = 8;

/// Opens the database file, creates it when it is not there, and migrates it.
///
/// # Errors
///
/// The file cannot be opened or created, is no database, or was migrated by a newer version.
pub async fn open(path: &Path) -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // Safe from corruption under WAL; a power cut may lose the last commits, a crash does not.
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true);
    let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?;
    migrator().run(&pool).await?;
    Ok(pool)
}

/// An empty, migrated database in memory, gone with its pool. For tests.
///
/// # Errors
///
/// As [`open`].
pub async fn open_in_memory() -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
    // Each connection would get a database of its own, and a closed one takes it away.
    let pool =
        SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).connect_with(options).await?;
    migrator().run(&pool).await?;
    Ok(pool)
}

/// The migrations travel in the binary. `sqlx::migrate!` would do the same at the price of
/// compiling `SQLite` a second time, for the macro.
fn migrator() -> Migrator {
    const FILES: [(i64, &str, &str); 1] = [(1, "initial", include_str!("../migrations/0001_initial.sql"))];
    let migrations = FILES.into_iter().map(|(version, name, sql)| {
        let sql = SqlStr::from_static(sql);
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
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
        let path = folder.join("conduit.sqlite");
        for _ in 0..2 {
            let db = open(&path).await.unwrap();
            let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&db).await.unwrap();
            assert_eq!(mode, "wal");
            let on: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&db).await.unwrap();
            assert_eq!(on, 1);
            db.close().await;
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_an_error() {
        let path = std::env::temp_dir().join(format!("conduit-text-{}.sqlite", std::process::id()));
        std::fs::write(&path, "This is a letter, and not a short one. ".repeat(100)).unwrap();
        assert!(open(&path).await.is_err());
        std::fs::remove_file(&path).unwrap();
    }

    #[tokio::test]
    async fn foreign_keys_are_enforced() {
        let db = open_in_memory().await.unwrap();
        let orphan = sqlx::query("INSERT INTO follows (follower_id, followed_id) VALUES (1, 2)");
        assert!(orphan.execute(&db).await.is_err());
    }
}
