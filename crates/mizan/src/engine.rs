//! The steps before a function is known: host, path, method, origin. `docs/protocol.md` §2 gives their order.

use crate::answer;
use crate::clock::now_ms;
use crate::error::Error;
use crate::form::{self, Wrap};
use crate::function::Prepared;
use crate::guard::PrepareGuard;
use crate::identity::{Identify, Identity};
use crate::layer::Layered;
use crate::testing::Caller;
use crate::upload::Unread;
use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use axum::response::Response;
use http::header::{
    ALLOW, AUTHORIZATION, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERER, SET_COOKIE,
};
use http::request::Parts;
use http::{Method, StatusCode};
use mizan_core::contract::Contracts;
use mizan_core::csrf;
use mizan_core::error::Code;
use mizan_core::etag::Etags;
use mizan_core::json::{DecodeError, Value};
use mizan_core::limit::Limiter;
use mizan_core::log::Log;
use mizan_core::mark;
use mizan_core::origin;
use mizan_core::refusal;
use mizan_core::registry::Registry;
use mizan_core::route::{Astray, Way};
use mizan_core::secret::{Purpose, Secrets, SubKey};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Reads the arguments of one function.
pub(crate) type Prepare<S> = fn(&Value<'_>) -> Result<Prepared<S>, DecodeError>;

/// What a request may cost (§2).
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) body_bytes: usize,
    pub(crate) file_bytes: u64,
    /// Where files are while they are larger than what is kept in memory.
    pub(crate) upload_folder: Arc<Path>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 1024 * 1024, file_bytes: 10 * 1024 * 1024, upload_folder: std::env::temp_dir().into() }
    }
}

/// Everything that answering needs and that never changes.
pub(crate) struct Engine<S> {
    pub(crate) registry: Registry,
    /// By the index of the function in the registry, as the next.
    pub(crate) prepare: Vec<Prepare<S>>,
    pub(crate) guards: Vec<Option<PrepareGuard<S>>>,
    pub(crate) layers: Vec<Option<Layered<S>>>,
    pub(crate) limiters: Vec<Option<Limiter>>,
    /// When the application was built, from which the limiters count.
    pub(crate) born: Instant,
    pub(crate) contracts: Contracts,
    pub(crate) identify: Box<dyn Identify<S>>,
    pub(crate) log: Log,
    pub(crate) keys: Keys,
    pub(crate) trusted_origins: Vec<String>,
    pub(crate) hosts: Vec<String>,
    pub(crate) cross_site_protection: bool,
    pub(crate) session_cookie: String,
    pub(crate) form_document: Option<Wrap>,
    pub(crate) mount: String,
    pub(crate) limits: Limits,
}

/// The keys that are used at every request, made once.
pub(crate) struct Keys {
    csrf: SubKey,
    csrf_verifying: Vec<SubKey>,
    identity: SubKey,
    pub(crate) etags: Etags,
}

impl Keys {
    pub(crate) fn of(secrets: &Secrets) -> Self {
        let identity = secrets.key(Purpose::As);
        Self {
            etags: Etags::new(&identity),
            csrf: secrets.key(Purpose::Csrf),
            csrf_verifying: secrets.verifying_keys(Purpose::Csrf),
            identity,
        }
    }
}

const CSRF_COOKIE: &str = "mizan_csrf";
const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrftoken");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const REVISION: HeaderName = HeaderName::from_static("mizan-revision");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Answers a request whose path begins behind the prefix.
    pub(crate) async fn answer(self: Arc<Self>, request: Request, state: S) -> Response {
        let (mut parts, body) = request.into_parts();
        let head = parts.method == Method::HEAD;
        let unread = Unread::watch(&mut parts);
        let mut answer = self.dispatch(parts, body, state).await.unwrap_or_else(answer::error);
        if let Some(unread) = unread {
            unread.put_into(answer.headers_mut());
        }
        if head { answer.map(|_| Body::empty()) } else { answer }
    }

    async fn dispatch(self: Arc<Self>, parts: Parts, body: Body, state: S) -> Result<Response, Error> {
        self.check_host(&parts)?;
        let position = self.log.position(now_ms);
        if has_empty_segment(&parts) {
            return Err(Error::refusal(refusal::no_such("endpoint")));
        }
        match Way::find(&self.registry, parts.method.as_str(), parts.uri.path()) {
            Ok(Way::Call) => self.call(parts, body, state).await,
            Ok(Way::Context(context)) => self.read(context, parts, state, position).await,
            Ok(Way::Session) => self.session(&parts),
            // In boxes of their own: a future is as large as the largest that it may wait for, and is moved.
            Ok(Way::Form(submit)) => Box::pin(self.post_form(submit, parts, body, state)).await,
            Ok(Way::View(function, method)) => Box::pin(self.visit(function, method, parts, body, state)).await,
            Ok(Way::Options(methods)) => Ok(allow(methods)),
            Err(Astray::Unopened(form)) if form::wants_page(&parts.headers) => {
                Ok(form::unopened(&self.registry.forms()[form], &parts))
            }
            Err(astray) => Ok(nowhere(astray)),
        }
    }

    /// One `Host` that is one, equal to that of an absolute URI, and among the configured ones (E09, §8).
    fn check_host(&self, parts: &Parts) -> Result<(), Error> {
        let mut hosts = parts.headers.get_all(HOST).iter();
        let given = hosts.next();
        let host = given.and_then(|host| host.to_str().ok()).filter(|host| is_host(host));
        let absolute = parts.uri.authority().map(|authority| authority.as_str());
        let refused = hosts.next().is_some()
            || given.is_some() != host.is_some()
            || matches!((host, absolute), (Some(host), Some(absolute)) if !host.eq_ignore_ascii_case(absolute));
        let unknown = !self.hosts.is_empty()
            && !host.or(absolute).is_some_and(|host| self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)));
        if refused || unknown {
            return Err(Error::refusal(refusal::foreign_host()));
        }
        Ok(())
    }

    /// `GET session/` (§8): the token, and the cookie that it is compared with.
    fn session(&self, parts: &Parts) -> Result<Response, Error> {
        self.check_origin(parts)?;
        let (token, cookie) = self.token(parts)?;
        let body = format!("{{\"csrf\":\"{token}\",\"revision\":\"{}\"}}", self.registry.schema().revision());
        let mut answer = answer::json(StatusCode::OK, body.into_bytes());
        if let Some(cookie) = cookie {
            answer.headers_mut().insert(SET_COOKIE, cookie);
        }
        Ok(answer)
    }

    /// The CSRF token of a session, and the cookie to set where it is a new one (§8).
    pub(crate) fn token(&self, parts: &Parts) -> Result<(String, Option<HeaderValue>), Error> {
        let binding = self.binding(parts);
        let cookie = cookie(&parts.headers, CSRF_COOKIE);
        if let Some(token) = cookie.filter(|token| csrf::is_made_for(token, binding, &self.keys.csrf_verifying)) {
            return Ok((token.to_owned(), None));
        }
        let token = csrf::make(crate::random::bytes(), binding, &self.keys.csrf);
        let secure = if cfg!(debug_assertions) { "" } else { "; Secure" };
        let cookie = format!("{CSRF_COOKIE}={token}; Path=/; SameSite=Lax; HttpOnly{secure}");
        Ok((token, Some(HeaderValue::try_from(cookie)?)))
    }

    /// What a token is bound to: the session cookie as it came, so that a token from before a sign-in is worth nothing
    /// after it, and checking one asks no store.
    fn binding<'a>(&self, parts: &'a Parts) -> &'a str {
        cookie(&parts.headers, &self.session_cookie).unwrap_or_default()
    }

    /// The origin of a read or call (§8).
    pub(crate) fn check_origin(&self, parts: &Parts) -> Result<(), Error> {
        self.judge_origin(parts, false)
    }

    /// The same, where a link of another site may lead to a declared view path.
    pub(crate) fn judge_origin(&self, parts: &Parts, is_view_path: bool) -> Result<(), Error> {
        if !self.cross_site_protection {
            return Ok(());
        }
        let text = |name: HeaderName| parts.headers.get(name).map(|value| value.to_str().unwrap_or("null"));
        let host = text(HOST).or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
        let source = text(ORIGIN).or_else(|| text(REFERER));
        let seen = origin::Request {
            method: parts.method.as_str(),
            // TLS usually ends at a proxy, so the scheme is the browser's own word; the host is what tells sites apart.
            scheme: if source.is_some_and(|source| source.starts_with("https:")) { "https" } else { "http" },
            host: host.unwrap_or_default(),
            origin: text(ORIGIN),
            referer: text(REFERER),
            sec_fetch_site: text(SEC_FETCH_SITE),
            sec_fetch_mode: text(SEC_FETCH_MODE),
            has_cookie: parts.headers.contains_key(COOKIE),
            is_view_path,
        };
        origin::judge(&seen, &self.trusted_origins)
            .map_err(|refused| Error::refusal(refusal::foreign_origin(refused, &seen)))
    }

    /// Origin and token of a call (§8).
    pub(crate) fn check_call(&self, parts: &Parts) -> Result<(), Error> {
        if !self.cross_site_protection || parts.extensions.get::<Caller>().is_some() {
            return Ok(());
        }
        self.check_origin(parts)?;
        self.check_token(parts, None)
    }

    /// The token of a call, from its header, or else from the field of a form that a browser has posted (§8).
    pub(crate) fn check_token(&self, parts: &Parts, field: Option<&str>) -> Result<(), Error> {
        let is_exempt = !self.cross_site_protection || parts.extensions.get::<Caller>().is_some();
        if is_exempt || is_bearer_alone(&parts.headers) {
            return Ok(());
        }
        let token = parts.headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok()).or(field);
        let cookie = cookie(&parts.headers, CSRF_COOKIE);
        let valid = matches!((token, cookie), (Some(token), Some(cookie))
            if csrf::verify(token, cookie, self.binding(parts), &self.keys.csrf_verifying));
        if valid {
            return Ok(());
        }
        Err(Error::of(Code::CsrfFailed))
    }

    /// Finds out who is asking.
    pub(crate) async fn identity(&self, parts: &Parts, state: &S) -> Result<Identity, Error> {
        match parts.extensions.get::<Caller>() {
            Some(Caller(identity)) => Ok(identity.clone()),
            None => self.identify.identify(parts, state).await,
        }
    }

    /// `Mizan-As` (§8): tells sessions apart without saying anything of them.
    pub(crate) fn mark(&self, identity: &Identity) -> HeaderValue {
        match (identity.user_id(), identity.session()) {
            (Some(user), Some(session)) => {
                let digits = mark::of(&self.keys.identity, user, session);
                HeaderValue::from_bytes(&digits).unwrap_or(HeaderValue::from_static(mark::ANONYMOUS))
            }
            _ => HeaderValue::from_static(mark::ANONYMOUS),
        }
    }
}

/// What contract the client was generated from (§11).
pub(crate) fn revision(parts: &Parts) -> Option<&str> {
    parts.headers.get(REVISION).and_then(|value| value.to_str().ok())
}

/// A host with a port or none, as a header has it; nobody's name before an `@`.
fn is_host(text: &str) -> bool {
    // The usual one has no more than these, and is not worth a parse.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let name = text.split_once(':').map_or(text, |(name, port)| if is_port(port) { name } else { "" });
    (!name.is_empty() && name.bytes().all(is_plain)) || is_authority(text)
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_authority(text: &str) -> bool {
    text.parse::<http::uri::Authority>().is_ok_and(|authority| !authority.as_str().contains('@'))
}

/// Whether a slash stands between the prefix and the path, which `nest` takes off with the prefix: `//ctx/user/` is no
/// second name of `/ctx/user/` (E10).
fn has_empty_segment(parts: &Parts) -> bool {
    let original = parts.extensions.get::<OriginalUri>().map_or("", |original| original.path());
    original.strip_suffix(parts.uri.path()).is_some_and(|prefix| prefix.ends_with('/'))
}

/// What `OPTIONS` is answered with.
pub(crate) fn allow(methods: &'static str) -> Response {
    let mut answer = answer::empty(StatusCode::NO_CONTENT);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    answer
}

/// What a request that leads nowhere is answered with.
fn nowhere(astray: Astray) -> Response {
    let mut answer = answer::error(Error::refusal(astray.body()));
    if let Some(methods) = astray.allow() {
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    }
    answer
}

/// Whether a request proves itself by a bearer token and brings no cookie that could act in its place (§8).
fn is_bearer_alone(headers: &HeaderMap) -> bool {
    let bearer = headers
        .get(AUTHORIZATION)
        .is_some_and(|value| value.as_bytes().get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer ")));
    bearer && !headers.contains_key(COOKIE)
}

/// The value of a cookie; `None` when it is absent or sent twice, as then nobody can tell whose it is.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    found.next().filter(|_| found.next().is_none())
}
