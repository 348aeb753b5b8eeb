//! Checks what the parts of a document say of each other: contexts, their queries, and what mutations affect.

use std::collections::BTreeMap;

use super::{Affected, Context, Form, Function, Role, Schema};
use crate::json::Node;

/// What a mutation affects that changes all there is.
const EVERYTHING: &str = "*";

/// Reports everything that does not agree.
pub(super) fn check(schema: &Schema, root: &Node<'_>) {
    let places = Places::of(root);
    unique(schema, &places);
    for function in &schema.functions {
        check_function(schema, function, &places.at("functions", &function.name, root));
    }
    for form in &schema.forms {
        check_form(schema, form, &places.at("forms", &form.name, root));
    }
    for view in &schema.views {
        check_affects(schema, &view.name, &view.affects, &places.at("functions", &view.name, root));
    }
    for context in &schema.contexts {
        check_context(schema, context, &places.at("contexts", &context.name, root));
    }
}

/// Where each function and context stands in the document.
struct Places<'a>(BTreeMap<(&'static str, &'a str), Vec<Node<'a>>>);

impl<'a> Places<'a> {
    fn of(root: &Node<'a>) -> Self {
        let mut places: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for list in ["functions", "contexts", "forms"] {
            for node in root.get(list).and_then(|node| node.items()).unwrap_or_default() {
                if let Some(name) = node.get("name").and_then(|name| name.text()) {
                    places.entry((list, name)).or_default().push(node);
                }
            }
        }
        Self(places)
    }

    fn at(&self, list: &'static str, name: &str, root: &Node<'a>) -> Node<'a> {
        let found = self.0.get(&(list, name)).and_then(|nodes| nodes.first());
        found.cloned().unwrap_or_else(|| root.clone())
    }
}

fn unique(schema: &Schema, places: &Places<'_>) {
    for ((_, name), nodes) in &places.0 {
        if let [first, second, ..] = nodes.as_slice() {
            second.fail(format!("`{name}` is already declared at {}", first.path()));
        }
    }
    for context in schema.contexts.iter().filter(|context| !context.local) {
        let function = places.0.get(&("functions", context.name.as_str())).and_then(|nodes| nodes.first());
        let place = places.0.get(&("contexts", context.name.as_str())).and_then(|nodes| nodes.first());
        if let (Some(function), Some(place)) = (function, place) {
            place.fail(format!("the context `{}` has the name of the function at {}", context.name, function.path()));
        }
    }
}

fn check_function(schema: &Schema, function: &Function, node: &Node<'_>) {
    if let Role::Query { context } = &function.role {
        match schema.context(context) {
            None => node.fail(format!("`{}` is a query of `{context}`, and there is no such context", function.name)),
            Some(found) if !found.functions.contains(&function.name) => {
                node.fail(format!("`{}` is a query of `{context}`, which does not list it", function.name));
            }
            Some(_) => {}
        }
    }
    check_affects(schema, &function.name, &function.affects, node);
}

fn check_form(schema: &Schema, form: &Form, node: &Node<'_>) {
    check_affects(schema, &form.name, &form.affects, node);
}

fn check_affects(schema: &Schema, name: &str, affects: &[Affected], node: &Node<'_>) {
    for affected in affects.iter().filter(|affected| affected.context != EVERYTHING) {
        let Some(context) = schema.context(&affected.context) else {
            node.fail(format!("`{name}` affects `{}`, and there is no such context", affected.context));
            continue;
        };
        if let Some(query) = affected.function.as_ref().filter(|query| !context.functions.contains(query)) {
            node.fail(format!("`{name}` affects `{query}`, which `{}` does not have", context.name));
        }
    }
}

fn check_context(schema: &Schema, context: &Context, node: &Node<'_>) {
    for name in &context.functions {
        let role = schema.function(name).map(|function| &function.role);
        match role {
            Some(Role::Query { context: own }) if *own == context.name => {}
            Some(_) => node.fail(format!("`{}` lists `{name}`, which is no query of it", context.name)),
            None => node.fail(format!("`{}` lists `{name}`, and there is no such function", context.name)),
        }
    }
    if context.local && context.functions != [context.name.clone()] {
        node.fail(format!("`{}` is local, so its one function is `{}`", context.name, context.name));
    }
}
