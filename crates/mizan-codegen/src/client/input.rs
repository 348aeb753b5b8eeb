//! `inputs.ts`: Zod schemas of the arguments of mutations and calls.
//!
//! The index does not export it: what checks no input needs no Zod.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::is_called;
use super::module::Module;
use super::named::NamedTypes;
use crate::name::camel;
use crate::schema::{Function, Schema, Shape};
use crate::typescript::{Comment, Doc};
use crate::zod::{Annotation, Expression, Helper, Ordered, Writer, declaration, ordered};

/// The name of the file.
pub(super) const INPUTS: &str = "inputs";

/// The file, unless no call takes arguments.
pub(super) fn module(schema: &Schema, types: &NamedTypes) -> Option<Module> {
    let calls: Vec<&Function> =
        schema.functions.iter().filter(|function| !function.args.is_empty() && is_called(function)).collect();
    let shapes: Vec<&Shape> = calls.iter().flat_map(|function| &function.args).map(|arg| &arg.shape).collect();
    let Ordered { types: order, recursive } = ordered(schema, &shapes);
    let constants = constants(&order, types);
    let mut writer = Writer::new(schema, constants.clone(), recursive.clone());
    let mut named = Vec::new();
    for name in order {
        let (Some(shape), Some(constant)) = (schema.types.get(name), constants.get(name)) else { continue };
        named.push((name, constant.as_str(), writer.schema(shape)));
        writer.declare(name);
    }
    let inputs: Vec<_> = calls.iter().map(|function| (*function, input(function, &mut writer))).collect();
    let used = reached(inputs.iter().flat_map(|(_, input)| input.constants()), &named);

    let mut module = Module::new(INPUTS);
    module.whole("z", "zod/mini");
    writer.helpers.iter().for_each(|helper| module.block(helping(*helper)));
    let mut loose = BTreeSet::new();
    for (name, constant, value) in named.iter().filter(|(_, constant, _)| used.contains(constant)) {
        let is_loose = value.is_loose(&loose);
        let identifier = types.names.get(*name).filter(|_| recursive.contains(name));
        let annotation = identifier.map(|identifier| {
            module.names(identifier);
            Annotation { identifier: identifier.clone(), loose: is_loose }
        });
        if is_loose && annotation.is_none() {
            loose.insert(*constant);
        }
        module.block(declaration(false, constant, annotation.as_ref(), value));
    }
    for (function, value) in &inputs {
        let name = camel(&function.name);
        let comment = Comment::of(Some(&format!("What `{name}` takes.")));
        let declared = declaration(true, &format!("{name}Input"), None, value);
        module.block(Doc::concat([comment.leading(), declared]));
    }
    (!calls.is_empty()).then_some(module)
}

/// Every constant that `roots` need, at any remove.
fn reached<'a>(roots: impl Iterator<Item = &'a str>, named: &'a [(&'a str, &'a str, Expression)]) -> BTreeSet<&'a str> {
    let values: BTreeMap<&str, &Expression> = named.iter().map(|(_, constant, value)| (*constant, value)).collect();
    let mut waiting: Vec<_> = roots.collect();
    let mut reached: BTreeSet<_> = waiting.iter().copied().collect();
    while let Some(constant) = waiting.pop() {
        let uses = values.get(constant).into_iter().flat_map(|value| value.constants());
        waiting.extend(uses.filter(|constant| reached.insert(constant)));
    }
    reached
}

/// The schema of an object of all arguments.
fn input(function: &Function, writer: &mut Writer<'_>) -> Expression {
    let members = function.args.iter().map(|arg| {
        let value = writer.schema(&arg.shape);
        let value = if arg.required { value } else { Expression::zod("exactOptional", vec![value]) };
        (arg.name.clone(), value)
    });
    Expression::zod("object", vec![Expression::Object(members.collect())])
}

/// `Profile` → `profileSchema`. Of two types that differ only in their first letter the one with the capital keeps it.
fn constants<'a>(order: &[&'a str], types: &NamedTypes) -> BTreeMap<&'a str, String> {
    let taken: BTreeSet<&str> = types.names.values().map(String::as_str).collect();
    let constant = |identifier: &str| {
        let mut chars = identifier.chars();
        let first = chars.next().map(|first| first.to_ascii_lowercase());
        let lower: String = first.into_iter().chain(chars).collect();
        let name = if taken.contains(lower.as_str()) { identifier } else { &lower };
        format!("{name}Schema")
    };
    order.iter().filter_map(|name| Some((*name, constant(types.names.get(*name)?)))).collect()
}

fn helping(helper: Helper) -> Doc {
    let (name, limit, sign, code) = match helper {
        Helper::MinCharacters => (helper.name(), "minimum", ">=", "too_small"),
        Helper::MaxCharacters => (helper.name(), "maximum", "<=", "too_big"),
    };
    let lines = [
        "/** Characters are counted as the server counts them: an emoji is one. */".to_owned(),
        format!("const {name} = ({limit}: number) =>"),
        "  z.check<string>(({ value, issues }) => {".to_owned(),
        format!("    if ([...value].length {sign} {limit}) return;"),
        format!("    issues.push({{ code: \"{code}\", origin: \"string\", {limit}, inclusive: true, input: value }});"),
        "  });".to_owned(),
    ];
    Doc::join(lines.into_iter().map(Doc::text), &Doc::HardLine)
}
