//! Reads the variants and what `#[error(…)]` says of each.

use crate::attribute::Errors;
use crate::{doc, name};
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Data, DeriveInput, Field, Ident, LitInt, LitStr};

/// Everything that `#[derive(Error)]` knows of an enum.
pub(super) struct Declaration {
    pub(super) ident: Ident,
    pub(super) variants: Vec<Variant>,
}

/// One variant.
pub(super) struct Variant {
    pub(super) ident: Ident,
    pub(super) doc: String,
    pub(super) fields: syn::Fields,
    pub(super) options: Options,
    /// The field with `#[from]`.
    pub(super) from: Option<Field>,
}

/// What stands between the parentheses of `#[error(…)]`.
#[derive(Default)]
pub(super) struct Options {
    pub(super) code: Option<LitStr>,
    pub(super) status: Option<LitInt>,
    pub(super) message: Option<LitStr>,
    pub(super) internal: Option<Ident>,
    pub(super) transparent: Option<Ident>,
    pub(super) nothing_changed: Option<Ident>,
}

const OPTIONS: &str = "unknown option of an error: there are code = \"…\", status = 409, message = \"…\" and nothing_changed; \
                       internal, for what nobody may see; transparent, for an error that says all of it itself";

pub(super) fn declaration(input: &DeriveInput, errors: &mut Errors) -> Declaration {
    let mut variants = Vec::new();
    match &input.data {
        Data::Enum(data) => variants.extend(data.variants.iter().map(|given| variant(given, errors))),
        Data::Struct(_) | Data::Union(_) => errors.at(
            &input.ident,
            "the errors of a function are an enum, one variant each: `enum RenameError { NameTaken, … }`",
        ),
    }
    let of_all = options(&input.attrs, errors);
    if let Some(given) = of_all.anything_but_nothing_changed() {
        errors.at(given, "this belongs to one variant; on the whole enum there is `#[error(nothing_changed)]` alone");
    }
    for variant in variants.iter_mut().filter(|variant| variant.options.transparent.is_none()) {
        let options = &mut variant.options;
        options.nothing_changed = options.nothing_changed.take().or_else(|| of_all.nothing_changed.clone());
    }
    Declaration { ident: input.ident.clone(), variants }
}

fn variant(given: &syn::Variant, errors: &mut Errors) -> Variant {
    Variant {
        ident: given.ident.clone(),
        doc: doc::text(&given.attrs),
        fields: given.fields.clone(),
        options: options(&given.attrs, errors),
        from: given.fields.iter().find(|field| is_from(field)).cloned(),
    }
}

fn is_from(field: &Field) -> bool {
    field.attrs.iter().any(|attribute| attribute.path().is_ident("from"))
}

fn options(attributes: &[Attribute], errors: &mut Errors) -> Options {
    let mut options = Options::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("error")) {
        errors.keep(attribute.parse_nested_meta(|meta| options.one(&meta)));
    }
    options
}

impl Options {
    fn one(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let Some(key) = meta.path.get_ident() else { return Err(meta.error(OPTIONS)) };
        match key.to_string().as_str() {
            "code" => once(&mut self.code, key, meta.value()?.parse()?),
            "status" => once(&mut self.status, key, meta.value()?.parse()?),
            "message" => once(&mut self.message, key, meta.value()?.parse()?),
            "internal" => once(&mut self.internal, key, key.clone()),
            "transparent" => once(&mut self.transparent, key, key.clone()),
            "nothing_changed" => once(&mut self.nothing_changed, key, key.clone()),
            _ => Err(meta.error(OPTIONS)),
        }
    }

    /// What describes a declared error, which an internal or transparent one does not do.
    pub(super) fn description(&self) -> Option<&dyn ToTokens> {
        let texts = [&self.code, &self.message].into_iter().flatten().map(|text| text as &dyn ToTokens);
        texts.chain(self.status.iter().map(|status| status as &dyn ToTokens)).next()
    }

    fn anything_but_nothing_changed(&self) -> Option<&dyn ToTokens> {
        let kind = [&self.internal, &self.transparent].into_iter().flatten().map(|ident| ident as &dyn ToTokens).next();
        self.description().or(kind)
    }
}

fn once<T>(slot: &mut Option<T>, key: &Ident, value: T) -> syn::Result<()> {
    if slot.replace(value).is_some() {
        return Err(syn::Error::new(key.span(), format!("`{key}` is given twice")));
    }
    Ok(())
}

impl Variant {
    pub(super) fn is_declared(&self) -> bool {
        self.options.internal.is_none() && self.options.transparent.is_none()
    }

    /// The code on the wire, and the place that says it.
    pub(super) fn code(&self) -> (String, proc_macro2::Span) {
        match &self.options.code {
            Some(given) => (given.value(), given.span()),
            None => (name::snake_case(&self.ident.to_string()), self.ident.span()),
        }
    }

    /// The status on the wire, `422` where none is given (§9); what is no number is refused by the check.
    pub(super) fn status(&self) -> u16 {
        self.options.status.as_ref().map_or(422, |given| given.base10_parse().unwrap_or_default())
    }

    /// The one field that an internal or transparent variant wraps.
    pub(super) fn wrapped(&self) -> Option<&Field> {
        self.fields.iter().next().filter(|_| self.fields.len() == 1)
    }

    pub(super) fn span(&self) -> proc_macro2::Span {
        self.ident.span()
    }

    /// The first paragraph of the doc comment, on one line.
    pub(super) fn first_paragraph(&self) -> String {
        let lines = self.doc.lines().take_while(|line| !line.trim().is_empty()).map(str::trim);
        lines.collect::<Vec<_>>().join(" ")
    }
}
