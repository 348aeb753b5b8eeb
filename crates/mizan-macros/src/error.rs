//! `#[derive(Error)]`: the errors that a server function declares, one a variant.

mod check;
mod emit;
mod message;
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
            let stand_in = emit::stand_in(input);
            // With an `IntoError`, the functions that return it do not add an error to the one that counts.
            quote! { #stand_in #errors }
        }
    }
}
