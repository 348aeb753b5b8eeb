//! Tags: ordered within an article, counted across all of them.

use std::collections::HashMap;

use sqlx::{AnyConnection, AssertSqlSafe};

use super::{Db, text};

/// The most used tags, at most `limit`; equal ones by name.
///
/// # Errors
///
/// The database failed.
pub async fn popular(db: &Db, limit: u32) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT tag FROM article_tags GROUP BY tag ORDER BY COUNT(*) DESC, tag LIMIT $1")
        .bind(i64::from(limit))
        .fetch_all(db)
        .await
}

/// The tags of several articles in one query, each article's in its own order.
///
/// # Errors
///
/// The database failed.
pub(super) async fn of_articles(db: &Db, articles: &[i64]) -> Result<HashMap<i64, Vec<String>>, sqlx::Error> {
    let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
    if articles.is_empty() {
        return Ok(tags);
    }
    let places: Vec<String> = (1..=articles.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT article_id, tag FROM article_tags WHERE article_id IN ({}) ORDER BY article_id, position",
        places.join(", "),
    );
    // Places alone were written into it; the ids are bound.
    let mut query = sqlx::query_as(AssertSqlSafe(sql));
    for id in articles {
        query = query.bind(id);
    }
    let rows: Vec<(i64, String)> = query.fetch_all(db).await?;
    for (article, tag) in rows {
        tags.entry(article).or_default().push(tag);
    }
    Ok(tags)
}

/// Gives a new article its tags, in order; a repeated one counts once.
///
/// # Errors
///
/// The database failed; the caller's transaction is to be rolled back.
pub(super) async fn insert(db: &mut AnyConnection, article: i64, tags: &[impl AsRef<str>]) -> Result<(), sqlx::Error> {
    for (position, tag) in (0_i64..).zip(tags) {
        sqlx::query(
            "INSERT INTO article_tags (article_id, position, tag) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
        )
        .bind(article)
        .bind(position)
        .bind(text(tag.as_ref()))
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Gives an article other tags than it had; see [`insert`].
///
/// # Errors
///
/// The database failed; the caller's transaction is to be rolled back.
pub(super) async fn replace(db: &mut AnyConnection, article: i64, tags: &[impl AsRef<str>]) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM article_tags WHERE article_id = $1").bind(article).execute(&mut *db).await?;
    insert(db, article, tags).await
}
