//! What authors do: publish, edit and delete articles.
//!
//! An article keeps its slug for as long as it lives: an edit of the title leaves its address, and
//! with it every link to it, as it was.

use sqlx::{Acquire, AnyConnection, AnyExecutor};

use super::{Db, tag, text};
use crate::slug;

/// What a new article consists of.
#[derive(Clone, Copy, Debug)]
pub struct NewArticle<'a> {
    /// The id of the user who wrote it.
    pub author: i64,
    /// Plain text; the slug is made from it.
    pub title: &'a str,
    /// Plain text.
    pub description: &'a str,
    /// Markdown.
    pub body: &'a str,
    /// In the author's order.
    pub tags: &'a [&'a str],
    /// When it is published.
    pub created_ms: i64,
}

/// What an author may change of an article; all of it, each time.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Plain text.
    pub title: &'a str,
    /// Plain text.
    pub description: &'a str,
    /// Markdown.
    pub body: &'a str,
    /// In the author's order; those that it had are gone.
    pub tags: &'a [&'a str],
    /// When it is changed.
    pub updated_ms: i64,
}

/// Adds an article with its tags and returns its id and slug. Part of the caller's transaction when
/// it has one, else a transaction of its own.
///
/// # Errors
///
/// The database failed, or the author does not exist; nothing was added.
pub async fn create(db: &mut AnyConnection, article: NewArticle<'_>) -> Result<(i64, String), sqlx::Error> {
    let mut work = db.begin().await?;
    let mut slugs = slug::candidates(article.title);
    let (id, slug) = loop {
        let slug = slugs.next();
        if let Some(id) = insert(&mut *work, &slug, article).await? {
            break (id, slug);
        }
    };
    tag::insert(&mut work, id, article.tags).await?;
    work.commit().await?;
    Ok((id, slug))
}

/// The row of a new article; `None` when its slug has been taken.
async fn insert(db: impl AnyExecutor<'_>, slug: &str, article: NewArticle<'_>) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO articles (slug, title, description, body, author_id, created_ms, updated_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (slug) DO NOTHING
         RETURNING id",
    )
    .bind(slug)
    .bind(text(article.title))
    .bind(text(article.description))
    .bind(text(article.body))
    .bind(article.author)
    .bind(article.created_ms)
    .fetch_optional(db)
    .await
}

/// Changes an article with its tags; its slug stays. Nothing happens when it has been deleted meanwhile.
///
/// # Errors
///
/// The database failed; nothing was changed.
pub async fn update(db: &Db, article: i64, draft: Draft<'_>) -> Result<(), sqlx::Error> {
    let mut work = db.begin().await?;
    let changed =
        sqlx::query("UPDATE articles SET title = $2, description = $3, body = $4, updated_ms = $5 WHERE id = $1")
            .bind(article)
            .bind(text(draft.title))
            .bind(text(draft.description))
            .bind(text(draft.body))
            .bind(draft.updated_ms)
            .execute(&mut *work)
            .await?;
    if changed.rows_affected() > 0 {
        tag::replace(&mut work, article, draft.tags).await?;
    }
    work.commit().await
}

/// Deletes an article with its tags, comments and favourites.
///
/// # Errors
///
/// The database failed; nothing was deleted.
pub async fn delete(db: impl AnyExecutor<'_>, article: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM articles WHERE id = $1").bind(article).execute(db).await?;
    Ok(())
}
