//! Pictures that users upload: files under random names, served as pictures and as nothing else.
//!
//! # Invariants
//!
//! 1. Nothing that a client says is part of a path: a name on disk is 128 random bits, and a name in a URL is looked up
//!    only if it has that form.
//! 2. What is served has the type that its first bytes told, `nosniff`, and a policy under which no script would run.

use std::path::PathBuf;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use mizan::File;
use tower_sessions::session::Id;

/// Media types of pictures that every browser shows and none runs, with what their files end in.
const TYPES: [(&str, &str); 4] =
    [("image/png", "png"), ("image/jpeg", "jpg"), ("image/webp", "webp"), ("image/gif", "gif")];

/// Before each name in a URL.
const PREFIX: &str = "/pictures/";

/// A name is never given to another picture.
const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// The folder that they are kept in.
#[derive(Clone, Debug)]
pub struct Pictures {
    folder: PathBuf,
}

impl Pictures {
    /// Keeps them in that folder, which is made with the first of them.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a file and returns its URL's path.
    ///
    /// # Errors
    ///
    /// It is no picture by its first bytes, or the folder cannot be written.
    pub async fn keep(&self, file: &File) -> mizan::Result<String> {
        let sniffed = TYPES.iter().find(|(media, _)| file.sniffed_type() == Some(media));
        let (_, ending) = sniffed.ok_or_else(|| mizan::Error::validation("upload", "file_type", "is no picture"))?;
        tokio::fs::create_dir_all(&self.folder).await?;
        let name = format!("{:032x}.{ending}", Id::default().0.cast_unsigned());
        file.persist(self.folder.join(&name)).await?;
        Ok(format!("{PREFIX}{name}"))
    }

    /// Deletes the picture of a path that [`keep`](Self::keep) returned; that of another path is nothing of this.
    pub async fn forget(&self, path: &str) {
        let Some((name, _)) = path.strip_prefix(PREFIX).and_then(known) else { return };
        if let Err(error) = tokio::fs::remove_file(self.folder.join(name)).await {
            tracing::warn!(name, %error, "could not delete a picture");
        }
    }

    /// Serves them below `/pictures/`.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new().route("/pictures/{name}", get(show)).with_state(self.clone())
    }
}

async fn show(State(pictures): State<Pictures>, Path(name): Path<String>) -> Response {
    let Some((name, media)) = known(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(bytes) = tokio::fs::read(pictures.folder.join(name)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CACHE_CONTROL, FOR_A_YEAR),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    (headers, bytes).into_response()
}

/// A name of the form that is given here, with its media type.
fn known(name: &str) -> Option<(&str, &'static str)> {
    let (stem, ending) = name.split_once('.')?;
    let digits = stem.len() == 32 && stem.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let (media, _) = TYPES.iter().find(|(_, known)| *known == ending)?;
    digits.then_some((name, *media))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_of_ours_is_looked_up() {
        let stem = "0123456789abcdef0123456789abcdef";
        assert_eq!(known(&format!("{stem}.png")).map(|(_, media)| media), Some("image/png"));
        let others = ["", ".png", "../../etc/passwd", "a.png", "%2e%2e.png", "0123456789abcdef0123456789abcdeF.png"];
        for name in others.map(str::to_owned).into_iter().chain([
            format!("{stem}.svg"),
            format!("{stem}.png.html"),
            format!("{stem}/x.png"),
            stem.to_owned(),
        ]) {
            assert_eq!(known(&name), None, "{name}");
        }
    }
}
