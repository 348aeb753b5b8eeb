//! The markup of pages, in the words and classes that the front end uses, so that what replaces it looks the same.
//!
//! # Invariants
//!
//! 1. What people wrote passes [`escape`], or is an article's text, which [`crate::markdown`] has sanitised.

use std::fmt::Write as _;

use time::OffsetDateTime;

use crate::api::segment;
use crate::db::article::{Article, Author};
use crate::db::comment::Comment;
use crate::db::user::User;
use crate::markdown;

/// Where the front end is put, in its `index.html`.
const ROOT: &str = "<div id=\"root\"></div>";
const DEFAULT_IMAGE: &str = "/default-avatar.svg";

/// Text as it may stand in an element or in an attribute with double quotes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// What stands around a page.
pub(super) struct Shell<'p> {
    pub(super) title: &'p str,
    /// Where the page belongs, which is not the address of a form that was posted; the front end begins there.
    pub(super) path: &'p str,
    pub(super) reader: Reader<'p>,
    /// What was entered in a form that was refused, and what is wrong with it, for the front end's form.
    pub(super) refused: Option<&'p serde_json::Value>,
}

/// Who reads a page.
#[derive(Clone, Copy)]
pub(super) enum Reader<'u> {
    /// Whoever is signed out.
    Nobody,
    /// Somebody who is signed in.
    Somebody,
    /// This user.
    User(&'u User),
}

impl Shell<'_> {
    /// The built `index.html` with the page in it.
    pub(super) fn around(&self, index: &str, main: &str) -> String {
        let head = format!(
            "<title>{} — Conduit</title>\n<meta name=\"conduit-path\" content=\"{}\">\n</head>",
            escape(self.title),
            escape(self.path)
        );
        let navigation = navigation(self.path, self.reader);
        // Only text within a script's element ends it, and JSON knows another way to write that.
        let script =
            self.refused.map(|refused| refused.to_string().replace('<', "\\u003c")).map_or_else(String::new, |json| {
                format!("<script id=\"__MIZAN_FORM__\" type=\"application/json\">{json}</script>")
            });
        let body = format!("<div id=\"root\">{navigation}<main>{main}</main>{FOOTER}</div>{script}");
        let (before, after) = index.split_once("<noscript>").unwrap_or((index, ""));
        let after = after.split_once("</noscript>").map_or(after, |(_, after)| after);
        format!("{before}{after}").replacen("</head>", &head, 1).replacen(ROOT, &body, 1)
    }
}

const FOOTER: &str = "<footer><div class=\"container\"><a class=\"logo-font\" href=\"/\">conduit</a>\
    <span class=\"attribution\">A place to share your knowledge, built with Mizan.</span></div></footer>";

fn navigation(path: &str, reader: Reader<'_>) -> String {
    let item = |to: &str, content: &str| {
        let active = if to == path { " active\" aria-current=\"page" } else { "" };
        format!("<li class=\"nav-item\"><a class=\"nav-link{active}\" href=\"{to}\">{content}</a></li>")
    };
    let mut items = item("/", "Home");
    if matches!(reader, Reader::Nobody) {
        items += &item("/login", "Sign in");
        items += &item("/register", "Sign up");
    } else {
        items += &item("/editor", "<i class=\"ion-compose\" aria-hidden=\"true\"></i> New Article");
        items += &item("/settings", "<i class=\"ion-gear-a\" aria-hidden=\"true\"></i> Settings");
    }
    if let Reader::User(user) = reader {
        let name = format!("<span class=\"user-name\">{}</span>", escape(&user.username));
        items += &item(&profile(&user.username), &(picture("user-pic", user.image.as_deref()) + &name));
    }
    format!(
        "<nav class=\"navbar\" aria-label=\"Main\"><div class=\"container\">\
         <a class=\"navbar-brand\" href=\"/\">conduit</a><ul class=\"nav navbar-nav\">{items}</ul></div></nav>"
    )
}

/// The page of signing in.
pub(super) fn sign_in(form: &str) -> String {
    auth("Sign in", "/register", "Need an account?", form)
}

/// The page of signing up.
pub(super) fn sign_up(form: &str) -> String {
    auth("Sign up", "/login", "Have an account?", form)
}

fn auth(title: &str, other: &str, other_text: &str, form: &str) -> String {
    format!(
        "<div class=\"auth-page\"><div class=\"container page\"><h1>{title}</h1>\
         <p class=\"auth-other\"><a href=\"{other}\">{other_text}</a></p>{form}</div></div>"
    )
}

/// A page of the class with a heading and a form.
pub(super) fn titled(class: &str, title: &str, form: &str) -> String {
    format!("<div class=\"{class}\"><div class=\"container page\"><h1>{title}</h1>{form}</div></div>")
}

/// An article with its comments, and what they are written in.
pub(super) fn article(article: &Article, comments: &[Comment], composer: &str) -> String {
    let summary = &article.summary;
    let tags: String = summary
        .tags
        .iter()
        .map(|tag| format!("<li class=\"tag-default tag-pill tag-outline\">{}</li>", escape(tag)))
        .collect();
    let tags = if tags.is_empty() { tags } else { format!("<ul class=\"tag-list\">{tags}</ul>") };
    let cards: String = comments.iter().map(card).collect();
    let byline = byline(&summary.author, summary.created_ms);
    format!(
        "<div class=\"article-page\"><div class=\"banner\"><div class=\"container\"><h1>{title}</h1>{byline}</div></div>\
         <div class=\"container page\"><div class=\"article-content\"><div class=\"article-body\">{body}</div>{tags}</div>\
         <hr><div class=\"article-actions\">{byline}</div>\
         <section class=\"comments\" aria-label=\"Comments\">{composer}{cards}</section></div></div>",
        title = escape(&summary.title),
        body = markdown::render(&article.body),
    )
}

/// In place of the form for whoever is signed out.
pub(super) const SIGN_IN_TO_COMMENT: &str = "<p class=\"sign-in-to-comment\"><a href=\"/login\">Sign in</a> or \
    <a href=\"/register\">sign up</a> to add comments on this article.</p>";

/// The form of a comment.
pub(super) fn composer(form: &str) -> String {
    format!("<div class=\"card comment-form\">{form}</div>")
}

fn byline(author: &Author, created_ms: i64) -> String {
    format!(
        "<div class=\"article-meta\"><a href=\"{to}\" tabindex=\"-1\" aria-hidden=\"true\">{picture}</a>\
         <div class=\"info\"><a class=\"author\" href=\"{to}\">{name}</a><span class=\"date\">{date}</span></div></div>",
        to = profile(&author.username),
        picture = picture("author-img", author.image.as_deref()),
        name = escape(&author.username),
        date = date(created_ms),
    )
}

fn card(comment: &Comment) -> String {
    let mut card = String::new();
    let author = &comment.author;
    let _ = write!(
        card,
        "<div class=\"card\"><div class=\"card-block\"><p class=\"card-text\">{body}</p></div><div class=\"card-footer\">\
         <a href=\"{to}\" tabindex=\"-1\" aria-hidden=\"true\">{picture}</a><a class=\"comment-author\" href=\"{to}\">{name}</a>\
         <span class=\"date-posted\">{date}</span></div></div>",
        body = escape(&comment.body),
        to = profile(&author.username),
        picture = picture("comment-author-img", author.image.as_deref()),
        name = escape(&author.username),
        date = date(comment.created_ms),
    );
    card
}

fn picture(class: &str, image: Option<&str>) -> String {
    format!("<img class=\"{class}\" src=\"{}\" alt=\"\">", escape(image.unwrap_or(DEFAULT_IMAGE)))
}

fn profile(username: &str) -> String {
    format!("/profile/{}", segment(username))
}

/// The day in UTC: `January 20, 2026`.
fn date(unix_ms: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(unix_ms / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!("{} {}, {}", time.month(), time.day(), time.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "<html><head><meta charset=\"utf-8\"></head><body><div id=\"root\"></div>\
        <noscript>Needs it.</noscript></body></html>";

    #[test]
    fn a_page_stands_in_the_built_one() {
        let refused = serde_json::json!({ "values": { "a": "</script><script>" } });
        let shell =
            Shell { title: "A & <b>", path: "/login?next=\"x\"", reader: Reader::Nobody, refused: Some(&refused) };
        let page = shell.around(INDEX, "<p>here</p>");
        assert!(page.contains("<title>A &amp; &lt;b&gt; — Conduit</title>"), "{page}");
        assert!(page.contains(r#"{"values":{"a":"\u003c/script>\u003cscript>"}}</script>"#), "{page}");
        assert!(page.contains("content=\"/login?next=&quot;x&quot;\""), "{page}");
        assert!(page.contains("<div id=\"root\"><nav") && page.contains("<main><p>here</p></main>"), "{page}");
        assert!(!page.contains("noscript"), "{page}");
    }

    #[test]
    fn what_people_wrote_is_text() {
        let hostile = "<script>alert(1)</script>\" onerror=\"x";
        let author = Author { username: hostile.into(), bio: None, image: Some(hostile.into()), following: false };
        let comment = Comment { id: 1, body: hostile.into(), created_ms: 1_768_867_200_000, author, own: false };
        let html = card(&comment);
        assert!(!html.contains("<script") && !html.contains("onerror=\"x\""), "{html}");
        assert!(html.contains("January 20, 2026"), "{html}");
    }
}
