//! `#[mizan(min_length = 1, email, …)]`: one vocabulary for the arguments of functions, the params of contexts and the
//! fields of types.
//!
//! A constraint goes two ways: into the schema as a keyword of JSON Schema, and into a check of the value that arrived.
//! That a type can have it is said by a trait of the runtime's, at the keyword.

mod file;
mod parse;

use crate::attribute::Errors;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Ident};

/// The constraints of one argument or field, in the order in which they were written.
#[derive(Default)]
pub(crate) struct Constraints(Vec<Constraint>);

/// One constraint and the word that says it.
struct Constraint {
    key: Ident,
    bound: Bound,
}

/// What a constraint is about, by what its value is.
enum Bound {
    /// A count of characters or items.
    Count(u64),
    /// A number.
    Number(f64),
    /// A regular expression: as the schema has it, and as the server runs it.
    Pattern { source: String, compiled: String },
    /// Media types.
    Types(Vec<String>),
    /// A word alone.
    Flag,
    /// What holds for each item.
    Inner(Constraints),
}

/// Reads the constraints among `attributes`.
pub(crate) fn of(attributes: &[Attribute], errors: &mut Errors) -> Constraints {
    let mut constraints = Constraints::default();
    for attribute in attributes.iter().filter(|attribute| is_constraint(attribute)) {
        errors.keep(attribute.parse_nested_meta(|meta| constraints.one(&meta)));
    }
    constraints.contradictions(errors);
    constraints
}

pub(crate) fn is_constraint(attribute: &Attribute) -> bool {
    attribute.path().is_ident("mizan")
}

impl Constraints {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The word of the first one, to point at.
    pub(crate) fn first(&self) -> Option<&Ident> {
        self.0.first().map(|constraint| &constraint.key)
    }

    /// A list of keywords for the schema.
    pub(crate) fn keywords(&self) -> TokenStream {
        let keywords = self.0.iter().map(Constraint::keyword);
        quote! { &[#(#keywords),*] }
    }

    /// The declaration of an argument or param, with these constraints in its schema.
    pub(crate) fn declared(&self, argument: TokenStream) -> TokenStream {
        if self.is_empty() {
            return argument;
        }
        let keywords = self.keywords();
        quote! { ::mizan::__private::Types::constrained(#argument, #keywords) }
    }

    /// Statements that check `value`, a reference, and tell `found`.
    pub(crate) fn checks(&self, value: impl ToTokens) -> TokenStream {
        let value = value.to_token_stream();
        self.0.iter().map(|constraint| constraint.check(&value)).collect()
    }
}

/// The same tokens, which the compiler shows where `span` is.
fn located_at(tokens: TokenStream, span: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    moved.collect()
}

impl Constraint {
    fn keyword(&self) -> TokenStream {
        let name = self.key.to_string();
        let bound = match &self.bound {
            Bound::Count(count) => quote! { Count(#count) },
            Bound::Number(number) => quote! { Number(#number) },
            Bound::Pattern { source, .. } => quote! { Text(#source) },
            Bound::Types(types) => quote! { Texts(&[#(#types),*]) },
            Bound::Flag => quote! { Flag },
            Bound::Inner(inner) => {
                let inner = inner.keywords();
                quote! { Items(#inner) }
            }
        };
        quote! { (#name, ::mizan::__private::constraint::Bound::#bound) }
    }

    fn check(&self, value: &TokenStream) -> TokenStream {
        let key = &self.key;
        // At the word, so that a type which cannot have it is told there.
        let span = key.span();
        let value = &located_at(value.clone(), span);
        let function = quote_spanned! { span => ::mizan::__private::constraint::#key };
        match &self.bound {
            Bound::Count(count) => quote_spanned! { span => #function(#value, #count, found); },
            Bound::Number(number) => quote_spanned! { span => #function(#value, #number, found); },
            Bound::Types(types) => quote_spanned! { span => #function(#value, &[#(#types),*], found); },
            Bound::Flag => quote_spanned! { span => #function(#value, found); },
            Bound::Pattern { compiled, .. } => quote_spanned! { span =>
                {
                    static PATTERN: ::mizan::__private::constraint::Pattern =
                        ::mizan::__private::constraint::Pattern::new(#compiled);
                    #function(#value, &PATTERN, found);
                }
            },
            Bound::Inner(inner) => {
                let checks = inner.checks(quote! { item });
                quote_spanned! { span => #function(#value, found, |item, found| { #checks }); }
            }
        }
    }
}
