//! The whole application over HTTP, as a browser meets it.

#[path = "http/browser.rs"]
mod browser;
#[path = "http/people.rs"]
mod people;
#[path = "http/writing.rs"]
mod writing;

use std::net::SocketAddr;

use browser::Browser;
use conduit_axum::config::Config;
use conduit_axum::db::Db;
use conduit_axum::{app, db, seed};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const ARTICLE: &str = "/api/mizan/ctx/article/?slug=slow-cameras";
const COMMENTS: &str = "/api/mizan/ctx/comments/?slug=slow-cameras";
const GLOBAL: &str = "/api/mizan/ctx/global/";

/// Starts Conduit on a free port with the seeded articles, for as long as the test runs.
async fn start() -> SocketAddr {
    let db = db::open_in_memory().await.unwrap();
    seed::if_empty(&db).await.unwrap();
    serve(db).await
}

async fn serve(db: Db) -> SocketAddr {
    serve_for(db, app::CONTRACTS).await
}

async fn serve_for(db: Db, contracts: &str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config {
        address,
        database: "sqlite::memory:".parse().unwrap(),
        pictures: std::env::temp_dir().join(format!("conduit-pictures-{}-{}", std::process::id(), address.port())),
        web: "no-front-end".into(),
    };
    let app = app::router_for(&config, db, contracts).unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

async fn mira(server: SocketAddr) -> Browser {
    Browser::signed_in(server, "mira@example.org", seed::PASSWORD).await
}

async fn aiko(server: SocketAddr) -> Browser {
    Browser::signed_in(server, "aiko@example.org", seed::PASSWORD).await
}

async fn data(browser: &mut Browser, path: &str, query: &str) -> Value {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.json()["data"][query].take()
}

/// The contract that the kept file has of a context, by its hash.
fn contract_of(kept: &Value, context: &str) -> String {
    let contracts = kept["contracts"].as_object().unwrap();
    let found = contracts.iter().find(|(_, contract)| contract["context"] == context);
    found.map(|(hash, _)| hash.clone()).expect("a contract of each context is kept")
}

#[tokio::test]
async fn h07_a_page_of_another_contract_is_told_so_and_those_in_the_field_are_served() {
    let mut kept: Value = serde_json::from_str(app::CONTRACTS).unwrap();
    let comments = contract_of(&kept, "comments");
    let server = start().await;
    for hash in kept["contracts"].as_object().unwrap().keys() {
        let answer = Browser::new(server).send("GET", COMMENTS, &[("mizan-revision", hash)], "").await;
        assert_eq!(answer.status, 200, "{hash}: {}", answer.body);
    }
    // What such a page was typed for, this server no longer has.
    let older = "0123456789abcdef";
    kept["contracts"][older] = kept["contracts"][&comments].clone();
    kept["contracts"][older]["results"] = json!({ "comment_list": { "type": "string" } });
    let db = db::open_in_memory().await.unwrap();
    seed::if_empty(&db).await.unwrap();
    let server = serve_for(db, &kept.to_string()).await;
    let mut page = Browser::new(server);
    let refused = page.send("GET", COMMENTS, &[("mizan-revision", older)], "").await;
    assert_eq!((refused.status, refused.code()), (409, "revision_mismatch".to_owned()));
    assert_eq!(page.get(COMMENTS).await.status, 200);
}

#[tokio::test]
async fn anyone_reads_articles_tags_and_comments() {
    let server = start().await;
    let mut anyone = Browser::new(server);
    let first = data(&mut anyone, "/api/mizan/ctx/articles/?page=1", "articles_page").await;
    assert_eq!((first["total"].as_u64(), first["articles"].as_array().unwrap().len()), (Some(26), 10));
    assert_eq!(first["articles"][0]["title"], "Meetings that walk");
    let last = data(&mut anyone, "/api/mizan/ctx/articles/?page=3&tag=", "articles_page").await;
    assert_eq!(last["total"], 0, "the empty tag is a tag that nothing has");
    let rust = data(&mut anyone, "/api/mizan/ctx/articles/?page=1&tag=rust&author=mira", "articles_page").await;
    assert_eq!(rust["total"], 3);
    let tags = data(&mut anyone, "/api/mizan/ctx/tags/", "popular_tags").await;
    assert_eq!(tags[0], "programming");

    let article = data(&mut anyone, ARTICLE, "article_detail").await;
    assert_eq!(article["created"], "2025-05-11T05:55:00Z");
    assert_eq!(article["author"]["username"], "aiko");
    assert!(article["html"].as_str().unwrap().contains("<strong>Move your feet.</strong>"));
    assert_eq!((&article["own"], &article["favorites"]), (&json!(false), &json!(1)));
    let comments = data(&mut anyone, "/api/mizan/ctx/comments/?slug=the-index-you-forgot", "comment_list").await;
    assert_eq!(comments.as_array().unwrap().len(), 3);
    assert_eq!(data(&mut anyone, GLOBAL, "current_user").await, Value::Null);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let server = start().await;
    let mut anyone = Browser::new(server);
    for context in ["article", "comments"] {
        let answer = anyone.get(&format!("/api/mizan/ctx/{context}/?slug=no-such-thing")).await;
        assert_eq!(answer.status, 404, "{context}");
        let errors = &answer.json()["errors"];
        assert!(errors.as_object().unwrap().values().all(|error| error["code"] == "not_found"), "{errors}");
    }
    let answer = anyone.get("/api/mizan/ctx/nothing/").await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
    let answer = anyone.get("/api/elsewhere").await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
}

#[tokio::test]
async fn signing_up_signs_in_and_tells_the_client() {
    let server = start().await;
    let mut grace = Browser::new(server);
    let before = grace.get(GLOBAL).await;
    assert_eq!(before.header("mizan-as"), Some("anon"));

    let new = json!({ "username": "grace", "email": "grace@example.org", "password": "nanosecond" });
    let answer = grace.submit("sign_up", new).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["result"]["username"], "grace");
    assert_eq!(answer.header("x-mizan-invalidate"), Some("global/current_user"));

    let after = grace.get(GLOBAL).await;
    assert_eq!(after.json()["data"]["current_user"]["email"], "grace@example.org");
    assert_ne!(after.header("mizan-as"), before.header("mizan-as"));
}

#[tokio::test]
async fn an_account_that_cannot_be_made_says_all_that_is_wrong() {
    let server = start().await;
    let mut browser = Browser::new(server);
    let cases = [
        (json!({ "username": " ", "email": "x", "password": "short" }), vec!["email", "password", "username"]),
        (json!({ "username": "MIRA", "email": "new@example.org", "password": "long enough" }), vec!["username"]),
        (json!({ "username": "new", "email": "Mira@Example.org", "password": "long enough" }), vec!["email"]),
    ];
    for (arguments, fields) in cases {
        let answer = browser.submit("sign_up", arguments.clone()).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "validation_failed"), "{arguments}");
        let error = answer.json()["error"].take();
        let named: Vec<&String> = error["fields"].as_object().unwrap().keys().collect();
        assert_eq!(named, fields, "{arguments}");
    }
    let answer = browser
        .submit("sign_up", json!({ "username": "mira", "email": "new@example.org", "password": "long enough" }))
        .await;
    assert_eq!(answer.json()["error"]["fields"]["username"][0]["message"], "has already been taken");
    assert_eq!(data(&mut browser, GLOBAL, "current_user").await, Value::Null);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_one_answer() {
    let server = start().await;
    let mut browser = Browser::new(server);
    let mut bodies = Vec::new();
    for (email, password) in [("mira@example.org", "not this one"), ("nobody@example.org", seed::PASSWORD)] {
        let answer = browser.submit("sign_in", json!({ "email": email, "password": password })).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "validation_failed"), "{email}");
        bodies.push(answer.json()["error"]["fields"].clone());
    }
    assert_eq!(bodies[0]["__all__"][0]["message"], "email or password is invalid");
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let server = start().await;
    let mut mira = mira(server).await;
    let stolen = mira.cookies.clone();
    assert_eq!(data(&mut mira, GLOBAL, "current_user").await["username"], "mira");
    let answer = mira.call("sign_out", json!({})).await;
    assert_eq!((answer.status, answer.json()["result"].clone()), (200, Value::Null));
    assert_eq!(answer.header("x-mizan-invalidate"), Some("global/current_user"));
    assert_eq!(data(&mut mira, GLOBAL, "current_user").await, Value::Null);

    let mut thief = Browser::new(server);
    thief.cookies = stolen;
    assert_eq!(data(&mut thief, GLOBAL, "current_user").await, Value::Null);
}

#[tokio::test]
async fn a_favourite_changes_one_article_and_the_lists() {
    let server = start().await;
    let mut mira = mira(server).await;
    for (favorited, count) in [(true, 2), (true, 2), (false, 1)] {
        let answer = mira.call("favorite_article", json!({ "slug": "slow-cameras", "favorited": favorited })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("x-mizan-invalidate"), Some("article;slug=\"slow-cameras\", articles"));
        let body = answer.json();
        let article = json!({ "context": "article", "params": { "slug": "slow-cameras" } });
        assert_eq!(body["invalidate"], json!([article, "articles"]));
        assert_eq!(answer.header("mizan-version"), body["version"].as_str());

        let article = data(&mut mira, ARTICLE, "article_detail").await;
        assert_eq!((&article["favorited"], &article["favorites"]), (&json!(favorited), &json!(count)));
    }
    let mine = data(&mut mira, "/api/mizan/ctx/articles/?page=1&favorited=mira", "articles_page").await;
    assert!(mine["articles"].as_array().unwrap().iter().all(|article| article["slug"] != "slow-cameras"));
}

#[tokio::test]
async fn strangers_change_nothing() {
    let server = start().await;
    let mut stranger = Browser::new(server);
    let calls = [
        ("favorite_article", json!({ "slug": "slow-cameras", "favorited": true })),
        ("comment.submit", json!({ "data": { "slug": "slow-cameras", "body": "unseen" } })),
        ("comment.validate", json!({ "data": { "slug": "slow-cameras", "body": "unseen" } })),
        ("delete_comment", json!({ "slug": "slow-cameras", "id": 1 })),
        ("editor.submit", json!({ "data": { "title": "t", "description": "d", "body": "b", "tags": [] } })),
        (
            "editor.submit",
            json!({ "data": { "slug": "slow-cameras", "title": "t", "description": "d", "body": "b", "tags": [] } }),
        ),
        ("delete_article", json!({ "slug": "slow-cameras" })),
        ("follow_user", json!({ "username": "mira", "following": true })),
        ("settings.submit", json!({ "data": { "username": "mallory", "email": "mallory@example.org" } })),
        ("settings.validate", json!({ "data": { "username": "mira", "email": "mira@example.org" } })),
    ];
    for (name, arguments) in calls {
        let answer = stranger.call(name, arguments).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "unauthenticated"), "{name}");
        assert_eq!(answer.header("x-mizan-invalidate"), None, "{name}");
    }
    assert_eq!(data(&mut stranger, COMMENTS, "comment_list").await, json!([]));
    assert_eq!(data(&mut stranger, ARTICLE, "article_detail").await["title"], "Slow cameras");
    let feed = stranger.get("/api/mizan/ctx/feed/?page=1").await;
    assert_eq!(feed.status, 401, "{}", feed.body);
}

#[tokio::test]
async fn a_call_from_another_site_changes_nothing() {
    let server = start().await;
    let mut mira = mira(server).await;
    let body =
        json!({ "fn": "comment.submit", "args": { "data": { "slug": "slow-cameras", "body": "forged" } } }).to_string();
    let own = format!("http://{server}");
    let forged: [&[(&str, &str)]; 3] = [
        &[("content-type", "application/json"), ("origin", &own)],
        &[("content-type", "application/json"), ("origin", "https://evil.example"), ("x-csrftoken", "x")],
        &[("content-type", "application/json"), ("origin", &own), ("x-csrftoken", "0123456789abcdef")],
    ];
    for headers in forged {
        let answer = mira.send("POST", "/api/mizan/call/", headers, &body).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "csrf_failed"), "{headers:?}");
    }
    assert_eq!(data(&mut mira, COMMENTS, "comment_list").await, json!([]));
}

#[tokio::test]
async fn a_comment_is_posted_read_and_deleted() {
    let server = start().await;
    let (mut mira, mut aiko) = (mira(server).await, aiko(server).await);
    let text = "  <b>Two steps</b> to the left & \u{1f4f7}\n";
    let posted = mira.submit("comment", json!({ "slug": "slow-cameras", "body": text })).await;
    assert_eq!(posted.status, 200, "{}", posted.body);
    assert_eq!(posted.header("x-mizan-invalidate"), Some("comments;slug=\"slow-cameras\""));
    let comment = posted.json()["result"].take();
    assert_eq!((&comment["body"], &comment["own"]), (&json!(text.trim()), &json!(true)));
    assert_eq!(data(&mut mira, COMMENTS, "comment_list").await[0], comment);

    let seen = data(&mut aiko, COMMENTS, "comment_list").await;
    assert_eq!((&seen[0]["id"], &seen[0]["own"]), (&comment["id"], &json!(false)));
    let delete = json!({ "slug": "slow-cameras", "id": comment["id"] });
    let refused = aiko.call("delete_comment", delete.clone()).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "forbidden"));
    assert_eq!(data(&mut aiko, COMMENTS, "comment_list").await, seen);

    assert_eq!(mira.call("delete_comment", delete.clone()).await.status, 200);
    assert_eq!(data(&mut mira, COMMENTS, "comment_list").await, json!([]));
    let again = mira.call("delete_comment", delete).await;
    assert_eq!((again.status, again.code().as_str()), (404, "not_found"));
}

#[tokio::test]
async fn a_comment_without_words_or_without_end_is_refused() {
    let server = start().await;
    let mut mira = mira(server).await;
    for (text, code) in [(" \n ".to_owned(), "required"), ("x".repeat(10_001), "max_length")] {
        let answer = mira.submit("comment", json!({ "slug": "slow-cameras", "body": text })).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "validation_failed"));
        assert_eq!(answer.json()["error"]["fields"]["body"][0]["code"], code);
    }
    assert_eq!(data(&mut mira, COMMENTS, "comment_list").await, json!([]));
}

#[tokio::test]
async fn wrong_arguments_are_refused_before_anything_runs() {
    let server = start().await;
    let mut mira = mira(server).await;
    let cases = [
        ("favorite_article", json!({ "slug": "slow-cameras" })),
        ("favorite_article", json!({ "slug": "slow-cameras", "favorited": 1 })),
        ("favorite_article", json!({ "slug": "slow-cameras", "favorited": true, "user": 2 })),
        ("delete_comment", json!({ "slug": "slow-cameras", "id": -1 })),
        ("sign_in.submit", json!({ "email": "mira@example.org", "password": "x" })),
        ("sign_in.validate", json!({ "data": {}, "only": ["nothing"] })),
    ];
    for (name, arguments) in cases {
        let answer = mira.call(name, arguments.clone()).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid_args"), "{name} {arguments}");
    }
    for query in ["", "page=-1", "page=01", "page=1&page=2", "page=1&utm_source=x"] {
        let answer = mira.get(&format!("/api/mizan/ctx/articles/?{query}")).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid_args"), "{query}");
    }
}

#[tokio::test]
async fn a_restart_signs_nobody_out() {
    let path = std::env::temp_dir().join(format!("conduit-http-{}.sqlite", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let address = format!("sqlite:{}", path.display()).parse().unwrap();
    let db = db::open(&address).await.unwrap();
    seed::if_empty(&db).await.unwrap();
    let mut before = mira(serve(db.clone()).await).await;
    db.close().await;

    let db = db::open(&address).await.unwrap();
    assert!(!seed::if_empty(&db).await.unwrap());
    before.server = serve(db.clone()).await;
    assert_eq!(data(&mut before, GLOBAL, "current_user").await["username"], "mira");
    db.close().await;
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn a_page_and_a_call_share_the_address() {
    let server = start().await;
    let answer = Browser::new(server).get("/article/slow-cameras").await;
    assert_eq!(answer.status, 503, "the tests have no built front end");
    assert!(answer.body.contains("npm run build"), "{}", answer.body);
}

#[test]
fn the_schema_names_every_function() {
    let schema: Value = serde_json::from_str(&app::schema().unwrap()).unwrap();
    let names: Vec<&str> =
        schema["functions"].as_array().unwrap().iter().map(|function| function["name"].as_str().unwrap()).collect();
    let expected = [
        "article_detail",
        "articles_page",
        "comment.schema",
        "comment.submit",
        "comment.validate",
        "comment_list",
        "current_user",
        "delete_article",
        "delete_comment",
        "editor.schema",
        "editor.submit",
        "editor.validate",
        "favorite_article",
        "feed_page",
        "follow_user",
        "popular_tags",
        "profile_detail",
        "settings.schema",
        "settings.submit",
        "settings.validate",
        "sign_in.schema",
        "sign_in.submit",
        "sign_in.validate",
        "sign_out",
        "sign_up.schema",
        "sign_up.submit",
        "sign_up.validate",
    ];
    assert_eq!(names, expected);
}
