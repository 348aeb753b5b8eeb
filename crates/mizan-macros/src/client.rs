//! `#[client]`: a plain function, and beside it the type of the same name that carries its declaration.
//!
//! A function lives among the values and a struct with braces among the types, so one name serves both:
//! `functions![echo]` and `affects(user_profile)` speak of the type, tests call the function.

pub(crate) mod check;
pub(crate) mod emit;
pub(crate) mod parse;

use crate::attribute::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

pub(crate) fn expand(options: TokenStream, mut item: ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    let declaration = parse::declaration(options, &mut item, &mut errors);
    check::declaration(&declaration, &mut errors);
    match errors.finish(()) {
        Ok(()) => {
            let companion = emit::companion(&declaration, &item);
            quote! { #item #companion }
        }
        Err(errors) => {
            let errors = errors.into_compile_error();
            // With a type of its name that is a function, `functions![…]` does not add an error to the one that counts.
            let marker = emit::marker(&item);
            let unfit = emit::unfit(&item);
            quote! { #item #marker #unfit #errors }
        }
    }
}
