//! Regular expressions that mean the same to the server as to the client, which runs them as JavaScript with the flag `u`.
//!
//! What only one of the two has is refused; what both have and read differently is written out.

/// The expression as the `regex` crate has to read it to accept what JavaScript accepts.
///
/// # Errors
/// What is wrong with it, for its author.
///
/// ```
/// let digits = mizan_pattern::compiled(r"^\d+$").unwrap();
/// assert_eq!(digits, "^[0-9]+$");
/// assert!(mizan_pattern::compiled("(?=a)").is_err());
/// ```
pub fn compiled(source: &str) -> Result<String, String> {
    let translated = translate(source)?;
    match regex::Regex::new(&translated) {
        Ok(_) => Ok(translated),
        Err(error) => Err(format!("this is no regular expression that server and client both understand: {error}")),
    }
}

/// What JavaScript's flag `u` lets a `\` stand before.
const SYNTAX: &str = r"^$\.*+?()[]{}|/";
const DIGIT: &str = "0-9";
const WORD: &str = "A-Za-z0-9_";
const SPACE: &str =
    r"\t\n\x0B\x0C\r\x20\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";

fn translate(source: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = source.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let escaped = chars.next().ok_or("a `\\` at the end escapes nothing")?;
                escape(escaped, in_class, &mut out)?;
            }
            '[' if !in_class => {
                in_class = true;
                out.push('[');
            }
            // In a class of JavaScript's these are themselves; of Rust's they begin a class or an operation.
            '[' | '&' | '~' if in_class => out.extend(['\\', c]),
            '-' if in_class && chars.peek() == Some(&'-') => out.push_str(r"\-"),
            ']' => {
                in_class = false;
                out.push(']');
            }
            '.' if !in_class => out.push_str(r"[^\n\r\x{2028}\x{2029}]"),
            '(' if !in_class && chars.peek() == Some(&'?') => {
                let rest: String = chars.clone().take(3).collect();
                let named = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
                if !rest.starts_with("?:") && !named {
                    let what = "groups are `(…)`, `(?:…)` and `(?<name>…)`: the server has no look-around and the client no flags";
                    return Err(what.to_owned());
                }
                out.push('(');
            }
            _ => out.push(c),
        }
    }
    Ok(out)
}

fn escape(escaped: char, in_class: bool, out: &mut String) -> Result<(), String> {
    let mut class = |negated: bool, members: &str| {
        let caret = if negated { "^" } else { "" };
        out.push_str(&format!("[{caret}{members}]"));
    };
    match escaped {
        'd' | 'D' => class(escaped == 'D', DIGIT),
        'w' | 'W' => class(escaped == 'W', WORD),
        's' | 'S' => class(escaped == 'S', SPACE),
        'b' if !in_class => out.push_str(r"(?-u:\b)"),
        'n' | 'r' | 't' | 'f' | 'v' | 'x' | 'u' | 'p' | 'P' => out.extend(['\\', escaped]),
        _ if SYNTAX.contains(escaped) || (in_class && escaped == '-') => out.extend(['\\', escaped]),
        _ => return Err(format!("`\\{escaped}` does not mean the same to server and client")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::compiled;
    use regex::Regex;

    fn accepts(source: &str, text: &str) -> bool {
        Regex::new(&compiled(source).unwrap()).unwrap().is_match(text)
    }

    #[test]
    fn an_expression_accepts_what_javascript_accepts() {
        assert!(accepts("^[a-z0-9-]+$", "a-b9"));
        assert!(!accepts("^[a-z0-9-]+$", "a b\n"));
        assert!(!accepts(r"^\d+$", "٣"), "digits are ASCII");
        assert!(!accepts(r"^\w+$", "é"), "so are word characters");
        assert!(accepts(r"^[\d_]+$", "1_2"));
        assert!(accepts(r"^\S\s\S$", "a\u{feff}b"));
        assert!(!accepts(r"^.$", "\u{2028}"));
        assert!(accepts(r"^[[&&~]+$", "[&~"), "a class has no operations");
        assert!(accepts(r"^[\-a]\.\/$", "-./"));
        assert!(accepts(r"^\p{L}+$", "é"));
        assert!(accepts(r"\bb\b", "éb"), "a word ends where ASCII does");
    }

    #[test]
    fn what_only_one_of_the_two_has_is_refused() {
        for source in ["(?i)a", "(?=a)", "(?<=a)b", "(?P<a>b)", r"\A", r"\z", r"(a)\1", r"a\-b", r"\'", "a(", "\\"] {
            assert!(compiled(source).is_err(), "{source}");
        }
    }
}
