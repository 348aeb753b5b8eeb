//! What a new database starts with: people, articles, comments, favourites, follows.
//!
//! Everything but the salt of the password is the same each time, dates included, so that a test or
//! a screenshot finds what it expects. There are enough articles for three pages.

mod articles;

use std::collections::HashMap;

use anyhow::Context as _;
use sqlx::AnyConnection;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::db::article::{self, NewArticle};
use crate::db::user::{self, NewUser};
use crate::db::{Db, comment, follow};
use crate::{db, password};
use articles::ARTICLES;

/// The password of every user that is here from the start.
pub const PASSWORD: &str = "conduit-demo";

/// Name and what they say of themselves. The address is `NAME@example.org`.
const USERS: &[(&str, &str)] = &[
    ("aiko", "Designs things, photographs the rest. Earlier trains than strictly necessary."),
    ("jonas", "Databases, tests, and the time between the two."),
    ("mira", "Writes programs in Rust and letters on paper."),
    ("salma", "Balcony gardener, slow reader, fast walker."),
    ("teodor", "Bread, bicycles, and learning things late."),
];

/// Who follows whom.
const FOLLOWS: &[(&str, &str)] = &[
    ("aiko", "mira"),
    ("aiko", "salma"),
    ("jonas", "mira"),
    ("mira", "aiko"),
    ("mira", "jonas"),
    ("salma", "teodor"),
    ("teodor", "jonas"),
    ("teodor", "salma"),
];

struct SeedArticle {
    author: &'static str,
    title: &'static str,
    description: &'static str,
    created: &'static str,
    body: &'static str,
    tags: &'static [&'static str],
    favorites: &'static [&'static str],
    comments: &'static [SeedComment],
}

struct SeedComment {
    author: &'static str,
    created: &'static str,
    body: &'static str,
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
    for seed in ARTICLES {
        add_article(&mut work, &ids, seed).await.with_context(|| seed.title)?;
    }
    work.commit().await?;
    Ok(true)
}

type Ids = HashMap<&'static str, i64>;

async fn add_people(db: &mut AnyConnection, password_hash: &str) -> anyhow::Result<Ids> {
    let mut ids = Ids::new();
    for &(name, bio) in USERS {
        let user = NewUser {
            username: name,
            email: &format!("{name}@example.org"),
            password_hash,
            bio: Some(bio),
            image: None,
            created_ms: unix_ms("2025-03-01T00:00:00Z")?,
        };
        let id = user::insert(&mut *db, user).await?.context("two users of one name")?;
        ids.insert(name, id);
    }
    for (follower, followed) in FOLLOWS {
        follow::add(&mut *db, id_of(&ids, follower)?, id_of(&ids, followed)?).await?;
    }
    Ok(ids)
}

async fn add_article(db: &mut AnyConnection, ids: &Ids, seed: &SeedArticle) -> anyhow::Result<()> {
    let article = NewArticle {
        author: id_of(ids, seed.author)?,
        title: seed.title,
        description: seed.description,
        body: seed.body,
        tags: seed.tags,
        created_ms: unix_ms(seed.created)?,
    };
    let (id, _slug) = article::create(&mut *db, article).await?;
    for name in seed.favorites {
        article::set_favorite(&mut *db, id, id_of(ids, name)?, true).await?;
    }
    for said in seed.comments {
        let author = id_of(ids, said.author)?;
        comment::add(&mut *db, id, author, said.body, unix_ms(said.created)?).await?;
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
            assert_eq!(first.total as usize, ARTICLES.len());
            assert!((21..=30).contains(&first.total), "three pages of ten");
            assert_eq!(first.articles[0].title, ARTICLES.last().unwrap().title);
            assert_eq!(user::count(&db).await.unwrap() as usize, USERS.len());
            assert!(db::tag::popular(&db, 20).await.unwrap().len() >= 12);
        }
    }

    #[tokio::test]
    async fn each_seeded_user_can_sign_in() {
        for db in testing::empty().await {
            if_empty(&db).await.unwrap();
            for (name, _) in USERS {
                let email = format!("{name}@example.org");
                let (_, hash) = user::by_email(&db, &email).await.unwrap().unwrap();
                assert!(password::verify(PASSWORD, Some(&hash)).await.unwrap(), "{name}");
            }
        }
    }

    #[test]
    fn the_texts_show_what_markdown_can() {
        let html: String = ARTICLES.iter().map(|seed| markdown::render(seed.body)).collect();
        for element in ["<h2>", "<ul>", "<ol>", "<blockquote>", "<pre", "<a href", "<table"] {
            assert!(html.matches(element).count() > 1, "{element}");
        }
        for seed in ARTICLES {
            assert!(seed.body.split_whitespace().count() > 100, "{} is short", seed.title);
        }
    }
}
