//! Articles: the lists, the page of one, favourites.

use axum::extract::State;
use mizan::prelude::*;

use super::{Caller, Viewer, rfc3339};
use crate::db::article::{Filter, Summary};
use crate::db::{self, Db};
use crate::markdown;

/// Articles on a page of a list.
const PAGE: u32 = 10;

/// One page of a list of articles; each filter that is given narrows it.
#[derive(Context)]
// `favorited` is whose favourites these are; that of `favorite_article` is whether it is one, and says nothing of a list.
#[context(scope = [tag, author])]
pub struct ArticlesContext {
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those that this user wrote.
    pub author: Option<String>,
    /// Only those that this user favourited.
    pub favorited: Option<String>,
    /// From 1.
    pub page: u32,
}

/// One article.
#[derive(Context)]
pub struct ArticleContext {
    /// What names it in its URL.
    pub slug: String,
}

/// One page of what the caller follows.
#[derive(Context)]
pub struct FeedContext {
    /// From 1.
    pub page: u32,
}

/// Somebody who wrote something, as the caller sees them.
#[derive(Debug, Serialize, Type)]
pub struct Author {
    /// Names them in URLs.
    pub username: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
    /// Whether the caller follows them.
    pub following: bool,
}

/// An article as a list shows it.
#[derive(Debug, Serialize, Type)]
pub struct ArticlePreview {
    /// Names it in its URL.
    pub slug: String,
    /// Plain text.
    pub title: String,
    /// What it is about, in a sentence; plain text.
    pub description: String,
    /// In the author's order.
    pub tags: Vec<String>,
    /// When it was published (RFC 3339).
    pub created: String,
    /// Who wrote it.
    pub author: Author,
    /// Whether the caller favourited it.
    pub favorited: bool,
    /// How many favourited it.
    pub favorites: u32,
}

/// A whole article.
#[derive(Debug, Serialize, Type)]
pub struct Article {
    /// Names it in its URL.
    pub slug: String,
    /// Plain text.
    pub title: String,
    /// What it is about, in a sentence; plain text.
    pub description: String,
    /// In the author's order.
    pub tags: Vec<String>,
    /// When it was published (RFC 3339).
    pub created: String,
    /// Who wrote it.
    pub author: Author,
    /// Whether the caller favourited it.
    pub favorited: bool,
    /// How many favourited it.
    pub favorites: u32,
    /// Markdown, as written.
    pub body: String,
    /// The body rendered: sanitised HTML that may stand in a page.
    pub html: String,
    /// Whether the caller wrote it.
    pub own: bool,
}

/// One page of a list.
#[derive(Debug, Serialize, Type)]
pub struct ArticlePage {
    /// At most ten, newest first.
    pub articles: Vec<ArticlePreview>,
    /// Articles on all pages.
    pub total: u32,
}

/// A page of ten articles, newest first.
#[client(context = ArticlesContext)]
pub async fn articles_page(
    tag: Option<String>,
    author: Option<String>,
    favorited: Option<String>,
    page: u32,
    #[extract] Viewer(viewer): Viewer,
    #[extract] State(db): State<Db>,
) -> mizan::Result<ArticlePage> {
    let filter =
        Filter { tag: tag.as_deref(), author: author.as_deref(), favorited: favorited.as_deref(), follower: None };
    list(&db, filter, viewer, page).await
}

/// A page of ten articles of the people whom the caller follows, newest first.
#[client(context = FeedContext, auth = Authenticated)]
pub async fn feed_page(
    page: u32,
    #[extract] Caller(caller): Caller,
    #[extract] State(db): State<Db>,
) -> mizan::Result<ArticlePage> {
    list(&db, Filter { follower: Some(caller), ..Filter::default() }, Some(caller), page).await
}

async fn list(db: &Db, filter: Filter<'_>, viewer: Option<i64>, page: u32) -> mizan::Result<ArticlePage> {
    let offset = u64::from(page.saturating_sub(1)) * u64::from(PAGE);
    let found = db::article::page(db, filter, viewer, PAGE, offset).await?;
    Ok(ArticlePage { articles: found.articles.into_iter().map(Into::into).collect(), total: found.total })
}

/// The article with its text, as Markdown and rendered.
#[client(context = ArticleContext)]
pub async fn article_detail(
    slug: String,
    #[extract] Viewer(viewer): Viewer,
    #[extract] State(db): State<Db>,
) -> mizan::Result<Article> {
    let found = db::article::by_slug(&db, &slug, viewer).await?;
    found.map(Into::into).ok_or_else(no_such_article)
}

/// Makes an article a favourite of the caller's, or no longer.
#[client(affects(ArticleContext, ArticlesContext), auth = Authenticated)]
pub async fn favorite_article(
    slug: String,
    favorited: bool,
    #[extract] Caller(caller): Caller,
    #[extract] State(db): State<Db>,
) -> mizan::Result<()> {
    let article = db::article::id_of(&db, &slug).await?;
    let article = article.ok_or_else(|| no_such_article().nothing_changed())?;
    Ok(db::article::set_favorite(&db, article, caller, favorited).await?)
}

pub(super) fn no_such_article() -> mizan::Error {
    mizan::Error::not_found("there is no such article")
}

impl From<db::article::Author> for Author {
    fn from(author: db::article::Author) -> Self {
        let db::article::Author { username, bio, image, following } = author;
        Self { username, bio, image, following }
    }
}

impl From<Summary> for ArticlePreview {
    fn from(article: Summary) -> Self {
        Self {
            slug: article.slug,
            title: article.title,
            description: article.description,
            tags: article.tags,
            created: rfc3339(article.created_ms),
            author: article.author.into(),
            favorited: article.favorited,
            favorites: article.favorites,
        }
    }
}

impl From<db::article::Article> for Article {
    fn from(article: db::article::Article) -> Self {
        let preview = ArticlePreview::from(article.summary);
        Self {
            slug: preview.slug,
            title: preview.title,
            description: preview.description,
            tags: preview.tags,
            created: preview.created,
            author: preview.author,
            favorited: preview.favorited,
            favorites: preview.favorites,
            html: markdown::render(&article.body),
            body: article.body,
            own: article.own,
        }
    }
}
