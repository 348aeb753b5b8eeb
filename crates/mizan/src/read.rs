//! `GET ctx/<context>/`: one context read. `docs/protocol.md` §4.

use crate::answer::{self, AS, SEEN, VERSION};
use crate::call::invalid_args;
use crate::engine::Engine;
use crate::error::Error;
use crate::function::{Call, Outcome, Prepared};
use crate::guard::PreparedGuard;
use crate::identity::{Hidden, Identity};
use crate::log::now_ms;
use crate::reply::{Content, Reply};
use crate::report;
use crate::shared;
use axum::response::Response;
use futures_util::future::{join, join_all};
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, COOKIE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, PROXY_AUTHORIZATION, VARY,
};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use mizan_core::error::{Code, ErrorCode};
use mizan_core::etag;
use mizan_core::registry::{ParamError, Query, Read};
use mizan_core::version::Version;
use tracing::Instrument;

/// How far ahead of this server's clock a client's version may be and still count (§6).
const SEEN_AHEAD_MS: u64 = 5_000;

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Reads a context. `position` was taken before anything else, so that the version errs only towards being too old.
    pub(crate) async fn read(
        &self,
        context: usize,
        parts: Parts,
        state: S,
        position: Version,
    ) -> Result<Response, Error> {
        let version = seen(&parts.headers, position);
        self.check_origin(&parts)?;
        let read =
            self.registry.read(context, parts.uri.query().unwrap_or_default()).map_err(|error| refused(&error))?;
        self.check_contract(&parts)?;
        let declared = &self.registry.contexts()[context];
        // What is everyone's is nobody's: who asks is not even looked up (§7).
        let (identity, mark) = if declared.public {
            (Identity::anonymous(), None)
        } else {
            let identity = self.identity(&parts, &state).await?;
            let mark = self.mark(&identity);
            (identity, Some(mark))
        };
        let wanted = parts.headers.get(IF_NONE_MATCH).cloned();
        let span = tracing::info_span!("read", context = declared.name);
        let outcomes = self.run(context, &read, &identity, parts, state).instrument(span).await?;
        let assembled = Assembled::of(&read.queries, outcomes);
        let whose = mark.as_ref().map_or(b"".as_slice(), HeaderValue::as_bytes);
        let etag = self.keys.etags.tag(&assembled.out, whose);
        let is_same = wanted.is_some_and(|wanted| wanted.to_str().is_ok_and(|wanted| etag::is_listed(wanted, &etag)));
        let storable = assembled.is_storable;
        let mut answer = match assembled.status {
            StatusCode::OK if is_same => answer::empty(StatusCode::NOT_MODIFIED),
            _ => assembled.finish(version),
        };
        let is_ok = matches!(answer.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
        let headers = answer.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VERSION, answer::version_value(version));
        if is_ok {
            headers.extend(HeaderValue::try_from(etag.as_str()).ok().map(|etag| (ETAG, etag)));
        }
        match mark {
            Some(mark) => {
                headers.insert(VARY, HeaderValue::from_static("Cookie"));
                headers.insert(AS, mark);
            }
            None if is_ok && declared.vary.is_empty() && storable && read.is_cacheable() => {
                shared::allow(headers, declared, &read.entry(None))
            }
            None => {}
        }
        for name in &declared.vary {
            if let Ok(name) = HeaderValue::try_from(name) {
                headers.append(VARY, name);
            }
        }
        Ok(answer)
    }

    /// Runs every query of a read at once, each behind its own guard; a param that any of them refuses is the read's.
    async fn run(
        &self,
        context: usize,
        read: &Read<'_>,
        identity: &Identity,
        mut parts: Parts,
        state: S,
    ) -> Result<Vec<Outcome>, Error> {
        let mut prepared = Vec::with_capacity(read.queries.len());
        for query in &read.queries {
            let counted = self.limiters[query.index].as_ref().map_or(Ok(()), |limiter| limiter.count(&parts, identity));
            let unread = |error| self.unread(query.index, &query.args, false, &error);
            self.registry.check_formats(query.index, &query.args).map_err(unread)?;
            let ready = (self.prepare[query.index])(&query.args).map_err(unread)?;
            let guard = self.guards[query.index].map(|prepare| prepare(&query.args)).transpose();
            let guard = guard.map_err(|error| invalid_args(&error))?;
            let admitted = counted.and_then(|()| identity.admitted(query.guard));
            prepared.push((query.index, admitted, guard, ready, opened(query.name)));
        }
        self.introduce(&mut parts, identity, Some(context));
        type Ready<S> = (usize, Result<(), Error>, Option<PreparedGuard<S>>, Prepared<S>, Vec<u8>);
        let one = |(query, admitted, guard, ready, out): Ready<S>, parts: Parts, state: S| async move {
            admitted?;
            let mut call = Call { parts, state, out };
            if let Some(guard) = guard {
                call = guard.admit(call, identity).await?;
            }
            self.perform(query, ready, call, identity).await
        };
        // The last query takes the request itself: the usual context has one, and needs no copy.
        let Some(last) = prepared.pop() else { return Ok(Vec::new()) };
        let others: Vec<_> = prepared.into_iter().map(|query| one(query, parts.clone(), state.clone())).collect();
        let last = one(last, parts, state);
        if others.is_empty() {
            return Ok(vec![last.await]);
        }
        let (mut outcomes, last) = join(join_all(others), last).await;
        outcomes.push(last);
        Ok(outcomes)
    }

    /// Lets a function see who asks, unless it is a query of a public context: then nothing that tells reaches it (§7).
    pub(crate) fn introduce(&self, parts: &mut Parts, identity: &Identity, context: Option<usize>) {
        let context = context.map(|index| &self.registry.contexts()[index]);
        if let Some(context) = context.filter(|context| context.public) {
            parts.headers = told_apart(&parts.headers, &context.vary);
            // Other layers may have left who asks in an extension of a type that nobody here knows.
            parts.extensions.clear();
            parts.extensions.insert(Hidden);
        } else if identity.user_id().is_some() {
            parts.extensions.insert(identity.clone());
        }
    }
}

/// The headers by which the answers of a public context are told apart where they are stored: the host, which is in every
/// URL, and what the context varies by, unless that tells who asks. A query that saw another would answer for everyone
/// what is one's own.
fn told_apart(headers: &HeaderMap, vary: &[String]) -> HeaderMap {
    let mut seen = HeaderMap::new();
    for name in ["host"].into_iter().chain(vary.iter().map(String::as_str)) {
        let (Ok(name), values) = (HeaderName::try_from(name), headers.get_all(name)) else { continue };
        if [COOKIE, AUTHORIZATION, PROXY_AUTHORIZATION].contains(&name) {
            continue;
        }
        for value in values {
            seen.append(name.clone(), value.clone());
        }
    }
    seen
}

/// The version of an answer: max(r, S), where S counts only when a clock could have given it (§6).
fn seen(headers: &HeaderMap, position: Version) -> Version {
    let seen: Option<Version> = headers.get(SEEN).and_then(|value| value.to_str().ok()?.parse().ok());
    seen.filter(|seen| seen.unix_ms() <= now_ms().saturating_add(SEEN_AHEAD_MS))
        .map_or(position, |seen| seen.max(position))
}

/// What an answer begins with, so that its first query can write behind it.
const OPENING: &[u8] = b"{\"data\":{";

/// The buffer of one query's member, up to where its result begins.
fn opened(name: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(2048);
    out.extend_from_slice(OPENING);
    put_name(&mut out, name);
    out
}

/// Names are of [a-z0-9_], so nothing in them needs an escape.
fn put_name(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// The queries' answers joined, up to the version that stands behind them.
struct Assembled {
    out: Vec<u8>,
    /// Of a read in which every query failed, the error that gives it its status.
    error: Option<Error>,
    status: StatusCode,
    /// Whether no query failed in a way that might be over the next moment (§4).
    is_storable: bool,
}

impl Assembled {
    /// Puts the others behind the first. The status is 200 unless every query failed (§4).
    fn of(queries: &[Query<'_>], outcomes: Vec<Outcome>) -> Self {
        let mut out: Option<Vec<u8>> = None;
        let mut errors = Vec::new();
        let mut failures = Vec::new();
        for (query, outcome) in queries.iter().zip(outcomes) {
            match (outcome, &mut out) {
                (Ok(Reply(Content::Json(first))), None) => out = Some(first),
                (Ok(Reply(Content::Json(next))), Some(out)) => {
                    out.push(b',');
                    out.extend_from_slice(&next[OPENING.len()..]);
                }
                (outcome, _) => {
                    // No query is a view: the registry lets none be.
                    let failure = outcome.err().unwrap_or_else(|| Error::internal("a query answered with a response"));
                    let error = report::error(failure, query.name);
                    if !errors.is_empty() {
                        errors.push(b',');
                    }
                    put_name(&mut errors, query.name);
                    errors.extend_from_slice(&error.body.member_json());
                    failures.push(error);
                }
            }
        }
        let mut out = out.unwrap_or_else(|| OPENING.to_vec());
        out.extend_from_slice(b"},\"errors\":{");
        out.extend_from_slice(&errors);
        out.push(b'}');
        let is_storable = failures
            .iter()
            .all(|error| matches!(error.code(), ErrorCode::Framework(Code::Unauthenticated | Code::Forbidden)));
        let all_failed = !failures.is_empty() && failures.len() == queries.len();
        let error =
            all_failed.then(|| failures.into_iter().min_by_key(|error| precedence(error.code().status()))).flatten();
        let status = error.as_ref().map_or(StatusCode::OK, answer::status);
        Self { out, error, status, is_storable }
    }

    /// The answer, with its version and, where every query failed, the error.
    fn finish(self, version: Version) -> Response {
        let mut out = self.out;
        out.extend_from_slice(b",\"version\":\"");
        out.extend_from_slice(&version.digits());
        out.push(b'"');
        if let Some(error) = &self.error {
            out.extend_from_slice(b",\"error\":");
            out.extend_from_slice(&error.body.member_json());
        }
        out.push(b'}');
        let mut response = answer::json(self.status, out);
        if let Some(error) = &self.error {
            answer::put_retry_after(&mut response, error);
        }
        response
    }
}

/// The first of 401, 403, 404, 422, 5xx gives its status to a read in which every query failed (§4).
fn precedence(status: u16) -> u8 {
    match status {
        401 => 0,
        403 => 1,
        404 => 2,
        422 => 3,
        500.. => 4,
        _ => 5,
    }
}

pub(crate) fn refused(error: &ParamError) -> Error {
    let refused = Error::new(Code::InvalidArgs, error.to_string());
    match error.param() {
        Some(name) => refused.field(name, "invalid", error.message()),
        None => refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_from_the_future_does_not_count() {
        let position = Version::new(now_ms(), 0);
        let mut headers = HeaderMap::new();
        let mut with = |version: Version| {
            headers.insert(SEEN, HeaderValue::try_from(version.to_string()).expect("hex digits"));
            seen(&headers, position)
        };
        let near = Version::new(now_ms() + 1_000, 0);
        assert_eq!(with(near), near);
        assert_eq!(with(Version::new(now_ms() + 3_600_000, 0)), position);
        assert_eq!(with(Version::new(1, 0)), position);
    }
}
