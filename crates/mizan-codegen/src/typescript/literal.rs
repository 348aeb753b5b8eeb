//! Literals as Biome writes them.

use std::fmt::Write as _;

use super::tsdoc::is_invisible;
use super::ty::Literal;

/// `text` in the quotes that need fewer escapes, double ones where it makes no difference.
pub(crate) fn quoted(text: &str) -> String {
    let count = |quote| text.chars().filter(|c| *c == quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            '\u{2028}' | '\u{2029}' => escape(&mut out, c),
            c if is_invisible(c) => escape(&mut out, c),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// A member's name in quotes. Where only letters beyond ASCII keep it from being an identifier they are
/// escaped, since Biome knows some of them as letters and would take the quotes away.
pub(crate) fn quoted_name(name: &str) -> String {
    let ascii_is_plain = name.chars().filter(char::is_ascii).all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
    if name.is_ascii() || !ascii_is_plain || name.starts_with(|c: char| c.is_ascii_digit()) {
        return quoted(name);
    }
    let escaped = name.chars().map(|c| if c.is_ascii() { c.to_string() } else { c.escape_unicode().to_string() });
    format!("\"{}\"", escaped.collect::<String>())
}

/// Every character that is escaped lies in the Basic Multilingual Plane.
fn escape(out: &mut String, c: char) {
    let _ = write!(out, "\\u{:04x}", c as u32);
}

impl Literal {
    pub(crate) fn printed(&self) -> String {
        match self {
            Literal::Boolean(value) => value.to_string(),
            Literal::Integer(value) => value.to_string(),
            // Minus zero and zero are one value of JSON.
            Literal::Float(0.0) => "0".to_owned(),
            Literal::Float(value) if value.abs() >= 1e21 || value.abs() < 1e-6 => format!("{value:e}"),
            Literal::Float(value) => value.to_string(),
            Literal::String(text) => quoted(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_chosen_to_escape_least() {
        assert_eq!(quoted("plain"), r#""plain""#);
        assert_eq!(quoted(r#"say "hi""#), r#"'say "hi"'"#);
        assert_eq!(quoted(r#"it's "it""#), r#"'it\'s "it"'"#);
        assert_eq!(quoted(r#"'"'"#), r#""'\"'""#);
    }

    #[test]
    fn what_would_break_a_line_or_hide_is_escaped() {
        assert_eq!(quoted("a\nb\\\u{2028}\u{202e}\0"), r#""a\nb\\\u2028\u202e\u0000""#);
    }

    #[test]
    fn a_name_that_is_nearly_an_identifier_is_escaped() {
        assert_eq!(quoted_name("a b"), r#""a b""#);
        assert_eq!(quoted_name("größe x"), r#""größe x""#);
        assert_eq!(quoted_name("ab\u{1043b}"), r#""ab\u{1043b}""#);
    }

    #[test]
    fn numbers_are_written_shortest() {
        assert_eq!(Literal::Float(0.1).printed(), "0.1");
        assert_eq!(Literal::Float(5.0).printed(), "5");
        assert_eq!(Literal::Float(-0.0).printed(), "0");
        assert_eq!(Literal::Float(1e-7).printed(), "1e-7");
    }
}
