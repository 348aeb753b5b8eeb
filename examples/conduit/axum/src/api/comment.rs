//! Comments under an article.

use axum::extract::State;
use mizan::prelude::*;

use super::article::Author;
use super::problem::check_blank;
use super::{Caller, Viewer, rfc3339};
use crate::app::App;
use crate::db::comment::Deletion;
use crate::db::{self, Db};

/// The comments under one article.
#[derive(Context)]
pub struct CommentsContext {
    /// Which article.
    pub slug: String,
}

/// A comment, as the caller sees it.
#[derive(Debug, Serialize, Type)]
pub struct Comment {
    /// Names the comment.
    pub id: u32,
    /// Plain text, as written.
    pub body: String,
    /// When it was posted (RFC 3339).
    pub created: String,
    /// Who wrote it.
    pub author: Author,
    /// Whether the caller wrote it, and so may delete it.
    pub own: bool,
}

/// The comments of an article, newest first.
#[client(context = CommentsContext)]
pub async fn comment_list(
    slug: String,
    #[extract] Viewer(viewer): Viewer,
    #[extract] State(db): State<Db>,
) -> mizan::Result<Vec<Comment>> {
    let article = article_id(&db, &slug).await?;
    let comments = db::comment::list(&db, article, viewer).await?;
    comments.into_iter().map(Comment::try_from).collect()
}

/// Posts a comment under an article.
#[derive(Deserialize, Type, Form)]
#[form(title = "Post Comment", affects(CommentsContext), auth = Authenticated)]
pub struct CommentForm {
    #[field(widget = "hidden")]
    slug: String,
    #[field(label = "Comment", widget = "textarea")]
    #[mizan(max_length = 10_000)]
    body: String,
}

impl Submit<App> for CommentForm {
    type Output = Comment;
    type Error = mizan::Error;

    async fn validate(
        draft: &CommentFormDraft,
        _: &mut FormRequest<'_, App>,
        problems: &mut Problems,
    ) -> mizan::Result<()> {
        check_blank("body", draft.body.as_deref(), problems);
        Ok(())
    }

    async fn submit(self, request: &mut FormRequest<'_, App>) -> mizan::Result<Comment> {
        let Caller(caller) = request.extract().await?;
        let db = &request.state().db;
        let article = article_id(db, &self.slug).await?;
        let id = db::comment::add(db, article, caller, self.body.trim(), db::now_ms()).await?;
        let posted = db::comment::by_id(db, id, Some(caller)).await?;
        posted.ok_or_else(|| mizan::Error::not_found("the comment has been deleted"))?.try_into()
    }
}

/// Deletes a comment of one's own.
#[client(affects(CommentsContext), auth = Authenticated)]
pub async fn delete_comment(
    slug: String,
    id: u32,
    #[extract] Caller(caller): Caller,
    #[extract] State(db): State<Db>,
) -> mizan::Result<()> {
    let article = article_id(&db, &slug).await?;
    match db::comment::delete(&db, article, id.into(), caller).await? {
        Deletion::Deleted => Ok(()),
        Deletion::NotFound => Err(mizan::Error::not_found("there is no such comment").nothing_changed()),
        Deletion::NotOwn => Err(mizan::Error::forbidden("this comment is somebody else's").nothing_changed()),
    }
}

async fn article_id(db: &Db, slug: &str) -> mizan::Result<i64> {
    let id = db::article::id_of(db, slug).await?;
    id.ok_or_else(|| super::article::no_such_article().nothing_changed())
}

impl TryFrom<db::comment::Comment> for Comment {
    type Error = mizan::Error;

    fn try_from(comment: db::comment::Comment) -> mizan::Result<Self> {
        Ok(Self {
            id: u32::try_from(comment.id)?,
            body: comment.body,
            created: rfc3339(comment.created_ms),
            author: comment.author.into(),
            own: comment.own,
        })
    }
}
