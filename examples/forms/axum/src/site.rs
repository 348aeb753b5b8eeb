//! The form's page, with JavaScript and without it, and the functions behind it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use mizan::{BuildError, Builder, FormPage, Mizan};
use serde_json::json;
use tower_http::services::ServeDir;

use crate::WorkshopForm;

/// Where the front end is put, in its `index.html`.
const ROOT: &str = "<div id=\"root\"></div>";

#[derive(Clone)]
struct Site {
    mizan: Arc<Mizan<()>>,
    /// The built front end's page; without one the form stands in a plain page.
    index: PathBuf,
}

/// Everything that the browser is answered with; `web` is the folder of the built front end.
///
/// # Errors
///
/// A declaration is wrong, or a release build has no `MIZAN_SECRET`.
pub fn router(web: &Path) -> Result<Router, BuildError> {
    let index = web.join("index.html");
    let page = index.clone();
    let mizan = declare().form_document(move |form| document(&page, form)).build()?;
    let functions = mizan.router();
    let site = Site { mizan: Arc::new(mizan), index };
    let pages = Router::new().route("/", get(show)).route("/thanks", get(thanks)).with_state(site);
    Ok(pages.nest("/api/mizan", functions).fallback_service(ServeDir::new(web)))
}

/// The Mizan schema, which the client is generated from.
///
/// # Errors
///
/// A declaration is wrong.
pub fn schema() -> Result<String, BuildError> {
    Ok(declare().secret("a schema has no token, so this signs nothing").build()?.schema_json())
}

fn declare() -> Builder<()> {
    Mizan::builder().form::<WorkshopForm>()
}

async fn show(State(site): State<Site>, request: Request) -> mizan::Result<Response> {
    let (parts, _) = request.into_parts();
    site.mizan.show_form::<WorkshopForm>(&parts, json!({}))
}

async fn thanks(State(site): State<Site>) -> Response {
    let thanks = "<p>Thank you. We have understood.</p><p><a href=\"/\">Another one</a></p>";
    match tokio::fs::read_to_string(&site.index).await {
        // Without `#root` nothing takes the place of these words.
        Ok(index) => Html(index.replacen(ROOT, thanks, 1)).into_response(),
        Err(_) => Html(thanks).into_response(),
    }
}

/// The built page with the form in it, or a plain page while none is built.
fn document(index: &Path, form: &FormPage) -> String {
    let Ok(index) = std::fs::read_to_string(index) else { return form.document() };
    let root = format!("<div id=\"root\">{}</div>{}", form.html, refused(form));
    index.replacen(ROOT, &root, 1)
}

/// What was entered in a form that was refused, and what is wrong with it, for the form that takes its place.
fn refused(form: &FormPage) -> String {
    if form.status.is_success() {
        return String::new();
    }
    let refused = json!({ "form": form.form, "values": form.values, "errors": form.errors });
    // Only text within a script's element ends it, and JSON knows another way to write that.
    let refused = refused.to_string().replace('<', "\\u003c");
    format!("<script id=\"__MIZAN_FORM__\" type=\"application/json\">{refused}</script>")
}
