//! The pages with a form, as a browser gets them: before JavaScript has loaded, and without it.
//!
//! | path | what stands in `#root` |
//! |---|---|
//! | `/login`, `/register` | the form |
//! | `/settings`, `/editor`, `/editor/SLUG` | the form, filled; signed out: leads to `/login` |
//! | `/article/SLUG` | the article and its comments, and the form for whoever is signed in |
//!
//! The front end takes their place once it has what it shows. What is nobody's page here is [`crate::site`]'s.

mod markup;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path as Segment, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use mizan::{Form, FormPage, Identify as _, Mizan, SessionIdentity};
use serde_json::{Value, json};

use crate::api::comment::CommentForm;
use crate::api::editor::EditorForm;
use crate::api::segment;
use crate::api::settings::SettingsForm;
use crate::api::user::{SignInForm, SignUpForm};
use crate::app::App;
use crate::db::user::User;
use crate::{db, site};
use markup::{Reader, Shell};

/// Somebody's page is nobody else's, and none of yesterday's.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

type Answer = mizan::Result<Response>;

/// What the pages are made from.
#[derive(Clone)]
pub struct Pages {
    app: App,
    mizan: Arc<Mizan<App>>,
    /// The built front end's page, which they stand in.
    index: PathBuf,
}

/// Who asks for a page.
struct Visit {
    parts: Parts,
    user: Option<User>,
}

impl Pages {
    /// Pages that stand in the front end of that folder.
    #[must_use]
    pub fn new(app: App, mizan: Arc<Mizan<App>>, web: &Path) -> Self {
        Self { app, mizan, index: web.join("index.html") }
    }

    /// Their routes. They need the layer of sessions around them.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        Router::new()
            .route("/login", get(login))
            .route("/register", get(register))
            .route("/settings", get(settings))
            .route("/editor", get(new_article))
            .route("/editor/{slug}", get(edited_article))
            .route("/article/{slug}", get(article))
            .with_state(self)
    }

    /// A page with a form that begins with `values`.
    async fn with_form<F: Form>(
        &self,
        visit: &Visit,
        values: Value,
        title: &str,
        around: impl FnOnce(&str) -> String,
    ) -> Answer {
        let form = self.mizan.form_page::<F>(&visit.parts, values)?;
        let shell = match tokio::fs::read_to_string(&self.index).await {
            Ok(shell) => shell,
            Err(error) => return Ok(site::not_built(&self.index, &error)),
        };
        let page = Shell { title, path: visit.path(), reader: visit.reader(), refused: None };
        Ok(form.response(page.around(&shell, &around(&form.html))))
    }

    /// A page without a form.
    async fn page(&self, visit: &Visit, title: &str, main: &str) -> Response {
        match tokio::fs::read_to_string(&self.index).await {
            Ok(shell) => {
                let page = Shell { title, path: visit.path(), reader: visit.reader(), refused: None };
                ([(header::CACHE_CONTROL, NO_STORE)], Html(page.around(&shell, main))).into_response()
            }
            Err(error) => site::not_built(&self.index, &error),
        }
    }

    /// The page of what is not there: the front end says so.
    async fn missing(&self) -> Response {
        match tokio::fs::read_to_string(&self.index).await {
            Ok(shell) => (StatusCode::NOT_FOUND, Html(shell)).into_response(),
            Err(error) => site::not_built(&self.index, &error),
        }
    }
}

/// Makes the page of a form that was posted by the browser itself and refused.
///
/// It reads the front end's page each time, as the other pages do, since a build may have come between.
pub fn refused(web: &Path) -> impl Fn(&FormPage) -> String + Send + Sync + 'static {
    let index = web.join("index.html");
    move |form| match std::fs::read_to_string(&index) {
        Ok(shell) => refused_in(&shell, form),
        Err(_) => form.document(),
    }
}

fn refused_in(shell: &str, form: &FormPage) -> String {
    let html = &form.html;
    let main = match form.form.as_str() {
        SignInForm::NAME => markup::sign_in(html),
        SignUpForm::NAME => markup::sign_up(html),
        SettingsForm::NAME => markup::titled("settings-page", "Your Settings", html),
        EditorForm::NAME => markup::titled("editor-page", "Your Article", html),
        _ => markup::titled("article-page", "Your Comment", &markup::composer(html)),
    };
    let is_anyone = [SignInForm::NAME, SignUpForm::NAME].contains(&form.form.as_str());
    let reader = if is_anyone { Reader::Nobody } else { Reader::Somebody };
    let title = format!("Error: {}", form.title);
    let script = json!({ "form": form.form, "values": form.values, "errors": form.errors });
    Shell { title: &title, path: &form.from, reader, refused: Some(&script) }.around(shell, &main)
}

async fn login(State(pages): State<Pages>, visit: Visit) -> Answer {
    pages.with_form::<SignInForm>(&visit, json!({}), "Sign in", markup::sign_in).await
}

async fn register(State(pages): State<Pages>, visit: Visit) -> Answer {
    pages.with_form::<SignUpForm>(&visit, json!({}), "Sign up", markup::sign_up).await
}

async fn settings(State(pages): State<Pages>, visit: Visit) -> Answer {
    let Some(user) = &visit.user else { return Ok(to_login()) };
    let values = json!({ "image": user.image, "username": user.username, "bio": user.bio, "email": user.email });
    let around = |form: &str| markup::titled("settings-page", "Your Settings", form);
    pages.with_form::<SettingsForm>(&visit, values, "Settings", around).await
}

async fn new_article(State(pages): State<Pages>, visit: Visit) -> Answer {
    if visit.user.is_none() {
        return Ok(to_login());
    }
    let around = |form: &str| markup::titled("editor-page", "New Article", form);
    pages.with_form::<EditorForm>(&visit, json!({}), "New Article", around).await
}

async fn edited_article(State(pages): State<Pages>, Segment(slug): Segment<String>, visit: Visit) -> Answer {
    let Some(user) = &visit.user else { return Ok(to_login()) };
    let Some(article) = db::article::by_slug(&pages.app.db, &slug, Some(user.id)).await? else {
        return Ok(pages.missing().await);
    };
    if !article.own {
        return Ok(to(&format!("/article/{}", segment(&slug))));
    }
    let db::article::Article { summary, body, .. } = article;
    let values = json!({
        "slug": slug, "title": summary.title, "description": summary.description, "body": body, "tags": summary.tags,
    });
    let around = |form: &str| markup::titled("editor-page", "Edit Article", form);
    pages.with_form::<EditorForm>(&visit, values, "Edit Article", around).await
}

async fn article(State(pages): State<Pages>, Segment(slug): Segment<String>, visit: Visit) -> Answer {
    let viewer = visit.user.as_ref().map(|user| user.id);
    let db = &pages.app.db;
    let Some(article) = db::article::by_slug(db, &slug, viewer).await? else { return Ok(pages.missing().await) };
    let comments = db::comment::list(db, article.summary.id, viewer).await?;
    let title = &article.summary.title;
    if visit.user.is_none() {
        let main = markup::article(&article, &comments, markup::SIGN_IN_TO_COMMENT);
        return Ok(pages.page(&visit, title, &main).await);
    }
    let around = |form: &str| markup::article(&article, &comments, &markup::composer(form));
    pages.with_form::<CommentForm>(&visit, json!({ "slug": slug }), title, around).await
}

fn to_login() -> Response {
    to("/login")
}

fn to(path: &str) -> Response {
    ([(header::CACHE_CONTROL, NO_STORE)], Redirect::to(path)).into_response()
}

impl Visit {
    fn path(&self) -> &str {
        self.parts.uri.path()
    }

    fn reader(&self) -> Reader<'_> {
        self.user.as_ref().map_or(Reader::Nobody, Reader::User)
    }
}

impl FromRequestParts<Pages> for Visit {
    type Rejection = mizan::Error;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> mizan::Result<Self> {
        let identity = SessionIdentity.identify(parts, &pages.app).await?;
        let user = match identity.user_id() {
            Some(id) => db::user::by_id(&pages.app.db, id.parse()?).await?,
            None => None,
        };
        Ok(Self { parts: parts.clone(), user })
    }
}
