//! Sessions in the database, so that a restart signs nobody out.

use std::time::Duration;

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::db::{Db, now_ms};

/// How often sessions that have expired are deleted.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// Keeps sessions in the table `sessions`; their content as JSON.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
}

impl Store {
    /// Keeps them in this database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Deletes the sessions that have expired and returns how many there were.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn delete_expired(&self) -> Result<u64> {
        let gone = sqlx::query("DELETE FROM sessions WHERE expires_ms <= $1")
            .bind(now_ms())
            .execute(&self.db)
            .await
            .map_err(backend)?;
        Ok(gone.rows_affected())
    }

    /// Deletes expired sessions now and then, until the task that runs it is dropped.
    pub async fn sweep(self) {
        let mut turns = tokio::time::interval(SWEEP);
        loop {
            turns.tick().await;
            match self.delete_expired().await {
                Ok(0) => {}
                Ok(count) => tracing::debug!(count, "deleted expired sessions"),
                Err(error) => tracing::warn!(%error, "could not delete expired sessions"),
            }
        }
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let data = encode(record)?;
        loop {
            let made = sqlx::query(
                "INSERT INTO sessions (id, data, expires_ms) VALUES ($1, $2, $3)
                 ON CONFLICT DO NOTHING",
            )
            .bind(record.id.to_string())
            .bind(&data)
            .bind(unix_ms(record.expiry_date))
            .execute(&self.db)
            .await
            .map_err(backend)?;
            if made.rows_affected() > 0 {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    /// Only an existing session is saved: a request that was under way while its user signed out
    /// must not bring the session back.
    async fn save(&self, record: &Record) -> Result<()> {
        sqlx::query("UPDATE sessions SET data = $2, expires_ms = $3 WHERE id = $1")
            .bind(record.id.to_string())
            .bind(encode(record)?)
            .bind(unix_ms(record.expiry_date))
            .execute(&self.db)
            .await
            .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row: Option<(String, i64)> =
            sqlx::query_as("SELECT data, expires_ms FROM sessions WHERE id = $1 AND expires_ms > $2")
                .bind(id.to_string())
                .bind(now_ms())
                .fetch_optional(&self.db)
                .await
                .map_err(backend)?;
        let Some((data, expires_ms)) = row else { return Ok(None) };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp_nanos(i128::from(expires_ms) * 1_000_000)
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE id = $1")
            .bind(id.to_string())
            .execute(&self.db)
            .await
            .map_err(backend)?;
        Ok(())
    }
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn unix_ms(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands the error over")]
fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;
    use crate::db::{self, testing};

    fn record(expires_in: Duration) -> Record {
        let data = [("user".to_owned(), serde_json::json!({ "id": 7 }))].into();
        let expiry_date = OffsetDateTime::now_utc() + expires_in;
        Record { id: Id::default(), data, expiry_date }
    }

    async fn stores() -> impl Iterator<Item = Store> {
        testing::empty().await.map(Store::new)
    }

    #[tokio::test]
    async fn a_session_is_kept_changed_and_deleted() {
        for store in stores().await {
            let mut record = record(Duration::hours(1));
            store.create(&mut record).await.unwrap();
            assert_eq!(store.load(&record.id).await.unwrap().unwrap().data, record.data);

            record.data.insert("theme".into(), "dark".into());
            store.save(&record).await.unwrap();
            let loaded = store.load(&record.id).await.unwrap().unwrap();
            assert_eq!(loaded.data, record.data);
            assert!((loaded.expiry_date - record.expiry_date).abs() < Duration::milliseconds(1));

            store.delete(&record.id).await.unwrap();
            assert_eq!(store.load(&record.id).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn a_session_survives_a_restart() {
        let path = std::env::temp_dir().join(format!("conduit-session-{}.sqlite", std::process::id()));
        let mut record = record(Duration::hours(1));
        let address = format!("sqlite:{}", path.display()).parse().unwrap();
        let db = db::open(&address).await.unwrap();
        Store::new(db.clone()).create(&mut record).await.unwrap();
        db.close().await;

        let db = db::open(&address).await.unwrap();
        let loaded = Store::new(db.clone()).load(&record.id).await.unwrap();
        assert_eq!(loaded.unwrap().data, record.data);
        db.close().await;
        std::fs::remove_file(&path).unwrap();
    }

    #[tokio::test]
    async fn a_deleted_session_does_not_come_back() {
        for store in stores().await {
            let mut record = record(Duration::hours(1));
            store.create(&mut record).await.unwrap();
            store.delete(&record.id).await.unwrap();
            store.save(&record).await.unwrap();
            assert_eq!(store.load(&record.id).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn a_colliding_id_is_replaced() {
        for store in stores().await {
            let mut first = record(Duration::hours(1));
            store.create(&mut first).await.unwrap();
            let mut second = Record { data: [].into(), ..first.clone() };
            store.create(&mut second).await.unwrap();
            assert_ne!(first.id, second.id);
            assert_eq!(store.load(&first.id).await.unwrap().unwrap().data, first.data);
        }
    }

    #[tokio::test]
    async fn an_expired_session_is_gone_and_swept() {
        for store in stores().await {
            let (mut old, mut new) = (record(-Duration::seconds(1)), record(Duration::hours(1)));
            store.create(&mut old).await.unwrap();
            store.create(&mut new).await.unwrap();
            assert_eq!(store.load(&old.id).await.unwrap(), None);
            assert_eq!(store.delete_expired().await.unwrap(), 1);
            assert!(store.load(&new.id).await.unwrap().is_some());
        }
    }
}
