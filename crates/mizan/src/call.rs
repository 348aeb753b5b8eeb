//! `POST call/`: one function call. `docs/protocol.md` §3.

use crate::answer::{self, INVALIDATE, VERSION};
use crate::engine::Engine;
use crate::error::Error;
use crate::function::{Call, Failure, Outcome, Prepared, Stage};
use crate::session::Session;
use axum::body::Body;
use bytes::Bytes;
use futures_util::FutureExt;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use mizan_core::call::{envelope, failed_mutation, finish_mutation};
use mizan_core::error::{Code, Committed, FieldError};
use mizan_core::item::Items;
use mizan_core::json::{self, DecodeError};
use mizan_core::registry::Kind;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tracing::Instrument;

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Runs one call; the order of the checks is that of §2.
    pub(crate) async fn call(
        self: Arc<Self>,
        mut parts: Parts,
        body: Body,
        state: S,
    ) -> Result<Response<Bytes>, Error> {
        check_media_type(&parts.headers)?;
        self.check_length(&parts.headers)?;
        self.check_call(&parts)?;
        let body = self.collect(body).await?;
        let value = json::parse(&body, json::DEPTH_LIMIT).map_err(|error| bad_request(error.to_string()))?;
        let envelope = envelope(value).map_err(bad_request)?;
        let (index, function) =
            self.registry.function(&envelope.function).ok_or_else(|| Error::not_found("no such function"))?;
        let mut identity = self.identity(&parts, &state).await?;
        identity.admitted(function.guard)?;
        let prepared = self.prepare[index](&envelope.args).map_err(|error| invalid_args(&error))?;
        self.introduce(&mut parts, &identity, function.context);
        let span = tracing::info_span!("call", function = function.name);
        let mut answer = if function.kind == Kind::Mutation {
            let items = self.registry.resolve(index, &envelope.args, identity.user_id());
            let request = Session::of(&parts).map(|session| (session, parts.clone(), state.clone()));
            let answer = Arc::clone(&self).mutate(prepared, Call { parts, state, out: opened() }, items, span).await;
            if let Some((_, parts, state)) = request.filter(|(session, ..)| session.is_modified()) {
                // It signed somebody in or out: the answer is already for whoever that leaves.
                identity = self.identity(&parts, &state).await?;
            }
            answer
        } else {
            let outcome = caught(prepared, Call { parts, state, out: opened() }).instrument(span).await;
            match outcome {
                Ok(mut out) => {
                    out.push(b'}');
                    answer::json(StatusCode::OK, out)
                }
                Err(failure) => answer::error(failure.error),
            }
        };
        self.mark(&mut answer, &identity);
        Ok(answer)
    }

    /// Runs a mutation in a task of its own, so that it comes to its end, and invalidates, even when the client goes away.
    async fn mutate(
        self: Arc<Self>,
        prepared: Prepared<S>,
        call: Call<S>,
        items: Items,
        span: tracing::Span,
    ) -> Response<Bytes> {
        let task = async move {
            let outcome = caught(prepared, call).await;
            self.settle(outcome, &items)
        };
        let joined = tokio::spawn(task.instrument(span)).await;
        joined.unwrap_or_else(|error| answer::error(Error::internal(error)))
    }

    /// After the commit, before the answer (§3.2): gives the invalidation its version and says it in body and header.
    fn settle(&self, outcome: Outcome, items: &Items) -> Response<Bytes> {
        let (status, body, version) = match outcome {
            Ok(mut out) => {
                let version = self.log.append();
                finish_mutation(&mut out, items, version);
                (StatusCode::OK, out, version)
            }
            Err(Failure { error, stage }) if stage == Stage::Refused || error.changed_nothing => {
                return answer::error(error);
            }
            Err(Failure { error, stage }) => {
                let version = self.log.append();
                let mut error = answer::logged(error);
                error.body.committed = Some(if stage == Stage::Returned { Committed::Yes } else { Committed::Unknown });
                let status = StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (status, failed_mutation(&error.body, items, version), version)
            }
        };
        let mut answer = answer::json(status, body);
        let headers = answer.headers_mut();
        let everything = || HeaderValue::from_static("*");
        headers.insert(INVALIDATE, HeaderValue::try_from(self.registry.header(items)).unwrap_or_else(|_| everything()));
        headers.insert(VERSION, answer::version_value(version));
        answer
    }

    /// Refuses a body that says it is too large before a byte of it is read.
    fn check_length(&self, headers: &HeaderMap) -> Result<(), Error> {
        let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let limit = u64::try_from(self.limits.body_bytes).unwrap_or(u64::MAX);
        if length.is_some_and(|length| length > limit) { Err(self.too_large()) } else { Ok(()) }
    }

    async fn collect(&self, body: Body) -> Result<Bytes, Error> {
        let collected = Limited::new(body, self.limits.body_bytes).collect().await;
        let bytes = collected.map(http_body_util::Collected::to_bytes).map_err(|error| {
            if error.is::<LengthLimitError>() {
                self.too_large()
            } else {
                bad_request("the body ended early".to_owned())
            }
        })?;
        if bytes.is_empty() { Err(bad_request("the body is empty".to_owned())) } else { Ok(bytes) }
    }

    fn too_large(&self) -> Error {
        let limit = self.limits.body_bytes;
        Error::new(Code::PayloadTooLarge, format!("the body is larger than {limit} bytes"))
    }
}

/// The buffer of an answer, up to where the result begins.
fn opened() -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    out.extend_from_slice(b"{\"result\":");
    out
}

/// Runs a call; a panic ends this one call, with its message in the log.
pub(crate) async fn caught<S>(prepared: Prepared<S>, call: Call<S>) -> Outcome {
    let run = AssertUnwindSafe(async move { prepared.run(call).await });
    run.catch_unwind().await.unwrap_or_else(|panic| {
        Err(Failure { error: Error::internal(format!("panicked: {}", panic_text(&*panic))), stage: Stage::Failed })
    })
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("with no message")
}

fn bad_request(message: String) -> Error {
    Error::new(Code::BadRequest, message)
}

/// The refusal of an argument, under its path.
pub(crate) fn invalid_args(error: &DecodeError) -> Error {
    let mut refused = Error::new(Code::InvalidArgs, error.to_string());
    let field = FieldError::new(error.kind().code(), error.message());
    refused.body.fields.insert(error.path(), vec![field]);
    refused
}

/// `application/json`, in UTF-8 where it says a charset, and not compressed (§2, E07, E11).
fn check_media_type(headers: &HeaderMap) -> Result<(), Error> {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let json = types.next().and_then(|value| value.to_str().ok()).is_some_and(is_json);
    if json && types.next().is_none() && !headers.contains_key(CONTENT_ENCODING) {
        return Ok(());
    }
    Err(Error::new(Code::UnsupportedMediaType, "send the call as application/json in UTF-8, not compressed"))
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts.filter(|part| !part.is_empty()).all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}
