//! `#[derive(Form)]`: what a form asks for, and beside it the type of its draft.

mod check;
mod emit;
mod parse;

use crate::attribute::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let declaration = parse::declaration(input, &mut errors);
    check::declaration(&declaration, input, &mut errors);
    match errors.finish(()) {
        Ok(()) => emit::declaration(&declaration),
        Err(errors) => {
            let errors = errors.into_compile_error();
            // With a draft and a `Form`, what is said of them does not add errors to the one that counts.
            let stand_in = emit::stand_in(input);
            quote! { #stand_in #errors }
        }
    }
}
