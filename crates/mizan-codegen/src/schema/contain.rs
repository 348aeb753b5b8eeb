//! Which types have something of a kind inside them: a file, or a wide integer.

use std::collections::{BTreeMap, BTreeSet};

use super::{Keywords, Schema, Shape};

impl Schema {
    /// The named types in which something is, at any remove. Each type is read once.
    pub(crate) fn types_with(&self, is: impl Fn(&Keywords) -> bool) -> BTreeSet<&str> {
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for (name, shape) in &self.types {
            for of in shape.parts() {
                if is(of) {
                    found.insert(name);
                }
                if let Some(used) = of.reference.as_deref() {
                    users.entry(used).or_default().push(name);
                }
            }
        }
        let mut waiting: Vec<_> = found.iter().copied().collect();
        while let Some(name) = waiting.pop() {
            let new = users.get(name).into_iter().flatten().filter(|user| found.insert(user));
            waiting.extend(new.copied());
        }
        found
    }
}

impl Shape {
    /// Whether something is in this type or in one of those `named`, which have it.
    pub(crate) fn is_with(&self, is: impl Fn(&Keywords) -> bool, named: &BTreeSet<&str>) -> bool {
        self.parts().into_iter().any(|of| is(of) || of.reference.as_deref().is_some_and(|name| named.contains(name)))
    }
}
