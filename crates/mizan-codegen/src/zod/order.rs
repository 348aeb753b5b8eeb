//! In which order named types are declared, so that each stands below what it is made of.

use std::collections::BTreeSet;

use crate::circle::circles;
use crate::schema::{Schema, Shape};

/// The types that are needed, by the names of the schema.
#[derive(Default)]
pub(crate) struct Ordered<'a> {
    /// Each below what it is made of, circles apart.
    pub(crate) types: Vec<&'a str>,
    /// Those that are, somewhere inside, made of themselves.
    pub(crate) recursive: BTreeSet<&'a str>,
}

/// The types that `roots` reach, in an order that depends on nothing but their names.
pub(crate) fn ordered<'a>(schema: &'a Schema, roots: &[&'a Shape]) -> Ordered<'a> {
    let uses = |name: &'a str| schema.types.get(name).map(references).unwrap_or_default();
    let mut ordered = Ordered::default();
    for circle in circles(roots.iter().flat_map(|shape| references(shape)), uses) {
        if circle.len() > 1 || uses(circle[0]).contains(circle[0]) {
            ordered.recursive.extend(&circle);
        }
        ordered.types.extend(circle);
    }
    ordered
}

/// The named types that stand anywhere in a type.
fn references(shape: &Shape) -> BTreeSet<&str> {
    shape.parts().into_iter().filter_map(|of| of.reference.as_deref()).collect()
}
