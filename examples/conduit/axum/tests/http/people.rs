//! Profiles, following, the feed and the settings.

use serde_json::{Value, json};

use super::browser::Browser;
use super::{GLOBAL, aiko, data, mira, start};
use conduit_axum::seed;

const FEED: &str = "/api/mizan/ctx/feed/?page=1";

fn profile(username: &str) -> String {
    format!("/api/mizan/ctx/profile/?username={username}")
}

#[tokio::test]
async fn a_profile_is_public_and_knows_who_looks() {
    let server = start().await;
    let (mut mira, mut anyone) = (mira(server).await, Browser::new(server));
    let seen = data(&mut anyone, &profile("mira"), "profile_detail").await;
    assert_eq!((&seen["username"], &seen["own"], &seen["following"]), (&json!("mira"), &json!(false), &json!(false)));
    assert_eq!(seen.get("email"), None);
    assert_eq!(data(&mut mira, &profile("mira"), "profile_detail").await["own"], true);
    assert_eq!(anyone.get(&profile("nobody")).await.status, 404);
}

#[tokio::test]
async fn following_fills_the_feed_and_no_longer_following_empties_it() {
    let server = start().await;
    let mut grace = Browser::new(server);
    let account = json!({ "username": "grace", "email": "grace@example.org", "password": "nanosecond" });
    assert_eq!(grace.submit("sign_up", account).await.status, 200);
    assert_eq!(data(&mut grace, FEED, "feed_page").await, json!({ "articles": [], "total": 0 }));

    for (following, total) in [(true, 5), (true, 5), (false, 0), (false, 0)] {
        let answer = grace.call("follow_user", json!({ "username": "mira", "following": following })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let stale = "profile;username=\"mira\", article, articles, feed, comments";
        assert_eq!(answer.header("x-mizan-invalidate"), Some(stale));
        assert_eq!(answer.json()["result"]["following"], following);
        assert_eq!(data(&mut grace, &profile("mira"), "profile_detail").await["following"], following);
        let feed = data(&mut grace, FEED, "feed_page").await;
        assert_eq!(feed["total"], total);
        let of_mira =
            |article: &Value| article["author"]["username"] == "mira" && article["author"]["following"] == true;
        assert!(feed["articles"].as_array().unwrap().iter().all(of_mira));
    }
}

#[tokio::test]
async fn nobody_follows_themselves_or_nobody() {
    let server = start().await;
    let mut mira = mira(server).await;
    for (username, status, code) in [("mira", 403, "forbidden"), ("nobody", 404, "not_found")] {
        let answer = mira.call("follow_user", json!({ "username": username, "following": true })).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
        assert_eq!(answer.header("x-mizan-invalidate"), None);
    }
}

#[tokio::test]
async fn new_settings_show_everywhere() {
    let server = start().await;
    let mut mira = mira(server).await;
    let settings = json!({
        "image": "https://example.org/m.png", "username": "mira & co", "bio": "<b>Hello</b>\nthere", "email": "m@example.org",
        "password": null,
    });
    let answer = mira.submit("settings", settings).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let stale = "global/current_user, profile, article, articles, feed, comments";
    assert_eq!(answer.header("x-mizan-invalidate"), Some(stale));
    let user = data(&mut mira, GLOBAL, "current_user").await;
    assert_eq!(user, answer.json()["result"]);
    assert_eq!((&user["username"], &user["image"]), (&json!("mira & co"), &json!("https://example.org/m.png")));

    let mut anyone = Browser::new(server);
    assert_eq!(anyone.get(&profile("mira")).await.status, 404);
    let seen = data(&mut anyone, &profile("mira%20%26%20co"), "profile_detail").await;
    assert_eq!(seen["bio"], "<b>Hello</b>\nthere");
    let list = data(&mut anyone, "/api/mizan/ctx/articles/?page=1&author=mira%20%26%20co", "articles_page").await;
    assert_eq!((&list["total"], &list["articles"][0]["author"]["username"]), (&json!(5), &json!("mira & co")));

    // The old password still opens the new address.
    Browser::signed_in(server, "m@example.org", seed::PASSWORD).await;
    let cleared =
        json!({ "image": "", "username": "mira", "bio": null, "email": "mira@example.org", "password": "a new one" });
    assert_eq!(mira.submit("settings", cleared).await.status, 200);
    let user = data(&mut mira, GLOBAL, "current_user").await;
    assert_eq!((&user["image"], &user["bio"]), (&Value::Null, &Value::Null));
    Browser::signed_in(server, "mira@example.org", "a new one").await;
    let old = json!({ "email": "mira@example.org", "password": seed::PASSWORD });
    assert_eq!(anyone.submit("sign_in", old).await.status, 422);
}

#[tokio::test]
async fn settings_that_cannot_be_say_all_that_is_wrong_and_change_nothing() {
    let server = start().await;
    let mut aiko = aiko(server).await;
    let before = data(&mut aiko, GLOBAL, "current_user").await;
    let long = "x".repeat(2_001);
    let cases = [
        (json!({ "username": "", "email": "" }), json!({ "username": "required", "email": "required" })),
        (json!({ "username": "MIRA", "email": "Mira@example.org" }), json!({ "username": "taken", "email": "taken" })),
        (
            json!({ "image": "javascript:alert(1)", "username": "..", "email": "x", "password": "short", "bio": long }),
            json!({
                "image": "pattern", "username": "invalid", "email": "invalid_email", "password": "min_length",
                "bio": "max_length",
            }),
        ),
    ];
    for (arguments, expected) in cases {
        let answer = aiko.submit("settings", arguments).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "validation_failed"));
        assert_eq!(answer.header("x-mizan-invalidate"), None);
        let said: serde_json::Map<String, Value> = answer.json()["error"]["fields"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(field, problems)| (field.clone(), problems[0]["code"].clone()))
            .collect();
        assert_eq!(Value::from(said), expected);
    }
    assert_eq!(data(&mut aiko, GLOBAL, "current_user").await, before);
    // One's own name and address are not taken.
    let own = json!({ "username": "Aiko", "email": "aiko@example.org" });
    assert_eq!(aiko.submit("settings", own).await.status, 200);
}
