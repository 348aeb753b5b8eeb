//! The endpoints below the prefix, matched exactly.
//!
//! Source: `docs/protocol.md` §2.

use crate::name::Name;

/// An endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'a> {
    /// `session/`: the CSRF token (§8).
    Session,
    /// `call/`: one function call (§3).
    Call,
    /// `ctx/<name>/`: one context read (§4).
    Context(&'a str),
    /// `form/<name>/`: a form posted by the browser itself (§3.5).
    Form(&'a str),
}

impl<'a> Route<'a> {
    /// Reads what follows the prefix, with or without its first and its one final slash. The text is the path as it was
    /// sent: nothing is decoded, so an encoded slash or letter names nothing.
    ///
    /// ```
    /// use mizan_core::route::Route;
    ///
    /// assert_eq!(Route::parse("/ctx/user/"), Some(Route::Context("user")));
    /// assert_eq!(Route::parse("/call"), Some(Route::Call));
    /// assert_eq!(Route::parse("/ctx/user%2f/"), None);
    /// ```
    #[must_use]
    pub fn parse(path: &'a str) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        match path {
            "session" => Some(Self::Session),
            "call" => Some(Self::Call),
            _ => {
                let (kind, name) = path.split_once('/').filter(|(_, name)| Name::check(name).is_ok())?;
                match kind {
                    "ctx" => Some(Self::Context(name)),
                    "form" => Some(Self::Form(name)),
                    _ => None,
                }
            }
        }
    }

    /// The methods that it answers, as `Allow` lists them.
    #[must_use]
    pub const fn allow(self) -> &'static str {
        match self {
            Self::Call | Self::Form(_) => "POST, OPTIONS",
            Self::Session | Self::Context(_) => "GET, HEAD, OPTIONS",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn e10_only_exact_paths_are_routes() {
        for path in [
            "",
            "/",
            "//call/",
            "/call//",
            "/Call/",
            "/ctx/",
            "/ctx//",
            "/ctx/user/x.css",
            "/ctx/user;x",
            "/ctx/User",
            "/form/",
            "/form/contact/x",
            "/forms/contact",
        ] {
            assert_eq!(Route::parse(path), None, "{path}");
        }
    }
}
