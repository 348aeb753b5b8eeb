//! Patterns as JavaScript writes them.
//!
//! A pattern of JSON Schema is JavaScript's, read with the flag `u`, and every backend runs it so. It is written anew
//! as a literal that the formatter leaves alone; one that holds anything beyond what all dialects write alike is left to
//! the server.

use std::iter::Peekable;
use std::str::Chars;

/// Groups within groups.
const DEPTH: usize = 32;
/// Repetitions beyond which a browser may refuse a pattern that a server takes.
const TIMES: u32 = 1000;

/// The pattern as a literal, `/…/u`.
pub(super) fn literal(pattern: &str) -> Option<String> {
    let (pattern, flags) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (rest, "iu"),
        None => (pattern, "u"),
    };
    let mut reader = Reader { rest: pattern.chars().peekable(), out: String::new() };
    reader.alternatives(0)?;
    let whole = reader.rest.peek().is_none() && !reader.out.is_empty() && !reader.out.contains("  ");
    whole.then(|| format!("/{}/{flags}", reader.out))
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

impl Reader<'_> {
    /// Reads to the end, or to the `)` of the group around.
    fn alternatives(&mut self, depth: usize) -> Option<()> {
        if depth > DEPTH {
            return None;
        }
        while let Some(next) = self.rest.peek().copied() {
            match next {
                ')' => return (depth > 0).then_some(()),
                '|' | '^' | '$' => {
                    self.rest.next();
                    self.out.push(next);
                }
                _ => {
                    let repeatable = self.atom(depth)?;
                    self.quantifier(repeatable)?;
                }
            }
        }
        (depth == 0).then_some(())
    }

    /// Reads one character, class or group; false where it may not be repeated.
    fn atom(&mut self, depth: usize) -> Option<bool> {
        match self.rest.next()? {
            '.' => self.out.push('.'),
            '(' => return self.group(depth),
            '[' => self.class()?,
            '\\' => return self.escape(),
            '*' | '+' | '?' | '{' | '}' | ']' => return None,
            c => self.character(c)?,
        }
        Some(true)
    }

    fn group(&mut self, depth: usize) -> Option<bool> {
        let mut repeatable = true;
        self.out.push('(');
        if self.rest.next_if_eq(&'?').is_some() {
            self.out.push('?');
            match self.rest.next()? {
                ':' => self.out.push(':'),
                ahead @ ('=' | '!') => {
                    repeatable = false;
                    self.out.push(ahead);
                }
                _ => return None,
            }
        }
        self.alternatives(depth + 1)?;
        self.rest.next_if_eq(&')')?;
        self.out.push(')');
        Some(repeatable)
    }

    fn quantifier(&mut self, repeatable: bool) -> Option<()> {
        let Some(sign) = self.rest.next_if(|c| matches!(c, '*' | '+' | '?' | '{')) else { return Some(()) };
        if !repeatable {
            return None;
        }
        self.out.push(sign);
        if sign == '{' {
            let least = self.number()?;
            if self.rest.next_if_eq(&',').is_some() {
                self.out.push(',');
                if self.rest.peek() != Some(&'}') && self.number()? < least {
                    return None;
                }
            }
            self.rest.next_if_eq(&'}')?;
            self.out.push('}');
        }
        if self.rest.next_if_eq(&'?').is_some() {
            self.out.push('?');
        }
        // A second quantifier is an error in one dialect and possessive in another.
        (!matches!(self.rest.peek(), Some('*' | '+' | '?' | '{'))).then_some(())
    }

    fn number(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let number = digits.parse().ok().filter(|number| *number <= TIMES)?;
        self.out.push_str(&digits);
        Some(number)
    }

    fn escape(&mut self) -> Option<bool> {
        match self.rest.next()? {
            same @ ('d' | 'D' | 's' | 'S' | 'w' | 'W' | 'n' | 'r' | 't') => self.out.extend(['\\', same]),
            'A' => {
                self.out.push('^');
                return Some(false);
            }
            'z' => {
                self.out.push('$');
                return Some(false);
            }
            c if c.is_ascii_punctuation() => self.character(c)?,
            _ => return None,
        }
        Some(true)
    }

    fn character(&mut self, c: char) -> Option<()> {
        if matches!(c, '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/') {
            self.out.push('\\');
        }
        is_visible(c).then(|| self.out.push(c))
    }

    fn class(&mut self) -> Option<()> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let start = self.out.len();
        let mut dash = false;
        loop {
            let first = match self.rest.next()? {
                ']' if self.out.len() > start || dash => break,
                // A dash that makes no range stands last, where it needs no escape.
                '-' if self.rest.peek() == Some(&']') || (self.out.len() == start && !dash) => {
                    dash = true;
                    continue;
                }
                // Nested classes and set operations are not JavaScript's.
                ']' | '[' | '-' => return None,
                c @ ('&' | '~') if self.rest.peek() == Some(&c) => return None,
                '\\' => match self.class_escape()? {
                    Some('-') => {
                        dash = true;
                        continue;
                    }
                    Some(c) => c,
                    None => continue,
                },
                c => c,
            };
            self.class_character(first, start)?;
            let mut ahead = self.rest.clone();
            if ahead.next() == Some('-') && ahead.peek().is_some_and(|next| *next != ']') {
                self.rest.next();
                let last = match self.rest.next()? {
                    '\\' => self.class_escape()??,
                    '[' | '-' => return None,
                    c => c,
                };
                (first <= last).then_some(())?;
                self.out.push('-');
                self.class_character(last, start)?;
            }
        }
        if dash {
            self.out.push('-');
        }
        self.out.push(']');
        Some(())
    }

    /// One character, or what stands for many, which is written at once.
    fn class_escape(&mut self) -> Option<Option<char>> {
        let many = match self.rest.next()? {
            'd' => r"\d",
            'D' => r"\D",
            's' => r"\s",
            'S' => r"\S",
            'w' => r"\w",
            'W' => r"\W",
            'n' => return Some(Some('\n')),
            'r' => return Some(Some('\r')),
            't' => return Some(Some('\t')),
            c if c.is_ascii_punctuation() => return Some(Some(c)),
            _ => return None,
        };
        self.out.push_str(many);
        Some(None)
    }

    fn class_character(&mut self, c: char, start: usize) -> Option<()> {
        match c {
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            '\\' | ']' => self.out.extend(['\\', c]),
            '^' if self.out.len() == start => self.out.push_str("\\^"),
            c if c.is_ascii() || c.is_alphanumeric() => is_visible(c).then(|| self.out.push(c))?,
            _ => return None,
        }
        Some(())
    }
}

/// Whether a character is seen as what it is, alone and at once.
fn is_visible(c: char) -> bool {
    c == ' ' || c.is_ascii_graphic() || (!c.is_ascii() && c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, expected: &str) {
        assert_eq!(literal(pattern).as_deref(), Some(expected), "{pattern}");
    }

    #[test]
    fn what_the_dialects_share_is_kept() {
        check("^[a-z][a-z0-9_]{0,63}$", "/^[a-z][a-z0-9_]{0,63}$/u");
        check("a|(b+?)*|(?:c{2,})", "/a|(b+?)*|(?:c{2,})/u");
        check("(?i)^x$", "/^x$/iu");
        check(r"\A#[0-9a-f]{6}\z", "/^#[0-9a-f]{6}$/u");
        check("^(?=.*[A-Z]).+$", "/^(?=.*[A-Z]).+$/u");
    }

    #[test]
    fn classes_are_javascripts_own() {
        check(r"^\d{4}-\d\d$", r"/^\d{4}-\d\d$/u");
        check(r"\s\S\D\w\W", r"/\s\S\D\w\W/u");
        check(r"^[\w.-]+[^\W]$", r"/^[\w.-]+[^\W]$/u");
    }

    #[test]
    fn escapes_are_those_that_javascript_needs() {
        check("a/b", r"/a\/b/u");
        check(r"\-\@\.\/", r"/-@\.\//u");
        check(r"[\-a\]\\^]", r"/[a\]\\^-]/u");
        check(r"[\^a]", r"/[\^a]/u");
        check("[-+]?[/.]", "/[+-]?[/.]/u");
        check("[ä-ü]é", "/[ä-ü]é/u");
    }

    #[test]
    fn what_is_not_shared_is_left_to_the_server() {
        for pattern in [
            "",
            "(",
            ")",
            "[",
            "[]",
            "[]a]",
            "[z-a]",
            "[a-\\d]",
            "[[:alpha:]]",
            "[a&&b]",
            "[a--b]",
            "a**",
            "a{2}{3}",
            "a{3,2}",
            "a{,2}",
            "a{1001}",
            "*",
            "(?P<n>a)",
            "(?<n>a)",
            "(?<=a)b",
            r"(a)\1",
            r"\bword\b",
            r"\p{Greek}",
            "(?x) a",
            "a++",
            "(?=a)*",
            "\n",
            "\u{202e}",
            "a  b",
            "]",
            "}",
            "\\",
            "[e\u{301}]",
        ] {
            assert_eq!(literal(pattern), None, "{pattern:?}");
        }
        assert_eq!(literal(&("(".repeat(10_000) + &")".repeat(10_000))), None);
    }
}
