//! Writes the companion type and its `ServerFunction`.

use super::parse::{Affected, ContextOption, Declaration, Options, Param};
use crate::constraint::Constraints;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, ItemFn, Type};

/// The type of the function's name; none for a method, where a struct cannot stand.
pub(crate) fn marker(item: &ItemFn) -> TokenStream {
    if item.sig.receiver().is_some() {
        return TokenStream::new();
    }
    let (vis, ident) = (&item.vis, &item.sig.ident);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis struct #ident {}
    }
}

/// A `ServerFunction` for a function whose declaration is wrong: it never runs, since what it is part of never compiles.
pub(crate) fn unfit(item: &ItemFn) -> TokenStream {
    if item.sig.receiver().is_some() {
        return TokenStream::new();
    }
    let ident = &item.sig.ident;
    quote! {
        impl<S: 'static> ::mizan::ServerFunction<S> for #ident {
            fn declare(_: &mut ::mizan::__private::Types) -> ::mizan::__private::FunctionDeclaration {
                ::std::unreachable!()
            }
            fn prepare(
                _: &::mizan::__private::Value<'_>,
            ) -> ::std::result::Result<::mizan::__private::Prepared<S>, ::mizan::__private::DecodeError> {
                ::std::unreachable!()
            }
            fn guard() -> ::std::option::Option<::mizan::__private::PrepareGuard<S>> {
                ::std::unreachable!()
            }
        }
        impl ::mizan::Target for #ident {
            fn target() -> ::mizan::__private::AffectedTarget {
                ::std::unreachable!()
            }
        }
    }
}

pub(crate) fn companion(declaration: &Declaration, item: &ItemFn) -> TokenStream {
    let marker = marker(item);
    let arguments = arguments(declaration, true);
    let declare = declare(declaration);
    let prepare = prepare(declaration);
    let target = target(declaration);
    let ident = &declaration.ident;
    let reads = reads(declaration);
    let mut bounds = bounds(declaration);
    bounds.extend(travelling(declaration));
    bounds.extend(
        declaration.options.auth.as_ref().map(|path| quote_spanned! { path.span() => #path: ::mizan::Guard<S> }),
    );
    quote! {
        #marker
        const _: () = {
            #arguments
            #reads
            #[allow(trivial_bounds)]
            impl<S> ::mizan::ServerFunction<S> for #ident
            where
                S: ::std::clone::Clone + ::std::marker::Send + ::std::marker::Sync + 'static,
                #(#bounds,)*
            {
                #declare
                #prepare
            }
            #target
        };
    }
}

/// Refuses what no read can be asked with.
fn reads(declaration: &Declaration) -> TokenStream {
    if declaration.options.context.is_none() {
        return TokenStream::new();
    }
    let wire = declaration.params.iter().filter_map(Param::wire);
    let reads =
        wire.map(|(_, _, ty)| quote_spanned! { ty.span() => ::mizan::__private::Part::<#ty>::new().of_read(); });
    quote! {
        #[allow(dead_code)]
        fn reads() {
            #[allow(unused_imports)]
            use ::mizan::__private::NoType as _;
            #(#reads)*
        }
    }
}

/// What arguments and result have to be; as bounds, what one of them lacks is told once, at the type.
fn travelling(declaration: &Declaration) -> Vec<TokenStream> {
    let wire = declaration.params.iter().filter_map(Param::wire);
    let mut bounds: Vec<TokenStream> =
        wire.map(|(_, _, ty)| quote_spanned! { ty.span() => #ty: ::mizan::Type }).collect();
    let output = &declaration.output;
    let returns = match &declaration.options {
        Options { context: Some(_), .. } => "ReturnsValue",
        Options { route: Some(_), .. } => "ReturnsView",
        _ => "Return",
    };
    let returns = Ident::new(returns, output.span());
    bounds.push(quote_spanned! { output.span() => #output: ::mizan::__private::#returns });
    bounds
}

/// What the state has to be for the extractors.
pub(crate) fn bounds(declaration: &Declaration) -> Vec<TokenStream> {
    let extractors = declaration.params.iter().filter_map(Param::extractor);
    extractors.map(|ty| quote_spanned! { ty.span() => #ty: ::mizan::__private::FromRequestParts<S> }).collect()
}

impl Param {
    fn extractor(&self) -> Option<&Type> {
        match self {
            Self::Extract { ty } => Some(ty),
            Self::Wire { .. } => None,
        }
    }

    fn wire(&self) -> Option<(&Ident, &str, &Type)> {
        match self {
            Self::Wire { ident, name, ty, .. } => Some((ident, name, ty)),
            Self::Extract { .. } => None,
        }
    }
}

/// The struct that the arguments are read into. A guard reads those it names and leaves the others to the function.
pub(crate) fn arguments(declaration: &Declaration, strict: bool) -> TokenStream {
    let wire: Vec<_> = declaration.params.iter().filter_map(Param::wire).collect();
    let fields = wire.iter().map(|(ident, name, ty)| quote! { #[serde(rename = #name)] #ident: #ty });
    let unknown = if strict {
        quote! { , deny_unknown_fields }
    } else {
        quote! {}
    };
    quote! {
        #[derive(::mizan::__private::serde::Deserialize)]
        #[serde(crate = "::mizan::__private::serde" #unknown)]
        struct Arguments { #(#fields),* }
    }
}

fn declare(declaration: &Declaration) -> TokenStream {
    let Declaration { name, doc, output, options, .. } = declaration;
    let arguments = argument_declarations(declaration);
    let context = match &options.context {
        None => quote! { ::mizan::__private::Membership::None },
        Some(ContextOption::Global(_)) => quote! { ::mizan::__private::Membership::Global },
        Some(ContextOption::Local) => quote! { ::mizan::__private::Membership::Local },
        Some(ContextOption::Named(path)) => {
            quote! { ::mizan::__private::Membership::Named(<#path as ::mizan::Context>::declare(types)) }
        }
    };
    let affects = match &options.affects {
        None => quote! { None },
        Some(targets) => {
            let targets = targets.iter().map(affected);
            quote! { Some(vec![#(#targets),*]) }
        }
    };
    let guard = match &options.auth {
        None => quote! { None },
        Some(path) => quote_spanned! { path.span() => Some(<#path as ::mizan::Guard<S>>::declare(types)) },
    };
    let rate_limit = match options.rate_limit {
        None => quote! { None },
        Some((calls, window_s)) => {
            quote! { Some(::mizan::__private::RateLimit { calls: #calls, window_s: #window_s }) }
        }
    };
    let route = match &options.route {
        None => quote! { None },
        Some(route) => {
            let (method, path) = (route.method(options.affects.is_some()), &route.path);
            quote! {
                Some(::mizan::__private::ViewRoute {
                    method: ::mizan::__private::ViewMethod::#method,
                    path: #path.to_owned(),
                })
            }
        }
    };
    let internal = options.internal.is_some();
    let returned = quote_spanned! { output.span() => types.returned::<#output>() };
    let view = quote_spanned! { output.span() => ::mizan::__private::view::<#output> };
    let deprecated = match &declaration.deprecated {
        None => quote! { None },
        Some(note) => quote! { Some(#note.to_owned()) },
    };
    quote! {
        fn declare(types: &mut ::mizan::__private::Types) -> ::mizan::__private::FunctionDeclaration {
            let (result, errors) = #returned;
            ::mizan::__private::FunctionDeclaration {
                name: #name.to_owned(),
                doc: #doc.to_owned(),
                deprecated: #deprecated,
                place: ::mizan::__private::place!(),
                args: vec![#(#arguments),*],
                result,
                errors,
                context: #context,
                affects: #affects,
                guard: #guard,
                rate_limit: #rate_limit,
                view: #view(#route),
                internal: #internal,
            }
        }
    }
}

/// The declaration of each argument, said at its type, so that what the type lacks is told there.
pub(crate) fn argument_declarations(declaration: &Declaration) -> Vec<TokenStream> {
    let wire = declaration.params.iter().filter_map(|param| match param {
        Param::Wire { name, ty, constraints, .. } => Some((name, ty, constraints)),
        Param::Extract { .. } => None,
    });
    let argument = |(name, ty, constraints): (&String, &Type, &Constraints)| {
        constraints.declared(quote_spanned! { ty.span() => types.argument::<#ty>(#name) })
    };
    wire.map(argument).collect()
}

/// The checks of the arguments, all of which are made before any is told. `values` are the arguments as they arrived.
pub(crate) fn checks(declaration: &Declaration) -> TokenStream {
    let checks = declaration.params.iter().filter_map(|param| match param {
        Param::Wire { ident, name, ty, constraints } => {
            let inside = quote_spanned! { ty.span() => <#ty as ::mizan::Type>::check(&arguments.#ident, found); };
            let own = constraints.checks(quote! { &arguments.#ident });
            Some(quote! { found.member(#name, |found| { #inside #own }); })
        }
        Param::Extract { .. } => None,
    });
    let mut checks: Vec<TokenStream> = checks.collect();
    if let Some(ContextOption::Named(path)) = &declaration.options.context
        && !checks.is_empty()
    {
        checks.push(quote_spanned! { path.span() => <#path as ::mizan::Context>::check(values, &mut found); });
    }
    if checks.is_empty() {
        return TokenStream::new();
    }
    quote! {
        let mut found = ::mizan::Violations::default();
        #(#checks)*
        found.into_result()?;
    }
}

pub(crate) fn affected(affected: &Affected) -> TokenStream {
    let (target, mode) = match affected {
        Affected::Global => {
            (quote! { ::mizan::__private::AffectedTarget::Context("global".to_owned()) }, quote! { Match })
        }
        Affected::Target(path) => (target_of(path), quote! { Match }),
        Affected::All(path) => (target_of(path), quote! { All }),
        Affected::Given(given) => (target_of(&given.path), quote! { Given }),
    };
    quote! { ::mizan::__private::AffectDeclaration { target: #target, mode: ::mizan::__private::Mode::#mode } }
}

fn target_of(path: &syn::Path) -> TokenStream {
    quote_spanned! { path.span() => <#path as ::mizan::Target>::target() }
}

/// The items that the call says itself: each is built from clones of the arguments that it names, before they move.
fn given(declaration: &Declaration) -> Vec<TokenStream> {
    let targets = declaration.options.affects.iter().flatten();
    let given = targets.filter_map(|target| match target {
        Affected::Given(given) => Some(given_item(given, declaration)),
        _ => None,
    });
    given.collect()
}

fn given_item(given: &syn::ExprStruct, declaration: &Declaration) -> TokenStream {
    let wire = declaration.params.iter().filter_map(Param::wire).map(|(ident, ..)| ident);
    given_of(given, wire, &quote! { arguments })
}

/// One item, from clones of those members of `of` that it names.
pub(crate) fn given_of<'i>(
    given: &syn::ExprStruct,
    members: impl Iterator<Item = &'i Ident>,
    of: &TokenStream,
) -> TokenStream {
    let named = idents(given.to_token_stream());
    let clones = members
        .filter(|ident| named.contains(ident))
        .map(|ident| quote! { let #ident = ::std::clone::Clone::clone(&#of.#ident); });
    quote! {
        {
            #[allow(unused_variables)]
            let given = { #(#clones)* #given };
            ::mizan::Affected::from(given)
        }
    }
}

fn idents(tokens: TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => found.push(ident),
            TokenTree::Group(group) => found.extend(idents(group.stream())),
            _ => {}
        }
    }
    found
}

fn prepare(declaration: &Declaration) -> TokenStream {
    let given = given(declaration);
    let checks = checks(declaration);
    let Running { unpack, extracts, run, call } = running(declaration);
    let guard = match &declaration.options.auth {
        None => quote! { None },
        Some(path) => quote_spanned! { path.span() => <#path as ::mizan::Guard<S>>::prepare() },
    };
    quote_spanned! { declaration.signature_span =>
        fn prepare(
            values: &::mizan::__private::Value<'_>,
        ) -> ::std::result::Result<::mizan::__private::Prepared<S>, ::mizan::__private::DecodeError> {
            let arguments: Arguments = ::mizan::__private::arguments(values)?;
            #checks
            let given = ::std::vec![#(#given),*];
            ::std::result::Result::Ok(::mizan::__private::Prepared::new(move |#call: ::mizan::__private::Call<S>| async move {
                #unpack
                #(#extracts)*
                ::mizan::__private::Return::reply(#run, call.out)
            }).given(given))
        }
        fn guard() -> ::std::option::Option<::mizan::__private::PrepareGuard<S>> {
            #guard
        }
    }
}

/// The code that runs a function whose arguments are in `arguments` and whose request is in `call`.
pub(crate) struct Running {
    pub(crate) unpack: TokenStream,
    pub(crate) extracts: Vec<TokenStream>,
    pub(crate) run: TokenStream,
    /// How the closure names its request.
    pub(crate) call: TokenStream,
}

pub(crate) fn running(declaration: &Declaration) -> Running {
    let ident = &declaration.ident;
    let mut extracts = Vec::new();
    let mut values = Vec::new();
    for (index, param) in declaration.params.iter().enumerate() {
        match param {
            Param::Wire { ident, .. } => values.push(quote! { arguments.#ident }),
            Param::Extract { ty } => {
                let slot = format_ident!("extracted_{index}");
                extracts.push(quote! {
                    let #slot: #ty = ::mizan::__private::extract::<#ty, S>(&mut call).await?;
                });
                values.push(quote! { #slot });
            }
        }
    }
    let run = quote! { #ident(#(#values),*) };
    Running {
        // Nothing else would name the struct of a function without arguments.
        unpack: if values.len() == extracts.len() {
            quote! { let Arguments {} = arguments; }
        } else {
            quote! {}
        },
        run: if declaration.is_async {
            quote! { #run.await }
        } else {
            run
        },
        call: if extracts.is_empty() {
            quote! { call }
        } else {
            quote! { mut call }
        },
        extracts,
    }
}

/// A query may be named in `affects(…)`; anything else there is a mistake that rustc reports by this missing impl.
fn target(declaration: &Declaration) -> TokenStream {
    if declaration.options.context.is_none() {
        return TokenStream::new();
    }
    let (ident, name) = (&declaration.ident, &declaration.name);
    quote! {
        impl ::mizan::Target for #ident {
            fn target() -> ::mizan::__private::AffectedTarget {
                ::mizan::__private::AffectedTarget::Function(#name.to_owned())
            }
        }
    }
}
