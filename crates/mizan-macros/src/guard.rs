//! `#[guard]`: a plain function that says who may call another.
//!
//! It is read as a server function is: what it takes by name are arguments of the functions that it guards, what is
//! marked `#[extract]` comes from the request.

use crate::attribute::Errors;
use crate::client::{check, emit, parse};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ItemFn;
use syn::spanned::Spanned;

pub(crate) fn expand(options: TokenStream, mut item: ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    if !options.is_empty() {
        errors.at(
            &options,
            "a guard has no options: it takes by name the arguments that it looks at, and answers a `bool`",
        );
    }
    let declaration = parse::declaration(TokenStream::new(), &mut item, &mut errors);
    check::declaration(&declaration, &mut errors);
    let marker = emit::marker(&item);
    let companion = match errors.finish(()) {
        Ok(()) => companion(&declaration),
        Err(errors) => errors.into_compile_error(),
    };
    quote! { #item #marker #companion }
}

fn companion(declaration: &parse::Declaration) -> TokenStream {
    let parse::Declaration { ident, name, output, .. } = declaration;
    let arguments = emit::arguments(declaration, false);
    let bounds = emit::bounds(declaration);
    let emit::Running { unpack, extracts, run, call } = emit::running(declaration);
    let declared = emit::argument_declarations(declaration);
    let checks = emit::checks(declaration);
    let answer = quote_spanned! { output.span() => ::mizan::__private::verdict::<#output, S>(#run, call) };
    let prepare = quote_spanned! { declaration.signature_span =>
        fn prepare() -> ::std::option::Option<::mizan::__private::PrepareGuard<S>> {
            ::std::option::Option::Some(|values| {
                let arguments: Arguments = ::mizan::__private::arguments(values)?;
                #checks
                ::std::result::Result::Ok(::mizan::__private::PreparedGuard::new(
                    move |#call: ::mizan::__private::Call<S>| async move {
                        #unpack
                        #(#extracts)*
                        #answer
                    },
                ))
            })
        }
    };
    let ident = ident.to_token_stream();
    quote! {
        const _: () = {
            #arguments
            impl<S> ::mizan::Guard<S> for #ident
            where
                S: ::std::clone::Clone + ::std::marker::Send + ::std::marker::Sync + 'static,
                #(#bounds,)*
            {
                fn declare(types: &mut ::mizan::__private::Types) -> ::mizan::__private::GuardDeclaration {
                    let _ = &types;
                    ::mizan::__private::GuardDeclaration {
                        rule: ::mizan::__private::GuardRule::Custom,
                        name: #name.to_owned(),
                        args: ::std::vec![#(#declared),*],
                    }
                }
                #prepare
            }
        };
    }
}
