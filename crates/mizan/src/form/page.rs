//! The page that a form stands on, for browsers without JavaScript.

use super::Form;
use super::problem::look_for;
use crate::builder::Mizan;
use crate::engine::Engine;
use crate::error::Result;
use axum::body::Body;
use axum::extract::OriginalUri;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, SET_COOKIE, X_CONTENT_TYPE_OPTIONS};
use http::request::Parts;
use mizan_core::error::Fields;
use mizan_core::form::{self, Field, FieldKind, Page, escaped};
use mizan_core::json::{self, Value};

/// A form as a browser without JavaScript shows it: for the first time, or with what was entered and what is wrong with it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FormPage {
    /// The form's name.
    pub form: String,
    /// What stands above it.
    pub title: String,
    /// The form itself, with labels, help, values and errors; everything in it is escaped.
    pub html: String,
    /// The path of the page that it stands on.
    pub from: String,
    /// What was entered, without passwords and files.
    pub values: serde_json::Value,
    /// What is wrong with it, by field: `{field: [{"code", "message"}]}`.
    pub errors: serde_json::Value,
    /// The status of the answer.
    pub status: StatusCode,
    /// The CSRF cookie that goes with the token in `html`, where the browser has none yet.
    pub set_cookie: Option<HeaderValue>,
}

/// Makes a whole page of a form.
pub(crate) type Wrap = Box<dyn Fn(&FormPage) -> String + Send + Sync>;

impl FormPage {
    /// A plain page with the form and nothing else.
    #[must_use]
    pub fn document(&self) -> String {
        let wrong = if self.status.is_success() { "" } else { "Error: " };
        document(&format!("{wrong}{}", self.title), &self.title, &self.html)
    }

    /// The element by which the generated client begins where this page ends: what was entered and what is wrong, for a
    /// page that also loads JavaScript. Empty for a form that nobody has sent yet.
    #[must_use]
    pub fn data(&self) -> String {
        if self.status.is_success() {
            return String::new();
        }
        let data = serde_json::json!({ "form": self.form, "values": self.values, "errors": self.errors }).to_string();
        // Nothing in it ends the element, or begins another.
        let data = data.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
        let data = data.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
        format!("<script type=\"application/json\" id=\"__MIZAN_FORM__\">{data}</script>\n")
    }

    /// The answer that has `document` as its body: no cache keeps it, since the token in it is one session's.
    pub fn response(&self, document: String) -> Response {
        let mut answer = document_answer(self.status, document);
        if let Some(cookie) = &self.set_cookie {
            answer.headers_mut().append(SET_COOKIE, cookie.clone());
        }
        answer
    }
}

/// A plain page: a text as its title, one above it, and markup.
pub(super) fn document(title: &str, heading: &str, main: &str) -> String {
    let (title, heading) = (escaped(title), escaped(heading));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n\
         <body>\n<main>\n<h1>{heading}</h1>\n{main}</main>\n</body>\n</html>\n"
    )
}

/// A page that no cache keeps.
pub(super) fn document_answer(status: StatusCode, document: String) -> Response {
    let mut answer = Response::new(Body::from(document));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// The plain page.
impl IntoResponse for FormPage {
    fn into_response(self) -> Response {
        let document = self.document();
        self.response(document)
    }
}

impl<S: Clone + Send + Sync + 'static> Mizan<S> {
    /// A form for its first showing, as a part of the page that `request` asks for and that the handler puts together itself:
    /// its [markup](FormPage::html), and the cookie and headers that [`FormPage::response`] adds. A page that is no more than the form
    /// is [`show_form`](Self::show_form).
    ///
    /// `values` are what its fields hold, by name; the others hold their initial values.
    ///
    /// ```
    /// use axum::{extract::Request, routing::get};
    /// use mizan::prelude::*;
    /// use std::sync::Arc;
    ///
    /// # #[derive(Deserialize, Type, Form)]
    /// # struct ContactForm { message: String }
    /// # impl Submit<()> for ContactForm {
    /// #     type Output = ();
    /// #     type Error = mizan::Error;
    /// #     async fn submit(self, _: &mut FormRequest<'_, ()>) -> mizan::Result<()> { Ok(()) }
    /// # }
    /// # fn main() -> Result<(), mizan::BuildError> {
    /// let mizan = Arc::new(Mizan::<()>::builder().form::<ContactForm>().build()?);
    /// let router = mizan.router();
    /// let contact = move |request: Request| {
    ///     let (parts, _) = request.into_parts();
    ///     std::future::ready(mizan.form_page::<ContactForm>(&parts, serde_json::json!({})).map(|form| {
    ///         let page = format!("<!DOCTYPE html><title>Us</title><h1>Where we are</h1><h2>{}</h2>{}", form.title, form.html);
    ///         form.response(page)
    ///     }))
    /// };
    /// let app: axum::Router = axum::Router::new().route("/contact", get(contact)).nest("/api/mizan", router);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `internal_error` for a form that was not registered, with the mend in the log.
    pub fn form_page<F: Form>(&self, request: &Parts, values: serde_json::Value) -> Result<FormPage> {
        let engine = self.engine();
        let (form, _) = engine.registry.form(F::NAME).ok_or_else(unregistered::<F>)?;
        look_among(form, &form.fields, "", &values);
        let text = values.to_string();
        let values = json::parse(text.as_bytes(), json::DEPTH_LIMIT)?;
        let from = request.extensions.get::<OriginalUri>().map_or(&request.uri, |original| &original.0);
        let from = from.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let action = format!("{}/form/{}/", engine.mount.trim_end_matches('/'), F::NAME);
        engine.shown(form, request, Showing { action, from, values, is_new: true, ..Showing::default() })
    }

    /// A form for its first showing as the whole answer to `request`: its document is the one that
    /// [`Builder::form_document`](crate::Builder::form_document) makes, as when it is refused. This is what the handler of a
    /// page with nothing but a form returns; for a page with more on it there is [`form_page`](Self::form_page).
    ///
    /// # Errors
    /// As [`form_page`](Self::form_page).
    pub fn show_form<F: Form>(&self, request: &Parts, values: serde_json::Value) -> Result<Response> {
        let page = self.form_page::<F>(request, values)?;
        Ok(self.engine().wrapped(&page))
    }
}

fn unregistered<F: Form>() -> crate::Error {
    let ty = std::any::type_name::<F>().rsplit("::").next().unwrap_or_default();
    let name = F::NAME;
    crate::Error::internal(format!(
        "the form `{name}` is to be shown, and this application has none of that name: add `.form::<{ty}>()` to its builder"
    ))
}

/// Tells in the log of values that no field holds.
fn look_among(form: &form::Form, fields: &[Field], within: &str, values: &serde_json::Value) {
    for (name, value) in values.as_object().into_iter().flatten() {
        let path = format!("{within}{name}");
        match fields.iter().find(|field| field.name == *name) {
            None => look_for(form, &path),
            Some(field) if field.kind == FieldKind::Groups => {
                for row in value.as_array().into_iter().flatten() {
                    look_among(form, &field.fields, &format!("{path}[…]."), row);
                }
            }
            Some(field) => look_among(form, &field.fields, &format!("{path}."), value),
        }
    }
}

/// What a form is shown with.
pub(crate) struct Showing<'v> {
    pub(crate) action: String,
    pub(crate) from: String,
    pub(crate) values: Value<'v>,
    pub(crate) is_new: bool,
    pub(crate) errors: Fields,
    pub(crate) status: StatusCode,
}

impl Default for Showing<'_> {
    fn default() -> Self {
        Self {
            action: String::new(),
            from: "/".to_owned(),
            values: Value::Object(Vec::new()),
            is_new: false,
            errors: Fields::default(),
            status: StatusCode::OK,
        }
    }
}

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    pub(crate) fn shown(&self, form: &form::Form, request: &Parts, showing: Showing<'_>) -> Result<FormPage> {
        let (token, set_cookie) = self.token(request)?;
        let Showing { action, from, values, is_new, errors, status } = showing;
        let page = Page { action: &action, token: &token, from: &from, values: &values, is_new, errors: &errors };
        Ok(FormPage {
            form: form.name.clone(),
            title: form.title.clone(),
            html: form.html(&page),
            values: form.without_secrets(&values),
            errors: serde_json::to_value(&errors).unwrap_or_default(),
            from,
            status,
            set_cookie,
        })
    }

    /// The answer of a form's page, as the application wraps it.
    pub(crate) fn wrapped(&self, page: &FormPage) -> Response {
        let document = self.form_document.as_ref().map_or_else(|| page.document(), |wrap| wrap(page));
        page.response(document)
    }
}
