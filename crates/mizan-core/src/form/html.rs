//! A form as HTML: what a browser without JavaScript shows, and what a screen reader says of it.
//!
//! Ids are `{form}-{path}` with dots as `-`; errors are `{id}-error`, help is `{id}-help`: the same as the client's.
//! Everything that comes from anybody is escaped.
//!
//! Absent on purpose: `maxlength`, `minlength` and `pattern`. HTML counts UTF-16 units and anchors expressions, and would
//! refuse what the server takes; the server tells what is wrong.
//!
//! Source: WHATWG HTML, forms; WCAG 2.2, 1.3.1, 3.3.1, 3.3.2, 4.1.2.

use super::post::{choice_text, of_schema};
use super::{FORM_LEVEL, Field, FieldKind, Form};
use crate::error::{FieldError, Fields};
use crate::json::{Value, number_text};
use std::fmt::Write;

/// The name of the field that has the CSRF token (§3.5).
pub const TOKEN_FIELD: &str = "csrfmiddlewaretoken";
/// The name of the field that has the path of the page that the form stands on.
pub const FROM_FIELD: &str = "_from";

/// What stands in a form besides its fields.
#[derive(Debug)]
pub struct Page<'a> {
    /// Where it is posted to.
    pub action: &'a str,
    /// The CSRF token.
    pub token: &'a str,
    /// The path of the page that it stands on.
    pub from: &'a str,
    /// What its fields hold, by name; what is absent holds its initial value where `is_new`, and else nothing.
    pub values: &'a Value<'a>,
    /// Whether nobody has filled it in yet.
    pub is_new: bool,
    /// What is wrong with it.
    pub errors: &'a Fields,
}

impl Form {
    /// The form's element and all that is in it.
    #[must_use]
    pub fn html(&self, page: &Page<'_>) -> String {
        let mut writer = Writer { out: String::with_capacity(4096), form: &self.name, page };
        writer.form(self);
        writer.out
    }

    /// Whether any of its fields, or of its groups', holds files.
    #[must_use]
    pub fn has_files(&self) -> bool {
        has_files(&self.fields)
    }
}

fn has_files(fields: &[Field]) -> bool {
    fields.iter().any(|field| matches!(field.kind, FieldKind::File | FieldKind::Files) || has_files(&field.fields))
}

/// Text as HTML, within elements and attributes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No document may have one, written or not.
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

struct Writer<'w> {
    out: String,
    form: &'w str,
    page: &'w Page<'w>,
}

/// A field where it stands.
struct At<'f, 'v> {
    field: &'f Field,
    /// Its name in a post: `lines.0.count`.
    name: String,
    /// Its path in errors: `lines[0].count`.
    path: String,
    value: Option<&'v Value<'v>>,
    /// Whether nothing has been entered in it or around it.
    is_new: bool,
    /// Whether the browser may insist that it is filled in.
    insists: bool,
}

macro_rules! put {
    ($writer:expr, $($text:tt)*) => {
        // Writing to a string cannot fail.
        let _ = write!($writer.out, $($text)*);
    };
}

impl Writer<'_> {
    fn form(&mut self, form: &Form) {
        let Page { action, token, from, .. } = *self.page;
        let encoding = if form.has_files() { " enctype=\"multipart/form-data\"" } else { "" };
        put!(self, "<form id=\"{}\" method=\"post\" action=\"{}\"{encoding}>\n", form.name, escaped(action));
        self.hidden(TOKEN_FIELD, token);
        self.hidden(FROM_FIELD, from);
        self.of_form(form);
        self.fields(&form.fields, "", "", Some(self.page.values), self.page.is_new, true);
        put!(self, "<button type=\"submit\">{}</button>\n</form>\n", escaped(&form.title));
    }

    fn hidden(&mut self, name: &str, value: &str) {
        put!(self, "<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escaped(name), escaped(value));
    }

    /// What is wrong with the whole, and with fields that are not seen.
    fn of_form(&mut self, form: &Form) {
        let mut told: Vec<String> =
            self.page.errors.get(FORM_LEVEL).iter().map(|error| error.message.clone()).collect();
        for (path, errors) in self.page.errors.iter().filter(|(path, _)| *path != FORM_LEVEL) {
            if !is_seen(&form.fields, path) {
                told.extend(errors.iter().map(|error| format!("{path} {}", error.message)));
            }
        }
        if !told.is_empty() {
            let id = format!("{}-error", self.form);
            self.list(&id, told.iter().map(String::as_str), " role=\"alert\"");
        }
    }

    fn list<'e>(&mut self, id: &str, messages: impl Iterator<Item = &'e str>, attributes: &str) {
        put!(self, "<ul class=\"error-messages\" id=\"{id}\"{attributes}>");
        for message in messages {
            put!(self, "<li>{}</li>", escaped(message));
        }
        self.out.push_str("</ul>\n");
    }

    fn fields(
        &mut self,
        fields: &[Field],
        names: &str,
        paths: &str,
        values: Option<&Value<'_>>,
        is_new: bool,
        insists: bool,
    ) {
        for field in fields {
            let value = values.and_then(|values| values.get(&field.name));
            self.field(&At {
                field,
                name: format!("{names}{}", field.name),
                path: format!("{paths}{}", field.name),
                value,
                is_new: is_new && value.is_none(),
                insists,
            });
        }
    }

    fn field(&mut self, at: &At<'_, '_>) {
        match at.field.widget {
            Some("hidden") => {
                let text = self.text(at);
                self.hidden(&at.name, &text);
            }
            Some("radio" | "checkboxes") => self.boxes(at),
            Some("checkbox") => self.checkbox(at),
            Some(_) => self.control(at),
            None if at.field.kind == FieldKind::Groups => self.groups(at),
            None => self.group(at),
        }
    }

    fn id(&self, name: &str) -> String {
        format!("{}-{}", self.form, name.replace('.', "-"))
    }

    fn errors(&self, at: &At<'_, '_>) -> &[FieldError] {
        self.page.errors.get(&at.path)
    }

    /// What a field holds, as text; of a secret nothing.
    fn text(&self, at: &At<'_, '_>) -> String {
        if at.field.widget == Some("password") {
            return String::new();
        }
        let initial = at.field.initial.as_ref().filter(|_| at.is_new || at.field.disabled).and_then(of_schema);
        at.value.or(initial.as_ref()).map(text_of).unwrap_or_default()
    }

    /// The texts of the values that are chosen.
    fn chosen(&self, at: &At<'_, '_>) -> Vec<String> {
        let initial = at.field.initial.as_ref().filter(|_| at.is_new || at.field.disabled).and_then(of_schema);
        match at.value.or(initial.as_ref()) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => items.iter().map(text_of).collect(),
            Some(value) => vec![text_of(value)],
        }
    }

    /// What ties a control to its help and its errors, and whether it can be used.
    fn described(&self, at: &At<'_, '_>, id: &str) -> String {
        let has_errors = !self.errors(at).is_empty();
        let mut out = String::new();
        if has_errors {
            out.push_str(" aria-invalid=\"true\"");
        }
        let help = (!help(at).is_empty()).then(|| format!("{id}-help"));
        let note = self.note(at).map(|_| format!("{id}-note"));
        let error = has_errors.then(|| format!("{id}-error"));
        let ids: Vec<String> = help.into_iter().chain(note).chain(error).collect();
        if !ids.is_empty() {
            let _ = write!(out, " aria-describedby=\"{}\"", ids.join(" "));
        }
        if at.field.disabled {
            out.push_str(" disabled");
        }
        out
    }

    /// What is said of a file that was right: no page can give it back to the browser that it came from.
    fn note(&self, at: &At<'_, '_>) -> Option<&'static str> {
        let was_sent = match at.value {
            None | Some(Value::Null) => false,
            Some(Value::Array(files)) => !files.is_empty(),
            Some(_) => true,
        };
        match at.field.kind {
            _ if !was_sent || !self.errors(at).is_empty() => None,
            FieldKind::File => Some("Choose the file again."),
            FieldKind::Files => Some("Choose the files again."),
            _ => None,
        }
    }

    fn below(&mut self, at: &At<'_, '_>, id: &str) {
        let help = help(at);
        if !help.is_empty() {
            put!(self, "<p class=\"help\" id=\"{id}-help\">{}</p>\n", escaped(help));
        }
        if let Some(note) = self.note(at) {
            put!(self, "<p class=\"note\" id=\"{id}-note\">{note}</p>\n");
        }
        let messages: Vec<String> = self.errors(at).iter().map(|error| error.message.clone()).collect();
        if !messages.is_empty() {
            self.list(&format!("{id}-error"), messages.iter().map(String::as_str), "");
        }
    }

    fn control(&mut self, at: &At<'_, '_>) {
        let id = self.id(&at.name);
        put!(self, "<div class=\"field\">\n<label for=\"{id}\">{}</label>\n", escaped(&at.field.label));
        let common = format!(
            "id=\"{id}\" name=\"{}\"{}{}",
            at.name,
            if at.insists && at.field.required { " required" } else { "" },
            self.described(at, &id)
        );
        match at.field.widget {
            Some("textarea") => {
                let text = match at.field.kind {
                    FieldKind::List => self.chosen(at).join("\n"),
                    _ => self.text(at),
                };
                // The first line end within the element is no part of its value.
                put!(self, "<textarea {common} rows=\"8\">\n{}</textarea>\n", escaped(&text));
            }
            Some("select" | "select_multiple") => self.select(at, &common),
            Some("file") => self.file(at, &common),
            widget => {
                let (kind, more) = (widget.unwrap_or("text"), bounds(at.field));
                let text = self.text(at);
                let value = if text.is_empty() {
                    String::new()
                } else {
                    format!(" value=\"{}\"", escaped(&shown(at.field, &text)))
                };
                put!(self, "<input type=\"{kind}\" {common}{more}{value}>\n");
            }
        }
        self.below(at, &id);
        self.out.push_str("</div>\n");
    }

    fn select(&mut self, at: &At<'_, '_>, common: &str) {
        let many = at.field.widget == Some("select_multiple");
        let chosen = self.chosen(at);
        put!(self, "<select {common}{}>\n", if many { " multiple" } else { "" });
        if !many && (!at.field.required || !at.insists || chosen.is_empty()) {
            self.out.push_str("<option value=\"\"></option>\n");
        }
        for choice in &at.field.choices {
            let value = choice_text(&choice.value);
            let selected = if chosen.contains(&value) { " selected" } else { "" };
            put!(self, "<option value=\"{}\"{selected}>{}</option>\n", escaped(&value), escaped(&choice.label));
        }
        self.out.push_str("</select>\n");
    }

    fn file(&mut self, at: &At<'_, '_>, common: &str) {
        let many = if at.field.kind == FieldKind::Files { " multiple" } else { "" };
        let accept = match at.field.accept.as_slice() {
            [] => String::new(),
            types => format!(" accept=\"{}\"", escaped(&types.join(","))),
        };
        put!(self, "<input type=\"file\" {common}{many}{accept}>\n");
    }

    fn checkbox(&mut self, at: &At<'_, '_>) {
        let id = self.id(&at.name);
        let initial =
            at.field.initial.as_ref().filter(|_| at.is_new || at.field.disabled).and_then(serde_json::Value::as_bool);
        let checked = at.value.map_or(initial, Value::as_bool) == Some(true);
        let (described, checked) = (self.described(at, &id), if checked { " checked" } else { "" });
        put!(self, "<div class=\"field\">\n");
        put!(self, "<input type=\"checkbox\" id=\"{id}\" name=\"{}\" value=\"true\"{checked}{described}>\n", at.name);
        put!(self, "<label for=\"{id}\">{}</label>\n", escaped(&at.field.label));
        self.below(at, &id);
        self.out.push_str("</div>\n");
    }

    fn open(&mut self, at: &At<'_, '_>, id: &str, role: &str) {
        let mut described = self.described(at, id);
        if role.is_empty() {
            // A group has no validity of its own in ARIA; what is wrong with it describes it.
            described = described.replace(" aria-invalid=\"true\"", "");
        }
        put!(self, "<fieldset id=\"{id}\"{role}{described}>\n<legend>{}</legend>\n", escaped(&at.field.label));
    }

    fn boxes(&mut self, at: &At<'_, '_>) {
        let id = self.id(&at.name);
        let is_radio = at.field.widget == Some("radio");
        let (kind, role) = if is_radio { ("radio", " role=\"radiogroup\"") } else { ("checkbox", "") };
        self.open(at, &id, role);
        let chosen = self.chosen(at);
        let required = if is_radio && at.insists && at.field.required { " required" } else { "" };
        for (index, choice) in at.field.choices.iter().enumerate() {
            let value = choice_text(&choice.value);
            let checked = if chosen.contains(&value) { " checked" } else { "" };
            put!(
                self,
                "<input type=\"{kind}\" id=\"{id}-{index}\" name=\"{}\" value=\"{}\"{required}{checked}>\n<label for=\"{id}-{index}\">{}</label>\n",
                at.name,
                escaped(&value),
                escaped(&choice.label)
            );
        }
        self.below(at, &id);
        self.out.push_str("</fieldset>\n");
    }

    fn group(&mut self, at: &At<'_, '_>) {
        let id = self.id(&at.name);
        self.open(at, &id, "");
        self.below(at, &id);
        let (names, paths) = (format!("{}.", at.name), format!("{}.", at.path));
        // One that may be left out may be left empty.
        self.fields(&at.field.fields, &names, &paths, at.value, at.is_new, at.insists && !at.field.nullable);
        self.out.push_str("</fieldset>\n");
    }

    /// The rows that there are, as many as there have to be, and one more to fill in.
    fn groups(&mut self, at: &At<'_, '_>) {
        let id = self.id(&at.name);
        self.open(at, &id, "");
        self.below(at, &id);
        let initial = at.field.initial.as_ref().filter(|_| at.is_new || at.field.disabled).and_then(of_schema);
        let rows = at.value.or(initial.as_ref()).and_then(Value::as_array).unwrap_or_default();
        let bound = |count: Option<u64>| count.and_then(|count| usize::try_from(count).ok());
        let least = bound(at.field.min_items).unwrap_or(0);
        let most = bound(at.field.max_items).unwrap_or(usize::MAX);
        let shown = rows.len().max(least).max((rows.len() + 1).min(most));
        for index in 0..shown {
            put!(self, "<fieldset id=\"{id}-{index}\">\n<legend>{} {}</legend>\n", escaped(&at.field.label), index + 1);
            let row = rows.get(index);
            let (names, paths) = (format!("{}.{index}.", at.name), format!("{}[{index}].", at.path));
            // One that need not be there may be emptied, and is then none.
            let insists = at.insists && index < least;
            self.fields(&at.field.fields, &names, &paths, row, row.is_none(), insists);
            self.out.push_str("</fieldset>\n");
        }
        self.out.push_str("</fieldset>\n");
    }
}

/// What explains a field; of a list it is said how it is entered.
fn help<'f>(at: &At<'f, '_>) -> &'f str {
    match at.field.kind {
        FieldKind::List if at.field.help.is_empty() => "One on each line.",
        _ => &at.field.help,
    }
}

/// Whether an error with that path is told beside its field.
fn is_seen(fields: &[Field], path: &str) -> bool {
    let name = super::first_of(path);
    let Some(field) = fields.iter().find(|field| field.name == name) else { return false };
    let rest = path[name.len()..].trim_start_matches(|c: char| c != '.');
    match rest.strip_prefix('.') {
        Some(inner) if !field.fields.is_empty() => is_seen(&field.fields, inner),
        _ => field.widget != Some("hidden") && path == name,
    }
}

/// Bounds that browsers read as the server does.
fn bounds(field: &Field) -> String {
    let mut out = String::new();
    let is_number = matches!(field.kind, FieldKind::Integer | FieldKind::Number);
    if !is_number || !matches!(field.widget, Some("number" | "range")) {
        if field.kind == FieldKind::Decimal {
            out.push_str(if field.widget == Some("number") { " step=\"any\"" } else { " inputmode=\"decimal\"" });
        }
        return out;
    }
    for (keyword, attribute) in [("minimum", "min"), ("maximum", "max")] {
        if let Some(bound) = field.schema.get(keyword).filter(|bound| bound.is_number()) {
            let _ = write!(out, " {attribute}=\"{bound}\"");
        }
    }
    match field.schema.get("multipleOf") {
        // Steps are counted from the least, which multiples are not.
        Some(step) if !field.schema.contains_key("minimum") => {
            let _ = write!(out, " step=\"{step}\"");
        }
        None if field.kind == FieldKind::Integer => {}
        _ => out.push_str(" step=\"any\""),
    }
    out
}

/// A value as its control takes it: one for dates and times knows no offset.
fn shown(field: &Field, text: &str) -> String {
    match field.widget {
        Some("datetime-local") => text.trim_end_matches('Z').to_owned(),
        _ => text.to_owned(),
    }
}

fn text_of(value: &Value<'_>) -> String {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::BigInt(digits) => digits.clone().into_owned(),
        Value::Float(x) => number_text(*x),
        Value::Str(text) => text.clone().into_owned(),
    }
}

#[cfg(test)]
mod tests;
