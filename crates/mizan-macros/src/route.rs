//! `route = "POST /sign-out"`: the path of a view function's own.

use proc_macro2::Ident;
use quote::format_ident;
use syn::LitStr;

/// The path that a function answers beside calls.
pub(crate) struct Route {
    pub(crate) literal: LitStr,
    /// `None` where a function's being a mutation or not says it.
    pub(crate) method: Option<Method>,
    pub(crate) path: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
}

impl Route {
    /// Reads the text. What a path may be made of is the registry's to say, for every language alike.
    pub(crate) fn read(literal: LitStr) -> syn::Result<Self> {
        let text = literal.value();
        let (method, path) = match text.split_once(' ') {
            None => (None, text.as_str()),
            Some(("GET", path)) => (Some(Method::Get), path),
            Some(("POST", path)) => (Some(Method::Post), path),
            Some((other, _)) => {
                return Err(syn::Error::new_spanned(
                    &literal,
                    format!(
                        "`{other}` is no method of a path: there are GET, whose arguments are in the URL, and POST, a form"
                    ),
                ));
            }
        };
        if path.starts_with('/') {
            let path = path.to_owned();
            return Ok(Self { literal, method, path });
        }
        Err(syn::Error::new_spanned(
            &literal,
            "write a path below where Mizan is mounted, such as \"/export\", with a method before it where it is not the usual one: \"POST /import\"",
        ))
    }

    /// The variant of `ViewMethod`: a mutation is posted, anything else is got, unless it says.
    pub(crate) fn method(&self, is_mutation: bool) -> Ident {
        match self.method {
            Some(Method::Post) => format_ident!("Post"),
            None if is_mutation => format_ident!("Post"),
            Some(Method::Get) | None => format_ident!("Get"),
        }
    }
}
