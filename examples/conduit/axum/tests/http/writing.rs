//! Publishing, editing and deleting articles.

use serde_json::{Value, json};

use super::browser::Browser;
use super::{ARTICLE, aiko, data, mira, start};

fn fields(error: &Value) -> Vec<(String, String)> {
    let fields = error["fields"].as_object().expect("fields");
    let said = |problems: &Value| problems[0]["code"].as_str().expect("a code").to_owned();
    fields.iter().map(|(field, problems)| (field.clone(), said(problems))).collect()
}

#[tokio::test]
async fn an_article_is_published_edited_and_deleted() {
    let server = start().await;
    let (mut mira, mut reader) = (mira(server).await, Browser::new(server));
    let new = json!({
        "title": " On  <b>bold</b> ideas ", "description": "Short.", "body": "*Hear* <script>alert(1)</script>",
        "tags": ["rust", " rust ", "", "a b", "<i>"],
    });
    let answer = mira.submit("editor", new).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("x-mizan-invalidate"), Some("articles, feed, tags"));
    let article = answer.json()["result"].take();
    assert_eq!((&article["slug"], &article["own"]), (&json!("on-b-bold-b-ideas"), &json!(true)));
    assert_eq!(article["title"], "On  <b>bold</b> ideas");
    assert_eq!(article["tags"], json!(["rust", "a b", "<i>"]));
    let html = article["html"].as_str().unwrap();
    assert!(html.contains("<em>Hear</em>") && !html.contains("<script"), "{html}");

    let path = "/api/mizan/ctx/article/?slug=on-b-bold-b-ideas";
    let seen = data(&mut reader, path, "article_detail").await;
    assert_eq!((&seen["body"], &seen["own"]), (&article["body"], &json!(false)));
    let list = data(&mut reader, "/api/mizan/ctx/articles/?page=1", "articles_page").await;
    assert_eq!((&list["articles"][0]["slug"], &list["total"]), (&article["slug"], &json!(27)));

    let edit = json!({
        "slug": "on-b-bold-b-ideas", "title": "On plain ideas", "description": "Shorter.", "body": "Plain.",
        "tags": ["new"],
    });
    let answer = mira.submit("editor", edit).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let stale = "article;slug=\"on-b-bold-b-ideas\", articles, feed, tags";
    assert_eq!(answer.header("x-mizan-invalidate"), Some(stale));
    let edited = data(&mut reader, path, "article_detail").await;
    assert_eq!((&edited["title"], &edited["tags"]), (&json!("On plain ideas"), &json!(["new"])));
    assert_eq!(edited["created"], article["created"]);

    let answer = mira.call("delete_article", json!({ "slug": "on-b-bold-b-ideas" })).await;
    assert_eq!((answer.status, answer.json()["result"].clone()), (200, Value::Null));
    let stale = "article;slug=\"on-b-bold-b-ideas\", comments;slug=\"on-b-bold-b-ideas\", articles, feed, tags";
    assert_eq!(answer.header("x-mizan-invalidate"), Some(stale));
    assert_eq!(reader.get(path).await.status, 404);
    let again = mira.call("delete_article", json!({ "slug": "on-b-bold-b-ideas" })).await;
    assert_eq!((again.status, again.code().as_str()), (404, "not_found"));
}

#[tokio::test]
async fn two_articles_of_one_title_have_an_address_each() {
    let server = start().await;
    let mut mira = mira(server).await;
    let new = json!({ "title": "Slow cameras", "description": "d", "body": "b", "tags": [] });
    for slug in ["slow-cameras-2", "slow-cameras-3"] {
        assert_eq!(mira.submit("editor", new.clone()).await.json()["result"]["slug"], slug);
    }
}

#[tokio::test]
async fn an_article_that_lacks_something_is_told_all_of_it() {
    let server = start().await;
    let mut aiko = aiko(server).await;
    let blank = json!({ "title": " ", "description": "", "body": "\n", "tags": [] });
    let long = json!({
        "title": "x".repeat(201), "description": "x".repeat(501), "body": "x".repeat(100_001),
        "tags": ["x".repeat(41)],
    });
    let tags: Vec<String> = (0..21).map(|tag| tag.to_string()).collect();
    let many = json!({ "title": "t", "description": "d", "body": "b", "tags": tags });
    let dots = json!({ "title": "t", "description": "d", "body": "b", "tags": [".."] });
    let cases = [
        (blank, vec![("body", "required"), ("description", "required"), ("title", "required")]),
        (
            long,
            vec![("body", "max_length"), ("description", "max_length"), ("tags", "too_long"), ("title", "max_length")],
        ),
        (many, vec![("tags", "too_many")]),
        (dots, vec![("tags", "invalid")]),
    ];
    for (mut arguments, expected) in cases {
        for name in ["a new one", "slow-cameras"] {
            if name == "slow-cameras" {
                arguments["slug"] = json!(name);
            }
            let answer = aiko.submit("editor", arguments.clone()).await;
            assert_eq!((answer.status, answer.code().as_str()), (422, "validation_failed"), "{name}");
            assert_eq!(answer.header("x-mizan-invalidate"), None, "{name}");
            let said = fields(&answer.json()["error"]);
            let said: Vec<(&str, &str)> = said.iter().map(|(field, said)| (field.as_str(), said.as_str())).collect();
            assert_eq!(said, expected, "{name}");
        }
    }
    assert_eq!(data(&mut aiko, ARTICLE, "article_detail").await["title"], "Slow cameras");
}

#[tokio::test]
async fn only_its_author_changes_an_article() {
    let server = start().await;
    let mut mira = mira(server).await;
    let edit = json!({ "slug": "slow-cameras", "title": "Mine", "description": "", "body": "b", "tags": [] });
    for (name, arguments) in
        [("editor.submit", json!({ "data": edit })), ("delete_article", json!({ "slug": "slow-cameras" }))]
    {
        let answer = mira.call(name, arguments).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "forbidden"), "{name}");
        assert_eq!(answer.header("x-mizan-invalidate"), None, "{name}");
    }
    assert_eq!(data(&mut mira, ARTICLE, "article_detail").await["title"], "Slow cameras");
    let mut nowhere = edit;
    nowhere["slug"] = json!("no-such-thing");
    let answer = mira.submit("editor", nowhere).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
}
