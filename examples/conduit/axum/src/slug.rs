//! Slugs: what names an article in its URL, made from the title.

/// The longest slug made of a title, in characters; a number may follow it.
const MAX_LENGTH: usize = 80;

/// What an article is called whose title has neither letter nor digit.
const NAMELESS: &str = "article";

/// The title in lower case, letters and digits of any script kept, all between them one hyphen.
///
/// Never empty. Apostrophes and combining marks vanish instead of splitting a word: "Don't" is
/// `dont`, and "é" of two code points is `e`.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    let mut length = 0;
    let mut gap = false;
    for letter in title.chars().flat_map(char::to_lowercase) {
        if matches!(letter, '\'' | '\u{2019}' | '\u{300}'..='\u{36f}') {
            continue;
        }
        if !letter.is_alphanumeric() {
            gap = true;
            continue;
        }
        let hyphen = gap && length > 0;
        length += 1 + usize::from(hyphen);
        if length > MAX_LENGTH {
            break;
        }
        if hyphen {
            slug.push('-');
        }
        slug.push(letter);
        gap = false;
    }
    if slug.is_empty() { NAMELESS.to_owned() } else { slug }
}

/// The slugs to try for a title, best first; see [`Candidates::next`].
#[must_use]
pub fn candidates(title: &str) -> Candidates {
    Candidates { base: slug(title), tried: 0 }
}

/// Slugs for one title: `a-title`, `a-title-2`, `a-title-3` and so on, without end.
///
/// The unique index picks the first that is free, so that two articles of one title that are
/// published at once get one each.
#[derive(Clone, Debug)]
pub struct Candidates {
    base: String,
    tried: u64,
}

impl Candidates {
    /// After this many in a row the numbers double, so that the thousandth article of one title
    /// does not take a thousand attempts.
    const IN_A_ROW: u64 = 16;

    /// The next slug to try.
    #[expect(clippy::should_implement_trait, reason = "it never ends, so nothing is optional")]
    pub fn next(&mut self) -> String {
        self.tried += if self.tried < Self::IN_A_ROW { 1 } else { self.tried };
        if self.tried == 1 { self.base.clone() } else { format!("{}-{}", self.base, self.tried) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_readable() {
        let cases = [
            ("How to train your dragon", "how-to-train-your-dragon"),
            ("  C++ & Rust: 2 of 3?! ", "c-rust-2-of-3"),
            ("Don't panic, it’s fine", "dont-panic-its-fine"),
            ("Überraschung in Zürich", "überraschung-in-zürich"),
            ("Cafe\u{301} noir", "cafe-noir"),
            ("日本語 の記事", "日本語-の記事"),
            ("../../etc/passwd", "etc-passwd"),
            ("<script>alert(1)</script>", "script-alert-1-script"),
            ("!!!", "article"),
            ("", "article"),
        ];
        for (title, expected) in cases {
            assert_eq!(slug(title), expected, "{title}");
        }
    }

    #[test]
    fn a_slug_is_short_and_ends_in_no_hyphen() {
        let long = slug(&"seven77 ".repeat(1000));
        assert!(long.chars().count() <= MAX_LENGTH, "{long}");
        assert!(!long.ends_with('-'), "{long}");
        assert_eq!(slug(&"ß".repeat(1000)).chars().count(), MAX_LENGTH);
    }

    #[test]
    fn candidates_never_repeat_and_soon_leap() {
        let mut candidates = candidates("On sleep");
        let all: Vec<String> = (0..32).map(|_| candidates.next()).collect();
        assert_eq!(all[..3], ["on-sleep", "on-sleep-2", "on-sleep-3"]);
        let distinct: std::collections::HashSet<&String> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(all[16], "on-sleep-32");
    }
}
