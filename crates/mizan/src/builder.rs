//! Gathers what an application declares, checks all of it, and becomes a router.

use crate::engine::{Engine, Keys, Limits};
use crate::error::Error;
use crate::form::{self, FormPage, Submit, Wrap};
use crate::function::Function;
use crate::guard::DefaultGuard;
use crate::identity::{Identify, SessionIdentity};
use crate::layer::{Layer, Layered, Layers};
use crate::schema::Types;
use crate::session;
use crate::{clock::now_ms, random, report};
use axum::Router;
use axum::extract::{Request, State};
use axum::routing::any;
use mizan_core::contract::Contracts;
use mizan_core::declaration::{ArgumentDeclaration, FormDeclaration, FunctionDeclaration, GuardRule};
use mizan_core::limit::Limiter;
use mizan_core::log::Log;
use mizan_core::registry::{Declarations, Registry, files};
use mizan_core::secret::{MIN_SECRET_BYTES, Secret, Secrets};
use serde_json::{Map, Value};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// The server functions of an application with the state `S`, checked and ready to be served.
pub struct Mizan<S> {
    engine: Arc<Engine<S>>,
}

impl<S> fmt::Debug for Mizan<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mizan").field("revision", &self.engine.registry.schema().revision()).finish_non_exhaustive()
    }
}

impl<S: Clone + Send + Sync + 'static> Mizan<S> {
    /// Begins the declaration of an application.
    #[must_use]
    pub fn builder() -> Builder<S> {
        Builder {
            functions: Vec::new(),
            forms: Vec::new(),
            form_document: None,
            mount: "/api/mizan".to_owned(),
            identify: Box::new(SessionIdentity),
            secrets: Vec::new(),
            trusted_origins: Vec::new(),
            hosts: Vec::new(),
            cross_site_protection: true,
            session_cookie: session::COOKIE.to_owned(),
            default_auth: GuardRule::Public,
            contracts: None,
            layers: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// The router, for `axum::Router::nest("/api/mizan", …)`; the client asks below `/api/mizan/` unless it is told otherwise.
    ///
    /// It answers every path below its prefix, and takes no slot of the state for itself.
    pub fn router(&self) -> Router<S> {
        let engine = Arc::clone(&self.engine);
        let answer = any(move |State(state): State<S>, request: Request| {
            let engine = Arc::clone(&engine);
            // In a box of its own, since every layer of the router moves what it is given.
            Box::pin(engine.answer(request, state))
        });
        // All of them lead to one place, which reads the path itself. They are routes, and not a fallback alone, so that a
        // catch-all of the application (`/{*path}` of a single-page site) does not come first.
        let paths = [
            "/",
            "/session",
            "/session/",
            "/call",
            "/call/",
            "/ctx/{name}",
            "/ctx/{name}/",
            "/form/{name}",
            "/form/{name}/",
            "/{*rest}",
        ];
        let router = paths.into_iter().fold(Router::new(), |router, path| router.route(path, answer.clone()));
        router.fallback(|| async { Error::not_found("no such endpoint") })
    }

    pub(crate) fn engine(&self) -> Arc<Engine<S>> {
        Arc::clone(&self.engine)
    }

    /// The schema, as [`Builder::schema_json`] prints it.
    #[must_use]
    pub fn schema_json(&self) -> String {
        self.engine.registry.schema().text()
    }
}

/// Declares an application; see [`Mizan::builder`].
///
/// ```
/// use mizan::prelude::*;
/// use mizan::session::{self, MemoryStore};
///
/// #[derive(Clone)]
/// struct AppState;
///
/// #[client(auth = Public)]
/// fn echo(text: String) -> String {
///     text
/// }
///
/// fn declare() -> mizan::Builder<AppState> {
///     Mizan::builder().functions(functions![echo]).default_auth(Authenticated)
/// }
///
/// fn app() -> Result<axum::Router, mizan::BuildError> {
///     let mizan = declare()
///         .secret("the secret that tokens are made with, of at least 32 bytes")
///         .secret("an older one, whose tokens still count, of at least 32 bytes")
///         .host("app.example.org")
///         .trusted_origin("https://admin.example.org")
///         .body_limit_bytes(64 * 1024)
///         .build()?;
///     let app = axum::Router::new().nest("/api/mizan", mizan.router()).with_state(AppState);
///     Ok(app.layer(session::layer(MemoryStore::default())))
/// }
///
/// # fn main() -> Result<(), mizan::BuildError> {
/// app()?;
/// // What a subcommand prints for `mizan generate`: no secret is needed.
/// assert!(declare().schema_json()?.contains("\"echo\""));
/// # Ok(())
/// # }
/// ```
pub struct Builder<S> {
    functions: Vec<Function<S>>,
    forms: Vec<fn(&mut Types) -> FormDeclaration>,
    form_document: Option<Wrap>,
    mount: String,
    identify: Box<dyn Identify<S>>,
    secrets: Vec<String>,
    trusted_origins: Vec<String>,
    hosts: Vec<String>,
    cross_site_protection: bool,
    session_cookie: String,
    default_auth: GuardRule,
    contracts: Option<String>,
    /// The innermost first.
    layers: Vec<Arc<dyn Layer<S>>>,
    limits: Limits,
}

impl<S> fmt::Debug for Builder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("functions", &self.functions.len()).finish_non_exhaustive()
    }
}

impl<S: Clone + Send + Sync + 'static> Builder<S> {
    /// Adds server functions, as [`functions!`](macro@crate::functions) lists them.
    #[must_use]
    pub fn functions(mut self, functions: Vec<Function<S>>) -> Self {
        self.functions.extend(functions);
        self
    }

    /// Adds a form: its functions `schema`, `validate` and `submit`, and the path that a browser posts it to itself.
    #[must_use]
    pub fn form<F: Submit<S>>(mut self) -> Self {
        self.functions.extend(form::functions::<F, S>());
        self.forms.push(F::declare);
        self
    }

    /// Makes the whole document around a form, for browsers without JavaScript: of [`Mizan::show_form`], and of every form
    /// that is refused. Otherwise it is a [plain one](FormPage::document).
    #[must_use]
    pub fn form_document(mut self, document: impl Fn(&FormPage) -> String + Send + Sync + 'static) -> Self {
        self.form_document = Some(Box::new(document));
        self
    }

    /// Where the router is mounted, for the pages that forms are first shown on; `/api/mizan` where this is not called.
    #[must_use]
    pub fn mounted_at(mut self, path: impl Into<String>) -> Self {
        self.mount = path.into();
        self
    }

    /// Finds out who is asking in another way than by Mizan's session.
    #[must_use]
    pub fn identify(mut self, identify: impl Identify<S>) -> Self {
        self.identify = Box::new(identify);
        self
    }

    /// The secret that tokens are made with, at least 32 bytes; `MIZAN_SECRET` in the environment where this is not
    /// called. Called again it adds an older secret, whose tokens are still accepted.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Another origin whose pages may call, exactly as a browser writes it: `https://admin.example.org`.
    #[must_use]
    pub fn trusted_origin(mut self, origin: impl Into<String>) -> Self {
        self.trusted_origins.push(origin.into());
        self
    }

    /// A host name that requests may be for, with its port where it is not the scheme's own. Without any, every
    /// well-formed `Host` is answered: name them wherever the server can be reached under an address of others' choosing.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into().to_ascii_lowercase());
        self
    }

    /// Turns the checks of origin and CSRF token off (§8), for an application that no browser with cookies talks to.
    #[must_use]
    pub fn without_cross_site_protection(mut self) -> Self {
        self.cross_site_protection = false;
        self
    }

    /// The name of the session cookie where it is not [`session::COOKIE`]; CSRF tokens are bound to its value.
    #[must_use]
    pub fn session_cookie(mut self, name: impl Into<String>) -> Self {
        self.session_cookie = name.into();
        self
    }

    /// The guard of functions that name none; [`Public`](crate::Public) where this is not called.
    #[must_use]
    pub fn default_auth(mut self, guard: impl DefaultGuard) -> Self {
        self.default_auth = guard.rule();
        self
    }

    /// The contracts that clients in the field rely on, as `mizan generate` keeps them:
    /// `.contracts(include_str!("../mizan.contracts.json"))`. A client whose contract this server breaks is told so by
    /// `revision_mismatch`, and is not served something that it was not typed for (§11).
    #[must_use]
    pub fn contracts(mut self, file: impl Into<String>) -> Self {
        self.contracts = Some(file.into());
        self
    }

    /// Puts a [layer](crate::layer) around every function, outside of those that a function has of its own. As in axum, the
    /// last one added is the outermost.
    #[must_use]
    pub fn layer(mut self, layer: impl Layer<S>) -> Self {
        self.layers.push(Arc::new(layer));
        self
    }

    /// The largest body of a call, in bytes; 1 MiB where this is not called (§2).
    #[must_use]
    pub fn body_limit_bytes(mut self, limit: usize) -> Self {
        self.limits.body_bytes = limit;
        self
    }

    /// The largest file of a call, in bytes; 10 MiB where this is not called (§2). What is declared of a single file
    /// (`max_bytes`) is within it.
    #[must_use]
    pub fn file_limit_bytes(mut self, limit: u64) -> Self {
        self.limits.file_bytes = limit;
        self
    }

    /// The folder of uploads that are larger than what is kept in memory; the system's for temporary files where this is
    /// not called, which some systems keep in memory too. Files there have no name, and end with the request or process.
    #[must_use]
    pub fn upload_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.limits.upload_folder = folder.as_ref().into();
        self
    }

    /// The schema (`docs/protocol.md` §12), which `mizan generate` reads: print it in a subcommand of the application. It
    /// needs nothing that only a running server has, such as a secret.
    ///
    /// # Errors
    /// As [`build`](Self::build), of the declarations alone.
    pub fn schema_json(&self) -> Result<String, BuildError> {
        self.registry().map(|registry| registry.schema().text()).map_err(|problems| BuildError { problems })
    }

    fn registry(&self) -> Result<Registry, Vec<String>> {
        let mut types = Types::default();
        let functions: Vec<_> = self.functions.iter().map(|function| (function.declare)(&mut types)).collect();
        let forms = self.forms.iter().map(|declare| declare(&mut types)).collect();
        let [types_arriving, types_leaving] = types.into_definitions();
        let beyond = functions.iter().flat_map(|function| self.files_beyond(function, &types_arriving));
        let mut problems: Vec<String> = beyond.collect();
        let declarations =
            Declarations { functions, forms, types_arriving, types_leaving, default_guard: self.default_auth };
        let registry = Registry::build(declarations);
        let registry = registry.map_err(|found| problems.extend(found.iter().map(ToString::to_string)));
        registry.ok().filter(|_| problems.is_empty()).ok_or(problems)
    }

    /// Files that are declared larger than any may be.
    fn files_beyond(&self, function: &FunctionDeclaration, types: &Map<String, Value>) -> Vec<String> {
        let limit = self.limits.file_bytes;
        let of = |argument: &ArgumentDeclaration| {
            let largest = files(&argument.schema, types).into_iter().flatten().max().filter(|most| *most > limit)?;
            let (place, name) = (&function.place, &argument.name);
            Some(format!(
                "{place}: `{name}` of `{}` may have {largest} bytes, and any file at most {limit}\n    \
                 raise the limit with `.file_limit_bytes({largest})`, or lower `max_bytes`",
                function.name
            ))
        };
        function.args.iter().filter_map(of).collect()
    }

    /// Checks every declaration.
    ///
    /// # Errors
    /// Every mistake of every declaration at once, each with its place and how to mend it.
    pub fn build(self) -> Result<Mizan<S>, BuildError> {
        let mut problems = Vec::new();
        let registry = self.registry().map_err(|found| problems.extend(found));
        let secrets = secrets(self.secrets).map_err(|problem| problems.push(problem));
        let contracts = match (&self.contracts, &registry) {
            (Some(file), Ok(registry)) => Contracts::read(file, registry.schema().document()),
            _ => Ok(Contracts::default()),
        };
        let contracts = contracts.map_err(|problem| {
            problems.push(format!("{problem}\n    give `.contracts(…)` the text of mizan.contracts.json"))
        });
        let (Ok(registry), Ok(secrets), Ok(contracts)) = (registry, secrets, contracts) else {
            return Err(BuildError { problems });
        };
        for warning in registry.warnings() {
            report::warning(&warning.to_string());
        }
        Ok(Mizan {
            engine: Arc::new(Engine {
                prepare: self.functions.iter().map(|function| function.prepare).collect(),
                limiters: registry.functions().iter().map(|function| function.rate_limit.map(Limiter::new)).collect(),
                guards: self.functions.iter().map(|function| function.guard).collect(),
                layers: layers(&self.functions, &self.layers, &registry),
                registry,
                identify: self.identify,
                log: Log::new(now_ms(), true),
                born: Instant::now(),
                keys: Keys::of(&secrets),
                contracts,
                trusted_origins: self.trusted_origins,
                hosts: self.hosts,
                cross_site_protection: self.cross_site_protection,
                session_cookie: self.session_cookie,
                form_document: self.form_document,
                mount: self.mount,
                limits: self.limits,
            }),
        })
    }
}

/// What is around each function; `None` where nothing is.
fn layers<S>(
    functions: &[Function<S>],
    around_all: &[Arc<dyn Layer<S>>],
    registry: &Registry,
) -> Vec<Option<Layered<S>>> {
    let one = |(function, declared): (&Function<S>, &mizan_core::registry::Function)| {
        let layers: Layers<S> = function.layers.iter().chain(around_all).cloned().collect();
        (!layers.is_empty()).then(|| Layered { layers, function: Arc::from(declared.name.as_str()) })
    };
    functions.iter().zip(registry.functions()).map(one).collect()
}

/// The secrets of the builder, else of the environment, else, in a debug build alone, one that lives as long as the process.
fn secrets(given: Vec<String>) -> Result<Secrets, String> {
    let mut given: Vec<Vec<u8>> = given.into_iter().map(String::into_bytes).collect();
    if given.is_empty() {
        given.extend(std::env::var("MIZAN_SECRET").ok().map(String::into_bytes));
    }
    if given.is_empty() && cfg!(debug_assertions) {
        report::warning(
            "no secret is set: this debug build makes one up, and its tokens end with the process; set MIZAN_SECRET",
        );
        given.push(random::bytes::<MIN_SECRET_BYTES>().to_vec());
    }
    let mend = format!(
        "set MIZAN_SECRET, or call `.secret(…)`, with at least {MIN_SECRET_BYTES} random bytes, as `openssl rand -base64 48` prints them"
    );
    let made: Result<Vec<Secret>, _> = given.into_iter().map(Secret::new).collect();
    let mut made = made.map_err(|error| format!("{error}\n    {mend}"))?.into_iter();
    let current = made.next().ok_or_else(|| format!("no secret is set\n    {mend}"))?;
    Ok(Secrets::new(current, made.collect()))
}

/// Why an application cannot be built: every mistake, each with its place.
///
/// Its `Debug` is the same text, since that is what `main` prints of an error.
pub struct BuildError {
    problems: Vec<String>,
}

impl BuildError {
    /// The mistakes, one text each.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        writeln!(f, "the application cannot start: {count} mistake{}", if count == 1 { "" } else { "s" })?;
        self.problems.iter().try_for_each(|problem| writeln!(f, "\n  {problem}"))
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}
