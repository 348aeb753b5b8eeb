//! What may be wrong with what people type, beyond what a field says of itself, in the words of the application.

use mizan::Problems;

use crate::db::user::Taken;
use crate::db::{self, Db};

/// A code for programs and a message for people, which reads on from the field's name.
pub(super) type Problem = (&'static str, &'static str);

pub(super) const BLANK: Problem = ("required", "can't be blank");
pub(super) const INVALID: Problem = ("invalid", "is invalid");
const TAKEN: Problem = ("taken", "has already been taken");

/// Says so where a text that is there says nothing.
pub(super) fn check_blank(field: &str, text: Option<&str>, problems: &mut Problems) {
    if text.is_some_and(|text| text.trim().is_empty()) {
        problems.field(field, BLANK.0, BLANK.1);
    }
}

/// A username is any that can be shown in one line and stand in a URL.
pub(super) fn check_name(name: Option<&str>, problems: &mut Problems) {
    check_blank("username", name, problems);
    // A browser resolves dots in a path, however they are escaped, and nobody sees a space at an end.
    let wrong = |name: &str| matches!(name, "." | "..") || name.chars().any(char::is_control) || name.trim() != name;
    if !problems.has("username") && name.is_some_and(wrong) {
        problems.field("username", INVALID.0, INVALID.1);
    }
}

/// Says which of the two another account has than `but`, where they are right otherwise.
pub(super) async fn check_taken(
    db: &Db,
    (username, email): (Option<&str>, Option<&str>),
    but: Option<i64>,
    problems: &mut Problems,
) -> mizan::Result<()> {
    let asked = ["username", "email"].iter().any(|field| problems.wants(field));
    if !asked || problems.has("username") && problems.has("email") {
        return Ok(());
    }
    let taken = db::user::taken(db, username.unwrap_or_default(), email.unwrap_or_default(), but).await?;
    for (field, is_taken) in [("username", taken.username), ("email", taken.email)] {
        if is_taken && !problems.has(field) {
            problems.field(field, TAKEN.0, TAKEN.1);
        }
    }
    Ok(())
}

/// The refusal of an account that somebody else has got meanwhile.
pub(super) fn refuse_taken(taken: Taken) -> mizan::Error {
    let nothing = mizan::Error::new(mizan::Code::ValidationFailed, "some values are not acceptable");
    let fields = [("username", taken.username), ("email", taken.email)];
    fields.iter().filter(|(_, taken)| *taken).fold(nothing, |error, (field, _)| error.field(field, TAKEN.0, TAKEN.1))
}
