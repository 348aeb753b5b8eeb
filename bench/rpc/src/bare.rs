//! The peer: axum with `Json`, written as one writes it by hand for the same wire.

use crate::server::{Profile, SECRET_USER, profile, sessions};
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, VARY};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tower_http::csrf::CsrfLayer;
use tower_http::trace::{DefaultMakeSpan, TraceLayer};
use tower_sessions::Session;
use tracing::Level;
use xxhash_rust::xxh3::xxh3_128;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    #[serde(rename = "fn")]
    function: String,
    args: Args,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Args {
    text: String,
}

#[derive(Serialize)]
struct Answer {
    result: Output,
}

#[derive(Serialize)]
struct Output {
    message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    user_id: u32,
}

#[derive(Serialize)]
struct Read {
    data: Data,
}

#[derive(Serialize)]
struct Data {
    user_profile: Profile,
}

async fn echo(Json(call): Json<Call>) -> Json<Answer> {
    assert_eq!(call.function, "echo");
    Json(Answer { result: Output { message: call.args.text } })
}

/// A read of what is one user's, as one writes it by hand: nobody else may keep it, and who has it is not sent it again.
async fn read(headers: HeaderMap, Query(params): Query<Params>) -> Response {
    let read = Read { data: Data { user_profile: profile(params.user_id) } };
    let body = serde_json::to_vec(&read).expect("a read is JSON");
    let etag = format!("W/\"{:032x}\"", xxh3_128(&body));
    let is_same = headers.get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let validators = [(CACHE_CONTROL, "private, no-cache"), (VARY, "Cookie"), (ETAG, etag.as_str())];
    if is_same {
        return (StatusCode::NOT_MODIFIED, validators).into_response();
    }
    (validators, [(CONTENT_TYPE, "application/json")], body).into_response()
}

async fn sign_in(session: Session) {
    session.cycle_id().await.expect("a memory store");
    session.insert("user", SECRET_USER).await.expect("a memory store");
}

/// Finds out who is asking, as an application with sessions does for each request.
async fn identify(session: Session, mut request: Request, next: Next) -> Response {
    let user: Option<String> = session.get("user").await.expect("a memory store");
    request.extensions_mut().insert(user);
    next.run(request).await
}

pub(crate) fn app(variant: &str) -> Router {
    // Mounted below a prefix as Mizan's own router is, since `nest` is not free.
    let api = Router::new().route("/call/", post(echo)).route("/ctx/user/", get(read));
    let app = Router::new().nest("/api/mizan", api);
    match variant {
        "defaults" => app
            .layer(from_fn(identify))
            .route("/sign_in", post(sign_in))
            .layer(sessions())
            .layer(CsrfLayer::new())
            .layer(TraceLayer::new_for_http().make_span_with(DefaultMakeSpan::new().level(Level::INFO))),
        _ => app,
    }
}
