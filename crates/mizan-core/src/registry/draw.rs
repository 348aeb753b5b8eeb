//! Hands the checked declarations to the schema.

use super::{Context, Declarations, Function, Mistake};
use crate::declaration::{ContextDeclaration, Place};
use crate::form::Form;
use crate::resolve::Affect;
use crate::schema::{ContextEntry, FormEntry, FunctionEntry, Schema};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) fn schema(
    functions: &[Function],
    contexts: &BTreeMap<String, ContextDeclaration>,
    built: &[Context],
    forms: &[Form],
    declarations: &Declarations,
) -> Result<Schema, Mistake> {
    let function_entries: Vec<FunctionEntry<'_>> = declarations
        .functions
        .iter()
        .zip(functions)
        .map(|(declared, function)| FunctionEntry {
            kind: function.kind.as_str(),
            name: &declared.name,
            doc: &declared.doc,
            deprecated: declared.deprecated.as_deref(),
            args: &declared.args,
            result: &declared.result,
            errors: &declared.errors,
            context: function.context.map(|index| built[index].name.as_str()),
            affects: declared.affects.as_ref().map(|_| function.affects.iter().map(item).collect()),
            guard: function.guard.as_str(),
            view: declared.view.as_ref(),
            internal: declared.internal,
        })
        .collect();
    let context_entries: Vec<ContextEntry<'_>> = contexts
        .values()
        .zip(built)
        .map(|(declared, built)| ContextEntry {
            name: &declared.name,
            doc: &declared.doc,
            params: &declared.params,
            functions: built
                .queries
                .iter()
                .map(|&query| (functions[query].name.as_str(), &declarations.functions[query].result))
                .collect(),
            options: options(declared),
        })
        .collect();
    let form_entries: Vec<FormEntry<'_>> = declarations
        .forms
        .iter()
        .zip(forms)
        .map(|(declared, form)| FormEntry { declared, fields: &form.fields })
        .collect();
    Schema::draw(
        &function_entries,
        &context_entries,
        &form_entries,
        declarations.types_arriving.clone(),
        declarations.types_leaving.clone(),
    )
    .map_err(|name| Mistake {
        place: Place { file: name.clone(), line: 0 },
        what: format!("two types want the name `{name}`: one is declared so, the other is what arrives of a type that differs by direction"),
        mend: "rename one of them with `#[serde(rename = \"…\")]`".to_owned(),
    })
}

fn item(affect: &Affect) -> Value {
    let mut item = json!({ "context": affect.context_name() });
    if let Some(function) = affect.function_name() {
        item["function"] = json!(function);
    }
    let by: Vec<&str> = affect.narrowed_by().collect();
    if !by.is_empty() {
        item["by"] = json!(by);
    }
    if affect.is_given() {
        item["given"] = json!(true);
    }
    item
}

/// The members of a context that are there only where they are declared.
fn options(declared: &ContextDeclaration) -> Map<String, Value> {
    let mut options = Map::new();
    let mut put = |name: &str, value: Option<Value>| options.extend(value.map(|value| (name.to_owned(), value)));
    put("public", Some(json!(declared.public)));
    put("local", Some(json!(declared.local)));
    put("owner", declared.owner_self.then(|| json!("self")));
    put("scope", declared.scope.as_ref().map(|names| json!(names)));
    put("vary", (!declared.vary.is_empty()).then(|| json!(declared.vary)));
    put("max_age", declared.max_age_s.map(|seconds| json!(seconds)));
    put("stale_while_revalidate", declared.stale_while_revalidate_s.map(|seconds| json!(seconds)));
    options
}
