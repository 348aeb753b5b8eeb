//! `mizan inspect`: what is declared, and who changes what.

use serde_json::{Value, json};

use mizan_codegen::Schema;
use mizan_codegen::schema::{Affected, Context, Function, Param, Role, View};

use crate::Done;
use crate::argument::Inspect;
use crate::config::Config;
use crate::failure::{FILES, Failure};
use crate::source;
use crate::table::aligned;

/// Shows the schema as tables, or as one JSON document.
///
/// # Errors
///
/// As [`Config::find`] and [`source::document`].
pub(crate) fn run(options: &Inspect) -> Result<Done, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(FILES, format!("the current folder cannot be found: {error}")))?;
    let config = Config::find(&here)?;
    let schema = source::document(&options.source, &config, &here)?.schema;
    let text = if options.json { format!("{:#}\n", report(&schema)) } else { tables(&schema) };
    Ok(Done { text, code: 0 })
}

fn tables(schema: &Schema) -> String {
    let contexts: Vec<_> = schema.contexts.iter().flat_map(|context| context_rows(schema, context)).collect();
    let mutations: Vec<_> = with_role(schema, &Role::Mutation).map(|function| mutation_row(schema, function)).collect();
    let calls: Vec<_> = with_role(schema, &Role::Call).map(call_row).collect();
    let views: Vec<_> = schema.views.iter().map(|view| view_row(schema, view)).collect();
    let sections = [
        section(&["CONTEXT", "PARAMS", "QUERY", "GUARD", "CHANGED BY"], &contexts),
        section(&["MUTATION", "ARGUMENTS", "GUARD", "AFFECTS"], &mutations),
        section(&["CALL", "ARGUMENTS", "GUARD"], &calls),
        section(&["VIEW", "PATH", "ARGUMENTS", "GUARD", "AFFECTS"], &views),
    ];
    let sections: Vec<_> = sections.into_iter().flatten().collect();
    if sections.is_empty() { "the schema declares nothing\n".to_owned() } else { sections.join("\n") }
}

fn section(head: &[&str], rows: &[Vec<String>]) -> Option<String> {
    (!rows.is_empty()).then(|| aligned(head, rows))
}

/// One row per query; what belongs to the whole context stands in the first.
fn context_rows(schema: &Schema, context: &Context) -> Vec<Vec<String>> {
    let queries = context.functions.iter().filter_map(|name| schema.function(name));
    let rows = queries.enumerate().map(|(index, query)| {
        let first = |text: String| if index == 0 { text } else { String::new() };
        vec![
            first(context.name.clone()),
            first(params(&context.params)),
            query.name.clone(),
            guard(&query.guard),
            changed_by(schema, context, query).join(", "),
        ]
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() { vec![vec![context.name.clone(), params(&context.params)]] } else { rows }
}

fn call_row(function: &Function) -> Vec<String> {
    vec![function.name.clone(), params(&function.args), guard(&function.guard)]
}

fn mutation_row(schema: &Schema, function: &Function) -> Vec<String> {
    let mut row = call_row(function);
    row.push(items(schema, &function.affects));
    row
}

fn view_row(schema: &Schema, view: &View) -> Vec<String> {
    let path = view.route.as_ref().map(|(method, path)| format!("{method} {path}")).unwrap_or_default();
    let path = path.escape_debug().to_string();
    vec![view.name.clone(), path, params(&view.args), guard(&view.guard), items(schema, &view.affects)]
}

fn items(schema: &Schema, affects: &[Affected]) -> String {
    affects.iter().map(|affected| item(schema, affected)).collect::<Vec<_>>().join(", ")
}

fn with_role<'a>(schema: &'a Schema, role: &'a Role) -> impl Iterator<Item = &'a Function> {
    schema.functions.iter().filter(move |function| function.role == *role)
}

/// The mutations whose declaration reaches this query.
fn changed_by<'a>(schema: &'a Schema, context: &Context, query: &Function) -> Vec<&'a str> {
    let reaches = |affected: &Affected| {
        affected.context == "*"
            || (affected.context == context.name && affected.function.as_ref().is_none_or(|name| *name == query.name))
    };
    let mutations = schema.functions.iter().map(|function| (&function.name, &function.affects));
    let views = schema.views.iter().map(|view| (&view.name, &view.affects));
    let changing = mutations.chain(views).filter(|(_, affects)| affects.iter().any(reaches));
    let mut names: Vec<_> = changing.map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

/// `user(user_id)` for the reads of the call's own `user_id`, `user(user_id = …)` where the call says of which, `user(*)` for
/// all of them; `user/user_profile(…)` for one query. A context without params has one read.
fn item(schema: &Schema, affected: &Affected) -> String {
    let name = match &affected.function {
        None => affected.context.clone(),
        Some(function) => format!("{}/{function}", affected.context),
    };
    let by = match affected.given {
        false => affected.by.join(", "),
        true => affected.by.iter().map(|param| format!("{param} = …")).collect::<Vec<_>>().join(", "),
    };
    let has_params = schema.context(&affected.context).is_some_and(|context| !context.params.is_empty());
    match (by.as_str(), has_params) {
        ("", false) => name,
        ("", true) => format!("{name}(*)"),
        _ => format!("{name}({by})"),
    }
}

fn json_item(affected: &Affected) -> Value {
    let mut item = json!({"context": affected.context});
    if let Some(function) = &affected.function {
        item["function"] = json!(function);
    }
    if !affected.by.is_empty() {
        item["by"] = json!(affected.by);
    }
    if affected.given {
        item["given"] = json!(true);
    }
    item
}

fn params(params: &[Param]) -> String {
    let shown = params.iter().map(|param| {
        let mark = if param.required { "" } else { "?" };
        format!("{}{mark}: {}", param.name, param.shape.typescript())
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// The guard, without what would move the cursor of a terminal.
fn guard(guard: &Option<String>) -> String {
    guard.as_deref().unwrap_or_default().escape_debug().to_string()
}

fn report(schema: &Schema) -> Value {
    let contexts = schema.contexts.iter().map(|context| {
        let queries = context.functions.iter().filter_map(|name| schema.function(name));
        let queries = queries.map(
            |query| json!({"name": query.name, "guard": query.guard, "changed_by": changed_by(schema, context, query)}),
        );
        json!({
            "name": context.name, "params": json_params(&context.params), "public": context.public,
            "local": context.local, "queries": queries.collect::<Vec<_>>(),
        })
    });
    let mutations = with_role(schema, &Role::Mutation).map(|function| {
        let affects: Vec<_> = function.affects.iter().map(json_item).collect();
        json!({"name": function.name, "args": json_params(&function.args), "guard": function.guard, "affects": affects})
    });
    let calls = with_role(schema, &Role::Call)
        .map(|function| json!({"name": function.name, "args": json_params(&function.args), "guard": function.guard}));
    let views = schema.views.iter().map(|view| {
        let (method, path) = view.route.clone().unzip();
        let affects: Vec<_> = view.affects.iter().map(json_item).collect();
        json!({
            "name": view.name, "method": method, "path": path, "args": json_params(&view.args), "guard": view.guard,
            "affects": affects,
        })
    });
    json!({
        "revision": schema.revision, "contexts": contexts.collect::<Vec<_>>(),
        "mutations": mutations.collect::<Vec<_>>(), "calls": calls.collect::<Vec<_>>(),
        "views": views.collect::<Vec<_>>(),
    })
}

fn json_params(params: &[Param]) -> Value {
    let shown = params
        .iter()
        .map(|param| json!({"name": param.name, "required": param.required, "type": param.shape.typescript()}));
    shown.collect()
}
