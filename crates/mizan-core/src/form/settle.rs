//! An empty text is nothing: what was not filled in is null, wherever in a form that is.

use super::{Field, FieldKind, Form};
use crate::json::Value;

impl Form {
    /// Makes null of every empty text in the `data` of a call, as far as fields go: one that is optional is then absent,
    /// and one that is required is refused as such. A text that has a default of its own may be empty.
    pub fn settle(&self, args: &mut Value<'_>) {
        let Value::Object(members) = args else { return };
        for (_, data) in members.iter_mut().filter(|(name, _)| name == "data") {
            settle(&self.fields, data);
        }
    }
}

fn settle(fields: &[Field], data: &mut Value<'_>) {
    let Value::Object(members) = data else { return };
    for (name, value) in members {
        let Some(field) = fields.iter().find(|field| field.name == **name) else { continue };
        match (field.kind, &mut *value) {
            (_, Value::Str(text)) if text.is_empty() && (field.nullable || field.required) => *value = Value::Null,
            (FieldKind::Group, value) => settle(&field.fields, value),
            (FieldKind::Groups, Value::Array(items)) => items.iter_mut().for_each(|item| settle(&field.fields, item)),
            _ => {}
        }
    }
}
