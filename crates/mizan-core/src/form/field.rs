//! One field: what its type's schema says of it, and what its author says beside that.

use crate::declaration::{ChoiceDeclaration, FieldDeclaration};
use serde_json::{Map, Value};

/// So many references and combinators deep a field's schema is looked at.
const MAX_DEPTH: usize = 32;

/// The controls that a field may be entered with.
pub const WIDGETS: [&str; 19] = [
    "text",
    "textarea",
    "email",
    "url",
    "password",
    "tel",
    "search",
    "number",
    "range",
    "color",
    "checkbox",
    "select",
    "radio",
    "checkboxes",
    "select_multiple",
    "date",
    "time",
    "datetime-local",
    "hidden",
];

/// One of the values of a choice, with what it is called.
pub type Choice = ChoiceDeclaration;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    String,
    /// An integer within ±(2^53−1).
    Integer,
    /// A double.
    Number,
    /// Yes or no.
    Boolean,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A point in time.
    DateTime,
    /// An ISO 8601 duration.
    Duration,
    /// A decimal number, as text.
    Decimal,
    /// A UUID.
    Uuid,
    /// One of several values.
    Choice,
    /// Any number of several values.
    Choices,
    /// A list of texts or numbers.
    List,
    /// A file.
    File,
    /// Any number of files.
    Files,
    /// Fields of their own.
    Group,
    /// A group any number of times.
    Groups,
}

impl FieldKind {
    /// As the schema says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "datetime",
            Self::Duration => "duration",
            Self::Decimal => "decimal",
            Self::Uuid => "uuid",
            Self::Choice => "choice",
            Self::Choices => "choices",
            Self::List => "list",
            Self::File => "file",
            Self::Files => "files",
            Self::Group => "group",
            Self::Groups => "groups",
        }
    }

    /// The controls that it may be entered with, its own first.
    #[must_use]
    pub const fn widgets(self) -> &'static [&'static str] {
        match self {
            Self::String => &["text", "textarea", "email", "url", "password", "tel", "search", "color", "hidden"],
            Self::Integer | Self::Number => &["number", "range", "text", "hidden"],
            Self::Boolean => &["checkbox", "hidden"],
            Self::Date => &["date", "text", "hidden"],
            Self::Time => &["time", "text", "hidden"],
            Self::DateTime => &["datetime-local", "text", "hidden"],
            Self::Duration | Self::Uuid => &["text", "hidden"],
            Self::Decimal => &["text", "number", "hidden"],
            Self::Choice => &["select", "radio", "hidden"],
            Self::Choices => &["checkboxes", "select_multiple"],
            Self::List => &["textarea"],
            Self::File | Self::Files => &["file"],
            Self::Group | Self::Groups => &[],
        }
    }
}

/// A checked field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its wire name.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// What the items of a list hold.
    pub item: Option<FieldKind>,
    /// What it is called.
    pub label: String,
    /// What explains it, may be empty.
    pub help: String,
    /// Whether it has to be filled in.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// The control that it is entered with; none for groups.
    pub widget: Option<&'static str>,
    /// What it holds before anything is entered.
    pub initial: Option<Value>,
    /// Whether the server judges it while one types.
    pub check: bool,
    /// Whether what may be chosen is looked up in pages, by the form's function `lookup`.
    pub lookup: bool,
    /// Whether the server takes blanks off a text's ends before it judges it.
    pub strip: bool,
    /// Whether it is shown and cannot be changed.
    pub disabled: bool,
    /// What a choice may be.
    pub choices: Vec<Choice>,
    /// The media types that a file may have; any where there are none.
    pub accept: Vec<String>,
    /// How large a file may be.
    pub max_bytes: Option<u64>,
    /// The JSON Schema of its value, without `null`; of its items where it is a list of something.
    pub schema: Map<String, Value>,
    /// How many of a repeated group there must be.
    pub min_items: Option<u64>,
    /// How many of a repeated group, or of several values, there may be.
    pub max_items: Option<u64>,
    /// The fields of a group.
    pub fields: Vec<Field>,
}

/// What is wrong with the fields of a form: the path of the field, what, and how to mend it.
pub(crate) type Faults = Vec<(String, String, &'static str)>;

/// The fields of an object's schema, in the order of their declarations.
pub(crate) fn fields(
    declared: &[FieldDeclaration],
    schema: &Value,
    types: &Map<String, Value>,
    at: &str,
    faults: &mut Faults,
) -> Vec<Field> {
    let shape = Shape::of(schema, types, MAX_DEPTH);
    let empty = Map::new();
    let properties = shape.schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let needed = shape.schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut found: Vec<Field> = Vec::new();
    for declaration in declared {
        let path = if at.is_empty() { declaration.name.clone() } else { format!("{at}.{}", declaration.name) };
        if let Err(error) = crate::name::Name::check(&declaration.name) {
            faults.push((path, error.to_string(), "rename it, with `#[serde(rename = \"…\")]` on the wire alone"));
            continue;
        }
        if found.iter().any(|field| field.name == declaration.name) {
            faults.push((path, "there are two fields of that name".to_owned(), "give one of them another name"));
            continue;
        }
        let Some(property) = properties.get(&declaration.name) else {
            faults.push((path, "its type has no such member".to_owned(), "a field has to travel under its own name"));
            continue;
        };
        let is_needed = needed.iter().any(|name| *name == declaration.name);
        found.extend(field(declaration, property, is_needed, types, path, faults));
    }
    found
}

fn field(
    declared: &FieldDeclaration,
    property: &Value,
    is_needed: bool,
    types: &Map<String, Value>,
    path: String,
    faults: &mut Faults,
) -> Option<Field> {
    if declared.recursive {
        faults.push((path, "its type contains itself, and a form has an end".to_owned(), "leave it out of the form"));
        return None;
    }
    let shape = Shape::of(property, types, MAX_DEPTH);
    let Some((kind, item, schema)) = kind_of(&shape, types) else {
        let mend = "a field is text, a number, a date or time, true or false, an enum of plain variants, a file, a struct, or a list of such";
        faults.push((path, "no control of a form can hold its type".to_owned(), mend));
        return None;
    };
    let widget = widget(declared, kind, shape.schema, &path, faults);
    let choices = match kind {
        FieldKind::Choice | FieldKind::Choices => labelled(choices_of(&schema), &declared.choices),
        _ => Vec::new(),
    };
    let count = |keyword: &str| shape.schema.get(keyword).and_then(Value::as_u64);
    let fields = match kind {
        FieldKind::Group | FieldKind::Groups => {
            fields(&declared.fields, &Value::Object(schema.clone()), types, &path, faults)
        }
        _ => Vec::new(),
    };
    let field = Field {
        name: declared.name.clone(),
        kind,
        item,
        label: declared.label.clone().unwrap_or_else(|| label_of(&declared.name)),
        help: declared.help.clone(),
        required: match kind {
            // An unchecked box is an answer, and a list of nothing a list.
            FieldKind::Boolean => false,
            FieldKind::Choices | FieldKind::List | FieldKind::Files | FieldKind::Groups => {
                count("minItems").is_some_and(|least| least > 0)
            }
            _ => is_needed && !shape.nullable,
        },
        nullable: shape.nullable,
        widget,
        initial: declared.initial.clone(),
        check: declared.check,
        lookup: declared.lookup,
        strip: declared.strip,
        disabled: declared.disabled,
        choices,
        accept: texts(schema.get("accept")),
        max_bytes: schema.get("max_bytes").and_then(Value::as_u64),
        min_items: count("minItems"),
        max_items: count("maxItems"),
        schema,
        fields,
    };
    if let Some(initial) = field.initial.as_ref().filter(|initial| !holds(&field, initial)) {
        faults.push((
            path,
            format!("its initial value {initial} is of another type"),
            "give one of the field's own type",
        ));
    } else if let Some(fault) = &declared.initial_fault {
        faults.push((path, fault.clone(), "give one that may be sent, or none"));
    }
    Some(field)
}

fn widget(
    declared: &FieldDeclaration,
    kind: FieldKind,
    schema: &Map<String, Value>,
    path: &str,
    faults: &mut Faults,
) -> Option<&'static str> {
    let own = match schema.get("format").and_then(Value::as_str) {
        Some("email") => Some("email"),
        Some("uri") => Some("url"),
        _ => kind.widgets().first().copied(),
    };
    let Some(given) = &declared.widget else { return own };
    let fitting = kind.widgets().iter().copied().find(|widget| widget == given);
    if fitting.is_none() {
        let of = kind.as_str();
        let what = match kind.widgets() {
            [] => format!("a field of the type `{of}` has no control of its own, and `{given}` is given"),
            _ if WIDGETS.contains(&given.as_str()) || given == "file" => {
                format!("`{given}` cannot hold a field of the type `{of}`; there are {}", kind.widgets().join(", "))
            }
            _ => format!("there is no control `{given}`; a field of the type `{of}` has {}", kind.widgets().join(", ")),
        };
        faults.push((path.to_owned(), what, "leave `widget` out, or name one of those"));
    }
    fitting.or(own)
}

/// `first_name` → `First name`.
fn label_of(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// A schema without its references and without `null`.
struct Shape<'s> {
    schema: &'s Map<String, Value>,
    nullable: bool,
}

impl<'s> Shape<'s> {
    fn of(schema: &'s Value, types: &'s Map<String, Value>, depth: usize) -> Self {
        static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        let bare = |schema| Shape { schema, nullable: false };
        let (Some(members), Some(depth)) = (schema.as_object(), depth.checked_sub(1)) else { return bare(&EMPTY) };
        let name = members.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix("#/types/"));
        if let Some(target) = name.and_then(|name| types.get(name)) {
            return Self::of(target, types, depth);
        }
        if let Some([only]) = members.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            return Self::of(only, types, depth);
        }
        if let Some(parts) = members.get("anyOf").and_then(Value::as_array) {
            let is_null = |part: &&Value| part["type"] == "null";
            let others: Vec<&Value> = parts.iter().filter(|part| !is_null(part)).collect();
            if let [only] = others.as_slice() {
                let inner = Self::of(only, types, depth);
                return Shape { nullable: inner.nullable || parts.len() > 1, ..inner };
            }
        }
        let nullable = match members.get("type") {
            Some(Value::Array(names)) => names.iter().any(|name| name == "null"),
            _ => members.get("enum").and_then(Value::as_array).is_some_and(|values| values.contains(&Value::Null)),
        };
        Shape { schema: members, nullable }
    }

    /// The one type that is not `null`.
    fn type_name(&self) -> Option<&'s str> {
        match self.schema.get("type")? {
            Value::String(name) => Some(name),
            Value::Array(names) => {
                let mut others = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
                others.next().filter(|_| others.next().is_none())
            }
            _ => None,
        }
    }
}

/// What a field of that shape holds, what the items of a list hold, and the schema of one of them.
fn kind_of(
    shape: &Shape<'_>,
    types: &Map<String, Value>,
) -> Option<(FieldKind, Option<FieldKind>, Map<String, Value>)> {
    if shape.type_name() != Some("array") {
        return single(shape).map(|kind| (kind, None, shape.schema.clone()));
    }
    let items = Shape::of(shape.schema.get("items")?, types, MAX_DEPTH);
    let item = single(&items).filter(|_| !items.nullable)?;
    let (kind, item) = match item {
        FieldKind::Choice => (FieldKind::Choices, None),
        FieldKind::File => (FieldKind::Files, None),
        FieldKind::Group => (FieldKind::Groups, None),
        item => (FieldKind::List, Some(item)),
    };
    Some((kind, item, items.schema.clone()))
}

fn single(shape: &Shape<'_>) -> Option<FieldKind> {
    if !choices_of(shape.schema).is_empty() {
        return Some(FieldKind::Choice);
    }
    let format = shape.schema.get("format").and_then(Value::as_str);
    Some(match (shape.type_name()?, format) {
        ("integer", _) => FieldKind::Integer,
        ("number", _) => FieldKind::Number,
        ("boolean", _) => FieldKind::Boolean,
        ("string", Some("date")) => FieldKind::Date,
        ("string", Some("time" | "partial-time")) => FieldKind::Time,
        ("string", Some("date-time")) => FieldKind::DateTime,
        ("string", Some("duration")) => FieldKind::Duration,
        ("string", Some("decimal" | "bigint")) => FieldKind::Decimal,
        ("string", Some("uuid")) => FieldKind::Uuid,
        ("string", Some("binary")) => FieldKind::File,
        ("string", Some("base64")) => return None,
        ("string", _) => FieldKind::String,
        ("object", _) if shape.schema.contains_key("properties") => FieldKind::Group,
        _ => return None,
    })
}

/// The values of an enum, with what its schema says of each: schemars prints one with docs as a `oneOf` of constants.
fn choices_of(schema: &Map<String, Value>) -> Vec<(Value, Option<String>)> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().filter(|value| !value.is_null()).map(|value| (value.clone(), None)).collect();
    }
    if let Some(value) = schema.get("const").filter(|value| !value.is_null()) {
        let said = schema.get("description").and_then(Value::as_str).map(str::to_owned);
        return vec![(value.clone(), said)];
    }
    let Some(parts) = schema.get("oneOf").and_then(Value::as_array) else { return Vec::new() };
    let mut all = Vec::new();
    for part in parts {
        let own = part.as_object().map(choices_of).unwrap_or_default();
        if own.is_empty() {
            return Vec::new();
        }
        all.extend(own);
    }
    all
}

fn labelled(values: Vec<(Value, Option<String>)>, given: &[ChoiceDeclaration]) -> Vec<Choice> {
    let label = |value: &Value, said: Option<String>| {
        let given = given.iter().find(|choice| choice.value == *value).map(|choice| choice.label.clone());
        let made = || value.as_str().map_or_else(|| value.to_string(), label_of);
        given.or_else(|| said.filter(|text| !text.contains('\n'))).unwrap_or_else(made)
    };
    let mut choices: Vec<Choice> = values
        .into_iter()
        .map(|(value, said)| {
            let label = label(&value, said);
            Choice { value, label }
        })
        .collect();
    // In the order of the declaration: the schema lists those without docs before those with.
    let place = |choice: &Choice| given.iter().position(|other| other.value == choice.value).unwrap_or(given.len());
    choices.sort_by_key(place);
    choices
}

fn texts(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether a value may stand in a field before anything is entered. It need not be a valid one.
fn holds(field: &Field, value: &Value) -> bool {
    let one = |value: &Value| field.choices.iter().any(|choice| choice.value == *value);
    match field.kind {
        _ if value.is_null() => !field.required,
        FieldKind::Integer => value.is_i64() || value.is_u64(),
        FieldKind::Number => value.is_number(),
        FieldKind::Boolean => value.is_boolean(),
        FieldKind::Choice => one(value),
        FieldKind::Choices => value.as_array().is_some_and(|values| values.iter().all(one)),
        FieldKind::List | FieldKind::Groups => value.is_array(),
        FieldKind::Group => value.is_object(),
        FieldKind::File | FieldKind::Files => false,
        _ => value.is_string(),
    }
}
