//! Writes the draft of a form, and its `Form`.

use super::parse::{Declaration, DefaultOf, Field};
use crate::attribute::Errors;
use crate::client::emit::{affected, given_of};
use crate::client::parse::Affected;
use crate::constraint;
use crate::shape::inspect;
use crate::wire::Default;
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident};

fn draft_ident(ident: &Ident) -> Ident {
    format_ident!("{}Draft", ident)
}

/// A `Form` for a struct whose declaration is wrong: it never runs, since what it is part of never compiles.
pub(super) fn stand_in(input: &DeriveInput) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let (vis, ident, draft) = (&input.vis, &input.ident, draft_ident(&input.ident));
    quote! {
        #[doc(hidden)]
        #vis struct #draft {}
        impl ::mizan::Form for #ident {
            const NAME: &'static str = "";
            const FIELDS: &'static [&'static str] = &[];
            type Draft = #draft;
            fn declare(_: &mut ::mizan::__private::Types) -> ::mizan::__private::FormDeclaration {
                ::std::unreachable!()
            }
            fn whole(
                _: &::mizan::__private::Value<'_>,
            ) -> ::std::result::Result<Self, ::mizan::__private::DecodeError> {
                ::std::unreachable!()
            }
            fn draft(_: &::mizan::__private::Value<'_>, _: &mut ::mizan::Violations) -> Self::Draft {
                ::std::unreachable!()
            }
            fn check_draft(_: &mut Self::Draft, _: &mut ::mizan::Violations) {
                ::std::unreachable!()
            }
            fn into_draft(self) -> Self::Draft {
                ::std::unreachable!()
            }
            fn from_draft(_: Self::Draft) -> ::std::option::Option<Self> {
                ::std::unreachable!()
            }
            fn affects() -> ::std::option::Option<::std::vec::Vec<::mizan::__private::AffectDeclaration>> {
                ::std::unreachable!()
            }
            fn given(&self) -> ::std::vec::Vec<::mizan::Affected> {
                ::std::unreachable!()
            }
            fn rate_limit() -> ::std::option::Option<::mizan::__private::RateLimit> {
                ::std::unreachable!()
            }
        }
        impl<S> ::mizan::FormGuard<S> for #ident {
            fn declare_guard(_: &mut ::mizan::__private::Types) -> ::std::option::Option<::mizan::__private::GuardDeclaration> {
                ::std::unreachable!()
            }
            fn prepare_guard() -> ::std::option::Option<::mizan::__private::PrepareGuard<S>> {
                ::std::unreachable!()
            }
        }
    }
}

pub(super) fn declaration(declaration: &Declaration<'_>) -> TokenStream {
    let draft = draft(declaration);
    let form = form(declaration);
    let guard = guard(declaration);
    let ident = declaration.ident;
    // Asked at the struct's name, and nowhere else.
    let derives = quote_spanned! { ident.span() =>
        #[allow(dead_code)]
        fn derives() {
            ::mizan::__private::Part::<#ident>::new().derives_type();
            ::mizan::__private::Part::<#ident>::new().derives_deserialize();
        }
    };
    quote! {
        #draft
        const _: () = {
            #[allow(unused_imports)]
            use ::mizan::__private::NoType as _;
            #derives
            #form
            #guard
        };
    }
}

/// The draft has the fields' own visibility: who sees a field sees how far it is right.
fn draft(declaration: &Declaration<'_>) -> TokenStream {
    let Declaration { ident, vis, fields, .. } = declaration;
    let draft = draft_ident(ident);
    let doc = format!("What of [`{ident}`] is right so far; a field that is not is `None`.");
    let fields = fields.iter().map(|Field { ident, vis, ty, .. }| {
        let doc = format!("`{ident}`, where it is right by itself.");
        quote_spanned! { ty.span() => #[doc = #doc] #vis #ident: ::std::option::Option<#ty> }
    });
    quote! {
        #[doc = #doc]
        #[allow(dead_code, unreachable_pub)]
        #vis struct #draft { #(#fields),* }
    }
}

fn form(declaration: &Declaration<'_>) -> TokenStream {
    let Declaration { ident, name, title, doc, options, fields, skipped, .. } = declaration;
    let draft = draft_ident(ident);
    let names = fields.iter().map(|field| &field.name);
    let idents: Vec<&Ident> = fields.iter().map(|field| field.ident).collect();
    let reads = fields.iter().map(read);
    let checks = fields.iter().map(check);
    let affects = match &options.affects {
        None => quote! { None },
        Some(targets) => {
            let targets = targets.iter().map(affected);
            quote! { Some(::std::vec![#(#targets),*]) }
        }
    };
    let given = options.affects.iter().flatten().filter_map(|target| match target {
        Affected::Given(given) => Some(given_of(given, idents.iter().copied(), &quote! { self })),
        _ => None,
    });
    let rate_limit = match options.rate_limit {
        None => quote! { None },
        Some((calls, window_s)) => {
            quote! { Some(::mizan::__private::RateLimit { calls: #calls, window_s: #window_s }) }
        }
    };
    quote! {
        impl ::mizan::Form for #ident {
            const NAME: &'static str = #name;
            const FIELDS: &'static [&'static str] = &[#(#names),*];
            type Draft = #draft;

            fn declare(types: &mut ::mizan::__private::Types) -> ::mizan::__private::FormDeclaration {
                let (schema, fields) = ::mizan::__private::Part::<Self>::new().declared(types);
                ::mizan::__private::FormDeclaration {
                    name: #name.to_owned(),
                    title: #title.to_owned(),
                    doc: #doc.to_owned(),
                    place: ::mizan::__private::place!(),
                    schema,
                    fields,
                }
            }
            fn whole(
                data: &::mizan::__private::Value<'_>,
            ) -> ::std::result::Result<Self, ::mizan::__private::DecodeError> {
                ::mizan::__private::Part::<Self>::new().whole(data)
            }
            fn draft(data: &::mizan::__private::Value<'_>, found: &mut ::mizan::Violations) -> Self::Draft {
                let _ = (&data, &found);
                let mut draft = #draft { #(#reads),* };
                // Of a file it is told here what it has to be, before it arrives.
                Self::check_draft(&mut draft, found);
                draft
            }
            fn check_draft(draft: &mut Self::Draft, found: &mut ::mizan::Violations) {
                let _ = (&draft, &found);
                #(#checks)*
            }
            fn into_draft(self) -> Self::Draft {
                #draft { #(#idents: ::std::option::Option::Some(self.#idents)),* }
            }
            fn from_draft(draft: Self::Draft) -> ::std::option::Option<Self> {
                let _ = &draft;
                ::std::option::Option::Some(Self {
                    #(#idents: draft.#idents?,)*
                    #(#skipped: ::std::default::Default::default(),)*
                })
            }
            fn affects() -> ::std::option::Option<::std::vec::Vec<::mizan::__private::AffectDeclaration>> {
                #affects
            }
            fn given(&self) -> ::std::vec::Vec<::mizan::Affected> {
                ::std::vec![#(#given),*]
            }
            fn rate_limit() -> ::std::option::Option<::mizan::__private::RateLimit> {
                #rate_limit
            }
        }
    }
}

/// Checks a field that was read.
fn check(field: &Field<'_>) -> TokenStream {
    let Field { ident, ty, name, member, .. } = field;
    // The mistakes in them were told when the type's own check was written.
    let own = constraint::of(&member.attrs, &mut Errors::default()).checks(quote! { value });
    quote! {
        ::mizan::__private::keep(&mut draft.#ident, #name, found, |value, found| {
            ::mizan::__private::Part::<#ty>::new().check(value, found);
            #own
        });
    }
}

/// Reads a field by itself.
fn read(field: &Field<'_>) -> TokenStream {
    let Field { ident, ty, name, member, .. } = field;
    let default = match &field.default {
        None => quote! { ::std::option::Option::None },
        Some(DefaultOf::Field(Default::Trait)) => {
            quote_spanned! { ty.span() => ::std::option::Option::Some(<#ty as ::std::default::Default>::default) }
        }
        Some(DefaultOf::Field(Default::Function(path))) => quote! { ::std::option::Option::Some(#path) },
        Some(DefaultOf::Struct) => {
            quote! { ::std::option::Option::Some(|| <Self as ::std::default::Default>::default().#ident) }
        }
    };
    let checks = inspect::checks(member);
    quote! { #ident: ::mizan::__private::Part::<#ty>::new().read(data, #name, #default, found, #checks) }
}

/// Who may send it. Apart, since a guard is one of an application with some state, and the form is not.
fn guard(declaration: &Declaration<'_>) -> TokenStream {
    let ident = declaration.ident;
    let (bound, declare, prepare) = match &declaration.options.auth {
        None => (quote! {}, quote! { None }, quote! { None }),
        Some(path) => (
            quote_spanned! { path.span() => where #path: ::mizan::Guard<S> },
            quote_spanned! { path.span() => Some(<#path as ::mizan::Guard<S>>::declare(types)) },
            quote_spanned! { path.span() => <#path as ::mizan::Guard<S>>::prepare() },
        ),
    };
    quote! {
        #[allow(trivial_bounds)]
        impl<S> ::mizan::FormGuard<S> for #ident #bound {
            fn declare_guard(
                types: &mut ::mizan::__private::Types,
            ) -> ::std::option::Option<::mizan::__private::GuardDeclaration> {
                let _ = &types;
                #declare
            }
            fn prepare_guard() -> ::std::option::Option<::mizan::__private::PrepareGuard<S>> {
                #prepare
            }
        }
    }
}
