//! `GET ctx/<context>/`: one context read. `docs/protocol.md` §4.

use crate::answer::{self, AS, SEEN, VERSION};
use crate::call::invalid_args;
use crate::clock::now_ms;
use crate::engine::{Engine, revision};
use crate::error::Error;
use crate::function::{Call, Outcome, Prepared};
use crate::guard::PreparedGuard;
use crate::identity::{Hidden, Identity};
use crate::reply::{Content, Reply};
use crate::report;
use axum::response::Response;
use futures_util::future::{join, join_all};
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, COOKIE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, PROXY_AUTHORIZATION, VARY,
};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use mizan_core::answer::{Assembled, Failure, opened_query};
use mizan_core::etag;
use mizan_core::log;
use mizan_core::offer;
use mizan_core::refusal;
use mizan_core::registry::{Query, Read};
use mizan_core::version::Version;
use tracing::Instrument;

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Reads a context. `position` was taken before anything else, so that the version errs only towards being too old.
    pub(crate) async fn read(
        &self,
        context: usize,
        parts: Parts,
        state: S,
        position: Version,
    ) -> Result<Response, Error> {
        let seen = parts.headers.get(SEEN).and_then(|value| value.to_str().ok());
        let version = log::answered(position, seen, now_ms);
        self.check_origin(&parts)?;
        let read = self
            .registry
            .read(context, parts.uri.query().unwrap_or_default())
            .map_err(|error| Error::refusal(refusal::invalid_param(&error)))?;
        self.contracts.check(revision(&parts)).map_err(Error::refusal)?;
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
        let outcomes = read.queries.iter().zip(outcomes).map(|(query, outcome)| (query.name, member(query, outcome)));
        let assembled = Assembled::of(outcomes);
        let whose = mark.as_ref().map_or(b"".as_slice(), HeaderValue::as_bytes);
        let etag = self.keys.etags.tag(assembled.content(), whose);
        let is_same = wanted.is_some_and(|wanted| wanted.to_str().is_ok_and(|wanted| etag::is_listed(wanted, &etag)));
        let storable = assembled.is_storable();
        let mut answer = match assembled.status() {
            200 if is_same => answer::empty(StatusCode::NOT_MODIFIED),
            _ => finished(assembled, version),
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
            None if is_ok && storable && read.is_cacheable() => {
                for (name, value) in offer::headers(declared, || read.entry(None)) {
                    let value = HeaderValue::try_from(value).ok();
                    headers.extend(value.map(|value| (HeaderName::from_static(name), value)));
                }
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
            let counted = self.count(query.index, &parts, identity);
            let unread = |error| self.unread(query.index, &query.args, false, &error);
            self.registry.check_formats(query.index, &query.args).map_err(unread)?;
            let ready = (self.prepare[query.index])(&query.args).map_err(unread)?;
            let guard = self.guards[query.index].map(|prepare| prepare(&query.args)).transpose();
            let guard = guard.map_err(|error| invalid_args(&error))?;
            let admitted = counted.and_then(|()| identity.admitted(query.guard));
            prepared.push((query.index, admitted, guard, ready, opened_query(query.name)));
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

/// What a query gave, as a member of the answer.
fn member(query: &Query<'_>, outcome: Outcome) -> Result<Vec<u8>, Failure> {
    let failure = match outcome {
        Ok(Reply(Content::Json(out))) => return Ok(out),
        // No query is a view: the registry lets none be.
        Ok(Reply(Content::View(_))) => Error::internal("a query answered with a response"),
        Err(failure) => failure,
    };
    let error = report::error(failure, query.name);
    Err(Failure::of(&error.body, error.retry_after_s))
}

/// The whole answer.
fn finished(assembled: Assembled, version: Version) -> Response {
    let status = StatusCode::from_u16(assembled.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let retry_after_s = assembled.retry_after_s();
    let mut response = answer::json(status, assembled.finish(version));
    answer::put_retry_after_s(&mut response, retry_after_s);
    response
}
