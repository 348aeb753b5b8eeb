//! Profiles: what a user shows of themselves to others.

use sqlx::any::AnyRow;
use sqlx::{FromRow, Row};

use super::{Db, flag, text};

/// A user as one viewer sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Names the row; never shown.
    pub id: i64,
    /// Names them in URLs.
    pub username: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
    /// Whether the viewer follows them.
    pub following: bool,
    /// Whether they are the viewer.
    pub own: bool,
}

/// The profile of a username as it is written, or `None`.
///
/// # Errors
///
/// The database failed.
pub async fn by_username(db: &Db, username: &str, viewer: Option<i64>) -> Result<Option<Profile>, sqlx::Error> {
    // The index is on the lower case; an address has one spelling all the same.
    sqlx::query_as(
        "SELECT u.id, u.username, u.bio, u.image,
                CAST(EXISTS (SELECT 1 FROM follows f
                              WHERE f.follower_id = $1 AND f.followed_id = u.id) AS INTEGER) AS following,
                CAST((u.id = $1) IS TRUE AS INTEGER) AS own
           FROM users u
          WHERE lower(u.username) = lower($2) AND u.username = $2",
    )
    .bind(viewer)
    .bind(text(username))
    .fetch_optional(db)
    .await
}

impl FromRow<'_, AnyRow> for Profile {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            username: row.try_get("username")?,
            bio: row.try_get("bio")?,
            image: row.try_get("image")?,
            following: flag(row, "following")?,
            own: flag(row, "own")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{follow, testing};

    #[tokio::test]
    async fn a_profile_knows_its_viewer() {
        for db in testing::seeded().await {
            // Aiko (1) follows mira (3) from the start.
            let mira = by_username(&db, "mira", Some(1)).await.unwrap().unwrap();
            assert_eq!((mira.id, mira.following, mira.own), (3, true, false));
            follow::remove(&db, 1, 3).await.unwrap();
            follow::remove(&db, 1, 3).await.unwrap();
            assert!(!by_username(&db, "mira", Some(1)).await.unwrap().unwrap().following);
            follow::add(&db, 1, 3).await.unwrap();
            assert!(by_username(&db, "mira", Some(1)).await.unwrap().unwrap().following);

            let own = by_username(&db, "mira", Some(3)).await.unwrap().unwrap();
            assert!(own.own && !own.following);
            let seen = by_username(&db, "mira", None).await.unwrap().unwrap();
            assert!(!seen.own && !seen.following);
            for name in ["Mira", "mira ", "nobody", "' OR 1 = 1 --"] {
                assert_eq!(by_username(&db, name, None).await.unwrap(), None, "{name}");
            }
        }
    }
}
