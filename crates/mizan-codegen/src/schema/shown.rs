//! What a client is made of: of the schema, all but views, the internal part, and the types that only these need.

use std::collections::{BTreeMap, BTreeSet};

use super::{Affected, Schema, Shape};

impl Schema {
    /// The schema without its views, and, unless `internal` says otherwise, without internal functions (`docs/protocol.md`
    /// §12) and contexts that have no others; of the types, those that something of it reaches.
    pub(crate) fn shown(&self, internal: bool) -> Self {
        let functions = self.functions.iter().filter(|function| internal || !function.internal);
        let functions: Vec<_> = functions.cloned().collect();
        let is_shown = |name: &String| functions.iter().any(|function| function.name == *name);
        let contexts = self
            .contexts
            .iter()
            .filter(|context| context.functions.is_empty() || context.functions.iter().any(is_shown));
        let mut shown = Self {
            revision: self.revision.clone(),
            contexts: contexts.cloned().collect(),
            views: Vec::new(),
            forms: self.forms.clone(),
            functions,
            types: BTreeMap::new(),
        };
        let known: BTreeSet<String> = shown.contexts.iter().map(|context| context.name.clone()).collect();
        let is_known = |affected: &Affected| affected.context == "*" || known.contains(&affected.context);
        shown.functions.iter_mut().for_each(|function| function.affects.retain(is_known));
        shown.forms.iter_mut().for_each(|form| form.affects.retain(is_known));
        shown.types = self.reached(&shown);
        shown
    }

    /// The types that what is shown is made of.
    fn reached(&self, shown: &Self) -> BTreeMap<String, Shape> {
        let functions = shown.functions.iter().flat_map(|function| {
            let errors = function.errors.iter().filter_map(|error| error.shape.as_ref());
            function.args.iter().map(|arg| &arg.shape).chain([&function.result]).chain(errors)
        });
        let params = shown.contexts.iter().flat_map(|context| context.params.iter().map(|param| &param.shape));
        let forms = shown.forms.iter().flat_map(|form| [&form.shape, &form.result]);
        let mut waiting: Vec<&Shape> = functions.chain(params).chain(forms).collect();
        let mut reached = BTreeMap::new();
        while let Some(shape) = waiting.pop() {
            let names = shape.parts().into_iter().filter_map(|part| part.reference.as_ref());
            for (name, target) in names.filter_map(|name| self.types.get_key_value(name)) {
                if reached.insert(name.clone(), target.clone()).is_none() {
                    waiting.push(target);
                }
            }
        }
        reached
    }
}
