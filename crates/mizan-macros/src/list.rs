//! `functions![a, b.layer(c)]`: the list that an application is made of.

use crate::attribute::Errors;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Path, Token};

/// One function, and what is around it, the innermost first.
struct Entry {
    function: Path,
    layers: Vec<Expr>,
}

pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let listed = errors.keep(Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens)).unwrap_or_default();
    let entries: Vec<Entry> = listed.into_iter().filter_map(|listed| errors.keep(entry(listed))).collect();
    let added = entries.iter().map(added);
    let errors = errors.finish(()).err().map(syn::Error::into_compile_error);
    quote! {
        {
            #errors
            ::mizan::__private::listed(::std::boxed::Box::new(|list| {
                let _ = &list;
                #(#added)*
            }))
        }
    }
}

/// Reads `path` and `path.layer(…).layer(…)`.
fn entry(listed: Expr) -> syn::Result<Entry> {
    match listed {
        Expr::Path(function) if function.qself.is_none() => Ok(Entry { function: function.path, layers: Vec::new() }),
        Expr::MethodCall(call) if call.method == "layer" && call.args.len() == 1 => {
            let mut inner = entry(*call.receiver)?;
            inner.layers.extend(call.args);
            Ok(inner)
        }
        other => Err(syn::Error::new_spanned(
            other,
            "list functions by their names, each with the layers around it: `functions![echo, rename.layer(audited)]`",
        )),
    }
}

/// A function's name is also that of the type which `#[client]` wrote. Imported under another name, a function without
/// `#[client]` leaves that name's type to the glob, whose type says what is missing.
fn added(entry: &Entry) -> TokenStream {
    let Entry { function, layers } = entry;
    let span = function.segments.last().map_or_else(|| function.span(), |segment| segment.ident.span());
    let alias = format_ident!("FunctionWithoutClient", span = span);
    let add = quote_spanned! { function.to_token_stream().span() => list.entry::<#alias>().add(); };
    let layers = layers.iter().map(|layer| quote_spanned! { layer.span() => list.layer(#layer); });
    quote! {
        {
            #[allow(unused_imports, non_camel_case_types)]
            use #function as #alias;
            #[allow(unused_imports)]
            use ::mizan::__private::plain::*;
            #[allow(unused_imports)]
            use ::mizan::__private::{OfForm as _, OfFunction as _};
            #add
            #(#layers)*
        }
    }
}
