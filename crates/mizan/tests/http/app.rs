//! A small application, and a client that keeps cookies.

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use mizan::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use tower_sessions::MemoryStore;

pub(crate) const SECRET: &str = "a secret of these tests alone, of 32 bytes and more";

#[derive(Clone, Default)]
pub(crate) struct Names(pub(crate) Arc<Mutex<BTreeMap<u32, String>>>);

#[derive(Clone, Default)]
pub(crate) struct AppState {
    pub(crate) names: Names,
}

impl FromRef<AppState> for Names {
    fn from_ref(state: &AppState) -> Self {
        state.names.clone()
    }
}

/// One user.
#[derive(Context)]
pub(crate) struct UserContext {
    /// Whose profile it is.
    pub(crate) user_id: u32,
}

#[derive(Serialize, Type)]
pub(crate) struct Profile {
    name: String,
}

/// The profile of one user.
#[client(context = UserContext)]
pub(crate) async fn user_profile(user_id: u32, #[extract] State(names): State<Names>) -> mizan::Result<Profile> {
    let name = names.0.lock().unwrap().get(&user_id).cloned();
    name.map(|name| Profile { name }).ok_or_else(|| mizan::Error::not_found("no such user"))
}

/// What only those signed in see.
#[client(context = UserContext, auth = Authenticated)]
pub(crate) fn user_notes(user_id: u32, #[extract] caller: CurrentUser) -> String {
    format!("{} reads the notes of {user_id}", caller.id())
}

#[client(affects(UserContext), auth = Authenticated)]
pub(crate) async fn rename(user_id: u32, name: String, #[extract] State(names): State<Names>) -> mizan::Result<()> {
    if name.is_empty() {
        return Err(mizan::Error::validation("name", "required", "can't be blank"));
    }
    if name == "fail" {
        return Err(mizan::Error::internal("the database said: secret detail"));
    }
    assert_ne!(name, "panic", "a handler may panic");
    names.0.lock().unwrap().insert(user_id, name);
    Ok(())
}

#[client(affects(user_profile, PagesContext))]
pub(crate) fn touch(user_id: u32) -> u32 {
    user_id
}

#[client(affects(UserContext))]
fn never_json(user_id: u32) -> f64 {
    f64::from(user_id) * f64::NAN
}

#[derive(Context)]
#[context(public)]
pub(crate) struct PagesContext {
    pub(crate) tag: Option<String>,
    pub(crate) page: u32,
}

#[client(context = PagesContext)]
pub(crate) fn page_list(tag: Option<String>, page: u32, #[extract] headers: HeaderMap) -> String {
    let cookie = headers.contains_key(header::COOKIE);
    format!("{tag:?} {page} cookie {cookie}")
}

#[client(context = global)]
fn current_user(#[extract] user: Option<CurrentUser>) -> Option<String> {
    user.map(|user| user.id().to_owned())
}

#[client(context = local)]
fn greeting(name: String) -> String {
    format!("Hello, {name}")
}

#[derive(Deserialize, Serialize, Type)]
pub(crate) struct Nested {
    items: Vec<Item>,
}

#[derive(Deserialize, Serialize, Type)]
pub(crate) struct Item {
    name: String,
    count: Option<u8>,
}

#[client]
fn echo(text: String) -> String {
    text
}

#[client]
fn nested(value: Nested, flag: Option<bool>) -> Nested {
    let _ = flag;
    value
}

#[client]
async fn panics() -> u32 {
    panic!("with a secret in it")
}

#[client(affects(global))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

#[client(affects(global))]
async fn sign_out(#[extract] session: Session) -> mizan::Result<()> {
    session.sign_out().await
}

pub(crate) fn builder() -> mizan::Builder<AppState> {
    Mizan::<AppState>::builder().secret(SECRET).functions(functions![
        user_profile,
        user_notes,
        rename,
        touch,
        never_json,
        page_list,
        current_user,
        greeting,
        echo,
        nested,
        panics,
        sign_in,
        sign_out
    ])
}

pub(crate) fn router(mizan: &Mizan<AppState>, state: AppState) -> Router {
    let app = Router::new().nest("/api/mizan", mizan.router()).with_state(state);
    app.layer(mizan::session::layer(MemoryStore::default()))
}

/// A browser: keeps cookies, says where it comes from, and gets a token when it needs one.
pub(crate) struct Browser {
    pub(crate) app: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) token: Option<String>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The error's code, `""` where there is none.
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Browser {
    pub(crate) fn new() -> Self {
        let state = AppState::default();
        state.names.0.lock().unwrap().extend([(5, "Ada".to_owned()), (6, "Grace".to_owned())]);
        Self::of(router(&builder().build().unwrap(), state))
    }

    pub(crate) fn of(app: Router) -> Self {
        Self { app, cookies: BTreeMap::new(), token: None }
    }

    pub(crate) async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap_or_default();
            match rest.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header("host", "app.example");
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.request("GET", path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub(crate) async fn session(&mut self) -> String {
        let answer = self.get("/api/mizan/session/").await;
        let token = answer.json()["csrf"].as_str().unwrap().to_owned();
        self.token = Some(token.clone());
        token
    }

    /// A call as the generated client makes it.
    pub(crate) async fn call(&mut self, function: &str, args: Value) -> Answer {
        self.post(&json!({ "fn": function, "args": args }).to_string()).await
    }

    pub(crate) async fn post(&mut self, body: &str) -> Answer {
        if self.token.is_none() {
            self.session().await;
        }
        let token = self.token.clone().unwrap();
        let request = self.request("POST", "/api/mizan/call/").header("origin", "http://app.example");
        let request = request.header("content-type", "application/json").header("x-csrftoken", token);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.send(request).await
    }

    pub(crate) async fn sign_in(&mut self, user: &str) -> Answer {
        let answer = self.call("sign_in", json!({ "user": user })).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.token = None;
        answer
    }
}
