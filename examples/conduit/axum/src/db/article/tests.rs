//! Articles, on the seeded database: aiko is 1, jonas 2, mira 3, salma 4, teodor 5.

use super::*;
use crate::db::testing;

const AIKO: Option<i64> = Some(1);

fn new(title: &str) -> NewArticle<'_> {
    NewArticle { author: 1, title, description: "d", body: "b", tags: &[], created_ms: 1 }
}

#[tokio::test]
async fn pages_follow_each_other_newest_first() {
    for db in testing::seeded().await {
        let mut all = Vec::new();
        for offset in [0, 10, 20, 30] {
            let page = page(&db, Filter::default(), None, 10, offset).await.unwrap();
            assert_eq!(page.total, 26);
            all.extend(page.articles);
        }
        assert_eq!(all.len(), 26);
        assert!(all.is_sorted_by(|one, next| one.created_ms > next.created_ms));
        assert!(page(&db, Filter::default(), None, 10, u64::MAX).await.unwrap().articles.is_empty());
    }
}

#[tokio::test]
async fn filters_narrow_alone_and_together() {
    for db in testing::seeded().await {
        let cases = [
            (Filter { tag: Some("rust"), ..Filter::default() }, 3),
            (Filter { author: Some("mira"), ..Filter::default() }, 5),
            (Filter { favorited: Some("salma"), ..Filter::default() }, 12),
            (Filter { tag: Some("rust"), author: Some("mira"), favorited: Some("salma"), ..Filter::default() }, 2),
            (Filter { tag: Some("nothing"), ..Filter::default() }, 0),
            (Filter { author: Some("nobody"), ..Filter::default() }, 0),
            (Filter { favorited: Some("nobody"), ..Filter::default() }, 0),
            (Filter { tag: Some("' OR 1 = 1 --"), ..Filter::default() }, 0),
        ];
        for (filter, total) in cases {
            let page = page(&db, filter, None, 100, 0).await.unwrap();
            assert_eq!((page.total, page.articles.len()), (total, total as usize), "{filter:?}");
        }
    }
}

#[tokio::test]
async fn a_feed_has_the_articles_of_the_followed_alone() {
    for db in testing::seeded().await {
        let feed = |follower| Filter { follower: Some(follower), ..Filter::default() };
        let page_of_aiko = page(&db, feed(1), AIKO, 100, 0).await.unwrap();
        assert!(page_of_aiko.total > 0);
        assert!(page_of_aiko.articles.iter().all(|article| article.author.following));
        let all = page(&db, Filter::default(), AIKO, 100, 0).await.unwrap().articles;
        let followed = all.iter().filter(|article| article.author.following).count();
        assert_eq!(page_of_aiko.total as usize, followed);
        assert_eq!(page(&db, feed(99), None, 100, 0).await.unwrap().total, 0);
    }
}

#[tokio::test]
async fn an_edit_replaces_all_but_the_slug() {
    for db in testing::seeded().await {
        let (id, author) = author_of(&db, "slow-cameras").await.unwrap().unwrap();
        assert_eq!(author, 1);
        let draft = Draft { title: "Fast cameras", description: "d", body: "*b*", tags: &["z", "a"], updated_ms: 5 };
        update(&db, id, draft).await.unwrap();
        let article = by_slug(&db, "slow-cameras", AIKO).await.unwrap().unwrap();
        let summary = &article.summary;
        assert_eq!(
            (summary.title.as_str(), summary.description.as_str(), article.body.as_str()),
            ("Fast cameras", "d", "*b*")
        );
        assert_eq!(summary.tags, ["z", "a"]);
        assert_eq!(by_slug(&db, "fast-cameras", None).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_hangs_on_a_deleted_article_goes_with_it() {
    for db in testing::seeded().await {
        let (id, _) = author_of(&db, "slow-cameras").await.unwrap().unwrap();
        delete(&db, id).await.unwrap();
        assert_eq!(author_of(&db, "slow-cameras").await.unwrap(), None);
        let left: i64 = sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM article_tags WHERE article_id = $1)
                  + (SELECT COUNT(*) FROM favorites WHERE article_id = $1)",
        )
        .bind(id)
        .fetch_one(&db)
        .await
        .unwrap();
        assert_eq!(left, 0);
        let draft = Draft { title: "t", description: "d", body: "b", tags: &["a"], updated_ms: 5 };
        update(&db, id, draft).await.expect("an edit of what is gone is nothing");
    }
}

#[tokio::test]
async fn a_list_knows_its_viewer() {
    for db in testing::seeded().await {
        let filter = Filter { author: Some("mira"), ..Filter::default() };
        let anonymous = page(&db, filter, None, 10, 0).await.unwrap().articles;
        assert!(anonymous.iter().all(|article| !article.favorited && !article.author.following));

        let by_aiko = page(&db, filter, AIKO, 10, 0).await.unwrap().articles;
        assert!(by_aiko.iter().all(|article| article.author.following));
        let favorites: Vec<(&str, bool, u32)> =
            by_aiko.iter().map(|article| (article.slug.as_str(), article.favorited, article.favorites)).collect();
        assert_eq!(favorites[4], ("errors-are-an-interface", true, 3));
        assert_eq!(favorites[2], ("the-only-witness-is-the-message", false, 1));
        assert_eq!(by_aiko[4].tags, ["programming", "design"]);
    }
}

#[tokio::test]
async fn an_article_is_found_by_its_slug() {
    for db in testing::seeded().await {
        let article = by_slug(&db, "sl0w", None).await.unwrap();
        assert_eq!(article, None);
        let article = by_slug(&db, "slow-cameras", AIKO).await.unwrap().unwrap();
        assert!(article.own && !article.summary.favorited && !article.summary.author.following);
        assert!(article.body.contains("**Move your feet.**"));
        assert_eq!(article.summary.tags, ["photography", "habits"]);
        assert!(!by_slug(&db, "slow-cameras", Some(2)).await.unwrap().unwrap().own);
        assert!(!by_slug(&db, "slow-cameras", None).await.unwrap().unwrap().own);
    }
}

#[tokio::test]
async fn a_character_that_postgresql_has_not_becomes_another_one_everywhere() {
    for db in testing::seeded().await {
        assert_eq!(by_slug(&db, "a\0b", None).await.unwrap(), None);
        let filter = Filter { tag: Some("a\0"), author: Some("\0"), favorited: Some("\0"), follower: None };
        assert_eq!(page(&db, filter, None, 10, 0).await.unwrap().total, 0);
        let mut connection = db.acquire().await.unwrap();
        let (_, slug) =
            create(&mut connection, NewArticle { body: "a\0b", tags: &["\0"], ..new("\0 x") }).await.unwrap();
        drop(connection);
        let article = by_slug(&db, &slug, None).await.unwrap().unwrap();
        let summary = article.summary;
        assert_eq!((summary.title.as_str(), article.body.as_str()), ("\u{fffd} x", "a\u{fffd}b"));
        assert_eq!(summary.tags, ["\u{fffd}"]);
    }
}

#[tokio::test]
async fn equal_titles_get_slugs_of_their_own() {
    for db in testing::seeded().await {
        let mut connection = db.acquire().await.unwrap();
        for expected in ["slow-cameras-2", "slow-cameras-3"] {
            assert_eq!(create(&mut connection, new("Slow cameras")).await.unwrap().1, expected);
        }
    }
}

#[tokio::test]
async fn a_failed_article_leaves_nothing_behind() {
    for db in testing::seeded().await {
        let mut connection = db.acquire().await.unwrap();
        assert!(create(&mut connection, NewArticle { author: 99, ..new("Nobody's") }).await.is_err());
        drop(connection);
        assert_eq!(id_of(&db, "nobodys").await.unwrap(), None);
    }
}

#[tokio::test]
async fn repeated_tags_count_once_and_keep_their_order() {
    for db in testing::seeded().await {
        let mut connection = db.acquire().await.unwrap();
        let tags = ["z", "a", "z", "m"];
        let (_, slug) = create(&mut connection, NewArticle { tags: &tags, ..new("Tags") }).await.unwrap();
        drop(connection);
        assert_eq!(by_slug(&db, &slug, None).await.unwrap().unwrap().summary.tags, ["z", "a", "m"]);
    }
}

#[tokio::test]
async fn favouriting_twice_is_favouriting() {
    for db in testing::seeded().await {
        let id = id_of(&db, "slow-cameras").await.unwrap().unwrap();
        for (favorited, count) in [(true, 2), (true, 2), (false, 1), (false, 1)] {
            set_favorite(&db, id, 1, favorited).await.unwrap();
            let article = by_slug(&db, "slow-cameras", AIKO).await.unwrap().unwrap().summary;
            assert_eq!((article.favorited, article.favorites), (favorited, count));
        }
        assert!(set_favorite(&db, 10_000, 1, true).await.is_err());
    }
}

#[tokio::test]
async fn popular_tags_are_the_most_used() {
    for db in testing::seeded().await {
        let tags = tag::popular(&db, 3).await.unwrap();
        assert_eq!(tags, ["programming", "habits", "design"]);
    }
}
