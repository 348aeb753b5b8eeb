//! View functions: `docs/protocol.md` §3.4.

use crate::app::{Answer, Browser, SECRET};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mizan::{Invalidation, prelude::*, testing::Client};
use serde_json::{Value, json};
use tower_sessions::MemoryStore;

#[derive(Context)]
struct NoteContext {
    note_id: u32,
}

#[client(context = NoteContext)]
fn note_text(note_id: u32) -> u32 {
    note_id
}

#[derive(Deserialize, Type)]
#[serde(rename_all = "lowercase")]
enum Format {
    Csv,
    Text,
}

/// All notes of a year.
#[client(route = "/notes/export.csv")]
fn export(year: u16, format: Format, limit: Option<u8>, done: Option<bool>) -> Response {
    let kind = match format {
        Format::Csv => "text/csv",
        Format::Text => "text/plain",
    };
    ([(header::CONTENT_TYPE, kind), (header::ETAG, "\"e\"")], format!("{year} {limit:?} {done:?}")).into_response()
}

#[client(route = "/notes/mine", auth = Authenticated, rate_limit = "3/h")]
fn my_notes(#[extract] user: CurrentUser) -> Html<String> {
    Html(format!("<p>{}", user.id()))
}

/// Posted by a page's own form.
#[client(route = "/notes/rename", affects(NoteContext))]
fn rename_note(note_id: u32, title: String, #[extract] invalidation: Invalidation) -> mizan::Result<Redirect> {
    match title.as_str() {
        "" => Err(mizan::Error::validation("title", "required", "can't be blank")),
        "odd" => Err(mizan::Error::conflict("odd")),
        "same" => {
            invalidation.nothing();
            Ok(Redirect::to("/"))
        }
        _ => Ok(Redirect::to(&format!("/notes/{note_id}"))),
    }
}

/// The same path, another method.
#[client(route = "GET /notes/rename")]
fn rename_page(note_id: u32) -> Html<String> {
    Html(format!("<form method=post>{note_id}"))
}

/// A view of calls alone.
#[client(affects(NoteContext))]
fn touch_note(note_id: u32) -> Result<Response, mizan::Error> {
    Ok((StatusCode::ACCEPTED, [("x-mizan-invalidate", "*"), ("x-own", "kept")], format!("<p>{note_id}"))
        .into_response())
}

#[client(route = "POST /echo")]
fn echo_form(text: String, #[extract] headers: HeaderMap) -> Response {
    format!("{text} {}", headers.contains_key("x-csrftoken")).into_response()
}

#[client(route = "/panic")]
fn panics() -> Response {
    panic!("with a secret in it")
}

#[client(affects(NoteContext))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

#[client(route = "/sign-out", affects(NoteContext))]
async fn sign_out(#[extract] session: Session) -> mizan::Result<Redirect> {
    session.sign_out().await?;
    Ok(Redirect::to("/"))
}

fn mizan() -> Mizan<()> {
    let functions = functions![
        note_text,
        export,
        my_notes,
        rename_note,
        rename_page,
        touch_note,
        echo_form,
        panics,
        sign_in,
        sign_out
    ];
    Mizan::<()>::builder().secret(SECRET).functions(functions).build().unwrap()
}

fn browser() -> Browser {
    let app =
        Router::new().nest("/api/mizan", mizan().router()).route("/{*page}", axum::routing::any(|| async { "app" }));
    Browser::of(app.layer(mizan::session::layer(MemoryStore::default())))
}

/// Posts a form as a page of the application does: with the token in a field.
async fn post(browser: &mut Browser, path: &str, fields: &str) -> Answer {
    let token = browser.session().await;
    send(browser, path, &[("origin", "http://app.example")], &format!("csrfmiddlewaretoken={token}&{fields}")).await
}

async fn send(browser: &mut Browser, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = browser.request("POST", &format!("/api/mizan{path}"));
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_response_passes_untouched_at_its_path_and_by_a_call() {
    let mut browser = browser();
    let path = "/api/mizan/notes/export.csv";
    for path in [format!("{path}?year=2026&format=csv"), format!("{path}/?format=csv&limit=&done=&year=2026")] {
        let answer = browser.get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "2026 None None"), "{path}");
        assert_eq!((answer.header("content-type"), answer.header("etag")), (Some("text/csv"), Some("\"e\"")));
        for name in ["mizan-as", "x-mizan-invalidate", "mizan-version", "cache-control"] {
            assert_eq!(answer.header(name), None, "{name}");
        }
    }
    let called = browser.call("export", json!({ "year": 2025, "format": "text", "limit": 7, "done": true })).await;
    assert_eq!((called.header("content-type"), called.text.as_str()), (Some("text/plain"), "2025 Some(7) Some(true)"));
    assert_eq!(called.header("mizan-as"), Some("anon"));
    let request = browser.request("HEAD", "/api/mizan/notes/export.csv?year=1&format=csv");
    let head = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((head.status.as_u16(), head.text.as_str(), head.header("content-type")), (200, "", Some("text/csv")));
}

#[tokio::test]
async fn arguments_of_a_path_are_read_by_their_types() {
    let mut browser = browser();
    for (query, field) in [
        ("format=csv", "year"),
        ("year=02026&format=csv", "year"),
        ("year=70000&format=csv", "year"),
        ("year=2026&format=pdf", "format"),
        ("year=2026&format=csv&limit=x", "limit"),
        ("year=2026&format=csv&done=yes", "done"),
        ("year=2026&format=csv&utm_source=x", "utm_source"),
        ("year=2026&format=csv&csrfmiddlewaretoken=x", "csrfmiddlewaretoken"),
    ] {
        let answer = browser.get(&format!("/api/mizan/notes/export.csv?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "invalid_args"), "{query}");
        assert!(answer.json()["error"]["fields"].get(field).is_some(), "{query}: {}", answer.text);
    }
    for query in ["year=1&year=1&format=csv", "year=1&format=%zz"] {
        assert_eq!(
            browser.get(&format!("/api/mizan/notes/export.csv?{query}")).await.code(),
            "invalid_args",
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_posted_form_redirects_and_says_what_it_changed() {
    let mut browser = browser();
    let answer = post(&mut browser, "/notes/rename/", "note_id=5&title=a+b%26").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, Some("/notes/5")));
    assert_eq!(answer.header("x-mizan-invalidate"), Some("note;note_id=5"));
    assert!(answer.header("cache-group-invalidation").is_some());
    assert_eq!((answer.header("mizan-version").map(str::len), answer.header("mizan-as")), (Some(16), Some("anon")));
    let nothing = post(&mut browser, "/notes/rename", "note_id=5&title=same").await;
    assert_eq!((nothing.status.as_u16(), nothing.header("x-mizan-invalidate")), (303, Some("")));
    assert_eq!(browser.get("/api/mizan/notes/rename?note_id=5").await.text, "<form method=post>5", "the other method");
}

#[tokio::test]
async fn a_view_that_fails_answers_the_errors_of_any_function() {
    let mut browser = browser();
    let refused = post(&mut browser, "/notes/rename", "note_id=5&title=").await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "validation_failed"));
    assert_eq!(refused.header("x-mizan-invalidate"), None, "nothing happened");
    let failed = post(&mut browser, "/notes/rename", "note_id=5&title=odd").await;
    assert_eq!((failed.status.as_u16(), failed.header("x-mizan-invalidate")), (409, Some("note;note_id=5")));
    assert_eq!(failed.json()["error"]["committed"], Value::Null);
    assert_eq!(failed.json()["invalidate"], json!([{ "context": "note", "params": { "note_id": 5 } }]));
    let panicked = browser.get("/api/mizan/panic/").await;
    assert_eq!((panicked.status.as_u16(), panicked.code().as_str()), (500, "internal_error"));
    assert!(!panicked.text.contains("secret"));
}

#[tokio::test]
async fn a_view_of_calls_alone_has_the_header_of_what_it_changed() {
    let mut browser = browser();
    let answer = browser.call("touch_note", json!({ "note_id": 6 })).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (202, "<p>6"));
    assert_eq!((answer.header("x-mizan-invalidate"), answer.header("x-own")), (Some("note;note_id=6"), Some("kept")));
}

#[tokio::test]
async fn guards_and_limits_stand_before_a_path_as_before_a_call() {
    let mut browser = browser();
    assert_eq!(browser.get("/api/mizan/notes/mine/").await.code(), "unauthenticated");
    browser.sign_in("42").await;
    for _ in 0..3 {
        assert_eq!(browser.get("/api/mizan/notes/mine/").await.text, "<p>42");
    }
    let limited = browser.get("/api/mizan/notes/mine/").await;
    assert_eq!((limited.status.as_u16(), limited.header("retry-after").is_some()), (429, true));
    let out = post(&mut browser, "/sign-out", "").await;
    assert_eq!((out.status.as_u16(), out.header("mizan-as")), (303, Some("anon")));
    assert_eq!(browser.get("/api/mizan/notes/mine/").await.code(), "unauthenticated");
}

#[tokio::test]
async fn e11_e12_a_form_of_another_site_or_without_a_token_is_refused() {
    let mut browser = browser();
    let token = browser.session().await;
    let fields = format!("text=a&csrfmiddlewaretoken={token}");
    let own = ("origin", "http://app.example");
    assert_eq!(send(&mut browser, "/echo", &[own], &fields).await.text, "a false");
    assert_eq!(send(&mut browser, "/echo", &[own, ("x-csrftoken", &token)], "text=a").await.text, "a true");
    let other = self::browser().session().await;
    for (why, headers, body) in [
        ("no token", vec![own], "text=a".to_owned()),
        ("another's", vec![own], format!("text=a&csrfmiddlewaretoken={other}")),
        ("two tokens", vec![own], format!("{fields}&csrfmiddlewaretoken={token}")),
        ("another site", vec![("origin", "http://evil.example")], fields.clone()),
        ("no origin", vec![("origin", "null")], fields.clone()),
        (
            "a link of another site",
            vec![("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")],
            fields.clone(),
        ),
        ("not UTF-8", vec![own], "text=%ff".to_owned()),
    ] {
        let answer = send(&mut browser, "/echo", &headers, &body).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "csrf_failed"), "{why}");
    }
    let in_query = format!("/echo?csrfmiddlewaretoken={token}");
    assert_eq!(send(&mut browser, &in_query, &[own], "text=a").await.code(), "csrf_failed", "a token in the URL");
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "",
        "application/x-www-form-urlencoded; charset=utf-16",
    ] {
        let answer = send(&mut browser, "/echo", &[own, ("content-type", kind)], &fields).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (415, "unsupported_media_type"), "{kind}");
    }
    let long = format!("{fields}&text={}", "a".repeat(2_000_000));
    assert_eq!(send(&mut browser, "/echo", &[own], &long).await.code(), "payload_too_large");
    let with_query = send(&mut browser, "/echo?text=b", &[own], &fields).await;
    assert_eq!(with_query.code(), "invalid_args", "a form's arguments are in its body");
}

#[tokio::test]
async fn a_link_of_another_site_leads_to_a_view_and_nothing_else_of_it_does() {
    let mut browser = browser();
    for (mode, path, status) in [
        ("navigate", "/notes/rename?note_id=5", 200),
        ("no-cors", "/notes/rename?note_id=5", 403),
        ("cors", "/notes/rename?note_id=5", 403),
        ("navigate", "/ctx/note/?note_id=5", 403),
    ] {
        let request = browser.request("GET", &format!("/api/mizan{path}"));
        let request = request.header("sec-fetch-site", "cross-site").header("sec-fetch-mode", mode);
        let answer = browser.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, status, "{mode} {path}");
    }
}

#[tokio::test]
async fn a_path_answers_its_methods_alone_and_exactly() {
    let mut browser = browser();
    for (method, path, status, allow) in [
        ("OPTIONS", "/notes/rename/", 204, "GET, HEAD, POST, OPTIONS"),
        ("OPTIONS", "/echo", 204, "POST, OPTIONS"),
        ("GET", "/echo", 405, "POST, OPTIONS"),
        ("HEAD", "/sign-out", 405, "POST, OPTIONS"),
        ("POST", "/notes/export.csv", 405, "GET, HEAD, OPTIONS"),
        ("DELETE", "/notes/rename", 405, "GET, HEAD, POST, OPTIONS"),
    ] {
        let request = browser.request(method, &format!("/api/mizan{path}"));
        let answer = browser.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (status, Some(allow)), "{method} {path}");
    }
    for path in [
        "/notes/mine//",
        "//notes/mine",
        "/Notes/mine",
        "/notes%2fmine",
        "/notes/mine/x.css",
        "/notes",
        "/notes/mine;x",
    ] {
        assert_eq!(browser.get(&format!("/api/mizan{path}")).await.code(), "not_found", "{path}");
    }
}

#[tokio::test]
async fn the_client_of_tests_calls_views_too() {
    let answer = Client::new(&mizan(), ()).call::<rename_note>(json!({ "note_id": 5, "title": "a" })).await;
    assert_eq!((answer.status(), answer.invalidated()), (303, "note;note_id=5"));
    assert_eq!(answer.header("location"), Some("/notes/5"));
    let page = Client::new(&mizan(), ()).call::<rename_page>(json!({ "note_id": 5 })).await;
    assert_eq!(page.text(), "<form method=post>5");
}

#[test]
fn the_schema_tells_views_from_what_answers_json() {
    let schema: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let entry = |name: &str| {
        schema["functions"].as_array().unwrap().iter().find(|entry| entry["name"] == name).cloned().unwrap()
    };
    assert_eq!(entry("export")["view"], json!({ "method": "GET", "path": "notes/export.csv/" }));
    assert_eq!(entry("rename_note")["view"], json!({ "method": "POST", "path": "notes/rename/" }));
    assert_eq!(entry("touch_note")["view"], json!({}));
    assert_eq!((entry("touch_note")["kind"].as_str(), entry("touch_note").get("result")), (Some("mutation"), None));
    assert_eq!(entry("sign_in").get("view"), None);
}

mod wrong {
    use axum::response::{Redirect, Response};
    use mizan::prelude::*;
    use std::collections::BTreeMap;

    #[client(route = "/call/x")]
    pub(super) fn reserved() -> Redirect {
        Redirect::to("/")
    }

    #[client(route = "/A%20b")]
    pub(super) fn spaced() -> Redirect {
        Redirect::to("/")
    }

    #[client(route = "/twice")]
    pub(super) fn one() -> Redirect {
        Redirect::to("/")
    }

    #[client(route = "/twice/")]
    pub(super) fn two() -> Redirect {
        Redirect::to("/")
    }

    #[client(route = "/nested")]
    pub(super) fn nested(of: Vec<Option<BTreeMap<String, u8>>>, what: Deep) -> Response {
        drop((of, what));
        Response::default()
    }

    #[derive(Deserialize, Type)]
    #[serde(untagged)]
    pub(super) enum Deep {
        Number(u8),
        Text(String),
    }
}

#[test]
fn h03_every_mistake_of_a_path_is_told_at_start() {
    use wrong::*;
    let functions = functions![reserved, spaced, one, two, nested];
    let error = Mizan::<()>::builder().secret(SECRET).functions(functions).build().unwrap_err().to_string();
    for part in [
        "the path `/call/x` of `reserved` is below one that the protocol has for itself",
        "the path `/A%20b` of `spaced` cannot be served",
        "`two` and `one` both answer GET /twice/",
        "the argument `what` of `nested` has a type that no URL or form can name",
    ] {
        assert!(error.contains(part), "{part:?} is missing from:\n{error}");
    }
}
