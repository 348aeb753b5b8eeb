//! `POST call/`: one function call. `docs/protocol.md` §3.

use crate::answer::{self, AS};
use crate::engine::{Engine, revision};
use crate::error::Error;
use crate::file::{Arrived, Attached};
use crate::function::{Call, Outcome, Prepared};
use crate::identity::Identity;
use crate::mutation::Effects;
use crate::reply::{Content, Reply};
use crate::session::Session;
use crate::upload::{self, Incoming, Unfit};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::FutureExt;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use mizan_core::answer::opened;
use mizan_core::call::{Opened, open};
use mizan_core::json::{DecodeError, Value};
use mizan_core::media::{self, Media};
use mizan_core::refusal;
use mizan_core::registry::Kind;
use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use tracing::Instrument;

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Runs one call; the order of the checks is that of §2.
    pub(crate) async fn call(self: Arc<Self>, parts: Parts, body: Body, state: S) -> Result<Response, Error> {
        let media = media::of_call(content_type(&parts.headers), is_encoded(&parts.headers)).map_err(Error::refusal)?;
        let source = match media {
            Media::Multipart { boundary } => {
                Source::Parts(Box::new(Incoming::new(&boundary, &parts, body, &self.limits)))
            }
            Media::Json | Media::UrlEncoded => Source::Json(body),
        };
        self.check_length(&parts.headers, &source)?;
        self.check_call(&parts)?;
        let (body, incoming) = match source {
            Source::Json(body) => (self.collect(body).await?, None),
            Source::Parts(mut incoming) => (Box::pin(incoming.call()).await?.into(), Some(incoming)),
        };
        let opened = open(&self.registry, &self.contracts, &body, incoming.is_some(), revision(&parts));
        let Opened { function, args } = opened.map_err(Error::refusal)?;
        let answered = Arc::clone(&self).invoke(function, Ok(args), incoming.map(Files::Coming), parts, state).await?;
        Ok(answered.with_mark(&self))
    }

    /// Runs a function that was found: the checks of §2 from the rate limit on. Arguments that could not be read are refused
    /// when it is their turn.
    pub(crate) async fn invoke(
        self: Arc<Self>,
        index: usize,
        mut args: Result<Value<'_>, Error>,
        mut files: Option<Files>,
        mut parts: Parts,
        state: S,
    ) -> Result<Answered, Error> {
        let function = &self.registry.functions()[index];
        let mut identity = self.identity(&parts, &state).await?;
        self.count(index, &parts, &identity)?;
        identity.admitted(function.guard)?;
        self.introduce(&mut parts, &identity, function.context);
        if let Some(form) = function.form {
            let form = &self.registry.forms()[form];
            if let Ok(args) = &mut args {
                form.settle(args);
            }
            parts.extensions.insert(Arc::clone(form));
        }
        let mut call = Call { parts, state, out: opened() };
        let has_guard = self.guards[index].is_some();
        if has_guard && !function.guard_sees_arguments {
            call = self.guard(index, &Value::Object(Vec::new()), call, &identity).await?;
        }
        let args = args?;
        // A form judges its fields one by one.
        if function.form.is_none() {
            self.registry
                .check_formats(index, &args)
                .map_err(|error| self.unread(index, &args, files.is_some(), &error))?;
        }
        let mut attached = files.as_ref().map(|_| Attached::of(&args)).transpose()?;
        let prepare = || self.prepare[index](&args);
        let prepared = attached.as_ref().map_or_else(prepare, |attached| attached.scope(prepare));
        let mut prepared = prepared.map_err(|error| self.unread(index, &args, files.is_some(), &error))?;
        // What a form refuses holds no files, which are read all the same, so that everything is told at once.
        if prepared.unfit == Unfit::Refuse {
            attached.as_ref().map_or(Ok(()), Attached::check_wanted)?;
        }
        if has_guard && function.guard_sees_arguments {
            call = self.guard(index, function.named(&args), call, &identity).await?;
        }
        match (&mut files, &mut attached) {
            (Some(Files::Coming(incoming)), Some(attached)) => {
                Box::pin(incoming.files(attached, prepared.unfit)).await?
            }
            (Some(Files::Here(files)), Some(attached)) => attached.arrive(files),
            _ => {}
        }
        drop((files, attached));
        let span = tracing::info_span!("call", function = function.name);
        let answer = if function.kind == Kind::Mutation {
            let given = prepared.take_given();
            let declared = self.registry.resolve(index, &args, identity.user_id(), given);
            let request = Session::of(&call.parts).map(|session| (session, call.parts.clone(), call.state.clone()));
            let effects = Effects { function: index, declared, caller: identity.clone() };
            let answer = Box::pin(Arc::clone(&self).mutate(prepared, call, effects, span)).await;
            if let Some((_, parts, state)) = request.filter(|(session, ..)| session.is_modified()) {
                // It signed somebody in or out: the answer is already for whoever that leaves, or for nobody where that
                // cannot be told.
                identity = self.identity(&parts, &state).await.unwrap_or_default();
            }
            answer
        } else {
            match self.perform(index, prepared, call, &identity).instrument(span).await {
                Ok(Reply(Content::Json(mut out))) => {
                    out.push(b'}');
                    answer::json(StatusCode::OK, out)
                }
                Ok(Reply(Content::View(response))) => *response,
                Err(error) => answer::error_of(error, &function.name),
            }
        };
        Ok(Answered { answer, identity })
    }

    /// Runs a function inside its layers; a panic ends this one call, with its message in the log.
    ///
    /// What it takes is in the function's own future at once, and is not moved again by those that wait for it.
    pub(crate) fn perform(
        &self,
        function: usize,
        prepared: Prepared<S>,
        call: Call<S>,
        identity: &Identity,
    ) -> impl Future<Output = Outcome> + Send {
        let running: Pin<Box<dyn Future<Output = Outcome> + Send + '_>> = match &self.layers[function] {
            None => prepared.run(call),
            Some(layered) => Box::pin(layered.run(prepared, call, identity.clone())),
        };
        async move { unwound(AssertUnwindSafe(running)).await.unwrap_or_else(Err) }
    }

    /// Asks the guard that code judges, where the function has one.
    async fn guard(
        &self,
        function: usize,
        args: &Value<'_>,
        call: Call<S>,
        identity: &Identity,
    ) -> Result<Call<S>, Error> {
        match self.guards[function] {
            None => Ok(call),
            Some(prepare) => prepare(args).map_err(|error| invalid_args(&error))?.admit(call, identity).await,
        }
    }

    /// The refusal of arguments that do not read: in the words of every host where their schema alone refuses them (§3.1),
    /// and otherwise in those of the type that does. A form has its own.
    pub(crate) fn unread(&self, function: usize, args: &Value<'_>, has_files: bool, error: &DecodeError) -> Error {
        let judged = match (self.registry.functions()[function].form, has_files) {
            (Some(_), _) => Ok(()),
            (None, true) => self.registry.judge_with_files(function, args),
            (None, false) => self.registry.judge(function, args),
        };
        invalid_args(judged.as_ref().err().unwrap_or(error))
    }

    /// Refuses a body that says it is too large before a byte of it is read.
    fn check_length(&self, headers: &HeaderMap, source: &Source) -> Result<(), Error> {
        match source {
            Source::Json(_) => self.check_text_length(headers),
            Source::Parts(_) => self.check_parts_length(headers),
        }
    }

    /// The same for a body that may have files.
    pub(crate) fn check_parts_length(&self, headers: &HeaderMap) -> Result<(), Error> {
        match length(headers) {
            Some(length) if !upload::may_fit(length, &self.limits) => {
                Err(Error::refusal(refusal::too_large_with_files(self.limits.file_bytes)))
            }
            _ => Ok(()),
        }
    }

    /// The same for a body that is no more than text.
    pub(crate) fn check_text_length(&self, headers: &HeaderMap) -> Result<(), Error> {
        let limit = u64::try_from(self.limits.body_bytes).unwrap_or(u64::MAX);
        if length(headers).is_some_and(|length| length > limit) { Err(self.too_large()) } else { Ok(()) }
    }

    pub(crate) async fn collect(&self, body: Body) -> Result<Bytes, Error> {
        let collected = Limited::new(body, self.limits.body_bytes).collect().await;
        collected.map(http_body_util::Collected::to_bytes).map_err(|error| {
            if error.is::<LengthLimitError>() {
                self.too_large()
            } else {
                bad_request("the body ended early".to_owned())
            }
        })
    }

    fn too_large(&self) -> Error {
        Error::refusal(refusal::too_large(self.limits.body_bytes))
    }
}

/// How long a body is by its own word.
fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Where the files of a call are.
pub(crate) enum Files {
    /// On their way, behind the call that refers to them.
    Coming(Box<Incoming>),
    /// Read already, by the names of their parts: a browser posts a form's files among its texts.
    Here(HashMap<String, Arrived>),
}

/// What a function answered, and for whom: the one who asked, or whom it signed in.
pub(crate) struct Answered {
    pub(crate) answer: Response,
    pub(crate) identity: Identity,
}

impl Answered {
    /// The answer saying whose it is (§8).
    pub(crate) fn with_mark<S: Clone + Send + Sync + 'static>(mut self, engine: &Engine<S>) -> Response {
        self.answer.headers_mut().insert(AS, engine.mark(&self.identity));
        self.answer
    }
}

/// Waits for code of the application; its panic is an internal error.
pub(crate) async fn unwound<F: Future>(running: AssertUnwindSafe<F>) -> Result<F::Output, Error> {
    let caught = running.catch_unwind().await;
    caught.map_err(|panic| Error::internal(format!("panicked: {}", panic_text(&*panic))))
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("with no message")
}

pub(crate) fn bad_request(message: String) -> Error {
    Error::refusal(refusal::bad_request(message))
}

/// What a body is by its own word; `None` where there are two words.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<&str> {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    types.next().and_then(|value| value.to_str().ok()).filter(|_| types.next().is_none())
}

/// Whether a body says that it is compressed.
pub(crate) fn is_encoded(headers: &HeaderMap) -> bool {
    headers.contains_key(CONTENT_ENCODING)
}

/// The refusal of an argument, under its path.
pub(crate) fn invalid_args(error: &DecodeError) -> Error {
    Error::refusal(refusal::invalid_args(error))
}

/// Where a call's JSON comes from.
enum Source {
    /// It is the body.
    Json(Body),
    /// It is the first of several parts.
    Parts(Box<Incoming>),
}
