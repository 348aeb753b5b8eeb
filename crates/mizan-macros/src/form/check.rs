//! What a struct must be to become a form; every error at once, each at its place.

use super::parse::Declaration;
use crate::attribute::Errors;
use crate::client::check;
use crate::name;
use crate::wire::Wire;
use syn::{Data, DeriveInput, Fields, Ident};

pub(super) fn declaration(declaration: &Declaration<'_>, input: &DeriveInput, errors: &mut Errors) {
    match &declaration.options.name {
        Some(given) => errors.keep(name::check("a form", &declaration.name, given)),
        None => errors.keep(name::check("a form", &declaration.name, &input.ident)),
    };
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "a form has no generics: the client is generated for one; write it for the type you serve",
        );
    }
    shape(input, errors);
    let fields: Vec<&Ident> = declaration.fields.iter().map(|field| field.ident).collect();
    check::given(declaration.options.affects.as_deref(), &fields, "field of this form", errors);
    let container = Wire::of(&input.attrs);
    if container.wider || container.tag || container.untagged {
        errors.at(
            &input.ident,
            "a form is read field by field: its struct has no `from`, `try_from`, `transparent`, `tag` or `untagged` of serde's",
        );
    }
    for field in &declaration.fields {
        let wire = Wire::of(&field.member.attrs);
        errors.keep(name::check("a field", &field.name, field.ident));
        if wire.flatten {
            errors.at(
                field.member,
                "the fields of a form are its own: write those of this struct here, or make it a group by leaving `flatten` out",
            );
        }
        if wire.replaced || wire.wider {
            errors.at(
                field.member,
                "a field of a form is read by its own type: instead of `with` or `alias`, give it a type that reads itself",
            );
        }
    }
}

fn shape(input: &DeriveInput, errors: &mut Errors) {
    let mend = "a form is a struct whose fields are what it asks for, as in `struct ContactForm { email: String }`";
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) => {}
            Fields::Unnamed(fields) => errors.at(fields, "the fields of a form have names: write `{ email: String }`"),
            Fields::Unit => errors.at(&input.ident, mend),
        },
        _ => errors.at(&input.ident, mend),
    }
}
