//! The check of a value that arrived: its own constraints and those of what is in it, under the names of the wire.

use crate::attribute::Errors;
use crate::constraint;
use crate::wire::{self, Wire};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DataEnum, DeriveInput, Field, Fields, Variant};

/// The body of `Type::check`. It also demands of every field to be a `Type`, at the field.
pub(super) fn body(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    for attribute in input.attrs.iter().filter(|attribute| constraint::is_constraint(attribute)) {
        errors.at(attribute, "a constraint stands on a field, as in `struct Name(#[mizan(min_length = 1)] String);`");
    }
    let container = Wire::of(&input.attrs);
    let body = match &input.data {
        Data::Struct(data) => {
            let (pattern, checks) = fields(&data.fields, &container, container.rename_all.as_deref(), &mut errors);
            quote! { let Self #pattern = self; #checks }
        }
        Data::Enum(data) => of_enum(data, &container, &mut errors),
        Data::Union(_) => TokenStream::new(),
    };
    errors.finish(body)
}

fn of_enum(data: &DataEnum, container: &Wire, errors: &mut Errors) -> TokenStream {
    if data.variants.is_empty() {
        return quote! { match *self {} };
    }
    let arms: Vec<TokenStream> = data.variants.iter().map(|variant| arm(variant, container, errors)).collect();
    quote! { match self { #(#arms)* } }
}

fn arm(variant: &Variant, container: &Wire, errors: &mut Errors) -> TokenStream {
    for attribute in variant.attrs.iter().filter(|attribute| constraint::is_constraint(attribute)) {
        errors.at(attribute, "a constraint stands on a field of the variant");
    }
    let own = Wire::of(&variant.attrs);
    let ident = &variant.ident;
    let rule = own.rename_all.as_deref().or(container.rename_all_fields.as_deref());
    let (pattern, checks) = fields(&variant.fields, container, rule, errors);
    if own.replaced {
        return quote! { Self::#ident { .. } => {} };
    }
    // What stands between the value and the fields: the variant's name, the member of an adjacent tag, or nothing.
    let member = match &container.content {
        Some(content) => Some(content.clone()),
        None if container.tag || container.untagged || own.untagged => None,
        None => {
            Some(own.rename.unwrap_or_else(|| wire::variant_name(&ident.to_string(), container.rename_all.as_deref())))
        }
    };
    let checks = match member {
        Some(member) if !checks.is_empty() => quote! { found.member(#member, |found| { #checks }); },
        _ => checks,
    };
    quote! { Self::#ident #pattern => { #checks } }
}

/// The pattern that binds the fields which travel, and their checks.
fn fields(fields: &Fields, container: &Wire, rule: Option<&str>, errors: &mut Errors) -> (TokenStream, TokenStream) {
    let alone = fields.len() == 1;
    let mut bound = Vec::new();
    let mut checks = TokenStream::new();
    for (index, field) in fields.iter().enumerate() {
        let binding = format_ident!("field_{index}");
        let is_drawn = super::is_drawn(field, container);
        let check = self::field(field, index, alone, is_drawn, &binding, rule, errors);
        let member =
            field.ident.as_ref().map_or_else(|| syn::Index::from(index).to_token_stream(), ToTokens::to_token_stream);
        if let Some(check) = check {
            bound.push(quote! { #member: #binding });
            checks.extend(check);
        }
    }
    (quote! { { #(#bound,)* .. } }, checks)
}

fn field(
    field: &Field,
    index: usize,
    alone: bool,
    is_drawn: bool,
    binding: &syn::Ident,
    rule: Option<&str>,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let constraints = constraint::of(&field.attrs, errors);
    let wire = Wire::of(&field.attrs);
    if wire.replaced && constraints.is_empty() {
        return None;
    }
    let ty = &field.ty;
    // A field that serde writes by another type need not be a `Type` itself, and one that is drawn was asked there.
    let inside = match (wire.replaced, is_drawn) {
        (true, _) => None,
        (_, true) => Some(quote! { ::mizan::__private::Part::<#ty>::new().check(#binding, found); }),
        (_, false) => Some(quote_spanned! { ty.span() => <#ty as ::mizan::Type>::check(#binding, found); }),
    };
    let own = constraints.checks(binding);
    let checks = quote! { #inside #own };
    Some(match &field.ident {
        _ if wire.flatten => checks,
        Some(ident) => {
            let name = wire.rename.unwrap_or_else(|| wire::field_name(&ident.to_string(), rule));
            quote! { found.member(#name, |found| { #checks }); }
        }
        // A newtype is what it wraps.
        None if alone => checks,
        None => quote! { found.index(#index, |found| { #checks }); },
    })
}
