//! Writes `IntoError`, and `From` for what `#[from]` marks.

use super::message::{self, Placeholder};
use super::parse::{Declaration, Variant};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Fields};

/// An `IntoError` that is never called, for an enum whose declaration is wrong.
pub(super) fn stand_in(input: &DeriveInput) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let ident = &input.ident;
    quote! {
        impl ::mizan::IntoError for #ident {
            fn into_error(self) -> ::mizan::Error {
                ::std::unreachable!()
            }
        }
    }
}

pub(super) fn declaration(declaration: &Declaration) -> TokenStream {
    let ident = &declaration.ident;
    let data = declaration.variants.iter().filter_map(data_type);
    let answers = declaration.variants.iter().map(answer);
    let entries = declaration.variants.iter().map(entry);
    // As a bound, what a wrapped type lacks is said once, at the type.
    let bounds = declaration.variants.iter().filter_map(bound);
    let conversions = declaration.variants.iter().filter_map(|variant| conversion(ident, variant));
    quote! {
        const _: () = {
            use ::mizan::__private::schemars;
            #(#data)*
            #[allow(trivial_bounds)]
            impl ::mizan::IntoError for #ident
            where
                #(#bounds,)*
            {
                fn into_error(self) -> ::mizan::Error {
                    match self { #(#answers)* }
                }
                fn declare(types: &mut ::mizan::Types) -> ::std::vec::Vec<::mizan::__private::ErrorDeclaration> {
                    let mut declared = ::std::vec::Vec::new();
                    #(#entries)*
                    let _ = types;
                    declared
                }
            }
            #(#conversions)*
        };
    }
}

fn bound(variant: &Variant) -> Option<TokenStream> {
    let ty = &variant.wrapped()?.ty;
    if variant.options.internal.is_some() {
        return Some(quote_spanned! { ty.span() => #ty: ::mizan::__private::Cause });
    }
    variant.options.transparent.as_ref().map(|_| quote_spanned! { ty.span() => #ty: ::mizan::IntoError })
}

fn data_ident(variant: &Variant) -> Ident {
    format_ident!("MizanData{}", variant.ident)
}

/// The named fields of a declared error as a type of their own: what travels as `data`.
fn data_type(variant: &Variant) -> Option<TokenStream> {
    let Fields::Named(fields) = variant.fields.clone() else { return None };
    if !variant.is_declared() {
        return None;
    }
    let ident = data_ident(variant);
    let kept = fields.named.into_iter().map(|mut field| {
        field.attrs.retain(|attribute| ["serde", "doc"].iter().any(|name| attribute.path().is_ident(name)));
        field
    });
    Some(quote! {
        #[derive(::mizan::__private::serde::Serialize, schemars::JsonSchema)]
        #[serde(crate = "::mizan::__private::serde")]
        #[schemars(crate = "::mizan::__private::schemars", inline)]
        #[allow(missing_docs)]
        struct #ident { #(#kept),* }
    })
}

/// The arm that turns a variant into the error that the client gets.
fn answer(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    let pattern = pattern(variant);
    let nothing_changed = variant.options.nothing_changed.as_ref().map(|_| quote! { .nothing_changed() });
    if variant.options.internal.is_some() {
        let cause = match variant.wrapped() {
            Some(field) => {
                let source = binding(field);
                quote! { ::mizan::__private::Cause::into_cause(#source) }
            }
            None => {
                let text = ident.to_string();
                quote! { #text }
            }
        };
        return quote! { Self::#ident #pattern => ::mizan::Error::internal(#cause)#nothing_changed, };
    }
    if variant.options.transparent.is_some() {
        let inner = variant.wrapped().map(binding);
        return quote! { Self::#ident #pattern => ::mizan::IntoError::into_error(#inner), };
    }
    let (code, status) = (variant.code().0, variant.status());
    let message = text(variant);
    let data = match &variant.fields {
        Fields::Unit => quote! {},
        Fields::Unnamed(fields) if fields.unnamed.is_empty() => quote! {},
        Fields::Unnamed(_) => quote! { .data(&field_0) },
        Fields::Named(fields) => {
            let (data, names) = (data_ident(variant), fields.named.iter().map(|field| &field.ident));
            quote! { .data(&#data { #(#names),* }) }
        }
    };
    quote! {
        Self::#ident #pattern => {
            let message = #message;
            ::mizan::__private::Declared::new(#code, #status, message)#data.into_error()#nothing_changed
        }
    }
}

fn pattern(variant: &Variant) -> TokenStream {
    match &variant.fields {
        Fields::Unit => quote! {},
        Fields::Named(fields) => {
            let names = fields.named.iter().map(|field| &field.ident);
            quote! { { #(#names),* } }
        }
        Fields::Unnamed(fields) if fields.unnamed.is_empty() => quote! { () },
        Fields::Unnamed(_) => quote! { (field_0) },
    }
}

fn binding(field: &syn::Field) -> TokenStream {
    match &field.ident {
        Some(ident) => quote! { #ident },
        None => quote! { field_0 },
    }
}

/// The message: a template with the variant's fields, or the doc comment as it stands.
fn text(variant: &Variant) -> TokenStream {
    let Some(template) = &variant.options.message else {
        let text = variant.first_paragraph();
        return quote! { ::std::string::String::from(#text) };
    };
    let numbered = message::placeholders(&template.value()).contains(&Placeholder::Field("0".to_owned()));
    let argument = numbered.then(|| quote! { , field_0 });
    quote! { ::std::format!(#template #argument) }
}

/// What a variant adds to the errors that the schema lists.
fn entry(variant: &Variant) -> TokenStream {
    if variant.options.internal.is_some() {
        return TokenStream::new();
    }
    if let (Some(_), Some(field)) = (&variant.options.transparent, variant.wrapped()) {
        let ty = &field.ty;
        return quote! { declared.extend(<#ty as ::mizan::IntoError>::declare(types)); };
    }
    let (code, status, doc) = (variant.code().0, variant.status(), &variant.doc);
    let checks = variant.fields.iter().map(|field| {
        let ty = &field.ty;
        quote_spanned! { ty.span() => ::mizan::__private::assert_type::<#ty>(); }
    });
    let schema = match (&variant.fields, variant.wrapped()) {
        (Fields::Named(_), _) => {
            let data = data_ident(variant);
            quote! { ::std::option::Option::Some(types.leaving::<#data>()) }
        }
        (Fields::Unnamed(_), Some(field)) => {
            let ty = &field.ty;
            quote! { ::std::option::Option::Some(types.leaving::<#ty>()) }
        }
        _ => quote! { ::std::option::Option::None },
    };
    quote! {
        #(#checks)*
        declared.push(::mizan::__private::ErrorDeclaration {
            code: #code.to_owned(),
            status: #status,
            doc: #doc.to_owned(),
            schema: #schema,
        });
    }
}

fn conversion(ident: &Ident, variant: &Variant) -> Option<TokenStream> {
    let field = variant.from.as_ref()?;
    let (name, ty) = (&variant.ident, &field.ty);
    let built = match &field.ident {
        Some(field) => quote! { Self::#name { #field: source } },
        None => quote! { Self::#name(source) },
    };
    Some(quote_spanned! { ty.span() =>
        impl ::std::convert::From<#ty> for #ident {
            fn from(source: #ty) -> Self {
                #built
            }
        }
    })
}
