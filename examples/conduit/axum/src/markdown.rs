//! Markdown, as people write it, to HTML that may stand in a page.
//!
//! Two steps, and the second trusts nothing of the first: `pulldown-cmark` renders, `ammonia` parses
//! the result as a browser would and keeps only what Markdown can say.
//!
//! What is deliberately absent: raw HTML. Tags in a text are shown as the text that they are.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

/// Elements within elements. No author needs more, and what parses HTML pays for depth squared.
const MAX_DEPTH: usize = 64;

/// Renders Markdown (CommonMark, tables and strikethrough) to sanitised HTML.
///
/// Never fails: a text nested deeper than any author would is shown as plain text.
#[must_use]
pub fn render(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut deepest = Depth::default();
    let events = Parser::new_ext(markdown, options).map(as_text).inspect(|event| deepest.see(event));
    let mut rendered = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut rendered, events);
    if deepest.most > MAX_DEPTH {
        return format!("<p>{}</p>", ammonia::clean_text(markdown));
    }
    SIEVE.clean(&rendered).to_string()
}

/// Turns raw HTML into text, a block of it into a paragraph.
fn as_text(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        other => other,
    }
}

/// How deep the elements of a text lie in one another.
#[derive(Default)]
struct Depth {
    now: usize,
    most: usize,
}

impl Depth {
    fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(_) => {
                self.now += 1;
                self.most = self.most.max(self.now);
            }
            Event::End(_) => self.now -= 1,
            _ => {}
        }
    }
}

static SIEVE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sieve = Builder::new();
    sieve
        .tags(
            [
                "a",
                "blockquote",
                "br",
                "code",
                "del",
                "em",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "hr",
                "img",
                "li",
                "ol",
                "p",
                "pre",
                "strong",
                "table",
                "tbody",
                "td",
                "th",
                "thead",
                "tr",
                "ul",
            ]
            .into(),
        )
        .generic_attributes([].into())
        .tag_attributes(
            [
                ("a", ["href", "title"].into()),
                ("code", ["class"].into()),
                ("img", ["src", "alt", "title"].into()),
                ("ol", ["start"].into()),
            ]
            .into(),
        )
        // What is wider than the page scrolls by itself, and so has to be reached without a mouse.
        .set_tag_attribute_values(["pre", "table"].map(|wide| (wide, [("tabindex", "0")].into())).into())
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("nofollow noopener noreferrer"))
        .attribute_filter(attribute);
    sieve
});

/// Of classes only the language of a code block stays, which a highlighter wants.
fn attribute<'u>(element: &str, attribute: &str, value: &'u str) -> Option<Cow<'u, str>> {
    let language = |text: &str| {
        text.strip_prefix("language-")
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-#_.".contains(&byte)))
    };
    match (element, attribute) {
        ("code", "class") if !language(value) => None,
        _ => Some(value.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn what_markdown_says_is_kept() {
        let cases = [
            (
                "# One\n\nTwo *three* **four** ~~five~~",
                "<h1>One</h1>\n<p>Two <em>three</em> <strong>four</strong> <del>five</del></p>\n",
            ),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
            ("3. c\n4. d", "<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>\n"),
            ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
            (
                "```rust\nlet a = b < c && d;\n```",
                "<pre tabindex=\"0\"><code class=\"language-rust\">let a = b &lt; c &amp;&amp; d;\n</code></pre>\n",
            ),
            (
                "[a](https://example.org/?q=1&r=2 \"t\")",
                "<p><a href=\"https://example.org/?q=1&amp;r=2\" title=\"t\" rel=\"nofollow noopener noreferrer\">a</a></p>\n",
            ),
            (
                "[b](/article/on-sleep)",
                "<p><a href=\"/article/on-sleep\" rel=\"nofollow noopener noreferrer\">b</a></p>\n",
            ),
            ("![c](https://example.org/c.png)", "<p><img src=\"https://example.org/c.png\" alt=\"c\"></p>\n"),
            (
                "| a | b |\n|---|--:|\n| 1 | 2 |",
                "<table tabindex=\"0\"><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td>1</td><td>2</td></tr>\n</tbody></table>\n",
            ),
            ("", ""),
        ];
        for (markdown, expected) in cases {
            assert_eq!(render(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn raw_html_is_shown_as_text() {
        assert_eq!(render("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
        assert_eq!(render("a <b onclick=x()>c</b>"), "<p>a &lt;b onclick=x()&gt;c&lt;/b&gt;</p>\n");
    }

    /// Whatever the text, the page gets elements of the list, without handlers and foreign schemes.
    #[test]
    fn hostile_text_does_no_harm() {
        let hostile = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg><script>alert(1)</script></svg>",
            "<a href=\"javascript:alert(1)\">a</a>",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](java\tscript:alert(1))",
            "[a](&#106;avascript:alert(1))",
            "[a](<java\u{0}script:alert(1)>)",
            "[a](\u{1}javascript:alert(1))",
            "[a](vbscript:msgbox(1))",
            "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
            "![a](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
            "![a](javascript:alert(1))",
            "[a]: javascript:alert(1)\n\n[a]",
            "<javascript:alert(1)>",
            "[a](https://example.org/\"onmouseover=\"alert(1))",
            "![a\"onerror=\"alert(1)](https://example.org/x.png)",
            "[a](https://example.org \"t\" onmouseover=\"alert(1)\")",
            "```\"onmouseover=\"alert(1)\nx\n```",
            "```rust\"><script>alert(1)</script>\nx\n```",
            "<!--<script>-->\n<script>alert(1)</script>",
            "<![CDATA[<script>alert(1)</script>]]>",
            "<style>*{background:url(javascript:alert(1))}</style>",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
            "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
            "<form action=/api/mizan/call/><button>x</button></form>",
            "<base href=https://evil.example/>",
            "</div></article><h1 id=__MIZAN_SSR_DATA__>x</h1>",
        ];
        for text in hostile {
            let html = render(text);
            for (name, attributes) in elements(&html) {
                assert!(SIEVE.clone_tags().contains(name.as_str()), "{name} of {text} in {html}");
                for (attribute, value) in attributes {
                    assert!(
                        ["href", "src", "alt", "title", "class", "start", "rel", "tabindex"]
                            .contains(&attribute.as_str()),
                        "{attribute} of {text} in {html}"
                    );
                    if ["href", "src"].contains(&attribute.as_str()) {
                        assert!(harmless(&value), "{value} of {text} in {html}");
                    }
                }
            }
        }
    }

    #[test]
    fn huge_nesting_is_plain_text_and_quick() {
        let start = Instant::now();
        let texts = [
            ">".repeat(100_000),
            "- ".repeat(50_000) + "a",
            "[".repeat(100_000),
            "*a ".repeat(50_000),
            "![".repeat(50_000) + &"](x)".repeat(50_000),
            "<div>".repeat(20_000),
            "`".repeat(100_000),
            "_a __b ".repeat(20_000),
        ];
        for text in texts {
            let html = render(&text);
            assert!(html.len() < text.len() * 12 + 100, "{}", &text[..20]);
        }
        assert_eq!(render(&">".repeat(100)), format!("<p>{}</p>", "&gt;".repeat(100)));
        // A tenth of a second in release; a debug build on a busy machine gets room.
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }

    /// As the URL standard has it: without a colon after scheme characters alone, a URL is relative.
    fn harmless(url: &str) -> bool {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let relative = !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        relative || ["", "http", "https", "mailto"].contains(&scheme)
    }

    /// The elements of serialised HTML with their attributes: enough of a reader for a serialiser
    /// that quotes every value and escapes `<` in text.
    fn elements(html: &str) -> Vec<(String, Vec<(String, String)>)> {
        let mut found = Vec::new();
        for tag in html.split('<').skip(1).filter(|tag| !tag.starts_with('/')) {
            let end = tag.find([' ', '>']).expect("a tag ends");
            let (name, mut rest) = tag.split_at(end);
            let mut attributes = Vec::new();
            while let Some(attribute) = rest.strip_prefix(' ') {
                let (name, value) = attribute.split_once("=\"").expect("an attribute has a value");
                let (value, after) = value.split_once('"').expect("a value is quoted");
                attributes.push((name.to_owned(), value.to_owned()));
                rest = after;
            }
            assert!(rest.starts_with('>'), "{tag}");
            found.push((name.to_owned(), attributes));
        }
        found
    }
}
