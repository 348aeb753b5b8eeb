//! `#[derive(Type)]`: a type that travels.
//!
//! The schema comes from schemars' own derive, applied to a mirror of the type: a derive cannot add another derive to
//! its item, and schemars reads exactly the serde attributes that decide what is on the wire.

mod check;
pub(crate) mod inspect;
mod shown;

use crate::attribute::Errors;
use crate::constraint;
use crate::wire::Wire;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, GenericParam, Visibility, parse_quote};

pub(crate) fn expand(input: DeriveInput) -> syn::Result<TokenStream> {
    check(&input)?;
    let mut errors = Errors::default();
    let check = errors.keep(check::body(&input));
    let shown = errors.keep(shown::body(&input));
    // The type is a `Type` all the same, so that nothing else is told of it than what is wrong.
    let errors = errors.finish(()).err().map(syn::Error::into_compile_error);
    let inspect = inspect::body(&input);
    let name = &input.ident;
    let mirror = mirror(&input);
    let mirror_name = &mirror.ident;
    let mut generics = input.generics.clone();
    for param in &mut generics.params {
        if let GenericParam::Type(param) = param {
            param.bounds.push(parse_quote!(::mizan::Type));
        }
    }
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    Ok(quote! {
        #errors
        const _: () = {
            use ::mizan::__private::schemars;
            #[allow(unused_imports)]
            use ::mizan::__private::NoType as _;
            #[derive(schemars::JsonSchema)]
            #[schemars(crate = "::mizan::__private::schemars")]
            #[allow(dead_code, missing_docs, clippy::all)]
            #mirror
            impl #impl_generics schemars::JsonSchema for #name #type_generics #where_clause {
                fn schema_name() -> ::std::borrow::Cow<'static, str> {
                    <#mirror_name #type_generics as schemars::JsonSchema>::schema_name()
                }
                fn schema_id() -> ::std::borrow::Cow<'static, str> {
                    ::std::borrow::Cow::Borrowed(::std::any::type_name::<Self>())
                }
                fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    <#mirror_name #type_generics as schemars::JsonSchema>::json_schema(generator)
                }
            }
            impl #impl_generics ::mizan::Type for #name #type_generics #where_clause {
                fn check(&self, found: &mut ::mizan::Violations) {
                    let _ = &found;
                    #check
                }
                fn inspect(value: &::mizan::__private::Value<'_>, found: &mut ::mizan::Violations) {
                    let _ = (&value, &found);
                    #inspect
                }
                fn shown(shown: &mut ::mizan::__private::Shown) {
                    let _ = &shown;
                    #shown
                }
            }
        };
    })
}

fn check(input: &DeriveInput) -> syn::Result<()> {
    let mut errors = Errors::default();
    if let Data::Union(data) = &input.data {
        errors.at(data.union_token, "a union cannot travel as JSON: use a struct or an enum");
    }
    for param in &input.generics.params {
        if let GenericParam::Lifetime(lifetime) = param {
            errors.at(
                lifetime,
                "a type that travels owns its data: use `String` instead of `&str`, `Vec<T>` instead of `&[T]`",
            );
        }
    }
    errors.finish(())
}

/// The type again, for schemars' derive alone: same fields, same docs, only the attributes that decide the wire.
fn mirror(input: &DeriveInput) -> DeriveInput {
    let container = Wire::of(&input.attrs);
    let mut mirror = input.clone();
    for param in &mut mirror.generics.params {
        if let GenericParam::Type(param) = param {
            param.bounds.push(parse_quote!(::mizan::Type));
        }
    }
    let name = input.ident.to_string();
    mirror.ident = format_ident!("Mirror{}", input.ident);
    mirror.vis = Visibility::Inherited;
    mirror.attrs.retain(decides_the_wire);
    let params: Vec<String> = input.generics.type_params().map(|param| format!("{{{}}}", param.ident)).collect();
    let public_name = if params.is_empty() { name } else { format!("{name}_of_{}", params.join("_and_")) };
    if !mirror.attrs.iter().any(names_the_type) {
        mirror.attrs.push(parse_quote!(#[schemars(rename = #public_name)]));
    }
    match &mut mirror.data {
        Data::Struct(data) => keep_wire_attributes(&mut data.fields, &container),
        Data::Enum(data) => {
            for variant in &mut data.variants {
                variant.attrs.retain(decides_the_wire);
                keep_wire_attributes(&mut variant.fields, &container);
            }
        }
        Data::Union(_) => {}
    }
    mirror
}

/// Whether the schema of a field is drawn by its own type, which then is asked there to be a `Type`, and nowhere else.
/// A default is written as the type itself, and `Self` is another type within the mirror.
pub(crate) fn is_drawn(field: &syn::Field, container: &Wire) -> bool {
    let wire = Wire::of(&field.attrs);
    !wire.replaced && wire.default.is_none() && container.default.is_none() && !names_self(field.ty.to_token_stream())
}

fn names_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => names_self(group.stream()),
        _ => false,
    })
}

fn keep_wire_attributes(fields: &mut Fields, container: &Wire) {
    for field in fields {
        field.vis = Visibility::Inherited;
        if is_drawn(field, container) {
            let ty = &field.ty;
            field.ty = syn::Type::Verbatim(quote_spanned! { ty.span() => ::mizan::__private::Member<#ty> });
        }
        // The mistakes in them were told when the check was written.
        let constraints = constraint::of(&field.attrs, &mut Errors::default());
        field.attrs.retain(decides_the_wire);
        if !constraints.is_empty() {
            let keywords = constraints.keywords();
            field.attrs.push(parse_quote!(#[schemars(transform = |schema: &mut schemars::Schema| {
                ::mizan::__private::constraint::put_into(schema, #keywords)
            })]));
        }
    }
}

fn decides_the_wire(attribute: &Attribute) -> bool {
    ["serde", "schemars", "doc", "deprecated"].iter().any(|name| attribute.path().is_ident(name))
}

/// Whether `#[serde(rename = "…")]` on the type itself already names it.
fn names_the_type(attribute: &Attribute) -> bool {
    let mut named = false;
    if attribute.path().is_ident("serde") || attribute.path().is_ident("schemars") {
        // A malformed attribute is serde's to report, with its own words.
        let _ = attribute.parse_nested_meta(|meta| {
            named |= meta.path.is_ident("rename");
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    named
}
