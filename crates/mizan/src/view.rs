//! The paths of view functions' own: where a browser goes, or posts a form to, by itself. `docs/protocol.md` §3.4.

use crate::call::bad_request;
use crate::engine::{Engine, allow, not_allowed};
use crate::error::Error;
use crate::read::refused;
use axum::body::Body;
use axum::response::Response;
use http::Method;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use http::request::Parts;
use mizan_core::declaration::ViewMethod;
use mizan_core::error::Code;
use mizan_core::json::Value;
use mizan_core::query::{self, Pairs, QueryError};
use mizan_core::registry::View;
use std::sync::Arc;

/// The field of a form that carries the CSRF token (§3.5).
const TOKEN_FIELD: &str = "csrfmiddlewaretoken";

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Answers a path that is none of the protocol's own.
    pub(crate) async fn visit(self: Arc<Self>, parts: Parts, body: Body, state: S) -> Result<Response, Error> {
        let path = self.registry.view(parts.uri.path()).ok_or_else(|| Error::not_found("no such endpoint"))?;
        if parts.method == Method::OPTIONS {
            return Ok(allow(path.allow()));
        }
        let Some((method, view)) = path.answering(parts.method.as_str()) else { return Ok(not_allowed(path.allow())) };
        let function = view.function;
        match method {
            ViewMethod::Get => {
                self.judge_origin(&parts, true)?;
                let args = arguments(view, query::parse(parts.uri.query().unwrap_or_default()));
                // A link's answer may be stored by whom it is for: it says nothing of who asked.
                Ok(Arc::clone(&self).invoke(function, args, None, parts, state).await?.answer)
            }
            ViewMethod::Post => {
                check_media_type(&parts.headers)?;
                self.check_text_length(&parts.headers)?;
                self.check_origin(&parts)?;
                let body = self.collect(body).await?;
                let text = str::from_utf8(&body).map_err(|_| bad_request("the form is not UTF-8".to_owned()));
                let mut form = text.map(query::parse);
                let token = form.as_mut().ok().and_then(|form| take_token(form.as_mut().ok()?));
                self.check_token(&parts, token.as_deref())?;
                let form = form?;
                if parts.uri.query().is_some_and(|query| !query.is_empty()) {
                    return Err(Error::new(Code::InvalidArgs, "a form has its arguments in its body, not in the URL"));
                }
                let args = arguments(view, form);
                Ok(Arc::clone(&self).invoke(function, args, None, parts, state).await?.with_mark(&self))
            }
        }
    }
}

fn arguments(view: &View, pairs: Result<Pairs<'_>, QueryError>) -> Result<Value<'static>, Error> {
    let pairs = pairs.map_err(|error| Error::new(Code::InvalidArgs, error.to_string()))?;
    view.arguments(&pairs).map_err(|error| refused(&error))
}

fn take_token(form: &mut Pairs<'_>) -> Option<String> {
    let at = form.iter().position(|(name, _)| name == TOKEN_FIELD)?;
    Some(form.remove(at).1.into_owned())
}

/// What a browser posts of a form without files, and no more (E11).
fn check_media_type(headers: &HeaderMap) -> Result<(), Error> {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let content_type = types.next().and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (essence, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let is_form = essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded");
    let is_utf8 = matches!(parameters.trim().to_ascii_lowercase().as_str(), "" | "charset=utf-8" | "charset=\"utf-8\"");
    if is_form && is_utf8 && types.next().is_none() && !headers.contains_key(CONTENT_ENCODING) {
        return Ok(());
    }
    Err(Error::new(
        Code::UnsupportedMediaType,
        "post the form as application/x-www-form-urlencoded in UTF-8, not compressed",
    ))
}
