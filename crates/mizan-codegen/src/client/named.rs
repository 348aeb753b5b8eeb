//! `types.ts`: the named types of the schema.

use std::collections::BTreeMap;

use super::export::Exports;
use super::module::{Module, TYPES};
use crate::error::Errors;
use crate::name;
use crate::schema::{Schema, Shape};
use crate::typescript::{Comment, Names, Ty, alias, interface, item, lower};

/// The named types, ready to be declared and referred to.
pub(super) struct NamedTypes {
    /// The TypeScript identifier of each name of the schema.
    pub(super) names: Names,
    declared: Vec<Named>,
}

struct Named {
    identifier: String,
    comment: Comment,
    ty: Ty,
}

/// Gives every type its identifier and reads what it is.
pub(super) fn declare(schema: &Schema, exports: &mut Exports<'_>, errors: &Errors) -> NamedTypes {
    let mut names = Names::new();
    for name in schema.types.keys() {
        match name::type_identifier(name) {
            Some(identifier) => {
                names.insert(name.clone(), exports.take(identifier, &format!("the type {name:?}")));
            }
            None => errors.push(format!("types[{name:?}]"), "TypeScript needs a name with a letter or digit in it"),
        }
    }
    let mut declared: Vec<_> = schema
        .types
        .iter()
        .filter_map(|(name, shape)| {
            let identifier = names.get(name)?.clone();
            Some(Named { identifier, comment: described(shape, &names), ty: lower(shape, &names) })
        })
        .collect();
    declared.sort_by(|a, b| name::natural_order(&a.identifier, &b.identifier));
    refuse_empty_circles(&declared, errors);
    NamedTypes { names, declared }
}

/// The file, unless there are no types.
pub(super) fn module(types: &NamedTypes) -> Option<Module> {
    let mut module = Module::new(TYPES);
    for Named { identifier, comment, ty } in &types.declared {
        module.block(match ty {
            Ty::Object(object) if object.index.is_none() => interface(comment, identifier, &object.members),
            _ => alias(comment, identifier, ty),
        });
    }
    (!types.declared.is_empty()).then_some(module)
}

/// A type's own text, with what is said of the choices that it consists of as a list below.
fn described(shape: &Shape, names: &Names) -> Comment {
    let of = &*shape.0;
    let choices = of.one_of.iter().chain(&of.any_of).flatten();
    let items: Vec<_> =
        choices.filter_map(|choice| Some(item(&label(&lower(choice, names))?, choice.0.doc.as_deref()?))).collect();
    let mut described = Comment::of(of.doc.as_deref());
    described.paragraph(&items.join("\n"));
    if of.deprecated {
        described.tag("@deprecated", "");
    }
    described
}

/// How one choice of several is told from the others: its value, its name, or its first constant member.
fn label(ty: &Ty) -> Option<String> {
    match ty {
        Ty::Literal(literal) => Some(literal.printed()),
        Ty::Ref(name) => Some(name.clone()),
        Ty::Object(object) => object.members.iter().find_map(|member| match &member.ty {
            Ty::Literal(literal) => Some(format!("{}: {}", member.name, literal.printed())),
            _ => None,
        }),
        _ => None,
    }
}

/// `type A = B; type B = A | null` describes nothing, and TypeScript refuses it.
fn refuse_empty_circles(declared: &[Named], errors: &Errors) {
    let mut used_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for named in declared {
        let uses = directly(&named.ty);
        open.insert(&named.identifier, uses.len());
        uses.into_iter().for_each(|name| used_by.entry(name).or_default().push(&named.identifier));
    }
    let mut settled: Vec<_> = open.iter().filter(|(_, uses)| **uses == 0).map(|(name, _)| *name).collect();
    while let Some(name) = settled.pop() {
        open.remove(name);
        for user in used_by.get(name).into_iter().flatten() {
            if let Some(uses) = open.get_mut(user) {
                *uses -= 1;
                if *uses == 0 {
                    settled.push(user);
                }
            }
        }
    }
    for name in open.keys() {
        errors.push(
            "types",
            format!("`{name}` refers to itself without a member or a list between, so it describes nothing"),
        );
    }
}

/// The named types that `ty` is made of without an object, list or tuple between.
fn directly(ty: &Ty) -> Vec<&str> {
    match ty {
        Ty::Ref(name) => vec![name],
        Ty::Union(parts) | Ty::Intersection(parts) => parts.iter().flat_map(directly).collect(),
        _ => Vec::new(),
    }
}
