//! Names on the wire: what functions, contexts, channels, forms and params may be called.
//!
//! A name is checked once, when it is registered; nothing changes its case afterwards. The alphabet is chosen so that a
//! name is at once a token and a key of a structured field (§5.3), a path segment (§2) and an identifier in every host
//! language.
//!
//! Source: `docs/protocol.md` §1.

use std::{borrow::Cow, fmt};

/// The longest name, in characters.
pub const MAX_LENGTH: usize = 64;

/// What a form's functions are called behind the form's own name and a dot (§3.5); the last is there where it has
/// something to look up.
pub const FORM_FUNCTIONS: [&str; 4] = ["schema", "validate", "submit", "lookup"];

/// A name that has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name<'a>(&'a str);

impl<'a> Name<'a> {
    /// Checks the name of a function, context, channel, form or param: `[a-z][a-z0-9_]{0,63}`.
    ///
    /// # Errors
    ///
    /// The rule that `text` breaks, in words that say how to mend it.
    ///
    /// ```
    /// use mizan_core::name::Name;
    ///
    /// assert!(Name::check("user_profile").is_ok());
    /// assert_eq!(
    ///     Name::check("userProfile").unwrap_err().to_string(),
    ///     "`userProfile` is no name: `P` is not one of a-z, 0-9 and _",
    /// );
    /// ```
    pub fn check(text: &'a str) -> Result<Self, NameError> {
        match fault_of(text) {
            None => Ok(Name(text)),
            Some(fault) => Err(NameError { text: text.to_owned(), fault }),
        }
    }

    /// Checks the name of a function, which may also be one of a form's: `contact.submit`.
    ///
    /// # Errors
    ///
    /// As [`Name::check`], of either part.
    pub fn check_function(text: &'a str) -> Result<Self, NameError> {
        match text.split_once('.') {
            Some((form, function)) if FORM_FUNCTIONS.contains(&function) => {
                Name::check(form)?;
                Ok(Name(text))
            }
            _ => Name::check(text),
        }
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// As much of a name from outside as a message repeats: its first 64 characters.
#[must_use]
pub fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

fn fault_of(text: &str) -> Option<Fault> {
    let Some(first) = text.chars().next() else { return Some(Fault::Empty) };
    if !first.is_ascii_lowercase() {
        return Some(Fault::First(first));
    }
    if let Some(odd) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '_')) {
        return Some(Fault::Character(odd));
    }
    (text.len() > MAX_LENGTH).then_some(Fault::Long(text.len()))
}

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError {
    text: String,
    fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Empty,
    First(char),
    Character(char),
    Long(usize),
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no name: ", shortened(&self.text).escape_debug())?;
        match &self.fault {
            Fault::Empty => f.write_str("it is empty"),
            Fault::First(c) => write!(f, "it begins with `{}` and must begin with one of a-z", c.escape_debug()),
            Fault::Character(c) => write!(f, "`{}` is not one of a-z, 0-9 and _", c.escape_debug()),
            Fault::Long(length) => write!(f, "it has {length} characters and may have {MAX_LENGTH}"),
        }
    }
}

impl std::error::Error for NameError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_is_exactly_that_of_the_protocol() {
        for good in ["a", "user", "user_2", "a_", &"a".repeat(64)] {
            assert!(Name::check(good).is_ok(), "{good}");
        }
        for bad in ["", "_a", "2a", "A", "aB", "a-b", "a.b", "a b", "é", "aé", "a\n", "*", &"a".repeat(65)] {
            assert!(Name::check(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn only_the_three_functions_of_a_form_have_a_dot() {
        for good in ["contact.schema", "contact.validate", "contact.submit", "contact.lookup", "contact"] {
            assert!(Name::check_function(good).is_ok(), "{good}");
        }
        for bad in ["contact.other", ".submit", "Contact.submit", "a.b.submit", "contact.", "contact.submit "] {
            assert!(Name::check_function(bad).is_err(), "{bad:?}");
        }
    }
}
