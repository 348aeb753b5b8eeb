//! The wire names of `docs/protocol.md` §1, checked where the person wrote them.

use quote::ToTokens;

/// The error of a name that cannot travel, at the place where it stands.
pub(crate) fn check(what: &str, name: &str, at: impl ToTokens) -> syn::Result<()> {
    if is_wire_name(name) {
        return Ok(());
    }
    Err(syn::Error::new_spanned(
        at,
        format!(
            "`{name}` cannot be the name of {what}: names are 1 to 64 of a–z, 0–9 and _, and begin with a letter; \
             rename it, as in `{}`",
            suggested(name)
        ),
    ))
}

fn is_wire_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// A name that can travel and is near to one that cannot.
fn suggested(name: &str) -> String {
    let words = snake_case(name).replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let joined: Vec<&str> = words.split('_').filter(|word| !word.is_empty()).collect();
    let joined = joined.join("_");
    match joined.chars().next() {
        Some(first) if first.is_ascii_lowercase() => joined.chars().take(64).collect(),
        _ => format!("f_{joined}").chars().take(64).collect(),
    }
}

/// `UserContext` → `user_context`, `HTTPFeed` → `http_feed`.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.trim_start_matches('_').chars().filter(char::is_ascii).collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let after_lower = i > 0 && !chars[i - 1].is_uppercase() && chars[i - 1] != '_';
        let ends_acronym =
            i > 0 && chars[i - 1].is_uppercase() && chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
        if c.is_uppercase() && (after_lower || ends_acronym) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The wire name of a type: snake_case without the final word that says what it is (§1).
pub(crate) fn of_type(name: &str, suffix: &str) -> String {
    let stem = name.strip_suffix(suffix).filter(|stem| !stem.is_empty()).unwrap_or(name);
    snake_case(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_suggested_can_travel() {
        for (given, expected) in [
            ("userProfile", "user_profile"),
            ("Foo-Bar", "foo_bar"),
            ("2nd", "f_2nd"),
            ("é", "f_"),
            ("__init__", "init"),
        ] {
            assert_eq!(suggested(given), expected);
            assert!(is_wire_name(&suggested(given)), "{given}");
        }
    }

    #[test]
    fn a_type_name_becomes_its_wire_name() {
        for (given, expected) in [
            ("UserContext", "user"),
            ("Context", "context"),
            ("HTTPFeed", "http_feed"),
            ("ArticlePage2Context", "article_page2"),
            ("User", "user"),
        ] {
            assert_eq!(of_type(given, "Context"), expected);
        }
    }
}
