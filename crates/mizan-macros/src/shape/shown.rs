//! How a type is shown in a form: the fields of a struct in their order, the variants of an enum with what they are called.

use crate::attribute::Errors;
use crate::doc;
use crate::look::{self, Look};
use crate::wire::{self, Wire};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DataEnum, DeriveInput, Field, Fields, Variant};

/// The body of `Type::shown`.
pub(super) fn body(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    for attribute in input.attrs.iter().filter(|attribute| look::is_look(attribute)) {
        errors.at(
            attribute,
            "`#[field(…)]` stands on a field or a variant; what holds for a whole form, in `#[form(…)]`",
        );
    }
    let container = Wire::of(&input.attrs);
    let body = match &input.data {
        Data::Struct(data) => of_struct(&data.fields, &container, &mut errors),
        Data::Enum(data) => of_enum(input, data, &container, &mut errors),
        Data::Union(_) => TokenStream::new(),
    };
    errors.finish(body)
}

fn of_struct(fields: &Fields, container: &Wire, errors: &mut Errors) -> TokenStream {
    match fields {
        Fields::Named(fields) => {
            let fields: Vec<TokenStream> =
                fields.named.iter().filter_map(|field| self::field(field, container, errors)).collect();
            quote! { shown.group::<Self>(|shown| { let _ = &shown; #(#fields)* }); }
        }
        Fields::Unnamed(fields) => {
            for attribute in fields.unnamed.iter().flat_map(|field| &field.attrs).filter(|a| look::is_look(a)) {
                errors.at(attribute, "a field that is shown has a name: say it where the type is a field of a struct");
            }
            match (fields.unnamed.len(), fields.unnamed.first()) {
                (1, Some(field)) if !Wire::of(&field.attrs).replaced => {
                    let ty = &field.ty;
                    quote! { ::mizan::__private::Part::<#ty>::new().shown(shown); }
                }
                _ => TokenStream::new(),
            }
        }
        Fields::Unit => TokenStream::new(),
    }
}

fn field(field: &Field, container: &Wire, errors: &mut Errors) -> Option<TokenStream> {
    let Look { label, help, widget, initial, check } = look::of_field(&field.attrs, errors);
    let wire = Wire::of(&field.attrs);
    let ident = field.ident.as_ref()?;
    let ty = &field.ty;
    if wire.skipped {
        return None;
    }
    if wire.flatten {
        return Some(quote! { ::mizan::__private::Part::<#ty>::new().shown(shown); });
    }
    let name = wire.rename.unwrap_or_else(|| wire::field_name(&ident.to_string(), container.rename_all.as_deref()));
    let text = |text: Option<syn::LitStr>| {
        text.map_or_else(
            || quote! { ::std::option::Option::None },
            |text| quote! { ::std::option::Option::Some(#text) },
        )
    };
    let (label, widget) = (text(label), text(widget));
    let help = help.map_or_else(|| doc::text(&field.attrs), |help| help.value());
    let initial = match initial {
        None => quote! { ::std::option::Option::None },
        Some(initial) => quote_spanned! { initial.span() =>
            ::std::option::Option::Some(::mizan::__private::schema_value(&{ #initial }))
        },
    };
    let look = quote! {
        ::mizan::__private::Look {
            name: #name,
            label: #label,
            help: #help,
            widget: #widget,
            initial: #initial,
            check: #check,
        }
    };
    let own = super::inspect::checks(field);
    Some(if wire.replaced {
        quote! { shown.opaque(#look); }
    } else {
        quote! { ::mizan::__private::Part::<#ty>::new().field(shown, #look, #own); }
    })
}

fn of_enum(input: &DeriveInput, data: &DataEnum, container: &Wire, errors: &mut Errors) -> TokenStream {
    for variant in &data.variants {
        look::of_variant(&variant.attrs, errors);
        for attribute in variant.fields.iter().flat_map(|field| &field.attrs).filter(|a| look::is_look(a)) {
            errors.at(attribute, "a variant with fields cannot be shown in a form; one without is one of a choice");
        }
    }
    let Some(choices) = choices(input, container) else { return TokenStream::new() };
    let choices = choices.iter().map(|(value, label)| quote! { (#value, #label) });
    quote! { shown.choices(&[#(#choices),*]); }
}

/// The names and labels of an enum's variants, where all of them are bare names on the wire.
pub(super) fn choices(input: &DeriveInput, container: &Wire) -> Option<Vec<(String, String)>> {
    let Data::Enum(data) = &input.data else { return None };
    if data.variants.is_empty() || container.tag || container.untagged || container.wider {
        return None;
    }
    let choice = |variant: &Variant| {
        let wire = Wire::of(&variant.attrs);
        if !matches!(variant.fields, Fields::Unit) || wire.wider || wire.untagged {
            return None;
        }
        let name = wire
            .rename
            .unwrap_or_else(|| wire::variant_name(&variant.ident.to_string(), container.rename_all.as_deref()));
        let said = look::of_variant(&variant.attrs, &mut Errors::default()).label.map(|label| label.value());
        let doc = doc::text(&variant.attrs).trim_end_matches('.').to_owned();
        let label = said.or((!doc.is_empty() && !doc.contains('\n')).then_some(doc));
        Some((name, label.unwrap_or_else(|| words(&variant.ident.to_string()))))
    };
    let travelling = data.variants.iter().filter(|variant| !Wire::of(&variant.attrs).skipped);
    travelling.map(choice).collect()
}

/// `DarkBlue` → `Dark blue`.
fn words(name: &str) -> String {
    let words = crate::name::snake_case(name).replace('_', " ");
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}
