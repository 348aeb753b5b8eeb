//! One file per form: what one types, its rules, and its hook.

use std::collections::BTreeMap;

use super::calls;
use super::export::Exports;
use super::failure;
use super::module::Module;
use super::named::NamedTypes;
use super::param;
use super::wide::Wides;
use crate::json::Json;
use crate::name::{self, camel, pascal};
use crate::schema::{Choice, Field, FieldKind, Form, Kind, Number, Schema, Shape};
use crate::typescript::{
    Argument, Call, Comment, Doc, Literal, Member, Object, Ty, constant, interface, listed, lower, quoted,
};
use crate::zod::{Core, Rules, dropped_declaration};

const ENGINE: &str = "@mizan/react/form";
const RULES: &str = "@mizan/react/zod";
const FILES: &str = "@mizan/react/upload";

/// The bounds of the usual integer, which say nothing to who types a number.
const USUAL: std::ops::RangeInclusive<i64> = -2_147_483_648..=2_147_483_646;

/// A form while its file is made.
struct Writer<'a, 'e, 'w> {
    schema: &'a Schema,
    form: &'a Form,
    types: &'a NamedTypes,
    wides: &'a mut Wides<'w>,
    exports: &'a mut Exports<'e>,
    module: Module,
    /// The constant of the choices of each field, by its path.
    choices: BTreeMap<String, String>,
}

/// The file of `form`.
pub(super) fn module(
    schema: &Schema,
    form: &Form,
    types: &NamedTypes,
    wides: &mut Wides<'_>,
    exports: &mut Exports<'_>,
) -> Module {
    let module = Module::new(file_name(schema, &form.name));
    let mut writer = Writer { schema, form, types, wides, exports, module, choices: BTreeMap::new() };
    writer.declare();
    writer.module
}

/// `contact_form.ts`; where a context has that name, an ending that no context's name can have.
fn file_name(schema: &Schema, form: &str) -> String {
    let name = format!("{form}_form");
    if schema.context(&name).is_some() { format!("{form}-form") } else { name }
}

impl Writer<'_, '_, '_> {
    fn declare(&mut self) {
        let form = self.form;
        let values = self.take(format!("{}FormValues", pascal(&form.name)));
        let schema = self.take(format!("{}FormSchema", camel(&form.name)));
        let definition = self.take(name::constant(&format!("{}_form", form.name)));
        let hook = self.take(format!("use{}Form", pascal(&form.name)));

        self.values(&values);
        let failure_name = format!("{}_form", form.name);
        let owner = format!("the form `{}`", form.name);
        let failure =
            failure::declare(&mut self.module, &failure_name, &owner, &form.errors, self.types, |_| true, self.exports);
        self.all_choices(&form.fields, &form.shape, "");
        self.rules(&schema);

        let result = lower(&form.result, &self.types.names);
        self.module.uses(&result);
        let data = Ty::Ref(format!("z.output<typeof {schema}>"));
        let call = Call {
            function: self.module.imports(ENGINE, "defineForm"),
            types: [Ty::Ref(values), data, result].into_iter().chain(failure).collect(),
            arguments: vec![Argument::Object(self.definition(schema))],
        };
        let comment = Comment::of(form.doc.as_deref().or(form.title.as_deref()));
        self.module.block(constant(&comment, &definition, &call));
        let call = Call {
            function: self.module.imports(ENGINE, "defineFormHook"),
            types: Vec::new(),
            arguments: vec![Argument::Word(definition)],
        };
        self.module.block(constant(&comment, &hook, &call));
    }

    fn take(&mut self, identifier: String) -> String {
        self.exports.take(identifier, &format!("the form `{}`", self.form.name))
    }

    /// The interface of what one types.
    fn values(&mut self, name: &str) {
        let members = self.members(&self.form.fields, &self.form.shape);
        members.iter().for_each(|member| self.module.uses(&member.ty));
        let comment = Comment::of(Some(&format!("What one types into the form `{}`.", self.form.name)));
        self.module.block(interface(&comment, name, &members));
    }

    fn members(&self, fields: &[Field], shape: &Shape) -> Vec<Member> {
        let core = Core::of(self.schema, shape);
        let members = fields.iter().map(|field| Member {
            name: field.name.clone(),
            required: true,
            ty: core.member(&field.name).map_or(Ty::Unknown, |shape| self.typed(field, shape)),
            comment: Comment::of(field.help.as_deref()),
        });
        members.collect()
    }

    /// What one types into a field: nothing is `""`, of a number and a file `null`.
    fn typed(&self, field: &Field, shape: &Shape) -> Ty {
        let core = Core::of(self.schema, shape);
        let or_null = |ty| Ty::union([ty, Ty::Null]);
        let group = |shape| Ty::Object(Object { members: self.members(&field.fields, shape), index: None });
        match field.kind {
            FieldKind::Integer | FieldKind::Number => or_null(Ty::Number),
            FieldKind::Boolean => Ty::Boolean,
            FieldKind::Choice => Ty::union([self.chosen(&core, field), Ty::text("")]),
            FieldKind::Choices => {
                let item = core.items().map(|items| Core::of(self.schema, items));
                Ty::array(self.chosen(item.as_ref().unwrap_or(&core), field))
            }
            FieldKind::List => Ty::array(core.items().map_or(Ty::String, listed_type)),
            FieldKind::File => or_null(Ty::Blob),
            FieldKind::Files => Ty::array(Ty::Blob),
            FieldKind::Group => group(shape),
            FieldKind::Groups => Ty::array(group(core.items().unwrap_or(shape))),
            _ => Ty::String,
        }
    }

    /// The type of a choice: by its name where it has one and it is all of it.
    fn chosen(&self, core: &Core<'_>, field: &Field) -> Ty {
        let identifier = core.name.and_then(|name| self.types.names.get(name));
        match identifier {
            Some(identifier) => Ty::Ref(identifier.clone()),
            None => Ty::union(field.choices.iter().map(|choice| choice_type(&choice.value))),
        }
    }

    /// Declares the choices of all fields; those of one type are declared once.
    fn all_choices(&mut self, fields: &[Field], shape: &Shape, above: &str) {
        let mut declared: Vec<(Vec<Choice>, String)> = Vec::new();
        self.choices_of(fields, shape, above, &mut declared);
    }

    fn choices_of(&mut self, fields: &[Field], shape: &Shape, above: &str, declared: &mut Vec<(Vec<Choice>, String)>) {
        let core = Core::of(self.schema, shape);
        for field in fields {
            let path = format!("{above}{}", field.name);
            let Some(own) = core.member(&field.name) else { continue };
            let inner = Core::of(self.schema, own);
            if !field.fields.is_empty() {
                self.choices_of(&field.fields, inner.items().unwrap_or(own), &format!("{path}."), declared);
            }
            if field.choices.is_empty() {
                continue;
            }
            let known = declared.iter().find(|(choices, _)| *choices == field.choices);
            let name = match known.map(|(_, name)| name.clone()) {
                Some(name) => name,
                None => {
                    let name = self.choices(field, &path);
                    declared.push((field.choices.clone(), name.clone()));
                    name
                }
            };
            self.choices.insert(path, name);
        }
    }

    fn choices(&mut self, field: &Field, path: &str) -> String {
        let words: String =
            path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(pascal).collect();
        let name = self.take(format!("{}Form{words}Choices", camel(&self.form.name)));
        let items = field.choices.iter().map(|choice| {
            let label = Argument::Word(quoted(&choice.label));
            Argument::Object(vec![("value".to_owned(), word(&choice.value)), ("label".to_owned(), label)])
        });
        let comment = Comment::of(Some(&format!("The choices of `{path}`.")));
        self.module.block(listed(&comment, &name, items.collect()));
        name
    }

    fn rules(&mut self, name: &str) {
        let core = Core::of(self.schema, &self.form.shape);
        let mut rules = Rules { schema: self.schema, choices: &self.choices, helpers: ["words"].into() };
        let object = rules.object(&self.form.fields, &core, "");
        for helper in rules.helpers {
            self.module.imports(RULES, helper);
        }
        self.module.whole("z", "zod/mini");
        let doc = format!("The rules of the form `{}`: what one types in, what the server takes out.", self.form.name);
        let comment = Comment::of(Some(&doc));
        self.module.block(Doc::concat([comment.leading(), dropped_declaration(name, &object)]));
    }

    /// What the client must know of the form at run time.
    fn definition(&mut self, schema: String) -> Vec<(String, Argument)> {
        let form = self.form;
        let all = all_fields(&form.fields);
        let has = |is: fn(&Field) -> bool| all.iter().any(|field| is(field));
        let parts = [
            (has(|field| field.check), ENGINE, "checks"),
            (has(|field| field.kind == FieldKind::Groups), ENGINE, "lists"),
            (has(|field| matches!(field.kind, FieldKind::File | FieldKind::Files)), FILES, "upload"),
        ];
        let parts = parts.into_iter().filter(|(needed, ..)| *needed);
        let parts: Vec<_> = parts.map(|(_, source, name)| self.module.imports(source, name)).collect();
        for kind in all.iter().filter_map(|field| kind(field.kind)) {
            self.module.imports(ENGINE, kind);
        }
        let submit = self.schema.function(&format!("{}.submit", form.name));
        let contract = submit.map_or(form.contract.as_deref(), |submit| submit.contract.as_deref());
        let title = form.title.as_ref().map(|title| ("title".to_owned(), Argument::Word(quoted(title))));
        let fields = self.fields(&form.fields, &Core::of(self.schema, &form.shape), "");
        let mut definition = vec![("name".to_owned(), Argument::Word(quoted(&form.name)))];
        definition.extend(title);
        definition.push(("schema".to_owned(), Argument::Word(schema)));
        definition.extend(["words"].into_iter().chain(parts).map(same));
        definition.extend(calls::affects(&form.affects));
        definition.extend(param::contract(contract));
        definition.extend(self.wides.of_form(&mut self.module, form));
        definition.push(("fields".to_owned(), Argument::Object(fields)));
        definition
    }

    fn fields(&self, fields: &[Field], core: &Core<'_>, above: &str) -> Vec<(String, Argument)> {
        let each = fields.iter().map(|field| {
            let shape = core.member(&field.name).map(|shape| Core::of(self.schema, shape));
            (field.name.clone(), Argument::Object(self.field(field, shape.as_ref(), &format!("{above}{}", field.name))))
        });
        each.collect()
    }

    fn field(&self, field: &Field, core: Option<&Core<'_>>, path: &str) -> Vec<(String, Argument)> {
        let text = |text: &str| Argument::Word(quoted(text));
        let flag = |is: bool| is.then(|| Argument::Word("true".to_owned()));
        let widget = field.widget.as_deref().unwrap_or(match field.kind {
            FieldKind::Date => "date",
            FieldKind::Time => "time",
            kind => usual_widget(kind),
        });
        let widget = (widget != usual_widget(field.kind)).then_some(widget);
        let is_number = matches!(field.kind, FieldKind::Integer | FieldKind::Number);
        let bound = |number: Option<Number>| number.filter(|_| is_number).and_then(shown_bound);
        let item = core.and_then(|core| core.items()).map(|shape| Core::of(self.schema, shape));
        let fields = (!field.fields.is_empty()).then(|| {
            let inner = item.as_ref().or(core);
            inner.map_or_else(Vec::new, |core| self.fields(&field.fields, core, &format!("{path}.")))
        });
        let said = [
            ("type", kind(field.kind).map(|kind| Argument::Word(kind.to_owned()))),
            ("widget", widget.map(text)),
            ("label", Some(text(&field.label))),
            ("help", field.help.as_deref().map(text)),
            ("required", flag(field.required)),
            ("check", flag(field.check)),
            ("disabled", flag(field.disabled)),
            ("initial", field.initial.as_ref().and_then(initial)),
            ("choices", self.choices.get(path).map(|name| Argument::Word(name.clone()))),
            ("min", bound(core.and_then(|core| core.said(|of| of.minimum)))),
            ("max", bound(core.and_then(|core| core.said(|of| of.maximum)))),
            ("step", bound(core.and_then(|core| core.said(|of| of.multiple_of))).or_else(|| any_step(field.kind))),
            ("accept", (!field.accept.is_empty()).then(|| text(&field.accept.join(",")))),
            ("minItems", field.min_items.filter(|least| *least > 0).map(|least| Argument::Word(least.to_string()))),
            ("fields", fields.map(Argument::Object)),
        ];
        said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

/// What is typed of an item of a list: text, or a number.
fn listed_type(Shape(of): &Shape) -> Ty {
    let is_number = of.kinds.iter().any(|kind| matches!(kind, Kind::Integer | Kind::Number));
    if is_number { Ty::Number } else { Ty::String }
}

/// `{ checks }` for `{ checks: checks }`.
fn same(name: &'static str) -> (String, Argument) {
    (name.to_owned(), Argument::Same)
}

fn all_fields(fields: &[Field]) -> Vec<&Field> {
    fields.iter().flat_map(|field| [vec![field], all_fields(&field.fields)].concat()).collect()
}

/// The constant of the engine that knows a kind of field; none for what is text to it.
fn kind(kind: FieldKind) -> Option<&'static str> {
    Some(match kind {
        FieldKind::Integer | FieldKind::Number => "numberField",
        FieldKind::Boolean => "booleanField",
        FieldKind::DateTime => "datetimeField",
        FieldKind::Choice => "choiceField",
        FieldKind::Choices => "choicesField",
        FieldKind::List => "listField",
        FieldKind::File => "fileField",
        FieldKind::Files => "filesField",
        FieldKind::Group => "groupField",
        FieldKind::Groups => "groupsField",
        _ => return None,
    })
}

/// Without it an input takes whole numbers alone.
fn any_step(kind: FieldKind) -> Option<Argument> {
    (kind == FieldKind::Number).then(|| Argument::Word(quoted("any")))
}

/// The widget that a field of a kind has unless something else is said: the engine knows it.
fn usual_widget(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Integer | FieldKind::Number => "number",
        FieldKind::Boolean => "checkbox",
        FieldKind::DateTime => "datetime-local",
        FieldKind::Choice => "select",
        FieldKind::Choices => "checkboxes",
        FieldKind::List => "textarea",
        FieldKind::File | FieldKind::Files => "file",
        _ => "text",
    }
}

/// A bound that is worth showing.
fn shown_bound(number: Number) -> Option<Argument> {
    match number {
        Number::Integer(value) => USUAL.contains(&value).then(|| Argument::Word(Literal::Integer(value).printed())),
        Number::Float(value) => Some(Argument::Word(Literal::Float(value).printed())),
    }
}

fn choice_type(value: &Json<'_>) -> Ty {
    match value {
        Json::Bool(value) => Ty::Literal(Literal::Boolean(*value)),
        Json::Integer(value) => Ty::Literal(Literal::Integer(*value)),
        Json::Float(value) => Ty::Literal(Literal::Float(*value)),
        Json::String(text) => Ty::text(text.as_ref()),
        _ => Ty::Unknown,
    }
}

fn word(value: &Json<'_>) -> Argument {
    match choice_type(value) {
        Ty::Literal(literal) => Argument::Word(literal.printed()),
        _ => Argument::Word("null".to_owned()),
    }
}

/// What a field begins with; a group's fields have their own.
fn initial(value: &Json<'_>) -> Option<Argument> {
    match value {
        Json::Null | Json::Object(_) => None,
        Json::Array(items) if items.iter().any(|item| matches!(item, Json::Array(_) | Json::Object(_))) => None,
        Json::Array(items) => Some(Argument::List(items.iter().map(word).collect())),
        value => Some(word(value)),
    }
}
