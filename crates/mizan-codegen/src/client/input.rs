//! `inputs.ts`: Zod schemas of the arguments of mutations and calls, and of the params of contexts.
//!
//! The index does not export it: what checks no input needs no Zod.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::is_called;
use super::module::Module;
use super::named::NamedTypes;
use crate::name::camel;
use crate::schema::{Param, Schema, Shape};
use crate::typescript::{Comment, Doc};
use crate::zod::{Annotation, Expression, Helper, Ordered, Writer, declaration, ordered};

/// The name of the file.
pub(super) const INPUTS: &str = "inputs";

/// The file, unless nothing takes arguments or params.
pub(super) fn module(schema: &Schema, types: &NamedTypes) -> Option<Module> {
    let takers = takers(schema);
    let shapes: Vec<&Shape> = takers.iter().flat_map(|taker| taker.params).map(|param| &param.shape).collect();
    let Ordered { types: order, recursive } = ordered(schema, &shapes);
    let constants = constants(&order, types);
    let mut writer = Writer::new(schema, constants.clone(), recursive.clone());
    let mut named = Vec::new();
    for name in order {
        let (Some(shape), Some(constant)) = (schema.types.get(name), constants.get(name)) else { continue };
        named.push((name, constant.as_str(), writer.schema(shape)));
        writer.declare(name);
    }
    let inputs: Vec<_> = takers.iter().map(|taker| (taker, input(taker.params, &mut writer))).collect();
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
    for (taker, value) in &inputs {
        let comment = Comment::of(Some(&taker.doc));
        let declared = declaration(true, &format!("{}Input", taker.name), None, value);
        module.block(Doc::concat([comment.leading(), declared]));
    }
    (!takers.is_empty()).then_some(module)
}

/// Something that takes params: a call, or a context, whose params may come from a page's address.
struct Taker<'a> {
    name: String,
    doc: String,
    params: &'a [Param],
}

fn takers(schema: &Schema) -> Vec<Taker<'_>> {
    let calls = schema.functions.iter().filter(|function| !function.args.is_empty() && is_called(function));
    let calls: Vec<_> = calls
        .map(|function| {
            let name = camel(&function.name);
            Taker { doc: format!("What `{name}` takes."), name, params: &function.args }
        })
        .collect();
    let contexts = schema.contexts.iter().filter(|context| !context.params.is_empty()).map(|context| Taker {
        name: format!("{}Params", camel(&context.name)),
        doc: format!("What identifies one `{}` context.", context.name),
        params: &context.params,
    });
    let free = contexts.filter(|context| calls.iter().all(|call| call.name != context.name)).collect::<Vec<_>>();
    free.into_iter().chain(calls).collect()
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
fn input(params: &[Param], writer: &mut Writer<'_>) -> Expression {
    let members = params.iter().map(|arg| {
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
    let name = helper.name();
    let (limit, sign, code) = match helper {
        Helper::MinCharacters | Helper::MinItems => ("minimum", ">=", "too_small"),
        Helper::MaxCharacters | Helper::MaxItems => ("maximum", "<=", "too_big"),
    };
    let lines = match helper {
        Helper::MinCharacters | Helper::MaxCharacters => vec![
            "/** Characters are counted as the server counts them: an emoji is one. */".to_owned(),
            format!("const {name} = ({limit}: number) =>"),
            "  z.check<string>(({ value, issues }) => {".to_owned(),
            format!("    if ([...value].length {sign} {limit}) return;"),
            format!(
                "    issues.push({{ code: \"{code}\", origin: \"string\", {limit}, inclusive: true, input: value }});"
            ),
            "  });".to_owned(),
        ],
        Helper::MinItems | Helper::MaxItems => vec![
            "/** A list is counted whatever is wrong in its items, and they are read however many they are. */"
                .to_owned(),
            format!("const {name} = ({limit}: number) =>"),
            "  z.check<readonly unknown[]>(".to_owned(),
            "    ({ value: input, issues }) => {".to_owned(),
            format!("      if (input.length {sign} {limit}) return;"),
            format!(
                "      issues.unshift({{ code: \"{code}\", origin: \"array\", {limit}, inclusive: true, input }});"
            ),
            "    },".to_owned(),
            "    { when: ({ value }) => Array.isArray(value) },".to_owned(),
            "  );".to_owned(),
        ],
    };
    Doc::join(lines.into_iter().map(Doc::text), &Doc::HardLine)
}
