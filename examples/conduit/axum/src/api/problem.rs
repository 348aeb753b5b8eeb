//! What may be wrong with what people type, in the words of the application.

use std::borrow::Cow;

use crate::db::user::Taken;

/// A code for programs and a message for people, which reads on from the field's name.
pub(super) type Problem = (&'static str, Cow<'static, str>);

pub(super) const BLANK: Problem = ("blank", Cow::Borrowed("can't be blank"));
const INVALID: Problem = ("invalid", Cow::Borrowed("is invalid"));
const TAKEN: Problem = ("taken", Cow::Borrowed("has already been taken"));

/// Refuses when a field has a problem, with all of them.
pub(super) fn check(fields: &[(&str, Option<Problem>)]) -> mizan::Result<()> {
    if fields.iter().all(|(_, problem)| problem.is_none()) { Ok(()) } else { Err(refuse(fields)) }
}

pub(super) fn refuse(fields: &[(&str, Option<Problem>)]) -> mizan::Error {
    let nothing = mizan::Error::new(mizan::Code::ValidationFailed, "some values are not acceptable");
    fields.iter().fold(nothing, |error, (field, problem)| match problem {
        Some((code, message)) => error.field(field, code, message),
        None => error,
    })
}

pub(super) fn taken_problems(taken: Taken) -> [(&'static str, Option<Problem>); 2] {
    [("username", taken.username.then_some(TAKEN)), ("email", taken.email.then_some(TAKEN))]
}

/// Text that must say something, of at most `max` characters.
pub(super) fn text_problem(text: &str, max: usize) -> Option<Problem> {
    if text.trim().is_empty() { Some(BLANK) } else { length_problem(text, max) }
}

/// Text of at most `max` characters; none is fine.
pub(super) fn length_problem(text: &str, max: usize) -> Option<Problem> {
    let message = || format!("is too long (maximum is {max} characters)").into();
    (text.chars().count() > max).then(|| ("too_long", message()))
}

/// An address that a browser may load a picture from.
pub(super) fn image_problem(url: &str) -> Option<Problem> {
    let host = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    let plain = !url.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    if host.is_none_or(str::is_empty) || !plain { Some(INVALID) } else { length_problem(url, 2_000) }
}

/// Any name that can be shown in one line and stand in a URL.
pub(super) fn username_problem(name: &str) -> Option<Problem> {
    match name {
        "" => Some(BLANK),
        // A browser resolves these in a path, however they are escaped.
        "." | ".." => Some(INVALID),
        _ if name.chars().any(char::is_control) => Some(INVALID),
        _ => length_problem(name, 64),
    }
}

/// Only what no address lacks; whether mail arrives is known when it has arrived.
pub(super) fn email_problem(email: &str) -> Option<Problem> {
    if email.is_empty() {
        return Some(BLANK);
    }
    let parts = email.rsplit_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    let plain = !email.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    (parts.is_none() || !plain || email.len() > 254).then_some(INVALID)
}

/// Long enough to be no guess, short enough that hashing it is no attack.
pub(super) fn password_problem(password: &str) -> Option<Problem> {
    match password.chars().count() {
        0 => Some(BLANK),
        1..8 => Some(("too_short", "is too short (minimum is 8 characters)".into())),
        _ => length_problem(password, 256),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(problem: Option<Problem>) -> &'static str {
        problem.map_or("", |(code, _)| code)
    }

    #[test]
    fn names_are_free_within_reason() {
        let cases = [
            ("mira", ""),
            ("Mira O'Kafor-Łódź 3", ""),
            ("<b>mira</b>", ""),
            ("", "blank"),
            ("..", "invalid"),
            ("a\nb", "invalid"),
            ("a\u{0}b", "invalid"),
        ];
        for (name, expected) in cases {
            assert_eq!(code(username_problem(name)), expected, "{name:?}");
        }
        assert_eq!(code(username_problem(&"é".repeat(64))), "");
        assert_eq!(code(username_problem(&"é".repeat(65))), "too_long");
    }

    #[test]
    fn addresses_have_two_halves() {
        let cases = [
            ("mira@example.org", ""),
            ("mira@localhost", ""),
            ("", "blank"),
            ("mira", "invalid"),
            ("@example.org", "invalid"),
            ("mira@", "invalid"),
            ("mira @example.org", "invalid"),
        ];
        for (email, expected) in cases {
            assert_eq!(code(email_problem(email)), expected, "{email:?}");
        }
    }

    #[test]
    fn passwords_have_a_length() {
        for (length, expected) in [(0, "blank"), (7, "too_short"), (8, ""), (256, ""), (257, "too_long")] {
            assert_eq!(code(password_problem(&"x".repeat(length))), expected, "{length}");
        }
    }

    #[test]
    fn a_picture_has_an_address_of_the_web() {
        let cases = [
            ("https://example.org/me.png", ""),
            ("http://localhost:8000/me.png?size=2", ""),
            ("javascript:alert(1)", "invalid"),
            ("data:text/html,hi", "invalid"),
            ("https://", "invalid"),
            ("https://example.org/a b", "invalid"),
            ("me.png", "invalid"),
        ];
        for (url, expected) in cases {
            assert_eq!(code(image_problem(url)), expected, "{url}");
        }
        assert_eq!(code(image_problem(&format!("https://{}", "x".repeat(2_000)))), "too_long");
    }

    #[test]
    fn text_says_something_within_its_length() {
        for (text, expected) in [(" \n", "blank"), ("ééé", ""), ("éééé", "too_long")] {
            assert_eq!(code(text_problem(text, 3)), expected, "{text:?}");
        }
    }
}
