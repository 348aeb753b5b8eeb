//! What a new database starts with: people, articles, comments, favourites, follows.
//!
//! Everything but the salt of the password is the same each time and on every backend of Conduit, dates included, so
//! that a test or a screenshot finds what it expects: it is in `examples/conduit/seed`. There are enough articles for
//! three pages.

mod text;

use std::collections::HashMap;
use std::sync::LazyLock;

use anyhow::Context as _;
use serde::Deserialize;
use sqlx::AnyConnection;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::db::article::{self, NewArticle};
use crate::db::user::{self, NewUser};
use crate::db::{Db, comment, follow};
use crate::{db, password};

/// The password of every user that is here from the start.
pub const PASSWORD: &str = "conduit-demo";

static SEED: LazyLock<Seed> = LazyLock::new(|| serde_json::from_str(text::SEED).expect("the seed is JSON"));

#[derive(Deserialize)]
struct Seed {
    users: Vec<SeedUser>,
    follows: Vec<SeedFollow>,
    /// In the order of their dates.
    articles: Vec<SeedArticle>,
}

/// Their address is `NAME@example.org`.
#[derive(Deserialize)]
struct SeedUser {
    username: String,
    bio: String,
}

#[derive(Deserialize)]
struct SeedFollow {
    follower: String,
    followed: String,
}

#[derive(Deserialize)]
struct SeedArticle {
    author: String,
    title: String,
    description: String,
    created: String,
    /// The name of its file.
    body: String,
    tags: Vec<String>,
    favorites: Vec<String>,
    comments: Vec<SeedComment>,
}

#[derive(Deserialize)]
struct SeedComment {
    author: String,
    created: String,
    body: String,
}

/// Fills a database that has no user yet, and says whether it did. All or nothing: a start that was
/// cut short is made up for by the next.
///
/// # Errors
///
/// The database failed; nothing was added.
pub async fn if_empty(db: &Db) -> anyhow::Result<bool> {
    if user::count(db).await? > 0 {
        return Ok(false);
    }
    // One hash for all: what it hides is in the README, and a start waits for one instead of five.
    let password_hash = password::hash(PASSWORD).await?;
    // Of two processes that start together, the second finds users.
    let mut work = db::begin_alone(db).await?;
    if user::count(&mut *work).await? > 0 {
        return Ok(false);
    }
    let ids = add_people(&mut work, &password_hash).await?;
    for seed in &SEED.articles {
        add_article(&mut work, &ids, seed).await.with_context(|| seed.title.clone())?;
    }
    work.commit().await?;
    Ok(true)
}

type Ids = HashMap<&'static str, i64>;

async fn add_people(db: &mut AnyConnection, password_hash: &str) -> anyhow::Result<Ids> {
    let mut ids = Ids::new();
    for SeedUser { username: name, bio } in &SEED.users {
        let user = NewUser {
            username: name,
            email: &format!("{name}@example.org"),
            password_hash,
            bio: Some(bio.as_str()),
            image: None,
            created_ms: unix_ms("2025-03-01T00:00:00Z")?,
        };
        let id = user::insert(&mut *db, user).await?.context("two users of one name")?;
        ids.insert(name.as_str(), id);
    }
    for SeedFollow { follower, followed } in &SEED.follows {
        follow::add(&mut *db, id_of(&ids, follower)?, id_of(&ids, followed)?).await?;
    }
    Ok(ids)
}

async fn add_article(db: &mut AnyConnection, ids: &Ids, seed: &SeedArticle) -> anyhow::Result<()> {
    let article = NewArticle {
        author: id_of(ids, &seed.author)?,
        title: &seed.title,
        description: &seed.description,
        body: text::named(&seed.body)?,
        tags: &seed.tags.iter().map(String::as_str).collect::<Vec<_>>(),
        created_ms: unix_ms(&seed.created)?,
    };
    let (id, _slug) = article::create(&mut *db, article).await?;
    for name in &seed.favorites {
        article::set_favorite(&mut *db, id, id_of(ids, name)?, true).await?;
    }
    for said in &seed.comments {
        let author = id_of(ids, &said.author)?;
        comment::add(&mut *db, id, author, &said.body, unix_ms(&said.created)?).await?;
    }
    Ok(())
}

fn id_of(ids: &Ids, name: &str) -> anyhow::Result<i64> {
    ids.get(name).copied().with_context(|| format!("there is no user {name}"))
}

fn unix_ms(rfc3339: &str) -> anyhow::Result<i64> {
    Ok(OffsetDateTime::parse(rfc3339, &Rfc3339)?.unix_timestamp() * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::article::Filter;
    use crate::db::testing;
    use crate::{db, markdown};

    #[tokio::test]
    async fn a_new_database_is_filled_once() {
        for db in testing::empty().await {
            assert!(if_empty(&db).await.unwrap());
            assert!(!if_empty(&db).await.unwrap());

            let first = article::page(&db, Filter::default(), None, 10, 0).await.unwrap();
            assert_eq!(first.total as usize, SEED.articles.len());
            assert!((21..=30).contains(&first.total), "three pages of ten");
            assert_eq!(first.articles[0].title, SEED.articles.last().unwrap().title);
            assert_eq!(user::count(&db).await.unwrap() as usize, SEED.users.len());
            assert!(db::tag::popular(&db, 20).await.unwrap().len() >= 12);
        }
    }

    #[tokio::test]
    async fn each_seeded_user_can_sign_in() {
        for db in testing::empty().await {
            if_empty(&db).await.unwrap();
            for SeedUser { username: name, .. } in &SEED.users {
                let email = format!("{name}@example.org");
                let (_, hash) = user::by_email(&db, &email).await.unwrap().unwrap();
                assert!(password::verify(PASSWORD, Some(&hash)).await.unwrap(), "{name}");
            }
        }
    }

    fn bodies() -> impl Iterator<Item = &'static str> {
        SEED.articles.iter().map(|seed| text::named(&seed.body).unwrap())
    }

    #[test]
    fn the_texts_show_what_markdown_can() {
        let html: String = bodies().map(markdown::render).collect();
        for element in ["<h2>", "<ul>", "<ol>", "<blockquote>", "<pre", "<a href", "<table"] {
            assert!(html.matches(element).count() > 1, "{element}");
        }
        for body in bodies() {
            assert!(body.split_whitespace().count() > 100, "this is short: {body}");
        }
    }
}
