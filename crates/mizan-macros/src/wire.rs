//! What serde's attributes say of names on the way in, so that a refusal names the member that was sent.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr};

/// What the attributes of a type, a variant or a field say of its place on the wire.
#[derive(std::default::Default)]
pub(crate) struct Wire {
    pub(crate) rename: Option<String>,
    pub(crate) rename_all: Option<String>,
    pub(crate) rename_all_fields: Option<String>,
    pub(crate) tag: bool,
    pub(crate) content: Option<String>,
    pub(crate) untagged: bool,
    pub(crate) flatten: bool,
    /// Not read from the wire by its own type.
    pub(crate) replaced: bool,
    /// Not read from the wire at all.
    pub(crate) skipped: bool,
    /// What a member is where it is absent.
    pub(crate) default: Option<Default>,
    /// Read under another name too, or by another type, so that its own name or type is not all that is right.
    pub(crate) wider: bool,
}

/// Where the value of an absent member comes from.
#[derive(Clone)]
pub(crate) enum Default {
    /// `Default` of its type.
    Trait,
    /// A function.
    Function(syn::Path),
}

impl Wire {
    pub(crate) fn of(attributes: &[Attribute]) -> Self {
        let mut wire = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            // A malformed attribute is serde's to report, with its own words.
            let _ = attribute.parse_nested_meta(|meta| wire.one(&meta));
        }
        wire.replaced |= attributes.iter().any(|attribute| attribute.path().is_ident("schemars"));
        wire
    }

    fn one(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        let value = arriving(meta)?;
        match key.as_str() {
            "default" => {
                let function = value.and_then(|path| syn::parse_str(&path).ok());
                self.default = Some(function.map_or(Default::Trait, Default::Function));
            }
            "alias" | "other" | "from" | "try_from" | "transparent" | "remote" => self.wider = true,
            "rename" => self.rename = value.or(self.rename.take()),
            "rename_all" => self.rename_all = value.or(self.rename_all.take()),
            "rename_all_fields" => self.rename_all_fields = value.or(self.rename_all_fields.take()),
            "tag" => self.tag = true,
            "content" => self.content = value,
            "untagged" => self.untagged = true,
            "flatten" => self.flatten = true,
            "skip" | "skip_deserializing" => (self.replaced, self.skipped) = (true, true),
            "with" | "deserialize_with" | "serialize_with" => self.replaced = true,
            _ => {}
        }
        Ok(())
    }
}

/// The text of `= "…"` or of `(deserialize = "…")`; any other value is passed over.
fn arriving(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<String>> {
    if meta.input.peek(syn::token::Paren) {
        let mut found = None;
        meta.parse_nested_meta(|inner| {
            let value = arriving(&inner)?;
            if inner.path.is_ident("deserialize") {
                found = value;
            }
            Ok(())
        })?;
        return Ok(found);
    }
    if !meta.input.peek(syn::Token![=]) {
        return Ok(None);
    }
    let value = meta.value()?;
    if value.peek(LitStr) {
        return Ok(Some(value.parse::<LitStr>()?.value()));
    }
    value.parse::<syn::Expr>()?;
    Ok(None)
}

/// A field's name by a rule of `rename_all`.
pub(crate) fn field_name(name: &str, rule: Option<&str>) -> String {
    let name = name.trim_start_matches("r#");
    match rule {
        Some("UPPERCASE" | "SCREAMING_SNAKE_CASE") => name.to_ascii_uppercase(),
        Some("PascalCase") => pascal_case(name),
        Some("camelCase") => lower_first(&pascal_case(name)),
        Some("kebab-case") => name.replace('_', "-"),
        Some("SCREAMING-KEBAB-CASE") => name.to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

/// A variant's name by a rule of `rename_all`.
pub(crate) fn variant_name(name: &str, rule: Option<&str>) -> String {
    match rule {
        Some("lowercase") => name.to_ascii_lowercase(),
        Some("UPPERCASE") => name.to_ascii_uppercase(),
        Some("camelCase") => lower_first(name),
        Some("snake_case") => separated(name),
        Some("SCREAMING_SNAKE_CASE") => separated(name).to_ascii_uppercase(),
        Some("kebab-case") => separated(name).replace('_', "-"),
        Some("SCREAMING-KEBAB-CASE") => separated(name).to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

fn pascal_case(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_ascii_uppercase() + rest
    });
    words.collect()
}

fn lower_first(name: &str) -> String {
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    first.to_ascii_lowercase() + rest
}

/// serde sets a mark before every capital but the first, those of an acronym too.
fn separated(name: &str) -> String {
    let mut out = String::new();
    for (at, c) in name.char_indices() {
        if at > 0 && c.is_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_changed_as_serde_changes_them() {
        for (rule, field, variant) in [
            (None, "user_id", "UserId"),
            (Some("lowercase"), "user_id", "userid"),
            (Some("UPPERCASE"), "USER_ID", "USERID"),
            (Some("PascalCase"), "UserId", "UserId"),
            (Some("camelCase"), "userId", "userId"),
            (Some("snake_case"), "user_id", "user_id"),
            (Some("SCREAMING_SNAKE_CASE"), "USER_ID", "USER_ID"),
            (Some("kebab-case"), "user-id", "user-id"),
            (Some("SCREAMING-KEBAB-CASE"), "USER-ID", "USER-ID"),
        ] {
            assert_eq!(field_name("user_id", rule), field, "{rule:?}");
            assert_eq!(variant_name("UserId", rule), variant, "{rule:?}");
        }
    }
}
