//! The macros of Mizan: `#[client]`, `#[derive(Context)]`, `#[derive(Type)]`, `#[derive(Form)]`, `#[derive(Error)]`.
//!
//! Use them through the `mizan` crate, whose prelude exports them and whose docs explain them.
//!
//! Each macro is three steps: **parse** the tokens into its own data, **check** that data and gather every error, then
//! **emit**. The user's item is always emitted, errors or not, so that an editor keeps completing inside it and one
//! mistake is one message.

mod attribute;
mod client;
mod constraint;
mod context;
mod doc;
mod duration;
mod error;
mod form;
mod guard;
mod list;
mod look;
mod name;
mod route;
mod shape;
mod wire;

use proc_macro::TokenStream;
use syn::parse_macro_input;

/// Makes a plain function callable from the generated client. Documented in `mizan::client`.
#[proc_macro_attribute]
pub fn client(options: TokenStream, item: TokenStream) -> TokenStream {
    let function = parse_macro_input!(item as syn::ItemFn);
    client::expand(options.into(), function).into()
}

/// Lists server functions. Documented in `mizan::functions`.
#[proc_macro]
pub fn functions(listed: TokenStream) -> TokenStream {
    list::expand(listed.into()).into()
}

/// Makes a plain function a guard. Documented in `mizan::guard`.
#[proc_macro_attribute]
pub fn guard(options: TokenStream, item: TokenStream) -> TokenStream {
    let function = parse_macro_input!(item as syn::ItemFn);
    guard::expand(options.into(), function).into()
}

/// Declares a context by the params that identify it. Documented in `mizan::Context`.
#[proc_macro_derive(Context, attributes(context, mizan))]
pub fn derive_context(item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as syn::DeriveInput);
    context::expand(&input).into()
}

/// Lets a type travel between server and client. Documented in `mizan::Type`.
#[proc_macro_derive(Type, attributes(mizan, field))]
pub fn derive_type(item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as syn::DeriveInput);
    shape::expand(input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Declares a form by its fields. Documented in `mizan::Form`.
#[proc_macro_derive(Form, attributes(form, field, mizan))]
pub fn derive_form(item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as syn::DeriveInput);
    form::expand(&input).into()
}

/// Declares the errors of a server function. Documented as `mizan::Error`.
#[proc_macro_derive(Error, attributes(error, from, serde))]
pub fn derive_error(item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as syn::DeriveInput);
    error::expand(&input).into()
}
