//! Articles: lists of them, one of them, writing and favouriting.

mod draft;

pub use draft::{Draft, NewArticle, create, delete, update};

use sqlx::any::AnyRow;
use sqlx::{AnyExecutor, FromRow, Row};

use super::{Db, flag, tag, text};

/// Somebody who wrote something, as one viewer sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Names them in URLs.
    pub username: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
    /// Whether the viewer follows them.
    pub following: bool,
}

/// An article as a list shows it to one viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Names the row; never shown.
    pub id: i64,
    /// Names the article in URLs; unique.
    pub slug: String,
    /// Plain text.
    pub title: String,
    /// What it is about, in a sentence; plain text.
    pub description: String,
    /// In the author's order.
    pub tags: Vec<String>,
    /// When it was published.
    pub created_ms: i64,
    /// Who wrote it.
    pub author: Author,
    /// Whether the viewer favourited it.
    pub favorited: bool,
    /// How many users favourited it.
    pub favorites: u32,
}

/// A whole article, as one viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// What a list shows of it.
    pub summary: Summary,
    /// Markdown, as written.
    pub body: String,
    /// Whether the viewer wrote it.
    pub own: bool,
}

/// One page of a list, and how many articles the whole list has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Newest first.
    pub articles: Vec<Summary>,
    /// Articles on all pages.
    pub total: u32,
}

/// Which articles a list has; each member that is set narrows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Only those with this tag.
    pub tag: Option<&'a str>,
    /// Only those that this user wrote.
    pub author: Option<&'a str>,
    /// Only those that this user favourited.
    pub favorited: Option<&'a str>,
    /// Only those of the people whom the user of this id follows.
    pub follower: Option<i64>,
}

/// Selects articles for the viewer `$1`, with `$extra` columns.
macro_rules! select {
    ($extra:literal, $tail:expr) => {
        concat!(
            "SELECT a.id, a.slug, a.title, a.description, a.created_ms,
                    u.username, u.bio, u.image,
                    CAST(EXISTS (SELECT 1 FROM follows f
                                  WHERE f.follower_id = $1 AND f.followed_id = u.id) AS INTEGER) AS following,
                    CAST(EXISTS (SELECT 1 FROM favorites f
                                  WHERE f.user_id = $1 AND f.article_id = a.id) AS INTEGER) AS favorited,
                    (SELECT COUNT(*) FROM favorites f WHERE f.article_id = a.id) AS favorites",
            $extra,
            " FROM articles a JOIN users u ON u.id = a.author_id ",
            $tail
        )
    };
}

/// Narrows `articles a` by a [`Filter`]: `$2` tag, `$3` author, `$4` who favourited it,
/// `$5` who follows its author.
macro_rules! filter {
    () => {
        "WHERE (CAST($2 AS TEXT) IS NULL
                OR EXISTS (SELECT 1 FROM article_tags t
                            WHERE t.article_id = a.id AND t.tag = $2))
           AND (CAST($3 AS TEXT) IS NULL
                OR a.author_id = (SELECT id FROM users WHERE username = $3))
           AND (CAST($4 AS TEXT) IS NULL
                OR EXISTS (SELECT 1 FROM favorites v JOIN users w ON w.id = v.user_id
                            WHERE v.article_id = a.id AND w.username = $4))
           AND (CAST($5 AS BIGINT) IS NULL
                OR a.author_id IN (SELECT followed_id FROM follows WHERE follower_id = $5)) "
    };
}

/// One page of articles, newest first: three queries, whatever its length.
///
/// # Errors
///
/// The database failed.
pub async fn page(
    db: &Db,
    filter: Filter<'_>,
    viewer: Option<i64>,
    limit: u32,
    offset: u64,
) -> Result<Page, sqlx::Error> {
    let total: i64 = sqlx::query_scalar(concat!("SELECT COUNT(*) FROM articles a ", filter!()))
        .bind(viewer)
        .bind(filter.tag.map(text))
        .bind(filter.author.map(text))
        .bind(filter.favorited.map(text))
        .bind(filter.follower)
        .fetch_one(db)
        .await?;
    let mut articles: Vec<Summary> =
        sqlx::query_as(select!("", concat!(filter!(), "ORDER BY a.created_ms DESC, a.id DESC LIMIT $6 OFFSET $7")))
            .bind(viewer)
            .bind(filter.tag.map(text))
            .bind(filter.author.map(text))
            .bind(filter.favorited.map(text))
            .bind(filter.follower)
            .bind(i64::from(limit))
            .bind(i64::try_from(offset).unwrap_or(i64::MAX))
            .fetch_all(db)
            .await?;
    let ids: Vec<i64> = articles.iter().map(|article| article.id).collect();
    let mut tags = tag::of_articles(db, &ids).await?;
    for article in &mut articles {
        article.tags = tags.remove(&article.id).unwrap_or_default();
    }
    Ok(Page { articles, total: u32::try_from(total).unwrap_or(u32::MAX) })
}

/// The article of a slug, or `None`.
///
/// # Errors
///
/// The database failed.
pub async fn by_slug(db: &Db, slug: &str, viewer: Option<i64>) -> Result<Option<Article>, sqlx::Error> {
    let found: Option<Article> =
        sqlx::query_as(select!(", a.body, CAST((a.author_id = $1) IS TRUE AS INTEGER) AS own", "WHERE a.slug = $2"))
            .bind(viewer)
            .bind(text(slug))
            .fetch_optional(db)
            .await?;
    let Some(mut article) = found else { return Ok(None) };
    let id = article.summary.id;
    article.summary.tags = tag::of_articles(db, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(Some(article))
}

/// The id of the article of a slug, or `None`.
///
/// # Errors
///
/// The database failed.
pub async fn id_of(db: &Db, slug: &str) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM articles WHERE slug = $1").bind(text(slug)).fetch_optional(db).await
}

/// The ids of the article of a slug and of its author, or `None`.
///
/// # Errors
///
/// The database failed.
pub async fn author_of(db: &Db, slug: &str) -> Result<Option<(i64, i64)>, sqlx::Error> {
    sqlx::query_as("SELECT id, author_id FROM articles WHERE slug = $1").bind(text(slug)).fetch_optional(db).await
}

/// Makes an article a favourite of a user, or no longer. Doing it twice changes nothing more.
///
/// # Errors
///
/// The database failed, or the article or user does not exist.
pub async fn set_favorite(
    db: impl AnyExecutor<'_>,
    article: i64,
    user: i64,
    favorited: bool,
) -> Result<(), sqlx::Error> {
    let sql = if favorited {
        "INSERT INTO favorites (article_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM favorites WHERE article_id = $1 AND user_id = $2"
    };
    sqlx::query(sql).bind(article).bind(user).execute(db).await?;
    Ok(())
}

impl FromRow<'_, AnyRow> for Author {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            username: row.try_get("username")?,
            bio: row.try_get("bio")?,
            image: row.try_get("image")?,
            following: flag(row, "following")?,
        })
    }
}

impl FromRow<'_, AnyRow> for Summary {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let favorites: i64 = row.try_get("favorites")?;
        Ok(Self {
            id: row.try_get("id")?,
            slug: row.try_get("slug")?,
            title: row.try_get("title")?,
            description: row.try_get("description")?,
            tags: Vec::new(),
            created_ms: row.try_get("created_ms")?,
            author: Author::from_row(row)?,
            favorited: flag(row, "favorited")?,
            favorites: u32::try_from(favorites).unwrap_or(u32::MAX),
        })
    }
}

impl FromRow<'_, AnyRow> for Article {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self { summary: Summary::from_row(row)?, body: row.try_get("body")?, own: flag(row, "own")? })
    }
}

#[cfg(test)]
mod tests;
