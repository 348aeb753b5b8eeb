//! The endpoints below the prefix, matched exactly.
//!
//! Source: `docs/protocol.md` §2.

use crate::declaration::ViewMethod;
use crate::error::Code;
use crate::name::Name;
use crate::refusal::{self, Refused};
use crate::registry::Registry;

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

/// Where a request goes, in an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `GET session/`.
    Session,
    /// `POST call/`.
    Call,
    /// `GET ctx/<name>/`: the index of the context.
    Context(usize),
    /// `POST form/<name>/`: the index of the form's function `submit`.
    Form(usize),
    /// The path of a view: the index of its function.
    View(usize, ViewMethod),
    /// `OPTIONS`, with the methods that are allowed.
    Options(&'static str),
}

/// Why a request goes nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Astray {
    /// There is nothing there: no such `endpoint`, `context` or `form`.
    Nothing(&'static str),
    /// It answers other methods, which `Allow` lists.
    Method(&'static str),
    /// The address of the form with that index was opened, which is only posted to.
    Unopened(usize),
}

impl Astray {
    /// As the client is told.
    #[must_use]
    pub fn body(self) -> Refused {
        match self {
            Self::Nothing(what) => refusal::no_such(what),
            Self::Method(_) | Self::Unopened(_) => refusal::of(Code::MethodNotAllowed),
        }
    }

    /// The methods that are answered there, as `Allow` lists them.
    #[must_use]
    pub const fn allow(self) -> Option<&'static str> {
        match self {
            Self::Nothing(_) => None,
            Self::Method(methods) => Some(methods),
            Self::Unopened(_) => Some(Route::Form("").allow()),
        }
    }
}

impl Way {
    /// Where a request for `path`, read as by [`Route::parse`], goes.
    ///
    /// # Errors
    /// Where there is nothing, or it answers other methods.
    pub fn find(registry: &Registry, method: &str, path: &str) -> Result<Self, Astray> {
        let Some(route) = Route::parse(path) else { return Self::visit(registry, method, path) };
        let way = match route {
            Route::Session => Self::Session,
            Route::Call => Self::Call,
            Route::Context(name) => Self::Context(registry.context(name).ok_or(Astray::Nothing("context"))?.0),
            Route::Form(name) => Self::Form(registry.form(name).ok_or(Astray::Nothing("form"))?.1),
        };
        match (way, method) {
            (_, "OPTIONS") => Ok(Self::Options(route.allow())),
            (Self::Call | Self::Form(_), "POST") | (Self::Session | Self::Context(_), "GET" | "HEAD") => Ok(way),
            (Self::Form(submit), "GET" | "HEAD") => {
                Err(registry.functions()[submit].form.map_or(Astray::Method(route.allow()), Astray::Unopened))
            }
            _ => Err(Astray::Method(route.allow())),
        }
    }

    fn visit(registry: &Registry, method: &str, path: &str) -> Result<Self, Astray> {
        let views = registry.view(path).ok_or(Astray::Nothing("endpoint"))?;
        match (method, views.answering(method)) {
            ("OPTIONS", _) => Ok(Self::Options(views.allow())),
            (_, Some((method, view))) => Ok(Self::View(view.function, method)),
            _ => Err(Astray::Method(views.allow())),
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
