//! Writing articles: publish, edit, delete.

use axum::extract::State;
use mizan::prelude::*;

use super::Caller;
use super::article::{Article, ArticleContext, ArticlesContext, FeedContext, no_such_article};
use super::comment::CommentsContext;
use super::problem::check_blank;
use super::tag::TagsContext;
use crate::app::App;
use crate::db::article::{Draft, NewArticle};
use crate::db::{self, Db};

/// The longest tag, in characters.
const MAX_TAG: usize = 40;
/// The most tags of one article.
const MAX_TAGS: usize = 20;

/// Publishes an article, or changes one of one's own. Its slug, and so its address, stays.
#[derive(Deserialize, Type, Form)]
#[form(
    title = "Publish Article",
    affects(ArticleContext::all(), ArticlesContext, FeedContext, TagsContext),
    auth = Authenticated
)]
pub struct EditorForm {
    // Which article; a new one without it.
    #[field(widget = "hidden")]
    slug: Option<String>,
    #[mizan(max_length = 200)]
    title: String,
    #[field(label = "Description")]
    #[mizan(max_length = 500)]
    description: String,
    // Markdown.
    #[field(label = "Text", widget = "textarea")]
    #[mizan(max_length = 100_000)]
    body: String,
    /// One on a line.
    #[serde(default)]
    tags: Vec<String>,
}

impl Submit<App> for EditorForm {
    type Output = Article;
    type Error = mizan::Error;

    async fn validate(
        draft: &EditorFormDraft,
        request: &mut FormRequest<'_, App>,
        problems: &mut Problems,
    ) -> mizan::Result<()> {
        if let Some(slug) = draft.slug.iter().flatten().next() {
            let Caller(caller) = request.extract().await?;
            own(&request.state().db, slug, caller).await?;
        }
        check_blank("title", draft.title.as_deref(), problems);
        check_blank("description", draft.description.as_deref(), problems);
        check_blank("body", draft.body.as_deref(), problems);
        if let Some((code, message)) = draft.tags.as_deref().and_then(|tags| tags_problem(&tidy(tags))) {
            problems.field("tags", code, message);
        }
        Ok(())
    }

    async fn submit(self, request: &mut FormRequest<'_, App>) -> mizan::Result<Article> {
        let Caller(caller) = request.extract().await?;
        let App { db, .. } = request.state().clone();
        let invalidation = request.invalidation()?;
        // Of articles it is this one alone, and a new one has been read by nobody.
        invalidation.nothing();
        let Self { slug, title, description, body, tags } = &self;
        let (title, description, tags) = (title.trim(), description.trim(), tidy(tags));
        let slug = match slug {
            Some(slug) => {
                let article = own(&db, slug, caller).await?;
                let draft = Draft { title, description, body, tags: &tags, updated_ms: db::now_ms() };
                db::article::update(&db, article, draft).await?;
                invalidation.add(ArticleContext { slug: slug.clone() });
                slug.clone()
            }
            None => {
                let new =
                    NewArticle { author: caller, title, description, body, tags: &tags, created_ms: db::now_ms() };
                let mut connection = db.acquire().await?;
                db::article::create(&mut connection, new).await?.1
            }
        };
        invalidation.add(ArticlesContext::all());
        invalidation.add(FeedContext::all());
        invalidation.add(TagsContext {});
        request.redirect_to(format!("/article/{}", super::segment(&slug)));
        read(&db, &slug, caller).await
    }
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

fn tags_problem(tags: &[&str]) -> Option<(&'static str, String)> {
    if tags.len() > MAX_TAGS {
        return Some(("too_many", format!("are too many (maximum is {MAX_TAGS})")));
    }
    // A browser resolves these in a path, however they are escaped.
    if tags.iter().any(|tag| matches!(*tag, "." | "..")) {
        return Some(("invalid", "are invalid".into()));
    }
    let long = tags.iter().any(|tag| tag.chars().count() > MAX_TAG);
    long.then(|| ("too_long", format!("are too long (maximum is {MAX_TAG} characters each)")))
}
