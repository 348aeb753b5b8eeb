//! The application: server functions, sessions and the front end in one router.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use mizan::{BuildError, Mizan, functions, session};

use crate::api::{article, comment, editor, profile, settings, tag, user};
use crate::config::Config;
use crate::db::Db;
use crate::page::{self, Pages};
use crate::picture::Pictures;
use crate::session::Store;
use crate::site;

/// What clients in the field rely on, as `mizan generate` keeps it: one that this server breaks is told so, and its page
/// asks to be loaded again.
pub const CONTRACTS: &str = include_str!("../../mizan.contracts.json");

/// What every function may ask for.
#[derive(Clone, Debug)]
pub struct App {
    /// Where everything is kept but pictures.
    pub db: Db,
    /// Where those are kept.
    pub pictures: Pictures,
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

/// Everything that the browser is answered with.
///
/// # Errors
///
/// A declaration is wrong, or a release build has no `MIZAN_SECRET`.
pub fn router(config: &Config, db: Db) -> Result<Router, BuildError> {
    router_for(config, db, CONTRACTS)
}

/// [`router`] for clients that rely on other `contracts`, as a server meets them that has changed since.
///
/// # Errors
///
/// As [`router`].
pub fn router_for(config: &Config, db: Db, contracts: &str) -> Result<Router, BuildError> {
    let mizan = declare().contracts(contracts).form_document(page::refused(&config.web)).build()?;
    let functions = mizan.router();
    // On its own machine it speaks plain HTTP, where clients that are no browser keep a `Secure` cookie back.
    let secure = !cfg!(debug_assertions) && !config.address.ip().is_loopback();
    let sessions = session::layer(Store::new(db.clone())).with_secure(secure);
    let pictures = Pictures::new(config.pictures.clone());
    let shown = pictures.router();
    let app = App { db, pictures };
    let pages = Pages::new(app.clone(), Arc::new(mizan), &config.web).router().layer(sessions.clone());
    let functions = Router::new().nest("/api/mizan", functions).with_state(app).layer(sessions);
    Ok(site::router(&config.web, pages).merge(shown).merge(functions))
}

/// The Mizan schema, which the client is generated from.
///
/// # Errors
///
/// A declaration is wrong.
pub fn schema() -> Result<String, BuildError> {
    // Printing it makes no token, so that a build machine needs no secret.
    Ok(declare().secret("a schema has no token, so this signs nothing").build()?.schema_json())
}

fn declare() -> mizan::Builder<App> {
    let functions = Mizan::builder().functions(functions![
        article::articles_page,
        article::article_detail,
        article::favorite_article,
        article::feed_page,
        comment::comment_list,
        comment::delete_comment,
        editor::delete_article,
        profile::profile_detail,
        profile::follow_user,
        tag::popular_tags,
        user::current_user,
        user::sign_out,
    ]);
    functions
        .form::<comment::CommentForm>()
        .form::<editor::EditorForm>()
        .form::<settings::SettingsForm>()
        .form::<user::SignInForm>()
        .form::<user::SignUpForm>()
}
