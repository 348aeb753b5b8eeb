//! `#[derive(Context)]`: the params that identify a group of reads, and how it may be shared.

use crate::attribute::Errors;
use crate::constraint::{self, Constraints};
use crate::{doc, duration, name};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Expr, Fields, LitStr, Token, bracketed, punctuated::Punctuated};

/// What the attribute and the fields say.
struct Declaration {
    name: String,
    public: bool,
    owner_self: bool,
    max_age_s: Option<u64>,
    stale_while_revalidate_s: Option<u64>,
    scope: Option<Vec<String>>,
    vary: Vec<String>,
    params: Vec<Param>,
}

/// A field.
struct Param {
    ident: syn::Ident,
    name: String,
    doc: String,
    ty: syn::Type,
    /// What it is where a request leaves it out.
    default: Option<Expr>,
    constraints: Constraints,
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let declaration = parse(input, &mut errors);
    check(&declaration, input, &mut errors);
    match errors.finish(()) {
        Ok(()) => emit(&declaration, input),
        Err(errors) => {
            let errors = errors.into_compile_error();
            let unfit = unfit(input);
            quote! { #unfit #errors }
        }
    }
}

/// A `Context` for a type whose declaration is wrong, so that naming it elsewhere adds no error to the one that counts.
fn unfit(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, clause) = input.generics.split_for_impl();
    quote! {
        impl #generics ::mizan::Context for #ident #arguments #clause {
            const NAME: &'static str = "";
            fn params(&self) -> ::std::vec::Vec<(&'static str, ::mizan::__private::Value<'static>)> {
                ::std::unreachable!()
            }
            fn declare(_: &mut ::mizan::__private::Types) -> ::mizan::__private::ContextDeclaration {
                ::std::unreachable!()
            }
        }
        impl #generics ::mizan::Target for #ident #arguments #clause {
            fn target() -> ::mizan::__private::AffectedTarget {
                ::std::unreachable!()
            }
        }
    }
}

fn parse(input: &DeriveInput, errors: &mut Errors) -> Declaration {
    let mut declaration = Declaration {
        name: name::of_type(&input.ident.to_string(), "Context"),
        public: false,
        owner_self: false,
        max_age_s: None,
        stale_while_revalidate_s: None,
        scope: None,
        vary: Vec::new(),
        params: params(input, errors),
    };
    for attribute in input.attrs.iter().filter(|attribute| constraint::is_constraint(attribute)) {
        errors.at(
            attribute,
            "a constraint stands on a param, as in `struct PageContext { #[mizan(min = 1)] page: u32 }`",
        );
    }
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("context")) {
        let read = attribute.parse_nested_meta(|meta| declaration.option(&meta));
        errors.keep(read);
    }
    declaration
}

impl Declaration {
    fn option(&mut self, meta: &syn::meta::ParseNestedMeta<'_>) -> syn::Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match key.as_str() {
            "public" => self.public = true,
            "name" => {
                let given: LitStr = meta.value()?.parse()?;
                name::check("a context", &given.value(), &given)?;
                self.name = given.value();
            }
            "owner" => {
                let given: LitStr = meta.value()?.parse()?;
                if given.value() != "self" {
                    return Err(syn::Error::new_spanned(
                        given,
                        "the owner of a context is \"self\": its own user, or nobody",
                    ));
                }
                self.owner_self = true;
            }
            "max_age" => self.max_age_s = Some(duration::seconds(&meta.value()?.parse()?)?),
            "stale_while_revalidate" => {
                self.stale_while_revalidate_s = Some(duration::seconds(&meta.value()?.parse()?)?)
            }
            "scope" => self.scope = Some(names(meta.value()?)?),
            "vary" => self.vary = headers(meta.value()?)?,
            _ => {
                return Err(meta.error(
                    "unknown option of a context: there are name = \"…\", public, owner = \"self\", max_age = \"5m\", \
                     stale_while_revalidate = \"1m\", scope = [param, …], vary = [\"accept-language\", …]",
                ));
            }
        }
        Ok(())
    }
}

fn names(input: syn::parse::ParseStream<'_>) -> syn::Result<Vec<String>> {
    let list;
    bracketed!(list in input);
    let names = Punctuated::<syn::Ident, Token![,]>::parse_terminated(&list)?;
    Ok(names.iter().map(ToString::to_string).collect())
}

/// Names of request headers, in lower case as `Vary` compares them.
fn headers(input: syn::parse::ParseStream<'_>) -> syn::Result<Vec<String>> {
    let list;
    bracketed!(list in input);
    let names = Punctuated::<LitStr, Token![,]>::parse_terminated(&list)?;
    let is_token = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    names
        .iter()
        .map(|name| match name.value() {
            text if !text.is_empty() && text.chars().all(is_token) => Ok(text),
            text => Err(syn::Error::new_spanned(
                name,
                format!("`{text}` is no header: write its name in lower case, as in \"accept-language\""),
            )),
        })
        .collect()
}

fn params(input: &DeriveInput, errors: &mut Errors) -> Vec<Param> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return fields.named.iter().filter_map(|field| param(field, errors)).collect(),
            Fields::Unit => {}
            Fields::Unnamed(fields) => {
                errors.at(fields, "the params of a context have names: write `{ user_id: u32 }`")
            }
        },
        _ => errors.at(
            &input.ident,
            "a context is a struct whose fields are its params, as in `struct UserContext { user_id: u32 }`",
        ),
    }
    Vec::new()
}

fn param(field: &syn::Field, errors: &mut Errors) -> Option<Param> {
    let ident = field.ident.clone()?;
    let mut default = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("context")) {
        let read = attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("default") {
                return Err(meta.error("unknown option of a param: there is default = …"));
            }
            default = Some(meta.value()?.parse()?);
            Ok(())
        });
        errors.keep(read);
    }
    let constraints = constraint::of(&field.attrs, errors);
    let (name, doc) = (param_name(&ident), doc::text(&field.attrs));
    Some(Param { name, doc, ty: field.ty.clone(), ident, default, constraints })
}

fn check(declaration: &Declaration, input: &DeriveInput, errors: &mut Errors) {
    errors.keep(name::check("a context", &declaration.name, &input.ident));
    if !input.generics.params.is_empty() {
        errors.at(&input.generics, "a context has no generics: its params are what the URL names");
    }
    if declaration.public && declaration.owner_self {
        errors.at(&input.ident, "a context with an owner is private: remove `public` or `owner`");
    }
    for param in &declaration.params {
        errors.keep(name::check("a param", &param.name, &param.ident));
    }
    let known: Vec<String> = declaration.params.iter().map(|param| param.name.clone()).collect();
    for name in declaration.scope.iter().flatten().filter(|name| !known.contains(name)) {
        errors.at(
            &input.ident,
            format!("`scope` names `{name}`, which is no param of this context: it has {}", list(&known)),
        );
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

pub(crate) fn param_name(ident: &syn::Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

fn emit(declaration: &Declaration, input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let Declaration { name, public, owner_self, .. } = declaration;
    let doc = doc::text(&input.attrs);
    let max_age = option(declaration.max_age_s);
    let stale = option(declaration.stale_while_revalidate_s);
    let scope = match &declaration.scope {
        Some(names) => quote! { Some(vec![#(#names.to_owned()),*]) },
        None => quote! { None },
    };
    let params = declaration.params.iter().map(Param::declared);
    let check = check_params(&declaration.params);
    let values = declaration.params.iter().map(|Param { name, ident, ty, .. }| {
        quote_spanned! { ty.span() => (#name, ::mizan::__private::Part::<#ty>::new().param_value(#ident)) }
    });
    let vary = &declaration.vary;
    let fields: Vec<&syn::Ident> = declaration.params.iter().map(|param| &param.ident).collect();
    quote! {
        // Requests name the params; the struct itself may never be built, which is no mistake of its author.
        const _: () = {
            #[allow(dead_code)]
            fn is_used(context: #ident) -> #ident {
                let #ident { #(#fields),* } = context;
                #ident { #(#fields),* }
            }
        };
        impl ::mizan::Context for #ident {
            const NAME: &'static str = #name;
            fn params(&self) -> ::std::vec::Vec<(&'static str, ::mizan::__private::Value<'static>)> {
                let Self { #(#fields),* } = self;
                #[allow(unused_imports)]
                use ::mizan::__private::NoType as _;
                ::std::vec![#(#values),*]
            }
            fn declare(types: &mut ::mizan::__private::Types) -> ::mizan::__private::ContextDeclaration {
                ::mizan::__private::ContextDeclaration {
                    name: #name.to_owned(),
                    doc: #doc.to_owned(),
                    place: ::mizan::__private::place!(),
                    params: vec![#(#params),*],
                    public: #public,
                    local: false,
                    owner_self: #owner_self,
                    max_age_s: #max_age,
                    stale_while_revalidate_s: #stale,
                    scope: #scope,
                    vary: ::std::vec![#(#vary.to_owned()),*],
                }
            }
            #check
        }
        impl ::mizan::Target for #ident {
            fn target() -> ::mizan::__private::AffectedTarget {
                ::mizan::__private::AffectedTarget::Context(#name.to_owned())
            }
        }
    }
}

impl Param {
    /// Its declaration, said at its type, so that what the type lacks is told there.
    fn declared(&self) -> TokenStream {
        let Param { name, doc, ty, default, constraints, .. } = self;
        let param = match default {
            None => quote_spanned! { ty.span() => types.param::<#ty>(#name, #doc) },
            Some(default) => {
                quote_spanned! { ty.span() => types.param_with_default::<#ty>(#name, #doc, &{ #default }) }
            }
        };
        constraints.declared(param)
    }

    /// The check of its constraints in a query's arguments. A value of another type is the query's own to refuse.
    fn check(&self) -> TokenStream {
        let Param { name, ty, constraints, .. } = self;
        let checks = constraints.checks(quote! { &value });
        quote! {
            let value = arguments.get(#name).and_then(|value| ::mizan::__private::arguments::<#ty>(value).ok());
            if let ::std::option::Option::Some(value) = value {
                found.member(#name, |found| { #checks });
            }
        }
    }
}

/// `Context::check`, where a param has constraints.
fn check_params(params: &[Param]) -> TokenStream {
    let checks: Vec<TokenStream> =
        params.iter().filter(|param| !param.constraints.is_empty()).map(Param::check).collect();
    if checks.is_empty() {
        return TokenStream::new();
    }
    quote! {
        fn check(arguments: &::mizan::__private::Value<'_>, found: &mut ::mizan::Violations) {
            #(#checks)*
        }
    }
}

fn option(seconds: Option<u64>) -> TokenStream {
    seconds.map_or_else(|| quote! { None }, |s| quote! { Some(#s) })
}
