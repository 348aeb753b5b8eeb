//! Signing up, in and out, and who is signed in.

use axum::extract::State;
use mizan::prelude::*;

use super::Viewer;
use crate::db::user::{NewUser, Taken};
use crate::db::{self, Db};
use crate::password;

/// The signed-in user, as they see themselves.
#[derive(Debug, Serialize, Type)]
pub struct User {
    /// Names them in URLs.
    pub username: String,
    /// Seen by nobody else.
    pub email: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
}

/// Who is signed in, or null.
#[client(context = global)]
pub async fn current_user(
    #[extract] Viewer(viewer): Viewer,
    #[extract] State(db): State<Db>,
) -> mizan::Result<Option<User>> {
    let Some(id) = viewer else { return Ok(None) };
    Ok(db::user::by_id(&db, id).await?.map(Into::into))
}

/// Makes an account and signs in to it.
#[client(affects(current_user))]
pub async fn sign_up(
    username: String,
    email: String,
    password: String,
    #[extract] session: Session,
    #[extract] State(db): State<Db>,
) -> mizan::Result<User> {
    let (username, email) = (username.trim(), email.trim());
    check(&[
        ("username", username_problem(username)),
        ("email", email_problem(email)),
        ("password", password_problem(&password)),
    ])?;
    // Told before the costly hash; whoever comes between is told by the insert.
    let taken = db::user::taken(&db, username, email).await?;
    check(&taken_problems(taken))?;
    let new = NewUser {
        username,
        email,
        password_hash: &password::hash(&password).await?,
        bio: None,
        image: None,
        created_ms: db::now_ms(),
    };
    match db::user::create(&db, new).await? {
        Ok(id) => {
            session.sign_in(id).await?;
            Ok(User { username: username.to_owned(), email: email.to_owned(), bio: None, image: None })
        }
        Err(taken) => Err(refuse(&taken_problems(taken))),
    }
}

/// Signs in with e-mail and password.
#[client(affects(current_user))]
pub async fn sign_in(
    email: String,
    password: String,
    #[extract] session: Session,
    #[extract] State(db): State<Db>,
) -> mizan::Result<User> {
    let account = db::user::by_email(&db, email.trim()).await?;
    let hash = account.as_ref().map(|(_, hash)| hash.as_str());
    let right = password::verify(&password, hash).await?;
    match account {
        Some((user, _)) if right => {
            session.sign_in(user.id).await?;
            Ok(user.into())
        }
        // One answer for both, in one time: whether there is an account is nobody's business.
        _ => Err(mizan::Error::validation("email or password", "invalid", "is invalid")),
    }
}

/// Signs out.
#[client(affects(current_user))]
pub async fn sign_out(#[extract] session: Session) -> mizan::Result<()> {
    session.sign_out().await
}

/// A code for programs and a message for people, which reads on from the field's name.
type Problem = (&'static str, &'static str);

const BLANK: Problem = ("blank", "can't be blank");
const INVALID: Problem = ("invalid", "is invalid");
const TAKEN: Problem = ("taken", "has already been taken");

/// Refuses when a field has a problem, with all of them.
fn check(fields: &[(&str, Option<Problem>)]) -> mizan::Result<()> {
    if fields.iter().all(|(_, problem)| problem.is_none()) { Ok(()) } else { Err(refuse(fields)) }
}

fn refuse(fields: &[(&str, Option<Problem>)]) -> mizan::Error {
    let nothing = mizan::Error::new(mizan::Code::ValidationFailed, "some values are not acceptable");
    fields.iter().fold(nothing, |error, (field, problem)| match problem {
        Some((code, message)) => error.field(field, code, message),
        None => error,
    })
}

fn taken_problems(taken: Taken) -> [(&'static str, Option<Problem>); 2] {
    [("username", taken.username.then_some(TAKEN)), ("email", taken.email.then_some(TAKEN))]
}

/// Any name that can be shown in one line and stand in a URL.
fn username_problem(name: &str) -> Option<Problem> {
    match name {
        "" => Some(BLANK),
        // A browser resolves these in a path, however they are escaped.
        "." | ".." => Some(INVALID),
        _ if name.chars().any(char::is_control) => Some(INVALID),
        _ if name.chars().count() > 64 => Some(("too_long", "is too long (maximum is 64 characters)")),
        _ => None,
    }
}

/// Only what no address lacks; whether mail arrives is known when it has arrived.
fn email_problem(email: &str) -> Option<Problem> {
    if email.is_empty() {
        return Some(BLANK);
    }
    let parts = email.rsplit_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    let plain = !email.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    (parts.is_none() || !plain || email.len() > 254).then_some(INVALID)
}

/// Long enough to be no guess, short enough that hashing it is no attack.
fn password_problem(password: &str) -> Option<Problem> {
    match password.chars().count() {
        0 => Some(BLANK),
        1..8 => Some(("too_short", "is too short (minimum is 8 characters)")),
        8..=256 => None,
        _ => Some(("too_long", "is too long (maximum is 256 characters)")),
    }
}

impl From<db::user::User> for User {
    fn from(user: db::user::User) -> Self {
        Self { username: user.username, email: user.email, bio: user.bio, image: user.image }
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
}
