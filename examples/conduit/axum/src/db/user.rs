//! Users, as accounts: who they are and how they sign in.

use sqlx::any::AnyRow;
use sqlx::{AnyExecutor, FromRow, Row};

use super::{Db, flag, text};

/// A user as the application knows them. The password hash is never part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Names the row; never shown.
    pub id: i64,
    /// Unique regardless of case.
    pub username: String,
    /// Unique regardless of case.
    pub email: String,
    /// What the user says of themselves.
    pub bio: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
}

/// What a new user consists of.
#[derive(Clone, Copy)]
pub struct NewUser<'a> {
    /// Unique regardless of case.
    pub username: &'a str,
    /// Unique regardless of case.
    pub email: &'a str,
    /// What [`crate::password::hash`] returned.
    pub password_hash: &'a str,
    /// What the user says of themselves.
    pub bio: Option<&'a str>,
    /// URL of a picture.
    pub image: Option<&'a str>,
    /// When they signed up.
    pub created_ms: i64,
}

/// What a user can change of their account; all of it, each time.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Unique regardless of case.
    pub username: &'a str,
    /// Unique regardless of case.
    pub email: &'a str,
    /// What [`crate::password::hash`] returned; the one that there is stays without it.
    pub password_hash: Option<&'a str>,
    /// What the user says of themselves.
    pub bio: Option<&'a str>,
    /// URL of a picture.
    pub image: Option<&'a str>,
}

/// Which of the unique values another user has; both may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The username has been taken.
    pub username: bool,
    /// The e-mail address has been taken.
    pub email: bool,
}

/// Adds a user and returns their id, or tells what has been taken.
///
/// The unique indexes decide, so that of two people who sign up at once with one name, one is told.
///
/// # Errors
///
/// The database failed; nothing was added.
pub async fn create(db: &Db, user: NewUser<'_>) -> Result<Result<i64, Taken>, sqlx::Error> {
    match insert(db, user).await? {
        Some(id) => Ok(Ok(id)),
        None => taken(db, user.username, user.email, None).await.map(Err),
    }
}

/// As [`create`], as one statement that may stand in a transaction; `None` when something is taken.
///
/// # Errors
///
/// The database failed; nothing was added.
pub async fn insert(db: impl AnyExecutor<'_>, user: NewUser<'_>) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO users (username, email, password_hash, bio, image, created_ms)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING
         RETURNING id",
    )
    .bind(text(user.username))
    .bind(text(user.email))
    .bind(user.password_hash)
    .bind(user.bio.map(text))
    .bind(user.image.map(text))
    .bind(user.created_ms)
    .fetch_optional(db)
    .await
}

/// Changes a user's account, or tells what another one has.
///
/// As in [`create`], the unique indexes decide.
///
/// # Errors
///
/// The database failed, or there is no such user; nothing was changed.
pub async fn update(db: &Db, id: i64, settings: Settings<'_>) -> Result<Result<User, Taken>, sqlx::Error> {
    let changed = sqlx::query_as(
        "UPDATE users
            SET username = $2, email = $3, password_hash = COALESCE($4, password_hash), bio = $5, image = $6
          WHERE id = $1
         RETURNING id, username, email, bio, image",
    )
    .bind(id)
    .bind(text(settings.username))
    .bind(text(settings.email))
    .bind(settings.password_hash)
    .bind(settings.bio.map(text))
    .bind(settings.image.map(text))
    .fetch_one(db)
    .await;
    match changed {
        Ok(user) => Ok(Ok(user)),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            taken(db, settings.username, settings.email, Some(id)).await.map(Err)
        }
        Err(error) => Err(error),
    }
}

/// Which of the two a user has who is not `but`.
///
/// # Errors
///
/// The database failed.
pub async fn taken(db: &Db, username: &str, email: &str, but: Option<i64>) -> Result<Taken, sqlx::Error> {
    let row = sqlx::query(
        "SELECT CAST(EXISTS (SELECT 1 FROM users
                              WHERE lower(username) = lower($1) AND (id = $3) IS NOT TRUE) AS INTEGER) AS username,
                CAST(EXISTS (SELECT 1 FROM users
                              WHERE lower(email) = lower($2) AND (id = $3) IS NOT TRUE) AS INTEGER) AS email",
    )
    .bind(text(username))
    .bind(text(email))
    .bind(but)
    .fetch_one(db)
    .await?;
    Ok(Taken { username: flag(&row, "username")?, email: flag(&row, "email")? })
}

/// The user of an id, as a session remembers it; `None` when they are gone.
///
/// # Errors
///
/// The database failed.
pub async fn by_id(db: &Db, id: i64) -> Result<Option<User>, sqlx::Error> {
    sqlx::query_as("SELECT id, username, email, bio, image FROM users WHERE id = $1").bind(id).fetch_optional(db).await
}

/// The user of an e-mail address (regardless of case) with their password hash, for signing in.
///
/// # Errors
///
/// The database failed.
pub async fn by_email(db: &Db, email: &str) -> Result<Option<(User, String)>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT id, username, email, bio, image, password_hash FROM users
         WHERE lower(email) = lower($1)",
    )
    .bind(text(email))
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok((User::from_row(&row)?, row.try_get("password_hash")?))).transpose()
}

/// How many users there are: none means that the database is new.
///
/// # Errors
///
/// The database failed.
pub async fn count(db: impl AnyExecutor<'_>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(db).await
}

impl FromRow<'_, AnyRow> for User {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            username: row.try_get("username")?,
            email: row.try_get("email")?,
            bio: row.try_get("bio")?,
            image: row.try_get("image")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    fn ada() -> NewUser<'static> {
        NewUser {
            username: "Ada",
            email: "ada@example.org",
            password_hash: "$argon2id$",
            bio: Some("Writes programs."),
            image: None,
            created_ms: 1,
        }
    }

    #[tokio::test]
    async fn a_user_is_found_by_id_and_by_email_in_any_case() {
        for db in testing::empty().await {
            let id = create(&db, ada()).await.unwrap().unwrap();
            let user = by_id(&db, id).await.unwrap().unwrap();
            assert_eq!((user.username.as_str(), user.bio.as_deref()), ("Ada", Some("Writes programs.")));
            let found = by_email(&db, "ADA@example.org").await.unwrap();
            assert_eq!(found, Some((user, "$argon2id$".to_owned())));
            assert_eq!(by_email(&db, "nobody@example.org").await.unwrap(), None);
            assert_eq!(by_id(&db, id + 1).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn what_is_taken_is_told_regardless_of_case() {
        for db in testing::empty().await {
            create(&db, ada()).await.unwrap().unwrap();
            let cases = [
                ("ADA", "new@example.org", true, false),
                ("Grace", "Ada@Example.Org", false, true),
                ("ada", "ada@example.org", true, true),
            ];
            for (username, email, name_taken, email_taken) in cases {
                let refused = create(&db, NewUser { username, email, ..ada() }).await.unwrap();
                assert_eq!(refused, Err(Taken { username: name_taken, email: email_taken }), "{username}");
            }
            assert_eq!(count(&db).await.unwrap(), 1);
        }
    }

    #[tokio::test]
    async fn an_account_changes_as_a_whole_or_not_at_all() {
        for db in testing::empty().await {
            let id = create(&db, ada()).await.unwrap().unwrap();
            create(&db, NewUser { username: "Grace", email: "grace@example.org", ..ada() }).await.unwrap().unwrap();
            let settings = Settings {
                username: "ADA",
                email: "Ada@example.org",
                password_hash: None,
                bio: None,
                image: Some("/a"),
            };
            let changed = update(&db, id, settings).await.unwrap().unwrap();
            assert_eq!((changed.username.as_str(), changed.bio, changed.image.as_deref()), ("ADA", None, Some("/a")));
            assert_eq!(by_email(&db, "ada@example.org").await.unwrap().unwrap().1, "$argon2id$", "the password stays");

            let refused = update(&db, id, Settings { username: "grace", bio: Some("lost"), ..settings }).await.unwrap();
            assert_eq!(refused, Err(Taken { username: true, email: false }));
            let refused = update(&db, id, Settings { email: "GRACE@example.org", ..settings }).await.unwrap();
            assert_eq!(refused, Err(Taken { username: false, email: true }));
            assert_eq!(by_id(&db, id).await.unwrap().unwrap().bio, None);

            update(&db, id, Settings { password_hash: Some("new"), ..settings }).await.unwrap().unwrap();
            assert_eq!(by_email(&db, "ada@example.org").await.unwrap().unwrap().1, "new");
            assert!(update(&db, 99, Settings { username: "x", email: "y", ..settings }).await.is_err());
        }
    }

    #[tokio::test]
    async fn hostile_names_are_only_text() {
        for db in testing::empty().await {
            let name = "'); DROP TABLE users; --";
            let id = create(&db, NewUser { username: name, ..ada() }).await.unwrap().unwrap();
            assert_eq!(by_id(&db, id).await.unwrap().unwrap().username, name);
        }
    }
}
