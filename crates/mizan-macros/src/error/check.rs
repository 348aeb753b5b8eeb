//! What a variant must say to be an error that travels; every mistake at once.

use super::message::{self, Placeholder};
use super::parse::{Declaration, Variant};
use crate::attribute::Errors;
use crate::name;
use proc_macro2::Span;
use std::collections::BTreeMap;
use syn::{DeriveInput, Fields};

/// The codes of `docs/protocol.md` §9, which mean what they mean everywhere; a test compares them with the core's.
const FRAMEWORK: [&str; 15] = [
    "bad_request",
    "unauthenticated",
    "forbidden",
    "csrf_failed",
    "not_found",
    "method_not_allowed",
    "conflict",
    "revision_mismatch",
    "payload_too_large",
    "unsupported_media_type",
    "invalid_args",
    "validation_failed",
    "rate_limited",
    "internal_error",
    "unavailable",
];

/// Statuses that browsers, proxies or the framework act upon: they ask for credentials (401, 407), repeat the request
/// (408, 421, 425, 429), change the protocol (426), or speak of the request itself and not of what was asked (405, 413, 415,
/// 431).
const TAKEN: [u16; 11] = [401, 405, 407, 408, 413, 415, 421, 425, 426, 429, 431];

pub(super) fn declaration(declaration: &Declaration, input: &DeriveInput, errors: &mut Errors) {
    if !input.generics.params.is_empty() {
        errors.at(&input.generics, "the errors that a client tells apart have no generics: name the types");
    }
    let mut seen: BTreeMap<String, &Variant> = BTreeMap::new();
    for variant in &declaration.variants {
        if variant.is_declared() {
            declared(variant, errors);
            let (code, span) = variant.code();
            if let Some(other) = seen.insert(code.clone(), variant) {
                say(
                    errors,
                    span,
                    format!("`{code}` is also the code of `{}`: a client tells errors apart by it", other.ident),
                );
            }
        } else {
            wrapping(variant, errors);
        }
    }
}

fn say(errors: &mut Errors, span: Span, message: impl std::fmt::Display) {
    errors.push(syn::Error::new(span, message));
}

fn declared(variant: &Variant, errors: &mut Errors) {
    let (code, span) = variant.code();
    if FRAMEWORK.contains(&code.as_str()) {
        let code_of_its_own = "a code of the framework, which clients know without a declaration";
        let mend =
            "give it another with `code = \"…\"`, or return a `mizan::Error` in a variant with `#[error(transparent)]`";
        say(errors, span, format!("`{code}` is {code_of_its_own}: {mend}"));
    } else if let Err(error) = name::check("an error", &code, &variant.ident) {
        say(errors, span, error);
    }
    status(variant, errors);
    if variant.options.message.is_none() && variant.first_paragraph().is_empty() {
        let message = "an error says to people what happened: add a doc comment, or `#[error(message = \"…\")]`";
        say(errors, variant.span(), message);
    }
    fields(variant, errors);
    placeholders(variant, errors);
}

fn status(variant: &Variant, errors: &mut Errors) {
    let Some(given) = &variant.options.status else { return };
    let status = variant.status();
    if !(400..500).contains(&status) {
        errors.at(
            given,
            "a declared error is the caller's, so its status is from 400 to 499: what is the server's fault is `#[error(internal)]`",
        );
    } else if TAKEN.contains(&status) {
        let others = "take another, such as 403, 404, 409, 410 or 422";
        errors.at(given, format!("browsers, proxies or the framework act upon {status} by themselves: {others}"));
    }
}

/// The fields become `data`: an object of the named ones, or the one value as it is.
fn fields(variant: &Variant, errors: &mut Errors) {
    if let Fields::Unnamed(fields) = &variant.fields
        && fields.unnamed.len() > 1
    {
        errors.at(fields, "the data of an error has names: write `{ suggestion: String, … }`");
    }
    if let Some(field) = &variant.from {
        errors.at(
            field,
            "the fields of a declared error are data for the client: `#[from]` is for variants with `#[error(internal)]` or \
             `#[error(transparent)]`",
        );
    }
}

fn placeholders(variant: &Variant, errors: &mut Errors) {
    let Some(template) = &variant.options.message else { return };
    let known: Vec<String> = match &variant.fields {
        Fields::Named(fields) => {
            fields.named.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string).collect()
        }
        fields => (0..fields.len()).map(|index| index.to_string()).collect(),
    };
    for found in message::placeholders(&template.value()) {
        match found {
            Placeholder::Field(name) if known.contains(&name) => {}
            Placeholder::Field(name) => {
                let has = if known.is_empty() { "no fields".to_owned() } else { known.join(", ") };
                errors.at(template, format!("`{{{name}}}` names no field of `{}`: it has {has}", variant.ident));
            }
            Placeholder::Broken => {
                errors.at(
                    template,
                    "a `{` without its `}`, or the other way round: a field stands as `{name}`, a brace as `{{`",
                );
            }
        }
    }
}

/// An internal variant wraps its cause, a transparent one the error that speaks for itself.
fn wrapping(variant: &Variant, errors: &mut Errors) {
    let options = &variant.options;
    if let (Some(_), Some(second)) = (&options.internal, &options.transparent) {
        errors.at(second, "an error is `internal` or `transparent`, not both");
        return;
    }
    if let Some(given) = options.description() {
        errors.at(
            given,
            "an internal error says nothing to the client, and a transparent one says it itself: remove this",
        );
    }
    if let (Some(_), Some(given)) = (&options.transparent, &options.nothing_changed) {
        errors.at(given, "the error inside says whether anything changed: remove this");
    }
    let may_be_empty = options.internal.is_some() && variant.fields.is_empty();
    if variant.wrapped().is_none() && !may_be_empty {
        let what =
            if options.internal.is_some() { "its cause, `#[from] sqlx::Error`" } else { "`#[from] mizan::Error`" };
        say(errors, variant.span(), format!("this variant wraps one value, such as {what}"));
    }
}

#[cfg(test)]
mod tests {
    use super::FRAMEWORK;

    #[test]
    fn the_codes_of_the_framework_are_those_of_the_core() {
        let core = include_str!("../../../mizan-core/src/error.rs");
        let (_, table) = core.split_once("codes! {\n").expect("the table");
        let (table, _) = table.split_once("\n}\n").expect("its end");
        let codes: Vec<&str> =
            table.lines().filter(|line| !line.contains("///")).filter_map(|line| line.split('"').nth(1)).collect();
        assert_eq!(codes, FRAMEWORK);
    }
}
