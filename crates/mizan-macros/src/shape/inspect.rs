//! What is wrong with a value of JSON that is to become the type: every field by itself, so that all of it is told.

use crate::attribute::Errors;
use crate::constraint;
use crate::wire::{self, Wire};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Field, Fields};

/// The body of `Type::inspect`. Where serde reads a type in a way that its fields do not say, it is left to serde.
pub(super) fn body(input: &DeriveInput) -> TokenStream {
    let container = Wire::of(&input.attrs);
    if container.wider || container.untagged {
        return TokenStream::new();
    }
    match &input.data {
        Data::Struct(data) => of_struct(&data.fields, &container),
        Data::Enum(_) => choice(input, &container),
        Data::Union(_) => TokenStream::new(),
    }
}

fn of_struct(fields: &Fields, container: &Wire) -> TokenStream {
    match fields {
        Fields::Named(fields) => {
            let members = fields.named.iter().map(|field| member(field, container));
            quote! {
                if ::mizan::__private::constraint::is_object(value, found) {
                    #(#members)*
                }
            }
        }
        // A newtype is what it wraps.
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first().map(wrapped).unwrap_or_default(),
        Fields::Unnamed(_) | Fields::Unit => TokenStream::new(),
    }
}

fn member(field: &Field, container: &Wire) -> TokenStream {
    let wire = Wire::of(&field.attrs);
    let Some(ident) = &field.ident else { return TokenStream::new() };
    if wire.replaced || wire.wider {
        return TokenStream::new();
    }
    let ty = &field.ty;
    if wire.flatten {
        return quote! { ::mizan::__private::Part::<#ty>::new().inspect(value, found); };
    }
    let has_default = wire.default.is_some() || container.default.is_some();
    let name = wire.rename.unwrap_or_else(|| wire::field_name(&ident.to_string(), container.rename_all.as_deref()));
    let own = checks(field);
    quote! { ::mizan::__private::Part::<#ty>::new().member(value, #name, #has_default, found, #own); }
}

/// A closure that checks the constraints of a field on the value that is to become it.
pub(crate) fn checks(field: &Field) -> TokenStream {
    // The mistakes in them were told when the check was written.
    let constraints = constraint::of(&field.attrs, &mut Errors::default());
    let checks = constraints.checks(quote! { value });
    if checks.is_empty() {
        quote! { &|_, _| {} }
    } else {
        quote! { &|value, found| { #checks } }
    }
}

fn wrapped(field: &Field) -> TokenStream {
    let wire = Wire::of(&field.attrs);
    if wire.replaced {
        return TokenStream::new();
    }
    let ty = &field.ty;
    let constraints = constraint::of(&field.attrs, &mut Errors::default());
    let checks = constraints.checks(quote! { value });
    quote! { ::mizan::__private::Part::<#ty>::new().inspect(value, found); #checks }
}

fn choice(input: &DeriveInput, container: &Wire) -> TokenStream {
    let Some(variants) = super::shown::choices(input, container) else { return TokenStream::new() };
    let names = variants.iter().map(|(name, _)| name);
    quote! { ::mizan::__private::constraint::choice(value, &[#(#names),*], found); }
}
