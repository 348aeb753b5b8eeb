//! `POST form/<form>/`: a form that the browser posts by itself. `docs/protocol.md` §3.5.
//!
//! It becomes the `data` of the form's function `submit` and goes the way of every call. Whatever comes of it is a page for
//! a person: the next one, or the form again with what was entered and what is wrong with it.

use super::page::{Showing, document, document_answer};
use super::request::Redirect;
use crate::answer::{self, AS, CACHE_GROUP_INVALIDATION, INVALIDATE, VERSION};
use crate::call::{Files, bad_request, content_type, is_encoded};
use crate::engine::Engine;
use crate::error::Error;
use crate::file::{Arrived, FileRules, Refusal, Rule};
use crate::upload::{Incoming, Unfit};
use axum::body::Body;
use axum::extract::OriginalUri;
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use http::header::{ACCEPT, ALLOW, CACHE_CONTROL, HOST, HeaderMap, HeaderValue, LOCATION, REFERER, RETRY_AFTER};
use http::request::Parts;
use http_body_util::BodyExt;
use mizan_core::error::{Code, FieldError, Fields};
use mizan_core::form::{ENTRIES_LIMIT, FORM_LEVEL, FROM_FIELD, Form, Posted, TOKEN_FIELD, escaped, path_of};
use mizan_core::json::{self, Value};
use mizan_core::media::{self, Media};
use mizan_core::multipart::Head;
use mizan_core::query;
use mizan_core::refusal::{self, in_words};
use mizan_core::route::Route;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// What a post says.
#[derive(Default)]
struct Entries {
    fields: Vec<(Cow<'static, str>, Posted<'static>)>,
    token: Option<String>,
    from: Option<String>,
    files: HashMap<String, Arrived>,
    /// How much of the files was read and not kept.
    dropped_bytes: u64,
}

impl Entries {
    /// Takes a text; those of Mizan's own are no fields.
    fn text(&mut self, name: Cow<'_, str>, text: Cow<'_, str>) {
        match name.as_ref() {
            TOKEN_FIELD => self.token = Some(text.into_owned()),
            FROM_FIELD => self.from = Some(text.into_owned()),
            _ => self.fields.push((name.into_owned().into(), Posted::Text(text.into_owned().into()))),
        }
    }
}

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Answers the post of a form, whose function `submit` has that index.
    pub(crate) async fn post_form(
        self: Arc<Self>,
        submit: usize,
        parts: Parts,
        body: Body,
        state: S,
    ) -> Result<Response, Error> {
        let form = self.registry.functions()[submit].form.map(|form| Arc::clone(&self.registry.forms()[form]));
        let form = form.ok_or_else(|| Error::refusal(refusal::no_such("form")))?;
        // The request without its body, for the page that may have to be shown.
        let head = parts.clone();
        let path =
            |parts: &Parts| parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |own| &own.0).path().to_owned();
        let action = path(&parts);
        let mut entries = Entries::default();
        let read = self.read_entries(&form, submit, &parts, body, &state, &mut entries).await;
        let Entries { fields, from, files, .. } = entries;
        let from = from_of(from, &head.headers);
        let nothing = || Value::Object(Vec::new());
        let (data, read) = match form.read_post(&fields) {
            Ok(_) if fields.is_empty() && read.is_err() => (nothing(), read),
            Ok(data) => (data, read),
            Err(error) => (nothing(), read.and(Err(bad_request(error.to_string())))),
        };
        if let Err(error) = read {
            // What had come by then is shown again.
            let is_new = data.as_object().is_none_or(<[_]>::is_empty);
            let showing = Showing { action, from, values: data, is_new, ..Showing::default() };
            return self.refused(&form, &head, answer::error_of(error, ""), showing).await;
        }
        let redirect = Redirect::default();
        let mut parts = parts;
        parts.extensions.insert(redirect.clone());
        let args = Value::Object(vec![(Cow::Borrowed("data"), data.clone())]);
        let files = form.has_files().then_some(Files::Here(files));
        let answered = Arc::clone(&self).invoke(submit, Ok(args), files, parts, state).await;
        let answer = match answered {
            Ok(answered) => answered.with_mark(&self),
            Err(error) => answer::error_of(error, &form.name),
        };
        if answer.status().is_success() {
            let to = redirect.take().and_then(local_path).unwrap_or(from);
            return Ok(see_other(&to, answer.headers()));
        }
        self.refused(&form, &head, answer, Showing { action, from, values: data, ..Showing::default() }).await
    }

    /// Reads what a post says. Where it comes from is looked at before anything of it is, and whose token it has before a
    /// file is kept.
    async fn read_entries(
        &self,
        form: &Form,
        submit: usize,
        parts: &Parts,
        body: Body,
        state: &S,
        entries: &mut Entries,
    ) -> Result<(), Error> {
        let headers = &parts.headers;
        let media = media::of_form(content_type(headers), is_encoded(headers)).map_err(Error::refusal)?;
        self.check_origin(parts)?;
        match media {
            Media::UrlEncoded => {
                let body = self.collect_form(&parts.headers, body).await?;
                let text = std::str::from_utf8(&body).map_err(|_| bad_request("the form is not UTF-8".to_owned()))?;
                let pairs = query::pairs(text).map_err(|error| bad_request(error.to_string()))?;
                pairs.into_iter().for_each(|(name, text)| entries.text(name, text));
                self.check_token_of(parts, entries)
            }
            Media::Multipart { boundary } => {
                self.check_parts_length(&parts.headers)?;
                let incoming = Incoming::new(&boundary, parts, body, &self.limits);
                self.read_parts(form, submit, parts, state, incoming, entries).await
            }
            // No form is.
            Media::Json => Err(Error::of(Code::UnsupportedMediaType)),
        }
    }

    async fn read_parts(
        &self,
        form: &Form,
        submit: usize,
        parts: &Parts,
        state: &S,
        mut incoming: Incoming,
        entries: &mut Entries,
    ) -> Result<(), Error> {
        let mut admission = None;
        let mut text_bytes = 0;
        while let Some(head) = incoming.part().await? {
            if head.file_name.is_none() {
                let text = incoming.text().await?;
                text_bytes += text.len() + head.name.len();
                if text_bytes > self.limits.body_bytes || entries.fields.len() >= ENTRIES_LIMIT {
                    let limit = in_words(self.limits.body_bytes as u64);
                    let message = format!("a form has at most {ENTRIES_LIMIT} entries, and its texts at most {limit}");
                    return Err(Error::new(Code::PayloadTooLarge, message));
                }
                let text = String::from_utf8(text).map_err(|_| bad_request("the form is not UTF-8".to_owned()))?;
                entries.text(head.name.into(), text.into());
                continue;
            }
            let admission = match &admission {
                Some(admission) => admission,
                None => admission.insert(self.admit_files(submit, parts, state, entries).await?),
            };
            // What is left of a post with an old token is read for its texts alone.
            let is_kept = admission.is_ok();
            match self.read_file(form, head, is_kept, &mut incoming, entries).await {
                Err(error) if is_kept => return Err(error),
                Err(_) => break,
                Ok(()) => {}
            }
        }
        admission.unwrap_or_else(|| self.check_token_of(parts, entries))
    }

    /// Whether the sender may send files: the token stands before them. What else keeps the sender from it is told at once.
    async fn admit_files(
        &self,
        submit: usize,
        parts: &Parts,
        state: &S,
        entries: &Entries,
    ) -> Result<Result<(), Error>, Error> {
        if let Err(stale) = self.check_token_of(parts, entries) {
            return Ok(Err(stale));
        }
        let function = &self.registry.functions()[submit];
        self.identity(parts, state).await?.admitted(function.guard)?;
        Ok(Ok(()))
    }

    async fn read_file(
        &self,
        form: &Form,
        head: Head,
        is_kept: bool,
        incoming: &mut Incoming,
        entries: &mut Entries,
    ) -> Result<(), Error> {
        let of_field = form.file_field(&head.name);
        // A control for files that was left alone sends an empty one.
        let is_nothing = head.file_name.as_deref() == Some("") || of_field.is_none();
        let name = head.name.clone();
        let most = of_field.filter(|_| is_kept).map_or(0, |field| field.max_bytes.unwrap_or(u64::MAX));
        let own = of_field.and_then(|field| field.max_bytes);
        let rules = FileRules(vec![Rule::MaxBytes(most)]);
        let arrived = incoming.file(head, &rules, Unfit::Drop).await?.map_err(|_| self.beyond(&name, own))?;
        if !is_kept {
            entries.dropped_bytes += arrived.size_bytes;
            if entries.dropped_bytes > self.limits.file_bytes {
                return Err(self.beyond(&name, own));
            }
        }
        if !is_nothing {
            let part = entries.files.len().to_string();
            entries.fields.push((name.into(), Posted::File(part.clone())));
            entries.files.insert(part, arrived);
        }
        Ok(())
    }

    /// The refusal of a file beyond the limit of all, at its field.
    fn beyond(&self, name: &str, own: Option<u64>) -> Error {
        let refusal = Refusal::beyond(self.limits.file_bytes, own);
        let mut error = Error::new(Code::PayloadTooLarge, refusal.message.clone());
        error.body.fields.push(path_of(name), FieldError::new(refusal.code, refusal.message));
        error
    }

    fn check_token_of(&self, parts: &Parts, entries: &Entries) -> Result<(), Error> {
        let checked = self.check_token(parts, entries.token.as_deref());
        checked.map_err(|_| Error::new(Code::CsrfFailed, "This page was open for too long. Please send it again."))
    }

    async fn collect_form(&self, headers: &HeaderMap, body: Body) -> Result<Bytes, Error> {
        self.check_text_length(headers)?;
        self.collect(body).await
    }

    /// The form again, with what is wrong; the status and the headers are those of the answer that refused it.
    async fn refused(
        &self,
        form: &Form,
        head: &Parts,
        answer: Response,
        showing: Showing<'_>,
    ) -> Result<Response, Error> {
        let (answer, body) = answer.into_parts();
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let showing = Showing { errors: errors_of(&body), status: answer.status, ..showing };
        let page = self.shown(form, head, showing)?;
        let mut shown = self.wrapped(&page);
        keep_headers(&answer.headers, shown.headers_mut());
        Ok(shown)
    }
}

/// What an answer says beside its body, that a page says too.
fn keep_headers(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [INVALIDATE, VERSION, AS, RETRY_AFTER, CACHE_GROUP_INVALIDATION] {
        if let Some(value) = from.get(&name) {
            to.insert(name, value.clone());
        }
    }
}

/// What is answered to a person who opens the address that a form is posted to (§3.5).
pub(crate) fn unopened(form: &Form, parts: &Parts) -> Response {
    let own = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |own| &own.0).path();
    let from = referred(&parts.headers).filter(|from| from.split('?').next() != Some(own));
    let page = from.map_or_else(
        || "the page that the form stands on".to_owned(),
        |from| format!("<a href=\"{}\">the page that the form stands on</a>", escaped(&from)),
    );
    let main = format!(
        "<p>This address is where a form is sent to, and shows nothing itself. Open {page}, and send it there.</p>\n"
    );
    let mut answer = document_answer(StatusCode::METHOD_NOT_ALLOWED, document(&form.title, &form.title, &main));
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(Route::Form("").allow()));
    answer
}

/// Whether whoever asks wants a page to look at: a browser that opens an address, and no program.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    media::wants_page(headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()))
}

fn see_other(to: &str, headers: &HeaderMap) -> Response {
    let mut answer = answer::empty(StatusCode::SEE_OTHER);
    keep_headers(headers, answer.headers_mut());
    answer.headers_mut().insert(LOCATION, HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/")));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// What is wrong, from the body of §9: by field, or as a sentence about the whole.
fn errors_of(body: &[u8]) -> Fields {
    let mut errors = Fields::default();
    let Ok(body) = json::parse(body, json::DEPTH_LIMIT) else { return errors };
    let Some(error) = body.get("error") else { return errors };
    let text = |value: &Value<'_>, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    for (path, told) in error.get("fields").and_then(Value::as_object).into_iter().flatten() {
        // Of the function's own arguments the form is the one called `data`.
        let path = path.strip_prefix("data.").unwrap_or(path);
        for one in told.as_array().into_iter().flatten() {
            errors.push(path, FieldError::new(text(one, "code"), text(one, "message")));
        }
    }
    if errors.is_empty() {
        let id = text(error, "id");
        let message = text(error, "message");
        let message = if id.is_empty() { message } else { format!("{message} ({id})") };
        errors.push(FORM_LEVEL, FieldError::new(text(error, "code"), message));
    }
    errors
}

/// The page that the form stands on: as it says itself, else as the browser says it.
fn from_of(given: Option<String>, headers: &HeaderMap) -> String {
    given.and_then(local_path).or_else(|| referred(headers)).unwrap_or_else(|| "/".to_owned())
}

fn referred(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(REFERER)?.to_str().ok()?;
    let (_, rest) = referer.split_once("://")?;
    let host = headers.get(HOST)?.to_str().ok()?;
    local_path(rest.strip_prefix(host)?.to_owned())
}

/// A path of this site and of no other: what a browser would read as another's is none.
fn local_path(path: String) -> Option<String> {
    let mut chars = path.chars();
    let is_local = chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\'));
    (is_local && path.len() <= 2_000 && path.bytes().all(|byte| byte.is_ascii_graphic())).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_led_to() {
        for good in ["/", "/a", "/a?b=c&d", "/a//b", "/a\\b", "/%C3%A9"] {
            assert_eq!(local_path(good.to_owned()).as_deref(), Some(good));
        }
        let long = format!("/{}", "a".repeat(2_000));
        for bad in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\nb",
            "/a b",
            "/é",
            "javascript:x",
            &long,
        ] {
            assert_eq!(local_path(bad.to_owned()), None, "{bad}");
        }
    }
}
