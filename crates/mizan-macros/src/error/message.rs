//! The places in a message where a field stands: `{suggestion}`, `{0}`, `{limit:>3}`.

/// One `{…}` of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// The field of that name or number.
    Field(String),
    /// A brace without its other half.
    Broken,
}

/// The placeholders of a template, as `format!` reads it: `{{` and `}}` are braces.
pub(super) fn placeholders(template: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (brace, tail) = rest[at..].split_at(1);
        if let Some(after) = tail.strip_prefix(brace) {
            rest = after;
            continue;
        }
        let Some((inside, after)) = tail.split_once('}').filter(|_| brace == "{") else {
            found.push(Placeholder::Broken);
            return found;
        };
        let name = inside.split(':').next().unwrap_or_default().trim();
        found.push(Placeholder::Field(name.to_owned()));
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Placeholder, placeholders};

    #[test]
    fn fields_are_found_and_doubled_braces_are_not() {
        let field = |name: &str| Placeholder::Field(name.to_owned());
        assert_eq!(placeholders("a {b} {{c}} {0:>3} {d:?}"), [field("b"), field("0"), field("d")]);
        assert_eq!(placeholders("{}"), [field("")]);
        for broken in ["{a", "a}", "{{a}"] {
            assert_eq!(placeholders(broken).last(), Some(&Placeholder::Broken), "{broken}");
        }
    }
}
