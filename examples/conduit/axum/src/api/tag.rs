//! Tags.

use axum::extract::State;
use mizan::prelude::*;

use crate::db::{self, Db};

/// As many tags as the sidebar has room for.
const POPULAR: u32 = 20;

/// The tags of all articles.
#[derive(Context)]
#[context(public)]
pub struct TagsContext {}

/// The most used tags, most used first.
#[client(context = TagsContext)]
pub async fn popular_tags(#[extract] State(db): State<Db>) -> mizan::Result<Vec<String>> {
    Ok(db::tag::popular(&db, POPULAR).await?)
}
