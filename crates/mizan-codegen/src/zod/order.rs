//! In which order named types are declared, so that each stands below what it is made of.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Schema, Shape};

/// The types that are needed, by the names of the schema.
#[derive(Default)]
pub(crate) struct Ordered<'a> {
    /// Each below what it is made of, circles apart.
    pub(crate) types: Vec<&'a str>,
    /// Those that are, somewhere inside, made of themselves.
    pub(crate) recursive: BTreeSet<&'a str>,
}

/// The types that `roots` reach, in an order that depends on nothing but their names: Tarjan's strongly connected
/// components, without recursion, as a chain of types may be long.
pub(crate) fn ordered<'a>(schema: &'a Schema, roots: &[&'a Shape]) -> Ordered<'a> {
    let mut search = Search { schema, found: BTreeMap::new(), path: Vec::new(), ordered: Ordered::default() };
    let roots: BTreeSet<&str> = roots.iter().flat_map(|shape| references(shape)).collect();
    for root in roots {
        search.from(root);
    }
    search.ordered
}

/// What is known of a type while the search goes on.
struct Found {
    index: usize,
    /// The lowest index that it reaches on the path.
    low: usize,
    on_path: bool,
}

struct Search<'a> {
    schema: &'a Schema,
    found: BTreeMap<&'a str, Found>,
    path: Vec<&'a str>,
    ordered: Ordered<'a>,
}

impl<'a> Search<'a> {
    fn from(&mut self, root: &'a str) {
        if self.found.contains_key(root) {
            return;
        }
        let mut visits = vec![(root, self.enter(root).into_iter())];
        while let Some((name, uses)) = visits.last_mut() {
            let name = *name;
            match uses.next() {
                Some(used) if !self.found.contains_key(used) => {
                    let uses = self.enter(used).into_iter();
                    visits.push((used, uses));
                }
                Some(used) => {
                    if used == name {
                        self.ordered.recursive.insert(name);
                    }
                    let reached = self.found.get(used).filter(|found| found.on_path).map(|found| found.index);
                    self.lower(name, reached);
                }
                None => {
                    self.leave(name);
                    visits.pop();
                    let low = self.found.get(name).filter(|found| found.on_path).map(|found| found.low);
                    if let Some((above, _)) = visits.last() {
                        self.lower(above, low);
                    }
                }
            }
        }
    }

    fn enter(&mut self, name: &'a str) -> BTreeSet<&'a str> {
        let index = self.found.len();
        self.found.insert(name, Found { index, low: index, on_path: true });
        self.path.push(name);
        self.schema.types.get(name).map(references).unwrap_or_default()
    }

    fn lower(&mut self, name: &str, reached: Option<usize>) {
        if let (Some(found), Some(reached)) = (self.found.get_mut(name), reached) {
            found.low = found.low.min(reached);
        }
    }

    /// Takes a whole circle off the path when its first type is left.
    fn leave(&mut self, name: &'a str) {
        let Some(found) = self.found.get(name) else { return };
        if found.low != found.index {
            return;
        }
        let first = self.path.iter().rposition(|on_path| *on_path == name).unwrap_or(self.path.len());
        let circle = self.path.split_off(first);
        if circle.len() > 1 {
            self.ordered.recursive.extend(&circle);
        }
        for name in circle.into_iter().rev() {
            if let Some(found) = self.found.get_mut(name) {
                found.on_path = false;
            }
            self.ordered.types.push(name);
        }
    }
}

/// The named types that stand anywhere in a type.
fn references(shape: &Shape) -> BTreeSet<&str> {
    shape.parts().into_iter().filter_map(|of| of.reference.as_deref()).collect()
}
