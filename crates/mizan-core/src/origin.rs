//! Where a request comes from, and whether that is a place that may send it.
//!
//! A pure judgement over what the host knows of the request; the token of [`crate::csrf`] comes on top of it.
//!
//! Source: `docs/protocol.md` §8; Fetch Metadata; RFC 6454.

use std::fmt;

/// What the judgement is made from. Headers are as the request has them, `None` where absent.
///
/// ```
/// use mizan_core::origin::{Request, judge};
///
/// let own = Request { method: "POST", scheme: "https", host: "a.example", origin: Some("https://a.example"), ..Request::default() };
/// assert!(judge(&own, &[] as &[&str]).is_ok());
/// let other = Request { origin: Some("https://b.example"), ..own };
/// assert!(judge(&other, &[] as &[&str]).is_err());
/// assert!(judge(&other, &["https://b.example"]).is_ok());
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// `GET`, `POST` and so on.
    pub method: &'a str,
    /// The scheme by which the browser reached the application, after what a trusted proxy says.
    pub scheme: &'a str,
    /// The host, with a port where the URL has one, after what a trusted proxy says.
    pub host: &'a str,
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Referer`.
    pub referer: Option<&'a str>,
    /// `Sec-Fetch-Site`.
    pub sec_fetch_site: Option<&'a str>,
    /// `Sec-Fetch-Mode`.
    pub sec_fetch_mode: Option<&'a str>,
    /// Whether there is a `Cookie`.
    pub has_cookie: bool,
    /// Whether the path is a declared view path (§3.4), to which other sites may link.
    pub is_view_path: bool,
}

/// Why a request is refused, `csrf_failed` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `Origin` is neither own nor trusted.
    ForeignOrigin,
    /// Without `Origin`, `Referer` is neither own nor trusted.
    ForeignReferer,
    /// `Sec-Fetch-Site` says that another site sent it.
    CrossSite,
    /// It has a cookie and nothing that says where it comes from.
    Unattributed,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::ForeignOrigin => "the request's Origin is neither this site nor a trusted one",
            Refusal::ForeignReferer => "the request's Referer is neither this site nor a trusted one",
            Refusal::CrossSite => "the request was sent by another site",
            Refusal::Unattributed => "the request has a cookie and none of Origin, Referer and Sec-Fetch-Site",
        })
    }
}

impl std::error::Error for Refusal {}

/// Judges a request. `trusted` are exact origins, such as `https://app.example.com`; there are no patterns.
///
/// `Origin` counts for every method. `Referer` stands in for it only where the method is unsafe, since a link from
/// elsewhere has one too.
///
/// # Errors
///
/// The reason for which the request may not run.
pub fn judge(request: &Request<'_>, trusted: &[impl AsRef<str>]) -> Result<(), Refusal> {
    let is_accepted = |origin: &str| is_own(origin, request) || is_trusted(origin, trusted);
    match (request.origin, request.referer) {
        (Some(origin), _) if !is_accepted(origin) => return Err(Refusal::ForeignOrigin),
        (None, Some(referer)) if !is_safe(request) && !is_accepted(origin_of_url(referer)) => {
            return Err(Refusal::ForeignReferer);
        }
        _ => {}
    }
    match request.sec_fetch_site {
        Some("cross-site") if !may_cross(request, trusted) => Err(Refusal::CrossSite),
        None if is_unattributed_call(request) => Err(Refusal::Unattributed),
        _ => Ok(()),
    }
}

fn is_safe(request: &Request<'_>) -> bool {
    matches!(request.method, "GET" | "HEAD" | "OPTIONS")
}

fn may_cross(request: &Request<'_>, trusted: &[impl AsRef<str>]) -> bool {
    let source = request.origin.or(request.referer.map(origin_of_url));
    let is_link = matches!(request.method, "GET" | "HEAD") && request.sec_fetch_mode == Some("navigate");
    source.is_some_and(|origin| is_trusted(origin, trusted)) || (is_link && request.is_view_path)
}

fn is_unattributed_call(request: &Request<'_>) -> bool {
    request.has_cookie && !is_safe(request) && request.origin.is_none() && request.referer.is_none()
}

fn is_trusted(origin: &str, trusted: &[impl AsRef<str>]) -> bool {
    Origin::parse(origin).is_some_and(|origin| trusted.iter().any(|own| Origin::parse(own.as_ref()) == Some(origin)))
}

fn is_own(origin: &str, request: &Request<'_>) -> bool {
    let own = Origin::of(request.scheme, request.host);
    own.is_some() && Origin::parse(origin) == own
}

/// The part of a URL that is its origin's text; for what is no such URL, text that is no origin.
fn origin_of_url(url: &str) -> &str {
    let Some(authority) = url.find("://").map(|at| at + 3) else { return "" };
    let end = url[authority..].find(['/', '?', '#']).map_or(url.len(), |at| authority + at);
    &url[..end]
}

/// Scheme, host and port; compared as RFC 6454 says, without regard to case and with default ports filled in.
#[derive(Debug, Clone, Copy)]
struct Origin<'a> {
    scheme: &'a str,
    host: &'a str,
    port: u16,
}

impl<'a> Origin<'a> {
    /// `null`, and whatever is not exactly `scheme://host[:port]`, is no origin.
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        Origin::of(scheme, host)
    }

    fn of(scheme: &'a str, authority: &'a str) -> Option<Self> {
        let default_port = match scheme.to_ascii_lowercase().as_str() {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        let (host, port) = match authority.rsplit_once(':') {
            // The colons of an IPv6 address are inside its brackets.
            Some((host, port)) if !port.ends_with(']') => (host, port_number(port)?),
            _ => (authority, default_port),
        };
        is_host(host).then_some(Origin { scheme, host, port })
    }
}

fn port_number(digits: &str) -> Option<u16> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn is_host(host: &str) -> bool {
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(is_name_byte),
    }
}

impl PartialEq for Origin<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.scheme.eq_ignore_ascii_case(other.scheme)
            && self.host.eq_ignore_ascii_case(other.host)
            && self.port == other.port
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUSTED: &[&str] = &["https://app.example.org"];

    fn call() -> Request<'static> {
        Request { method: "POST", scheme: "https", host: "example.com", has_cookie: true, ..Request::default() }
    }

    fn read() -> Request<'static> {
        Request { method: "GET", ..call() }
    }

    fn with_origin(origin: &'static str) -> Result<(), Refusal> {
        judge(&Request { origin: Some(origin), ..call() }, TRUSTED)
    }

    #[test]
    fn own_and_trusted_origins_pass_in_every_spelling_of_theirs() {
        let own = ["https://example.com", "https://example.com:443", "HTTPS://Example.COM"];
        for origin in own.into_iter().chain(["https://app.example.org", "https://app.example.org:443"]) {
            assert_eq!(with_origin(origin), Ok(()), "{origin}");
        }
    }

    #[test]
    fn e13_prefix_suffix_and_scheme_tricks_are_foreign() {
        for origin in [
            "null",
            "",
            "http://example.com",
            "https://example.com:8443",
            "https://example.com.evil.net",
            "https://evil-example.com",
            "https://sub.example.com",
            "https://example.com@evil.net",
            "https://evil.net/https://example.com",
            "https://example.com/",
            "https://example.com:",
            "https://example.com:+443",
            "https://example.com evil.net",
            "https://xapp.example.org",
            "https://appxexample.org",
            "file://",
            "https://",
        ] {
            assert_eq!(with_origin(origin), Err(Refusal::ForeignOrigin), "{origin}");
        }
    }

    #[test]
    fn a_referer_counts_for_calls_without_an_origin() {
        let from = |referer| judge(&Request { referer: Some(referer), ..call() }, TRUSTED);
        assert_eq!(from("https://example.com/page?q=1"), Ok(()));
        assert_eq!(from("https://app.example.org"), Ok(()));
        let tricks = ["https://evil.net/?https://example.com", "https://example.com\\@evil.net/", "about:blank", ""];
        for foreign in tricks {
            assert_eq!(from(foreign), Err(Refusal::ForeignReferer), "{foreign}");
        }
        assert_eq!(judge(&Request { referer: Some("https://evil.net/"), ..read() }, TRUSTED), Ok(()));
        let origin_wins = Request { origin: Some("https://evil.net"), referer: Some("https://example.com/"), ..call() };
        assert_eq!(judge(&origin_wins, TRUSTED), Err(Refusal::ForeignOrigin));
    }

    #[test]
    fn e11_a_cross_site_request_is_refused_reads_included() {
        let cross = Request { sec_fetch_site: Some("cross-site"), ..call() };
        assert_eq!(judge(&cross, TRUSTED), Err(Refusal::CrossSite));
        assert_eq!(judge(&Request { method: "GET", ..cross }, TRUSTED), Err(Refusal::CrossSite));
        let trusted = Request { origin: Some("https://app.example.org"), ..cross };
        assert_eq!(judge(&trusted, TRUSTED), Ok(()));
    }

    #[test]
    fn a_link_from_elsewhere_opens_a_view_and_nothing_else() {
        let link = Request {
            sec_fetch_site: Some("cross-site"),
            sec_fetch_mode: Some("navigate"),
            referer: Some("https://search.example.net/"),
            is_view_path: true,
            ..read()
        };
        assert_eq!(judge(&link, TRUSTED), Ok(()));
        assert_eq!(judge(&Request { is_view_path: false, ..link }, TRUSTED), Err(Refusal::CrossSite));
        assert_eq!(judge(&Request { sec_fetch_mode: Some("no-cors"), ..link }, TRUSTED), Err(Refusal::CrossSite));
        assert_eq!(judge(&Request { method: "POST", ..link }, TRUSTED), Err(Refusal::ForeignReferer));
    }

    #[test]
    fn a_cookie_without_any_source_is_refused_and_a_script_without_cookies_passes() {
        assert_eq!(judge(&call(), TRUSTED), Err(Refusal::Unattributed));
        assert_eq!(judge(&Request { has_cookie: false, ..call() }, TRUSTED), Ok(()));
        assert_eq!(judge(&read(), TRUSTED), Ok(()));
        assert_eq!(judge(&Request { sec_fetch_site: Some("same-origin"), ..call() }, TRUSTED), Ok(()));
    }

    #[test]
    fn ports_and_addresses_are_told_apart() {
        let at = |host, origin| {
            let request = Request { scheme: "http", host, origin: Some(origin), ..call() };
            judge(&request, &[""; 0]).is_ok()
        };
        assert!(at("localhost:5173", "http://localhost:5173"));
        assert!(!at("localhost:5173", "http://localhost"));
        assert!(at("[::1]:8000", "http://[::1]:8000"));
        assert!(at("[::1]", "http://[::1]:80"));
        assert!(!at("[::1]", "http://[::2]"));
        assert!(!at("", "http://"));
    }
}
