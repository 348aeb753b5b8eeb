//! The schema of an application: the one document that every backend prints and all that the generator reads.
//!
//! Start at [`Schema::draw`]. Types arrive in two sets, one for each direction; a name whose two shapes differ keeps its
//! name on the way out and is `NameInput` on the way in.
//!
//! Source: `docs/protocol.md` §12, and §11 for contracts.

mod reference;
mod relied;

use crate::declaration::{ArgumentDeclaration, ErrorDeclaration, FormDeclaration, ViewDeclaration};
use crate::form::{self, Field};
use reference::{TYPES, differing, map_references, reach, used};
use relied::{Relied, digest, without_narrowing};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A function as the document has it.
#[derive(Debug)]
pub struct FunctionEntry<'a> {
    /// `query`, `mutation` or `call`.
    pub kind: &'static str,
    /// Its wire name.
    pub name: &'a str,
    /// Its documentation.
    pub doc: &'a str,
    /// What to use instead, where it is deprecated.
    pub deprecated: Option<&'a str>,
    /// Its arguments in order.
    pub args: &'a [ArgumentDeclaration],
    /// The schema of its result.
    pub result: &'a Value,
    /// Its own errors.
    pub errors: &'a [ErrorDeclaration],
    /// The context of a query.
    pub context: Option<&'a str>,
    /// What a mutation affects: items of §5.2 without values, each with the params that narrow it (§12).
    pub affects: Option<Value>,
    /// Who may call it.
    pub guard: &'static str,
    /// What a view function is; it has no result.
    pub view: Option<&'a ViewDeclaration>,
    /// Whether it is left out of what is generated for everyone.
    pub internal: bool,
}

/// A context as the document has it.
#[derive(Debug)]
pub struct ContextEntry<'a> {
    /// Its wire name.
    pub name: &'a str,
    /// Its documentation.
    pub doc: &'a str,
    /// Its params in order.
    pub params: &'a [ArgumentDeclaration],
    /// Its queries, sorted by name, each with the schema of its result.
    pub functions: Vec<(&'a str, &'a Value)>,
    /// Members that are there only where they are declared: `public`, `owner`, `scope`, `max_age`, ….
    pub options: Map<String, Value>,
}

/// A form as the document has it; the rest of its entry is that of its function `submit`.
#[derive(Debug)]
pub struct FormEntry<'a> {
    /// Its declaration.
    pub declared: &'a FormDeclaration,
    /// Its checked fields.
    pub fields: &'a [Field],
}

/// The document and its revision.
#[derive(Debug, Clone)]
pub struct Schema {
    document: Value,
    revision: String,
}

impl Schema {
    /// Draws the document. `arriving` and `leaving` are the named types of the two directions, with references of the form
    /// `#/types/Name`.
    ///
    /// # Errors
    /// The name of a type whose `NameInput` is taken by another type.
    pub fn draw(
        functions: &[FunctionEntry<'_>],
        contexts: &[ContextEntry<'_>],
        forms: &[FormEntry<'_>],
        arriving: Map<String, Value>,
        leaving: Map<String, Value>,
    ) -> Result<Self, String> {
        let directions = Directions::merge(arriving, leaving)?;
        let mut functions: Vec<Value> = functions.iter().map(|entry| directions.function(entry)).collect();
        let mut contexts: Vec<Value> = contexts.iter().map(|entry| directions.context(entry)).collect();
        let mut forms: Vec<Value> = forms.iter().map(|entry| directions.form(entry, &functions)).collect();
        functions.sort_by(|a, b| name_of(a).cmp(name_of(b)));
        forms.sort_by(|a, b| name_of(a).cmp(name_of(b)));
        contexts.sort_by(|a, b| name_of(a).cmp(name_of(b)));
        let mut document = json!({
            "mizan": 1, "functions": functions, "contexts": contexts, "forms": forms, "channels": [],
            "types": used([&functions, &contexts, &forms], &directions.types),
        });
        let revision = digest(&document);
        document["revision"] = json!(revision);
        Ok(Self { document, revision })
    }

    /// The first 16 hex digits of the document's hash (§12).
    #[must_use]
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The document as data.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// What the function `schema` of a form answers (§3.5).
    pub(crate) fn described_form(&self, name: &str) -> Value {
        let forms = self.document["forms"].as_array().map_or(&[][..], Vec::as_slice);
        let Some(form) = forms.iter().find(|form| name_of(form) == name) else { return Value::Null };
        json!({ "name": form["name"], "title": form["title"], "fields": form["fields"], "schema": self.bundled(&form["type"]) })
    }

    /// A schema with all that it refers to inside, for readers that know no other part of the document.
    fn bundled(&self, schema: &Value) -> Value {
        let Some(types) = self.document["types"].as_object() else { return schema.clone() };
        let mut reached = BTreeSet::new();
        reach(schema, types, &mut reached);
        let local = |schema: &Value| map_references(schema, "#/$defs/", &|name| name.to_owned());
        let definitions: Map<String, Value> = reached.iter().map(|name| (name.clone(), local(&types[name]))).collect();
        let mut bundled = local(schema);
        if !definitions.is_empty() {
            bundled["$defs"] = Value::Object(definitions);
        }
        bundled
    }

    /// The document as text, for people and for `mizan.json`: indented, with a newline at its end.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", self.document)
    }
}

fn name_of(entry: &Value) -> &str {
    entry["name"].as_str().unwrap_or_default()
}

/// The named types of both directions in one map, and which names the way in has to change.
struct Directions {
    types: Map<String, Value>,
    renamed: BTreeSet<String>,
    /// Of each type, what a contract says of it.
    relied: Relied,
}

impl Directions {
    fn merge(arriving: Map<String, Value>, leaving: Map<String, Value>) -> Result<Self, String> {
        let renamed = differing(&arriving, &leaving);
        let mut directions = Self { types: leaving, renamed, relied: Relied::default() };
        for (name, schema) in arriving {
            let renamed = directions.renamed.contains(&name);
            let input_name = if renamed { format!("{name}Input") } else { name };
            let schema = directions.arriving(&schema);
            let taken = directions.types.insert(input_name.clone(), schema.clone());
            if renamed && taken.is_some_and(|other| other != schema) {
                return Err(input_name);
            }
        }
        directions.relied = Relied::of(&directions.types);
        Ok(directions)
    }

    /// A schema of the way in, its references renamed.
    fn arriving(&self, schema: &Value) -> Value {
        map_references(schema, TYPES, &|name| {
            if self.renamed.contains(name) { format!("{name}Input") } else { name.to_owned() }
        })
    }

    fn arguments(&self, arguments: &[ArgumentDeclaration]) -> Vec<Value> {
        let argument = |argument: &ArgumentDeclaration| {
            let mut entry = json!({
                "name": argument.name, "required": argument.required, "schema": self.arriving(&argument.schema),
            });
            put_text(&mut entry, "doc", &argument.doc);
            entry
        };
        arguments.iter().map(argument).collect()
    }

    fn function(&self, function: &FunctionEntry<'_>) -> Value {
        let mut entry = json!({
            "name": function.name, "kind": function.kind, "args": self.arguments(function.args),
            "guard": function.guard,
            "errors": function.errors.iter().map(error).collect::<Vec<_>>(),
        });
        match function.view {
            Some(view) => entry["view"] = self::view(view),
            None => entry["result"] = function.result.clone(),
        }
        if let Some(context) = function.context {
            entry["context"] = json!(context);
        }
        if let Some(affects) = &function.affects {
            entry["affects"] = without_narrowing(affects);
        }
        entry["contract"] = json!(self.relied.contract(&entry));
        if let Some(affects) = &function.affects {
            entry["affects"] = affects.clone();
        }
        if function.internal {
            entry["internal"] = json!(true);
        }
        if let Some(note) = function.deprecated {
            entry["deprecated"] = json!(note);
        }
        put_text(&mut entry, "doc", function.doc);
        entry
    }

    /// A form: how it is shown, and what its function `submit` is to a caller.
    fn form(&self, form: &FormEntry<'_>, functions: &[Value]) -> Value {
        let FormDeclaration { name, title, doc, schema, .. } = form.declared;
        let mut entry = form::entry(name, title, doc, form.fields);
        entry.insert("type".to_owned(), self.arriving(schema));
        let submit = format!("{name}.submit");
        let submit = functions.iter().find(|function| name_of(function) == submit).and_then(Value::as_object);
        for (member, value) in submit.into_iter().flatten() {
            if ["result", "errors", "guard", "affects", "contract", "deprecated"].contains(&member.as_str()) {
                entry.insert(member.clone(), value.clone());
            }
        }
        Value::Object(entry)
    }

    fn context(&self, context: &ContextEntry<'_>) -> Value {
        let names: Vec<&str> = context.functions.iter().map(|(name, _)| *name).collect();
        let results: Map<String, Value> =
            context.functions.iter().map(|(name, result)| ((*name).to_owned(), (*result).clone())).collect();
        let mut entry = json!({ "name": context.name, "params": self.arguments(context.params), "functions": names });
        entry["contract"] = json!(self.relied.contract(&json!({ "entry": entry, "results": results })));
        for (option, value) in &context.options {
            entry[option] = value.clone();
        }
        put_text(&mut entry, "doc", context.doc);
        entry
    }
}

/// `{}` for a view that is reached by calls alone, else its method and path.
fn view(declared: &ViewDeclaration) -> Value {
    match &declared.route {
        Some(route) => {
            json!({ "method": route.method.as_str(), "path": format!("{}/", route.path.trim_matches('/')) })
        }
        None => json!({}),
    }
}

fn error(declared: &ErrorDeclaration) -> Value {
    let mut entry = json!({ "code": declared.code, "status": declared.status });
    if let Some(schema) = &declared.schema {
        entry["schema"] = schema.clone();
    }
    put_text(&mut entry, "doc", &declared.doc);
    entry
}

fn put_text(entry: &mut Value, member: &str, text: &str) {
    if !text.is_empty() {
        entry[member] = json!(text);
    }
}
