//! Forms: their names, their fields, and what their functions take.

use super::{Declarations, Mistake};
use crate::declaration::{ArgumentDeclaration, FormDeclaration, FunctionDeclaration};
use crate::form::{self, Form};
use crate::name::Name;
use crate::schema::Schema;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The index of the form whose function has that name.
pub(super) fn of_function(name: &str, forms: &[FormDeclaration]) -> Option<usize> {
    let (form, _) = name.split_once('.')?;
    forms.iter().position(|declared| declared.name == form)
}

/// Every form with its fields, and everything that is wrong with them.
pub(super) fn forms(declarations: &Declarations) -> (Vec<Form>, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let mut seen: HashMap<&str, &FormDeclaration> = HashMap::new();
    let mut forms = Vec::new();
    for declared in &declarations.forms {
        let mut say = |what: String, mend: &str| {
            mistakes.push(Mistake { place: declared.place.clone(), what, mend: mend.to_owned() })
        };
        if let Err(error) = Name::check(&declared.name) {
            say(format!("a form's name: {error}"), "give it another with `name = \"…\"`");
        }
        if let Some(other) = seen.insert(&declared.name, declared) {
            let what = format!("there are two forms `{}`: the other is at {}", declared.name, other.place);
            say(what, "list each form once, or give one of them another name with `name = \"…\"`");
        }
        let mut faults = Vec::new();
        let fields = form::fields(&declared.fields, &declared.schema, &declarations.types_arriving, "", &mut faults);
        for (path, what, mend) in faults {
            say(format!("the field `{path}` of the form `{}`: {what}", declared.name), mend);
        }
        forms.push(Form { name: declared.name.clone(), title: declared.title.clone(), fields, described: Value::Null });
    }
    let lonely = |function: &&FunctionDeclaration| {
        function.name.contains('.') && of_function(&function.name, &declarations.forms).is_none()
    };
    mistakes.extend(declarations.functions.iter().filter(lonely).map(|function| Mistake {
        place: function.place.clone(),
        what: format!("`{}` is named as the function of a form that does not exist", function.name),
        mend: "only the functions of a form have a dot: give it another name".to_owned(),
    }));
    (forms, mistakes)
}

/// The arguments that guards look at and that scope what is affected: a form's are its fields.
pub(super) fn named_arguments<'d>(
    function: &'d FunctionDeclaration,
    declarations: &Declarations,
) -> Cow<'d, [ArgumentDeclaration]> {
    let Some(form) = of_function(&function.name, &declarations.forms) else { return Cow::Borrowed(&function.args) };
    let declared = &declarations.forms[form];
    let schema =
        match declared.schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/types/")) {
            Some(name) => declarations.types_arriving.get(name),
            None => Some(&declared.schema),
        };
    let empty = Map::new();
    let properties = schema.and_then(|schema| schema.get("properties")?.as_object()).unwrap_or(&empty);
    let needed = schema.and_then(|schema| schema.get("required")?.as_array()).map_or(&[][..], Vec::as_slice);
    let argument = |(name, schema): (&String, &Value)| ArgumentDeclaration {
        name: name.clone(),
        doc: String::new(),
        schema: bare(schema),
        required: needed.iter().any(|needed| needed == name),
    };
    Cow::Owned(properties.iter().map(argument).collect())
}

/// The schema of a member as that of an argument: without what only people read, and which no argument has.
fn bare(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut() {
        members.remove("description");
    }
    schema
}

/// The form with what its function `schema` answers, which the schema document has.
pub(super) fn described(form: Form, schema: &Schema) -> Arc<Form> {
    Arc::new(Form { described: schema.described_form(&form.name), ..form })
}
