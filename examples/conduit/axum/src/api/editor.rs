//! Writing articles: publish, edit, delete.

use axum::extract::State;
use mizan::prelude::*;

use super::Caller;
use super::article::{Article, ArticleContext, ArticlesContext, FeedContext, no_such_article};
use super::comment::CommentsContext;
use super::problem::{Problem, check, length_problem, text_problem};
use super::tag::TagsContext;
use crate::db::article::{Draft, NewArticle};
use crate::db::{self, Db};

/// The longest title, in characters.
const MAX_TITLE: usize = 200;
/// The longest description, in characters.
const MAX_DESCRIPTION: usize = 500;
/// The longest body, in characters.
const MAX_BODY: usize = 100_000;
/// The longest tag, in characters.
const MAX_TAG: usize = 40;
/// The most tags of one article.
const MAX_TAGS: usize = 20;

/// Publishes an article.
#[client(affects(ArticlesContext, FeedContext, TagsContext), auth = Authenticated)]
pub async fn create_article(
    title: String,
    description: String,
    body: String,
    tags: Vec<String>,
    #[extract] Caller(caller): Caller,
    #[extract] State(db): State<Db>,
) -> mizan::Result<Article> {
    let (title, description, tags) = (title.trim(), description.trim(), tidy(&tags));
    check(&problems(title, description, &body, &tags))?;
    let new = NewArticle { author: caller, title, description, body: &body, tags: &tags, created_ms: db::now_ms() };
    let mut connection = db.acquire().await?;
    let (_, slug) = db::article::create(&mut connection, new).await?;
    drop(connection);
    read(&db, &slug, caller).await
}

/// Changes an article of one's own. Its slug, and so its address, stays.
#[client(affects(ArticleContext, ArticlesContext, FeedContext, TagsContext), auth = Authenticated)]
pub async fn update_article(
    slug: String,
    title: String,
    description: String,
    body: String,
    tags: Vec<String>,
    #[extract] Caller(caller): Caller,
    #[extract] State(db): State<Db>,
) -> mizan::Result<Article> {
    let article = own(&db, &slug, caller).await?;
    let (title, description, tags) = (title.trim(), description.trim(), tidy(&tags));
    check(&problems(title, description, &body, &tags))?;
    let draft = Draft { title, description, body: &body, tags: &tags, updated_ms: db::now_ms() };
    db::article::update(&db, article, draft).await?;
    read(&db, &slug, caller).await
}

/// Deletes an article of one's own, with all that was said about it.
#[client(affects(ArticleContext, CommentsContext, ArticlesContext, FeedContext, TagsContext), auth = Authenticated)]
pub async fn delete_article(
    slug: String,
    #[extract] Caller(caller): Caller,
    #[extract] State(db): State<Db>,
) -> mizan::Result<()> {
    let article = own(&db, &slug, caller).await?;
    Ok(db::article::delete(&db, article).await?)
}

/// The id of an article, when it is the caller's.
async fn own(db: &Db, slug: &str, caller: i64) -> mizan::Result<i64> {
    match db::article::author_of(db, slug).await? {
        Some((article, author)) if author == caller => Ok(article),
        Some(_) => Err(mizan::Error::forbidden("this article is somebody else's").nothing_changed()),
        None => Err(no_such_article().nothing_changed()),
    }
}

async fn read(db: &Db, slug: &str, caller: i64) -> mizan::Result<Article> {
    let written = db::article::by_slug(db, slug, Some(caller)).await?;
    written.map(Into::into).ok_or_else(no_such_article)
}

/// The tags without outer spaces and without empty ones.
fn tidy(tags: &[String]) -> Vec<&str> {
    tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()).collect()
}

fn problems(title: &str, description: &str, body: &str, tags: &[&str]) -> [(&'static str, Option<Problem>); 4] {
    [
        ("title", text_problem(title, MAX_TITLE)),
        ("description", text_problem(description, MAX_DESCRIPTION)),
        ("body", text_problem(body, MAX_BODY)),
        ("tags", tags_problem(tags)),
    ]
}

fn tags_problem(tags: &[&str]) -> Option<Problem> {
    if tags.len() > MAX_TAGS {
        return Some(("too_many", format!("are too many (maximum is {MAX_TAGS})").into()));
    }
    // A browser resolves these in a path, however they are escaped.
    if tags.iter().any(|tag| matches!(*tag, "." | "..")) {
        return Some(("invalid", "are invalid".into()));
    }
    let long = tags.iter().any(|tag| length_problem(tag, MAX_TAG).is_some());
    long.then(|| ("too_long", format!("are too long (maximum is {MAX_TAG} characters each)").into()))
}
