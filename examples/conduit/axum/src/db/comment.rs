//! Comments under an article.

use sqlx::any::AnyRow;
use sqlx::{AnyExecutor, FromRow, Row};

use super::article::Author;
use super::{Db, flag, text};

/// A comment as one viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Names the comment; never given to another one.
    pub id: i64,
    /// Plain text, as written.
    pub body: String,
    /// When it was posted.
    pub created_ms: i64,
    /// Who wrote it.
    pub author: Author,
    /// Whether the viewer wrote it.
    pub own: bool,
}

/// How deleting a comment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone.
    Deleted,
    /// The article has no such comment.
    NotFound,
    /// It is somebody else's, and still there.
    NotOwn,
}

/// Selects comments for the viewer `$1`.
macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT c.id, c.body, c.created_ms, u.username, u.bio, u.image,
                    CAST(EXISTS (SELECT 1 FROM follows f
                                  WHERE f.follower_id = $1 AND f.followed_id = u.id) AS INTEGER) AS following,
                    CAST((c.author_id = $1) IS TRUE AS INTEGER) AS own
               FROM comments c
               JOIN users u ON u.id = c.author_id ",
            $tail
        )
    };
}

/// The comments of an article, newest first.
///
/// # Errors
///
/// The database failed.
pub async fn list(db: &Db, article: i64, viewer: Option<i64>) -> Result<Vec<Comment>, sqlx::Error> {
    sqlx::query_as(select!("WHERE c.article_id = $2 ORDER BY c.created_ms DESC, c.id DESC"))
        .bind(viewer)
        .bind(article)
        .fetch_all(db)
        .await
}

/// Adds a comment and returns its id.
///
/// # Errors
///
/// The database failed, or the article or author does not exist; nothing was added.
pub async fn add(
    db: impl AnyExecutor<'_>,
    article: i64,
    author: i64,
    body: &str,
    created_ms: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO comments (article_id, author_id, body, created_ms) VALUES ($1, $2, $3, $4)
         RETURNING id",
    )
    .bind(article)
    .bind(author)
    .bind(text(body))
    .bind(created_ms)
    .fetch_one(db)
    .await
}

/// One comment, or `None` when it is not there.
///
/// # Errors
///
/// The database failed.
pub async fn by_id(db: &Db, id: i64, viewer: Option<i64>) -> Result<Option<Comment>, sqlx::Error> {
    sqlx::query_as(select!("WHERE c.id = $2")).bind(viewer).bind(id).fetch_optional(db).await
}

/// Deletes a comment of an article when `author` wrote it.
///
/// # Errors
///
/// The database failed.
pub async fn delete(db: &Db, article: i64, id: i64, author: i64) -> Result<Deletion, sqlx::Error> {
    let gone = sqlx::query("DELETE FROM comments WHERE id = $1 AND article_id = $2 AND author_id = $3")
        .bind(id)
        .bind(article)
        .bind(author)
        .execute(db)
        .await?;
    if gone.rows_affected() > 0 {
        return Ok(Deletion::Deleted);
    }
    let there: Option<i64> = sqlx::query_scalar("SELECT id FROM comments WHERE id = $1 AND article_id = $2")
        .bind(id)
        .bind(article)
        .fetch_optional(db)
        .await?;
    Ok(if there.is_some() { Deletion::NotOwn } else { Deletion::NotFound })
}

impl FromRow<'_, AnyRow> for Comment {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            body: row.try_get("body")?,
            created_ms: row.try_get("created_ms")?,
            author: Author::from_row(row)?,
            own: flag(row, "own")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{article, testing};

    #[tokio::test]
    async fn comments_are_listed_newest_first_and_know_whose_they_are() {
        for db in testing::seeded().await {
            let article = article::id_of(&db, "the-index-you-forgot").await.unwrap().unwrap();
            let anonymous = list(&db, article, None).await.unwrap();
            let authors: Vec<&str> = anonymous.iter().map(|comment| comment.author.username.as_str()).collect();
            assert_eq!(authors, ["jonas", "aiko", "mira"]);
            assert!(anonymous.iter().all(|comment| !comment.own && !comment.author.following));

            // Aiko (1) follows mira and wrote the second.
            let by_aiko = list(&db, article, Some(1)).await.unwrap();
            let own: Vec<bool> = by_aiko.iter().map(|comment| comment.own).collect();
            let following: Vec<bool> = by_aiko.iter().map(|comment| comment.author.following).collect();
            assert_eq!((own, following), (vec![false, true, false], vec![false, false, true]));
        }
    }

    #[tokio::test]
    async fn a_comment_is_deleted_by_its_author_under_its_article_alone() {
        for db in testing::seeded().await {
            let article = article::id_of(&db, "slow-cameras").await.unwrap().unwrap();
            let id = add(&db, article, 1, "<b>first</b>", 5).await.unwrap();
            assert_eq!(by_id(&db, id, Some(1)).await.unwrap().unwrap().body, "<b>first</b>");

            assert_eq!(delete(&db, article, id, 2).await.unwrap(), Deletion::NotOwn);
            assert_eq!(delete(&db, article + 1, id, 1).await.unwrap(), Deletion::NotFound);
            assert_eq!(delete(&db, article, id, 1).await.unwrap(), Deletion::Deleted);
            assert_eq!(delete(&db, article, id, 1).await.unwrap(), Deletion::NotFound);
            assert_eq!(by_id(&db, id, None).await.unwrap(), None);
            assert!(add(&db, article, 1, "next", 6).await.unwrap() > id, "ids are not given twice");
        }
    }

    #[tokio::test]
    async fn a_comment_needs_an_article() {
        for db in testing::seeded().await {
            assert!(add(&db, 10_000, 1, "into the void", 1).await.is_err());
        }
    }
}
