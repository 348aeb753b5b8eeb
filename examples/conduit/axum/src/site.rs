//! The built front end, as files: what is not a call to the server.
//!
//! | path | answer |
//! |---|---|
//! | `/assets/…` | a file whose name has a hash of its content: kept by browsers for a year; else 404 |
//! | another file of the build | that file, revalidated each time |
//! | `/api/…` that nobody answers | 404, as JSON |
//! | anything else | `index.html`, so that a deep link works on first load |

use std::io;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// Only the page's own scripts and styles run; pictures in articles may come from elsewhere.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data: http: https:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; \
     object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// Serves the folder of the built front end. It is read at each request, so that building it again
/// needs no restart.
///
/// `pages` are those that the server knows more of than their file.
pub fn router<S: Clone + Send + Sync + 'static>(web: &Path, pages: Router<S>) -> Router<S> {
    let index = get(index).with_state(web.join("index.html"));
    let files = ServeDir::new(web).append_index_html_on_directories(false).fallback(index);
    let assets = Router::new()
        .fallback_service(ServeDir::new(web.join("assets")))
        .layer(middleware::map_response(kept_for_a_year));
    Router::new()
        .nest("/assets", assets)
        .merge(pages)
        .fallback_service(files)
        .layer(middleware::from_fn(no_page_below_api))
        .layer(middleware::from_fn(headers))
}

/// The page that every URL without a file of its own shows.
async fn index(State(file): State<PathBuf>) -> Response {
    match tokio::fs::read_to_string(&file).await {
        Ok(page) => Html(page).into_response(),
        Err(error) => not_built(&file, &error),
    }
}

/// In place of every page while the front end's file cannot be read.
pub(crate) fn not_built(file: &Path, error: &io::Error) -> Response {
    tracing::warn!(file = %file.display(), %error, "the front end is not built");
    (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response()
}

const NOT_BUILT: &str = "<!doctype html><title>Conduit</title><h1>The front end is not built yet</h1>\
    <p>Run <code>npm run build</code> in <code>examples/conduit/web</code> and reload this page, or \
    point <code>CONDUIT_WEB</code> to the folder that has its <code>index.html</code>.</p>";

/// A program that asks for what is not there has to hear so, not to get a page. The routes of the server functions are
/// found before this.
async fn no_page_below_api(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path != "/api" && !path.starts_with("/api/") {
        return next.run(request).await;
    }
    let body = r#"{"error":{"code":"not_found","message":"nothing is here"}}"#;
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// A missing file is not kept: the next build may bring it.
async fn kept_for_a_year(mut response: Response) -> Response {
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, FOR_A_YEAR);
    }
    response
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(ASK_EACH_TIME);
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    response
}

#[cfg(test)]
mod tests {
    use std::fs;

    use axum::body::{Body, to_bytes};
    use tower::ServiceExt as _;

    use super::*;

    /// A built front end in a folder of its own, which goes with it.
    struct Built(PathBuf);

    impl Built {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("conduit-site-{name}-{}", std::process::id()));
            fs::create_dir_all(folder.join("assets")).unwrap();
            fs::write(folder.join("index.html"), "<!doctype html><title>Conduit</title>").unwrap();
            fs::write(folder.join("assets/index-1a2b.js"), "export {};").unwrap();
            fs::write(folder.join("favicon.svg"), "<svg/>").unwrap();
            Self(folder)
        }

        async fn get(&self, path: &str) -> (StatusCode, String, String) {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = router(&self.0, Router::new()).oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let cache = headers[header::CACHE_CONTROL].to_str().unwrap().to_owned();
            (status, cache, String::from_utf8(body.to_vec()).unwrap())
        }
    }

    impl Drop for Built {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[tokio::test]
    async fn every_page_is_the_index_and_asked_for_each_time() {
        let built = Built::new("index");
        for path in ["/", "/article/on-sleep", "/?feed=following", "/profile/mira/favorites", "/index.html", "/apiary"]
        {
            let (status, cache, body) = built.get(path).await;
            assert_eq!((status, cache.as_str()), (StatusCode::OK, "no-cache"), "{path}");
            assert!(body.contains("<title>Conduit"), "{path}: {body}");
        }
        assert_eq!(built.get("/favicon.svg").await.2, "<svg/>");
    }

    #[tokio::test]
    async fn hashed_files_are_kept_and_missing_ones_are_missing() {
        let built = Built::new("assets");
        let (status, cache, _) = built.get("/assets/index-1a2b.js").await;
        assert_eq!((status, cache.as_str()), (StatusCode::OK, "public, max-age=31536000, immutable"));
        let (status, cache, _) = built.get("/assets/index-3c4d.js").await;
        assert_eq!((status, cache.as_str()), (StatusCode::NOT_FOUND, "no-cache"));
    }

    #[tokio::test]
    async fn an_unknown_api_path_is_no_page() {
        let built = Built::new("api");
        for path in ["/api", "/api/", "/api/articles", "/api/mizan-2/call/"] {
            let (status, _, body) = built.get(path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert!(body.contains("\"not_found\""), "{path}: {body}");
        }
    }

    #[tokio::test]
    async fn no_path_leaves_the_folder() {
        let built = Built::new("inside");
        for path in ["/../Cargo.toml", "/assets/../../Cargo.toml", "/%2e%2e/Cargo.toml", "/assets/%2e%2e%2f%2e%2e/x"] {
            let (_, _, body) = built.get(path).await;
            assert!(!body.contains("[package]"), "{path}");
        }
    }

    #[tokio::test]
    async fn a_missing_build_says_how_to_build_it() {
        let built = Built::new("missing");
        fs::remove_file(built.0.join("index.html")).unwrap();
        let (status, _, body) = built.get("/").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("npm run build"), "{body}");
    }
}
