//! Documentation as TSDoc comments.

use std::borrow::Cow;

use super::doc::Doc;

/// What a comment says, already safe inside `/** … */`: one entry per line, none when there is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Comment {
    lines: Vec<String>,
}

/// An item of a list, which is said of `label`; its further lines are indented, so that they stay part of it.
pub(crate) fn item(label: &str, text: &str) -> String {
    let lines = text.trim().lines().map(|line| if line.trim().is_empty() { "" } else { line.trim_end() });
    let text: Vec<_> = lines.collect();
    format!("- `{label}`: {}", text.join("\n  "))
}

impl Comment {
    /// The comment for what an author wrote.
    pub(crate) fn of(doc: Option<&str>) -> Self {
        let mut comment = Self::default();
        comment.paragraph(doc.unwrap_or_default());
        comment
    }

    /// Adds text below what is there, with a blank line between.
    pub(crate) fn paragraph(&mut self, text: &str) {
        let text = plain(text);
        let lines = text.lines().map(str::trim_end).collect::<Vec<_>>();
        let Some(first) = lines.iter().position(|line| !line.is_empty()) else { return };
        let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
        if !self.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines[first..=last].iter().map(|line| (*line).to_owned()));
        // The author's first line begins where the comment does.
        if let Some(line) = self.lines.first_mut() {
            *line = line.trim_start().to_owned();
        }
    }

    /// Adds a block tag such as `@deprecated` with what follows it.
    pub(crate) fn tag(&mut self, tag: &str, text: &str) {
        let text = plain(text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let after_tag = self.lines.last().is_some_and(|line| line.starts_with('@'));
        if !self.is_empty() && !after_tag {
            self.lines.push(String::new());
        }
        self.lines.push(if text.is_empty() { tag.to_owned() } else { format!("{tag} {text}") });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The comment's lines, each ended, before what they are about.
    pub(crate) fn leading(&self) -> Doc {
        Doc::concat(self.printed().into_iter().flat_map(|line| [Doc::text(line), Doc::HardLine]))
    }

    /// The lines of the whole comment, `/**` and `*/` included; none when it is empty.
    pub(crate) fn printed(&self) -> Vec<String> {
        match self.lines.as_slice() {
            [] => Vec::new(),
            [line] => vec![format!("/** {line} */")],
            lines => {
                let body =
                    lines.iter().map(|line| if line.is_empty() { " *".to_owned() } else { format!(" * {line}") });
                std::iter::once("/**".to_owned()).chain(body).chain(std::iter::once(" */".to_owned())).collect()
            }
        }
    }
}

/// Text that can neither end a comment nor be shown as something else than it is.
fn plain(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: &u8| matches!(byte, b'\n' | b' '..=b'~');
    if text.as_bytes().iter().all(is_plain) && !text.contains("*/") {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace("*/", "*\\/");
    let lines = text.chars().map(|c| if is_line_end(c) { '\n' } else { c });
    Cow::Owned(lines.fold(String::new(), |mut plain, c| {
        if is_invisible(c) {
            plain.push_str(&format!("U+{:04X}", c as u32));
        } else {
            plain.push(c);
        }
        plain
    }))
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Controls, and the characters that reorder the text around them or hide.
pub(super) fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cannot_be_ended_from_inside() {
        assert_eq!(Comment::of(Some("a */ b")).printed(), ["/** a *\\/ b */"]);
        assert_eq!(Comment::of(Some("*/*/")).printed(), ["/** *\\/*\\/ */"]);
        // The break between the two characters must not be mended into `*/`.
        assert_eq!(Comment::of(Some("*\u{202e}/")).printed(), ["/** *U+202E/ */"]);
    }

    #[test]
    fn lines_are_kept_and_blank_edges_dropped() {
        let comment = Comment::of(Some("\n  One.\r\n\r\n  - two  \n\n"));
        assert_eq!(comment.printed(), ["/**", " * One.", " *", " *   - two", " */"]);
        assert!(Comment::of(Some(" \n ")).is_empty());
    }

    #[test]
    fn tags_stand_together_below_the_text() {
        let mut comment = Comment::of(Some("Text."));
        comment.tag("@defaultValue", "1");
        comment.tag("@deprecated", "use\nanother");
        assert_eq!(
            comment.printed(),
            ["/**", " * Text.", " *", " * @defaultValue 1", " * @deprecated use another", " */"]
        );
    }
}
