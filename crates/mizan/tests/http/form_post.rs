//! `docs/protocol.md` §3.5: a form that the browser posts by itself.

use crate::app::{Answer, AppState, Browser, SECRET, router};
use crate::form;
use axum::body::Body;
use mizan::{File, FormPage, prelude::*};
use serde_json::json;
use std::sync::Mutex;

/// A browser without JavaScript: the token comes with the page that has the form.
async fn post(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    if browser.token.is_none() {
        browser.session().await;
    }
    let token = browser.token.clone().unwrap();
    let mut body = format!("csrfmiddlewaretoken={token}");
    for (name, value) in fields {
        body.push_str(&format!("&{}={}", encoded(name), encoded(value)));
    }
    send(browser, path, &body).await
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn send(browser: &mut Browser, path: &str, body: &str) -> Answer {
    let request = browser.request("POST", path).header("origin", "http://app.example");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(Body::from(body.to_owned())).unwrap();
    browser.send(request).await
}

const CONTACT: &str = "/api/mizan/form/contact/";

const GOOD: [(&str, &str); 8] = [
    ("user_id", "5"),
    ("name", "Grace"),
    ("email", ""),
    ("level", "low"),
    ("motto", ""),
    ("lines.0.product", "tea"),
    ("lines.0.count", "2"),
    ("terms", "true"),
];

#[track_caller]
fn has(answer: &Answer, part: &str) {
    assert!(answer.text.contains(part), "{part}\nis not in\n{}", answer.text);
}

#[tokio::test]
async fn a_post_that_is_right_leads_on_and_invalidates() {
    let mut browser = form::browser().await;
    let mut fields = GOOD.to_vec();
    fields.push(("_from", "/contact?a=b"));
    let answer = post(&mut browser, CONTACT, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(answer.header("location"), Some("/contact?a=b"));
    assert_eq!(answer.header("x-mizan-invalidate"), Some("user;user_id=5"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.text.is_empty());
    fields[1] = ("name", "Lead me");
    let answer = post(&mut browser, "/api/mizan/form/contact", &fields).await;
    assert_eq!(answer.header("location"), Some("/sent"), "where the form itself leads");
}

#[tokio::test]
async fn a_post_that_is_wrong_is_the_page_again_with_what_was_entered() {
    let mut browser = form::browser().await;
    let mut fields = GOOD.to_vec();
    fields[1] = ("name", "Ada");
    fields[2] = ("email", "<nobody>");
    fields[6] = ("lines.0.count", "many");
    fields.push(("_from", "/contact"));
    let answer = post(&mut browser, CONTACT, &fields).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-mizan-invalidate"), None);
    has(&answer, "<title>Error: Contact Us</title>");
    has(&answer, "<form id=\"contact\" method=\"post\" action=\"/api/mizan/form/contact/\">");
    has(&answer, "<ul class=\"error-messages\" id=\"contact-name-error\"><li>has already been taken</li></ul>");
    has(&answer, "value=\"&lt;nobody&gt;\"");
    has(&answer, "<ul class=\"error-messages\" id=\"contact-email-error\"><li>is not an e-mail address</li></ul>");
    has(&answer, "id=\"contact-lines-0-count\" name=\"lines.0.count\" aria-invalid=\"true\"");
    has(&answer, "value=\"many\"");
    has(&answer, "<input type=\"hidden\" name=\"_from\" value=\"/contact\">");
    let token = browser.token.clone().unwrap();
    has(&answer, &format!("<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"{token}\">"));
}

#[tokio::test]
async fn where_it_leads_is_a_path_of_this_site() {
    let mut browser = form::browser().await;
    for from in ["//evil.example/", "https://evil.example/", "/\\evil.example", "/a\r\nset-cookie: a=b", ""] {
        let mut fields = GOOD.to_vec();
        fields.push(("_from", from));
        let answer = post(&mut browser, CONTACT, &fields).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, Some("/")), "{from:?}");
    }
    for (referer, to) in [
        ("http://app.example/contact?x=1", "/contact?x=1"),
        ("http://app.example.evil/contact", "/"),
        ("http://app.example", "/"),
    ] {
        let token = browser.token.clone().unwrap();
        let body: Vec<String> = GOOD.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request =
            browser.request("POST", CONTACT).header("origin", "http://app.example").header("referer", referer);
        let request = request.header("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
        let body = format!("csrfmiddlewaretoken={token}&{}", body.join("&"));
        let answer = browser.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, Some(to)), "{referer}");
    }
}

#[tokio::test]
async fn e12_a_post_without_its_sessions_token_is_refused_and_one_of_another_site_is_not_shown() {
    let mut browser = form::browser().await;
    let token = browser.session().await;
    let other = Browser::of(browser.app.clone()).session().await;
    let good: Vec<String> = GOOD.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let good = good.join("&");
    for (what, body) in [
        ("no token", good.clone()),
        ("an empty one", format!("csrfmiddlewaretoken=&{good}")),
        ("another session's", format!("csrfmiddlewaretoken={other}&{good}")),
        ("one that is cut", format!("csrfmiddlewaretoken={}&{good}", &token[1..])),
    ] {
        let answer = send(&mut browser, CONTACT, &body).await;
        assert_eq!(answer.status, 403, "{what}");
        has(
            &answer,
            "id=\"contact-error\" role=\"alert\"><li>This page was open for too long. Please send it again.</li>",
        );
        has(&answer, "value=\"Grace\"");
        has(&answer, "value=\"tea\"");
        assert_eq!(answer.header("x-mizan-invalidate"), None);
    }
    for (what, origin, path) in [
        ("another site", "https://evil.example", CONTACT.to_owned()),
        ("no site", "null", CONTACT.to_owned()),
        ("a sibling", "http://evil.app.example", CONTACT.to_owned()),
        ("a token in the query", "http://app.example", format!("{CONTACT}?csrfmiddlewaretoken={token}")),
    ] {
        let request = browser.request("POST", &path).header("origin", origin);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let token = if origin.ends_with("//app.example") { "" } else { &token };
        let request = request.body(Body::from(format!("csrfmiddlewaretoken={token}&{good}"))).unwrap();
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 403, "{what}");
        assert_eq!(answer.text.contains("Grace"), path.contains('?'), "{what}");
    }
    let body = format!("csrfmiddlewaretoken={token}&{good}");
    assert_eq!(send(&mut browser, CONTACT, &body).await.status, 303);
}

#[tokio::test]
async fn e12_a_token_from_before_the_sign_in_is_worth_nothing_after_it_in_a_post() {
    let mut browser = Browser::of(form::browser().await.app);
    let before = browser.session().await;
    browser.sign_in("1").await;
    let body: Vec<String> = GOOD.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let answer = send(&mut browser, CONTACT, &format!("csrfmiddlewaretoken={before}&{}", body.join("&"))).await;
    assert_eq!(answer.status, 403);
    // The page that says so has the token that is right now.
    let token = answer.text.split("name=\"csrfmiddlewaretoken\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = send(&mut browser, CONTACT, &format!("csrfmiddlewaretoken={token}&{}", body.join("&"))).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
}

#[tokio::test]
async fn a_refusal_that_is_no_fields_keeps_what_was_entered() {
    let mut browser = Browser::of(form::browser().await.app);
    let answer = post(&mut browser, CONTACT, &GOOD).await;
    assert_eq!(answer.status, 401);
    has(&answer, "role=\"alert\"><li>sign in to do this</li>");
    has(&answer, "value=\"Grace\"");
}

#[tokio::test]
async fn whoever_opens_the_address_of_a_form_is_told_what_it_is() {
    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let mut browser = form::browser().await;
    let get = |browser: &Browser, accept: &str, referer: &str| {
        let request = browser.request("GET", CONTACT).header("accept", accept).header("referer", referer);
        request.body(Body::empty()).unwrap()
    };
    let answer = browser.send(get(&browser, BROWSER, "http://app.example/contact?a=\"b")).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, Some("POST, OPTIONS")));
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    has(&answer, "<h1>Contact Us</h1>\n<p>This address is where a form is sent to");
    has(&answer, "Open <a href=\"/contact?a=&quot;b\">the page that the form stands on</a>");
    for referer in ["", "http://evil.example/contact", "http://app.example/api/mizan/form/contact/"] {
        let answer = browser.send(get(&browser, BROWSER, referer)).await;
        has(&answer, "Open the page that the form stands on,");
    }
    for accept in ["*/*", "application/json", "application/json, text/html"] {
        let answer = browser.send(get(&browser, accept, "")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "method_not_allowed"), "{accept}");
    }
}

#[tokio::test]
async fn what_is_no_post_of_a_form_is_refused() {
    let mut browser = form::browser().await;
    assert_eq!(post(&mut browser, "/api/mizan/form/other/", &GOOD).await.status, 404);
    assert_eq!(browser.get(CONTACT).await.status, 405);
    let answer = browser.send(browser.request("OPTIONS", CONTACT).body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (204, Some("POST, OPTIONS")));
    let token = browser.token.clone().unwrap();
    for (content_type, body, status) in [
        ("application/json", "{}".to_owned(), 415),
        ("text/plain", format!("csrfmiddlewaretoken={token}"), 415),
        ("application/x-www-form-urlencoded; charset=latin1", format!("csrfmiddlewaretoken={token}"), 415),
        ("application/x-www-form-urlencoded", String::new(), 403),
        ("application/x-www-form-urlencoded", format!("csrfmiddlewaretoken={token}&name=%zz"), 400),
        ("application/x-www-form-urlencoded", format!("csrfmiddlewaretoken={token}&name=%ff"), 400),
        ("application/x-www-form-urlencoded", format!("csrfmiddlewaretoken={token}&name=a&name=b"), 400),
        ("application/x-www-form-urlencoded", format!("csrfmiddlewaretoken={token}{}", "&x=1".repeat(1_001)), 400),
        ("application/x-www-form-urlencoded", "x".repeat(2_000_000), 413),
        ("multipart/form-data", String::new(), 400),
        ("multipart/form-data; boundary=b", "--b\r\n".to_owned(), 400),
    ] {
        let request = browser.request("POST", CONTACT).header("origin", "http://app.example");
        let request = request.header("content-type", content_type).body(Body::from(body)).unwrap();
        assert_eq!(browser.send(request).await.status, status, "{content_type}");
    }
}

#[tokio::test]
async fn e06_names_of_object_prototype_are_no_fields_in_a_post() {
    let mut browser = form::browser().await;
    let mut fields = GOOD.to_vec();
    fields.extend([
        ("__proto__", "1"),
        ("__proto__.x", "1"),
        ("constructor.prototype.x", "1"),
        ("lines.__proto__.x", "1"),
        ("lines.0.__proto__.x", "1"),
        ("lines.99999999999.product", "a"),
    ]);
    let answer = post(&mut browser, CONTACT, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
}

#[derive(Deserialize, Type)]
struct Shot {
    #[mizan(max_bytes = 10)]
    file: File,
    caption: String,
}

#[derive(Deserialize, Type, Form)]
#[form(title = "Pictures")]
struct PicturesForm {
    #[field(widget = "password")]
    password: String,
    #[mizan(max_bytes = "1kB", accept("image/png"))]
    picture: Option<File>,
    #[mizan(max_items = 2)]
    others: Vec<File>,
    shots: Vec<Shot>,
}

static SENT: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Submit<AppState> for PicturesForm {
    type Output = ();
    type Error = mizan::Error;

    async fn submit(self, _: &mut FormRequest<'_, AppState>) -> mizan::Result<()> {
        let mut sent = vec![self.password];
        for file in self.picture.iter().chain(&self.others).chain(self.shots.iter().map(|shot| &shot.file)) {
            sent.push(format!("{}={}", file.name(), String::from_utf8_lossy(&file.bytes().await?)));
        }
        sent.extend(self.shots.into_iter().map(|shot| shot.caption));
        *SENT.lock().unwrap() = sent;
        Ok(())
    }
}

fn pictures() -> Browser {
    let builder = Mizan::<AppState>::builder().secret(SECRET).form::<PicturesForm>();
    let page = |page: &FormPage| format!("<!-- {} {} -->{}{}", page.form, page.values, page.html, page.data());
    Browser::of(router(&builder.form_document(page).build().unwrap(), AppState::default()))
}

const PICTURES: &str = "/api/mizan/form/pictures/";

async fn multipart(browser: &mut Browser, parts: &[(&str, Option<&str>, &str)]) -> Answer {
    let token = browser.session().await;
    multipart_with(browser, &token, parts).await
}

async fn multipart_with(browser: &mut Browser, token: &str, parts: &[(&str, Option<&str>, &str)]) -> Answer {
    let mut body = format!("--b\r\ncontent-disposition: form-data; name=\"csrfmiddlewaretoken\"\r\n\r\n{token}\r\n");
    for (name, file_name, content) in parts {
        let file_name =
            file_name.map(|name| format!("; filename=\"{name}\"\r\ncontent-type: image/png")).unwrap_or_default();
        body.push_str(&format!(
            "--b\r\ncontent-disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--b--\r\n");
    let request = browser.request("POST", PICTURES).header("origin", "http://app.example");
    let request = request.header("content-type", "multipart/form-data; boundary=b").body(Body::from(body)).unwrap();
    browser.send(request).await
}

#[tokio::test]
async fn files_are_posted_with_the_form() {
    let mut browser = pictures();
    let answer = multipart(
        &mut browser,
        &[
            ("password", None, "hunter2"),
            ("picture", Some(""), ""),
            ("others", Some("a.txt"), "one"),
            ("others", Some("../b.txt"), "two"),
            ("shots.0.file", Some("c"), "three"),
            ("shots.0.caption", None, "A shot"),
            ("nothing", Some("d"), "four"),
        ],
    )
    .await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(*SENT.lock().unwrap(), ["hunter2", "a.txt=one", "b.txt=two", "c=three", "A shot"]);
}

#[tokio::test]
async fn files_that_are_wrong_are_told_at_their_fields_and_a_password_is_not_shown_again() {
    let mut browser = pictures();
    let answer = multipart(
        &mut browser,
        &[
            ("password", None, "hunter2"),
            ("picture", Some("a.png"), "no picture at all"),
            ("others", Some("1"), "1"),
            ("others", Some("2"), "2"),
            ("others", Some("3"), "3"),
            ("shots.0.file", Some("c"), "more than ten bytes"),
            ("shots.0.caption", None, ""),
            ("shots.1.caption", None, "</script><!--"),
        ],
    )
    .await;
    assert_eq!(answer.status, 422, "{}", answer.text);
    has(&answer, "<!-- pictures {\"shots\":[{\"caption\":null},{\"caption\":\"</script><!--\"}]} -->");
    has(&answer, "\\u003c/script\\u003e\\u003c!--");
    has(&answer, "enctype=\"multipart/form-data\"");
    assert!(!answer.text.contains("hunter2"));
    let data =
        "<script type=\"application/json\" id=\"__MIZAN_FORM__\">{\"errors\":{\"others\":[{\"code\":\"max_items\"";
    has(&answer, data);
    has(&answer, "<p class=\"note\" id=\"pictures-shots-0-file-note\">Choose the file again.</p>");
    has(&answer, "id=\"pictures-picture-error\"><li>is not of the type image/png");
    has(&answer, "id=\"pictures-others-error\"><li>has more than 2 items");
    has(&answer, "id=\"pictures-shots-0-caption-error\"><li>can&#39;t be blank");
}

#[tokio::test]
async fn a_file_that_was_right_is_asked_for_again() {
    let mut browser = pictures();
    let parts = [("password", None, ""), ("picture", Some("a.png"), "\u{89}PNG"), ("others", Some("1"), "1")];
    let answer = multipart(&mut browser, &parts).await;
    assert_eq!(answer.status, 422, "{}", answer.text);
    has(&answer, "<p class=\"note\" id=\"pictures-others-note\">Choose the files again.</p>");
    has(&answer, "name=\"others\" aria-describedby=\"pictures-others-note\"");
}

#[tokio::test]
async fn an_old_token_costs_nobody_what_was_entered_and_no_file_is_kept() {
    let mut browser = pictures();
    browser.session().await;
    let parts = [
        ("picture", Some("a.png"), "no picture at all"),
        ("password", None, "hunter2"),
        ("shots.0.file", Some("c"), "three"),
        ("shots.0.caption", None, "Behind the files"),
    ];
    let answer = multipart_with(&mut browser, "old", &parts).await;
    assert_eq!(answer.status, 403);
    has(&answer, "<li>This page was open for too long. Please send it again.</li>");
    has(&answer, "value=\"Behind the files\"");
    has(&answer, "<p class=\"note\" id=\"pictures-picture-note\">Choose the file again.</p>");
    assert!(!answer.text.contains("hunter2") && !answer.text.contains("no picture"));
    assert!(SENT.lock().unwrap().iter().all(|sent| sent != "Behind the files"), "nothing happens");
}

#[tokio::test]
async fn a_file_beyond_the_limit_of_all_is_told_its_own() {
    let builder = Mizan::<AppState>::builder().secret(SECRET).form::<PicturesForm>().file_limit_bytes(2_000);
    let mut browser = Browser::of(router(&builder.build().unwrap(), AppState::default()));
    let large = "x".repeat(2_001);
    let parts = [("shots.0.caption", None, "Large"), ("picture", Some("a.png"), large.as_str())];
    let answer = multipart(&mut browser, &parts).await;
    assert_eq!(answer.status, 413);
    has(&answer, "id=\"pictures-picture-error\"><li>is larger than 1 kB, and than any file may be (2 kB)</li>");
    has(&answer, "value=\"Large\"");
    let answer = multipart(&mut browser, &[("others", Some("a"), &large)]).await;
    has(&answer, "id=\"pictures-others-error\"><li>is larger than 2 kB</li>");
    let answer = multipart(&mut browser, &[("shots.0.file", Some("a"), &large)]).await;
    has(
        &answer,
        "id=\"pictures-shots-0-file-error\"><li>is larger than 10 bytes, and than any file may be (2 kB)</li>",
    );
}

#[tokio::test]
async fn a_form_is_shown_first_with_its_token_and_cookie() {
    let builder = Mizan::<AppState>::builder().secret(SECRET).form::<PicturesForm>().mounted_at("/rpc/");
    let mizan = builder.build().unwrap();
    let request = axum::http::Request::get("/upload?a=b").body(()).unwrap();
    let (parts, ()) = request.into_parts();
    let page = mizan.form_page::<PicturesForm>(&parts, json!({ "password": "x" })).unwrap();
    assert_eq!((page.form.as_str(), page.title.as_str(), page.from.as_str()), ("pictures", "Pictures", "/upload?a=b"));
    let cookie = page.set_cookie.clone().unwrap();
    let token = cookie.to_str().unwrap().strip_prefix("mizan_csrf=").unwrap().split(';').next().unwrap().to_owned();
    assert!(page.html.contains(&format!("value=\"{token}\"")));
    assert!(page.html.contains("action=\"/rpc/form/pictures/\""));
    let shown = mizan.show_form::<PicturesForm>(&parts, json!({})).unwrap();
    assert_eq!(shown.status(), 200);
    assert_eq!(shown.headers()["cache-control"], "no-store");
    assert!(shown.headers().contains_key("set-cookie"));
    let (mut parts, ()) = axum::http::Request::get("/").body(()).unwrap().into_parts();
    parts.headers.insert("cookie", format!("mizan_csrf={token}").parse().unwrap());
    let again = mizan.form_page::<PicturesForm>(&parts, json!({})).unwrap();
    assert!(again.set_cookie.is_none() && again.html.contains(&token), "the token that the browser has stays");
}
