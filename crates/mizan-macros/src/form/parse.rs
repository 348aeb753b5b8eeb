//! Reads the options of a form and its fields.

use crate::attribute::Errors;
use crate::client::parse::{Affected, once, targets, unquoted, value};
use crate::wire::{self, Default, Wire};
use crate::{doc, duration, name};
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Field as Member, Fields, Ident, LitStr, Path, Token, Type, Visibility};

/// Everything that `#[derive(Form)]` knows of a struct.
pub(super) struct Declaration<'i> {
    pub(super) ident: &'i Ident,
    pub(super) vis: &'i Visibility,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) doc: String,
    pub(super) options: Options,
    pub(super) fields: Vec<Field<'i>>,
    /// The members that no request fills.
    pub(super) skipped: Vec<&'i Ident>,
}

/// A field, as it travels.
pub(super) struct Field<'i> {
    pub(super) ident: &'i Ident,
    pub(super) vis: &'i Visibility,
    pub(super) ty: &'i Type,
    pub(super) name: String,
    pub(super) default: Option<DefaultOf>,
    pub(super) member: &'i Member,
}

/// What a field is where it is absent.
pub(super) enum DefaultOf {
    /// What serde's attribute on the field says.
    Field(Default),
    /// That of the whole struct's `Default`.
    Struct,
}

/// What stands between the parentheses of `#[form(…)]`.
#[derive(std::default::Default)]
pub(super) struct Options {
    pub(super) name: Option<LitStr>,
    pub(super) title: Option<LitStr>,
    pub(super) affects: Option<Vec<Affected>>,
    pub(super) auth: Option<Path>,
    /// How many times, and the seconds of their window.
    pub(super) rate_limit: Option<(u32, u32)>,
}

pub(super) fn declaration<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Declaration<'i> {
    let mut options = Options::default();
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("form")) {
        errors.keep(attribute.parse_args_with(|input: ParseStream<'_>| options.all(input)));
    }
    let name = options.name.as_ref().map_or_else(|| name::of_type(&input.ident.to_string(), "Form"), LitStr::value);
    let mut declaration = Declaration {
        ident: &input.ident,
        vis: &input.vis,
        title: options.title.as_ref().map_or_else(|| title_of(&name), LitStr::value),
        name,
        doc: doc::text(&input.attrs),
        options,
        fields: Vec::new(),
        skipped: Vec::new(),
    };
    declaration.read_fields(input);
    declaration
}

impl<'i> Declaration<'i> {
    fn read_fields(&mut self, input: &'i DeriveInput) {
        let Data::Struct(data) = &input.data else { return };
        let Fields::Named(fields) = &data.fields else { return };
        let container = Wire::of(&input.attrs);
        for member in &fields.named {
            let Some(ident) = &member.ident else { continue };
            let wire = Wire::of(&member.attrs);
            if wire.skipped {
                self.skipped.push(ident);
                continue;
            }
            let name =
                wire.rename.unwrap_or_else(|| wire::field_name(&ident.to_string(), container.rename_all.as_deref()));
            let default = wire.default.map(DefaultOf::Field);
            let default = default.or_else(|| container.default.as_ref().map(|_| DefaultOf::Struct));
            self.fields.push(Field { ident, vis: &member.vis, ty: &member.ty, name, default, member });
        }
    }
}

impl Options {
    fn all(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            self.one(input)?;
            if input.is_empty() {
                break;
            }
            input.parse::<Token![,]>()?;
        }
        Ok(())
    }

    fn one(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let key = Ident::parse(input)?;
        match key.to_string().as_str() {
            "name" => once(&mut self.name, &key, value(input)?),
            "title" => once(&mut self.title, &key, value(input)?),
            "auth" => once(&mut self.auth, &key, unquoted(input)?),
            "rate_limit" => once(&mut self.rate_limit, &key, duration::rate(&value(input)?)?),
            "affects" => once(&mut self.affects, &key, targets(input)?),
            other => Err(syn::Error::new_spanned(
                &key,
                format!(
                    "unknown option `{other}`: a form takes name = \"…\", title = \"…\", auth = Authenticated, \
                     affects(UserContext, user_profile, …), rate_limit = \"10/min\""
                ),
            )),
        }
    }
}

/// `contact_us` → `Contact us`.
fn title_of(name: &str) -> String {
    let words = name.replace('_', " ");
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}
