//! What a signature must be to become a server function; every error at once, each at its place.

use super::parse::{Affected, ContextOption, Declaration, Options, Param};
use crate::attribute::Errors;
use crate::name;
use crate::route::{Method, Route};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Ident, Type};

pub(crate) fn declaration(declaration: &Declaration, errors: &mut Errors) {
    match &declaration.options.name {
        Some(given) => errors.keep(name::check("a server function", &declaration.name, given)),
        None => errors.keep(name::check("a server function", &declaration.name, &declaration.ident)),
    };
    generics(declaration, errors);
    for param in &declaration.params {
        self::param(param, errors);
    }
    if let Type::ImplTrait(output) = &declaration.output {
        errors.at(
            output,
            "a server function names what it returns: a type with `#[derive(Type)]`, or `axum::response::Response`, which \
             `.into_response()` makes of anything that is one",
        );
    }
    role(declaration, errors);
    let arguments: Vec<&Ident> = declaration.params.iter().filter_map(Param::wire_ident).collect();
    let of = format!("argument of `{}` that a client sends", declaration.ident);
    given(declaration.options.affects.as_deref(), &arguments, &of, errors);
}

fn generics(declaration: &Declaration, errors: &mut Errors) {
    if !declaration.generics.params.is_empty() {
        errors.at(
            &declaration.generics,
            "a server function has no generics: the client is generated for one signature; write it for the type you serve",
        );
    }
}

fn param(param: &Param, errors: &mut Errors) {
    let Param::Wire { ident, name, ty, .. } = param else { return };
    errors.keep(name::check("an argument", name, ident));
    if let Type::ImplTrait(_) = ty {
        errors.at(ty, "an argument has one concrete type, which the client is generated from");
    }
    if borrows(ty.to_token_stream()) {
        errors.at(
            ty,
            "an argument owns its data, because it outlives the request's bytes: use `String` instead of `&str`, `Vec<T>` instead of \
             `&[T]`; if this comes from the request on the server, mark it `#[extract]`",
        );
    }
}

/// The names that an item is made of, each of which is to be one of `members`: an argument, or the field of a form.
pub(crate) fn given(affects: Option<&[Affected]>, members: &[&Ident], of: &str, errors: &mut Errors) {
    let given = affects.into_iter().flatten().filter_map(|target| match target {
        Affected::Given(given) => Some(given),
        _ => None,
    });
    for value in given.flat_map(|given| &given.fields).map(|field| &field.expr) {
        let Expr::Path(path) = value else { continue };
        let Some(ident) = path.path.get_ident() else { continue };
        // Constants and types are the application's, and the compiler's to find.
        let is_local = ident.to_string().starts_with(|c: char| c.is_ascii_lowercase());
        if is_local && !members.contains(&ident) {
            let known: Vec<String> = members.iter().map(|member| format!("`{member}`")).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            errors.at(ident, format!("`{ident}` is no {of}: there are {known}"));
        }
    }
}

/// Whether a reference stands anywhere in a type.
fn borrows(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '&',
        TokenTree::Group(group) => borrows(group.stream()),
        _ => false,
    })
}

/// A function reads or writes, never both: a context may be read from a cache, where a write would not happen.
fn role(declaration: &Declaration, errors: &mut Errors) {
    let options = &declaration.options;
    if options.context.is_some() && options.affects.is_some() {
        errors.at(
            &declaration.ident,
            "a function is a query (`context = …`) or a mutation (`affects(…)`), not both: split it, or drop one of the two",
        );
    }
    if let Some(route) = &options.route {
        self::route(route, options, errors);
    }
    if let Some(ContextOption::Global(keyword)) = &options.context
        && let Some(ident) = declaration.params.iter().find_map(Param::wire_ident)
    {
        errors.at(
            ident,
            format!("a query of the `{keyword}` context has no arguments, since it is read once for every page: use `context = local`"),
        );
    }
}

/// A path of its own is for what is neither part of a context nor changes something by a link.
fn route(route: &Route, options: &Options, errors: &mut Errors) {
    if options.context.is_some() {
        errors.at(
            &route.literal,
            "a query is read at its context's path, with the others of it: drop `context`, or `route`",
        );
    }
    if options.affects.is_some() && route.method == Some(Method::Get) {
        errors.at(
            &route.literal,
            "a mutation never runs on GET, which any link and any prefetch sends: answer POST, as a mutation does where no method stands here",
        );
    }
}

impl Param {
    fn wire_ident(&self) -> Option<&syn::Ident> {
        match self {
            Self::Wire { ident, .. } => Some(ident),
            Self::Extract { .. } => None,
        }
    }
}
