//! Reads the options and the signature.

use crate::attribute::Errors;
use crate::constraint::{self, Constraints};
use crate::route::Route;
use crate::{context::param_name, doc, duration};
use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, ExprStruct, FnArg, Ident, ItemFn, LitStr, Pat, Path, ReturnType, Token, Type, parenthesized,
};

/// Everything that `#[client]` knows of a function.
pub(crate) struct Declaration {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) deprecated: Option<String>,
    pub(crate) options: Options,
    pub(crate) is_async: bool,
    pub(crate) params: Vec<Param>,
    pub(crate) output: Type,
    pub(crate) generics: syn::Generics,
    pub(crate) signature_span: Span,
}

/// A parameter, in the order of the signature.
pub(crate) enum Param {
    /// Travels, by name.
    Wire { ident: Ident, name: String, ty: Type, constraints: Constraints },
    /// Comes from the request on the server: any axum extractor.
    Extract { ty: Type },
}

/// What stands between the parentheses of `#[client(…)]`.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) name: Option<LitStr>,
    pub(crate) context: Option<ContextOption>,
    pub(crate) affects: Option<Vec<Affected>>,
    pub(crate) auth: Option<Path>,
    /// Calls, and the seconds of their window.
    pub(crate) rate_limit: Option<(u32, u32)>,
    pub(crate) route: Option<Route>,
    pub(crate) internal: Option<Ident>,
}

pub(crate) enum ContextOption {
    Global(Ident),
    Local,
    Named(Path),
}

pub(crate) enum Affected {
    /// `global`
    Global,
    /// `UserContext`, `user_profile`: narrowed by the arguments of the params' names.
    Target(Path),
    /// `UserContext::all()`
    All(Path),
    /// `UserContext { user_id: id }`: narrowed by what it says.
    Given(ExprStruct),
}

pub(crate) fn declaration(options: TokenStream, item: &mut ItemFn, errors: &mut Errors) -> Declaration {
    let options = errors.keep(Options::parse.parse2(options)).unwrap_or_default();
    let params = params(item, errors);
    let signature = &item.sig;
    let name = options.name.as_ref().map_or_else(|| param_name(&signature.ident), LitStr::value);
    Declaration {
        ident: signature.ident.clone(),
        name,
        doc: doc::text(&item.attrs),
        deprecated: deprecated(&item.attrs),
        options,
        is_async: signature.asyncness.is_some(),
        params,
        output: match &signature.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        },
        generics: signature.generics.clone(),
        signature_span: signature.ident.span(),
    }
}

/// Reads the parameters and takes Mizan's own attributes off them, so that rustc sees a plain function.
fn params(item: &mut ItemFn, errors: &mut Errors) -> Vec<Param> {
    let mut params = Vec::new();
    for input in &mut item.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => errors.at(
                receiver,
                "a server function is a free function: take what `self` holds as `#[extract] State(…): State<…>`",
            ),
            FnArg::Typed(typed) => {
                let extract = typed.attrs.iter().any(|attribute| attribute.path().is_ident("extract"));
                typed.attrs.retain(|attribute| !attribute.path().is_ident("extract"));
                let constraints = constraint::of(&typed.attrs, errors);
                typed.attrs.retain(|attribute| !constraint::is_constraint(attribute));
                let ty = (*typed.ty).clone();
                match &*typed.pat {
                    _ if extract => {
                        if let Some(key) = constraints.first() {
                            errors.at(key, "a constraint is for what a client sends, and this comes from the request on the server");
                        }
                        params.push(Param::Extract { ty });
                    }
                    Pat::Ident(pattern) if pattern.subpat.is_none() => {
                        let (ident, name) = (pattern.ident.clone(), param_name(&pattern.ident));
                        params.push(Param::Wire { ident, name, ty, constraints });
                    }
                    pattern => errors.at(
                        pattern,
                        "an argument travels by its name, so it needs one: write `name: Type`; \
                         if this comes from the request on the server, mark it `#[extract]`",
                    ),
                }
            }
        }
    }
    params
}

/// The note of `#[deprecated]`, empty where there is none to show.
fn deprecated(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("deprecated"))?;
    let mut note = String::new();
    // A malformed attribute is rustc's to report.
    let _ = attribute.parse_nested_meta(|meta| {
        let text: LitStr = meta.value()?.parse()?;
        if meta.path.is_ident("note") {
            note = text.value();
        }
        Ok(())
    });
    Some(note)
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Self::default();
        while !input.is_empty() {
            options.one(input)?;
            if input.is_empty() {
                break;
            }
            input.parse::<Token![,]>()?;
        }
        Ok(options)
    }
}

impl Options {
    fn one(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let key: Ident = input.parse()?;
        match key.to_string().as_str() {
            "name" => once(&mut self.name, &key, value(input)?),
            "auth" => once(&mut self.auth, &key, unquoted(input)?),
            "rate_limit" => once(&mut self.rate_limit, &key, duration::rate(&value(input)?)?),
            "route" => once(&mut self.route, &key, Route::read(value(input)?)?),
            "internal" => once(&mut self.internal, &key, key.clone()),
            "context" => once(&mut self.context, &key, unquoted(input)?),
            "affects" => once(&mut self.affects, &key, targets(input)?),
            other => Err(syn::Error::new_spanned(
                &key,
                format!(
                    "unknown option `{other}`: a server function takes name = \"…\", context = UserContext | global | local, \
                     affects(UserContext, user_profile, …), auth = Authenticated, rate_limit = \"10/min\", route = \"/path\", internal"
                ),
            )),
        }
    }
}

/// `(UserContext, user_profile)`, or `= UserContext` for one.
pub(crate) fn targets(input: ParseStream<'_>) -> syn::Result<Vec<Affected>> {
    if input.peek(Token![=]) {
        return Ok(vec![unquoted(input)?]);
    }
    let list;
    parenthesized!(list in input);
    let targets = Punctuated::<Affected, Token![,]>::parse_terminated(&list)?;
    Ok(targets.into_iter().collect())
}

pub(crate) fn value<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// A value that is a path of Rust, which people used to other languages write as text.
pub(crate) fn unquoted<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let message = format!(
            "write `{}` without quotes: it names something of Rust, which the compiler then checks",
            text.value()
        );
        return Err(syn::Error::new_spanned(text, message));
    }
    input.parse()
}

pub(crate) fn once<T>(slot: &mut Option<T>, key: &Ident, value: T) -> syn::Result<()> {
    if slot.replace(value).is_some() {
        return Err(syn::Error::new_spanned(key, format!("`{key}` is given twice")));
    }
    Ok(())
}

impl Parse for ContextOption {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path: Path = input.parse()?;
        Ok(match path.get_ident() {
            Some(ident) if ident == "global" => Self::Global(ident.clone()),
            Some(ident) if ident == "local" => Self::Local,
            _ => Self::Named(path),
        })
    }
}

impl Parse for Affected {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let expression: Expr = input.parse()?;
        Self::of(&expression).ok_or_else(|| {
            syn::Error::new_spanned(
                &expression,
                "a mutation affects a context (`UserContext`), all of it (`UserContext::all()`), those reads that you name \
                 (`UserContext { user_id: id }`), or one query (`user_profile`)",
            )
        })
    }
}

impl Affected {
    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::Path(path) if path.path.is_ident("global") => Some(Self::Global),
            Expr::Path(path) => Some(Self::Target(path.path.clone())),
            Expr::Struct(given) => Some(Self::Given(given.clone())),
            Expr::Call(call) if call.args.is_empty() => match &*call.func {
                Expr::Path(function) => all_of(&function.path).map(Self::All),
                _ => None,
            },
            _ => None,
        }
    }
}

/// `UserContext` of `UserContext::all`.
fn all_of(function: &Path) -> Option<Path> {
    let (last, of) =
        function.segments.iter().collect::<Vec<_>>().split_last().map(|(last, of)| (*last, of.to_vec()))?;
    let is_all = last.ident == "all" && !of.is_empty();
    is_all.then(|| Path { leading_colon: function.leading_colon, segments: of.into_iter().cloned().collect() })
}
