//! `#[field(label = "…", …)]`: how a field of a form is shown, and what a variant of an enum is called there.

use crate::attribute::Errors;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Expr, LitStr};

/// What the attributes of one field or variant say.
#[derive(Default)]
pub(crate) struct Look {
    pub(crate) label: Option<LitStr>,
    pub(crate) help: Option<LitStr>,
    pub(crate) widget: Option<LitStr>,
    pub(crate) initial: Option<Expr>,
    pub(crate) check: bool,
}

/// The controls that a field may be entered with; which of them fit its type is known where the type is.
const WIDGETS: [&str; 20] = [
    "text",
    "textarea",
    "email",
    "url",
    "password",
    "tel",
    "search",
    "number",
    "range",
    "color",
    "checkbox",
    "select",
    "radio",
    "checkboxes",
    "select_multiple",
    "date",
    "time",
    "datetime-local",
    "file",
    "hidden",
];

pub(crate) fn is_look(attribute: &Attribute) -> bool {
    attribute.path().is_ident("field")
}

/// Reads how a field is shown.
pub(crate) fn of_field(attributes: &[Attribute], errors: &mut Errors) -> Look {
    let mut look = Look::default();
    for attribute in attributes.iter().filter(|attribute| is_look(attribute)) {
        errors.keep(attribute.parse_nested_meta(|meta| look.one(&meta)));
    }
    look
}

/// Reads what a variant is called.
pub(crate) fn of_variant(attributes: &[Attribute], errors: &mut Errors) -> Look {
    let mut look = Look::default();
    for attribute in attributes.iter().filter(|attribute| is_look(attribute)) {
        errors.keep(attribute.parse_nested_meta(|meta| match meta.path.is_ident("label") {
            true => look.one(&meta),
            false => Err(meta.error("a variant is one of a choice, of which only `label = \"…\"` is said")),
        }));
    }
    look
}

impl Look {
    fn one(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match key.as_str() {
            "label" => once(&mut self.label, meta, text),
            "help" => once(&mut self.help, meta, text),
            "widget" => once(&mut self.widget, meta, widget),
            "initial" => once(&mut self.initial, meta, |meta| meta.value()?.parse()),
            "check" if self.check => Err(meta.error("`check` is given twice")),
            "check" => {
                self.check = true;
                Ok(())
            }
            _ => Err(meta.error(
                "unknown option of a field: there are label = \"…\", help = \"…\", widget = \"…\", initial = … and check; \
                 what its value must be stands in `#[mizan(…)]`",
            )),
        }
    }
}

fn once<T>(
    slot: &mut Option<T>,
    meta: &ParseNestedMeta<'_>,
    read: impl Fn(&ParseNestedMeta<'_>) -> syn::Result<T>,
) -> syn::Result<()> {
    if slot.is_some() {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        return Err(meta.error(format!("`{key}` is given twice")));
    }
    *slot = Some(read(meta)?);
    Ok(())
}

fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    meta.value()?.parse()
}

fn widget(meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    let given: LitStr = meta.value()?.parse()?;
    if WIDGETS.contains(&given.value().as_str()) {
        return Ok(given);
    }
    let message = format!("there is no control `{}`: there are {}", given.value(), WIDGETS.join(", "));
    Err(syn::Error::new_spanned(given, message))
}
