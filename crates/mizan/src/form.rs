//! Forms: declared once, judged here, usable before JavaScript has loaded. `docs/protocol.md` §3.5.
//!
//! Start at [`Form`], which `#[derive(Form)]` writes, and [`Submit`], which its author writes.

mod field;
mod function;
mod page;
mod part;
mod post;
mod problem;
mod request;
mod shown;

pub use field::{keep, schema_value};
pub(crate) use function::functions;
pub use page::FormPage;
pub(crate) use page::Wrap;
pub use part::{NoType, Part};
pub(crate) use post::{unopened, wants_page};
pub use problem::Problems;
pub use request::FormRequest;
pub use shown::{Look, Shown};

use crate::affected::Affected;
use crate::constraint::Violations;
use crate::error::{IntoError, Result};
use crate::guard::PrepareGuard;
use crate::schema::{Type, Types};
use mizan_core::declaration::{AffectDeclaration, FormDeclaration, GuardDeclaration, RateLimit};
use mizan_core::json::{DecodeError, Value};
use serde::Serialize;

/// A form: a struct whose fields are what it asks for. Derive it beside `Deserialize` and [`Type`], and say with
/// [`Submit`] what becomes of it.
///
/// ```
/// use mizan::prelude::*;
///
/// #[derive(Deserialize, Type, Form)]
/// #[form(title = "Contact Us", rate_limit = "10/min")]
/// pub struct ContactForm {
///     #[mizan(min_length = 1, max_length = 80)]
///     name: String,
///     /// Where we answer.
///     #[field(label = "E-mail")]
///     #[mizan(email)]
///     email: String,
///     #[field(widget = "textarea")]
///     message: String,
/// }
///
/// impl Submit<()> for ContactForm {
///     type Output = u32;
///     type Error = mizan::Error;
///
///     async fn submit(self, _: &mut FormRequest<'_, ()>) -> mizan::Result<u32> {
///         Ok(u32::try_from(self.message.len())?)
///     }
/// }
///
/// # fn main() -> Result<(), mizan::BuildError> {
/// Mizan::<()>::builder().form::<ContactForm>().build()?;
/// # Ok(())
/// # }
/// ```
///
/// It becomes three functions: `contact.schema`, `contact.validate` and `contact.submit`, and `useContactForm()` in the
/// client.
///
/// | option of `#[form(…)]` | meaning |
/// |---|---|
/// | `name = "…"` | the name on the wire; otherwise the type's, in snake_case, without a final `Form` |
/// | `title = "…"` | what stands above it; otherwise made of the name |
/// | `auth = Authenticated`, `rate_limit = "10/min"`, `affects(…)` | as of a [function](macro@crate::client); the fields are what matches the params of a context |
///
/// | option of `#[field(…)]` | meaning |
/// |---|---|
/// | `label = "…"` | what it is called; otherwise made of its name |
/// | `help = "…"` | what explains it; otherwise its doc comment |
/// | `widget = "textarea"` | the control that it is entered with; otherwise made of its type |
/// | `initial = …` | what it holds before anything is entered |
/// | `check` | the server judges it while one types, by [`Submit::validate`] |
///
/// A field may be text, a number, a `bool`, a date or time, an enum of plain variants (a choice; `#[field(label = "…")]` on
/// a variant names it), a list of such, a struct with `Type` (a group) and a `Vec` of one (a group any number of times).
/// What a value must be beyond its type is said by [constraints](Type#constraints).
///
/// A text that has to be filled in may not be empty (`required`); an `Option` that is empty is `None`. Nothing is trimmed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a form",
    label = "not a form",
    note = "derive it on a struct whose fields are what it asks for: `#[derive(Deserialize, Type, Form)]`"
)]
pub trait Form: Sized + Send + Sync + 'static {
    /// Its name on the wire.
    const NAME: &'static str;
    /// The names of its fields.
    const FIELDS: &'static [&'static str];
    /// What of it is right so far: every field an `Option`.
    type Draft: Send + Sync + 'static;

    /// What it declares.
    #[doc(hidden)]
    fn declare(types: &mut Types) -> FormDeclaration;

    /// Reads it at once, as the arguments of any call.
    #[doc(hidden)]
    fn whole(data: &Value<'_>) -> Result<Self, DecodeError>;

    /// Reads each field by itself, and says what is wrong with the others.
    #[doc(hidden)]
    fn draft(data: &Value<'_>, found: &mut Violations) -> Self::Draft;

    /// Checks the fields that are right so far by their constraints, and empties those that are not.
    #[doc(hidden)]
    fn check_draft(draft: &mut Self::Draft, found: &mut Violations);

    /// The draft of a form that is right.
    #[doc(hidden)]
    fn into_draft(self) -> Self::Draft;

    /// The form, where every field of a draft is right.
    #[doc(hidden)]
    fn from_draft(draft: Self::Draft) -> Option<Self>;

    /// What it affects.
    #[doc(hidden)]
    fn affects() -> Option<Vec<AffectDeclaration>>;

    /// What it says itself to affect, in the order of its declarations.
    #[doc(hidden)]
    fn given(&self) -> Vec<Affected>;

    /// How often one caller may send it.
    #[doc(hidden)]
    fn rate_limit() -> Option<RateLimit>;
}

/// Who may send a form; written by `#[derive(Form)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a form",
    label = "not a form",
    note = "derive it on a struct whose fields are what it asks for: `#[derive(Deserialize, Type, Form)]`"
)]
#[doc(hidden)]
pub trait FormGuard<S>: Form {
    /// What it demands.
    fn declare_guard(types: &mut Types) -> Option<GuardDeclaration>;

    /// What reads the fields that it looks at.
    fn prepare_guard() -> Option<PrepareGuard<S>>;
}

/// What becomes of a [`Form`] in an application with the state `S`.
#[diagnostic::on_unimplemented(
    message = "nothing says what becomes of the form `{Self}` in an application with the state `{S}`",
    label = "not `Submit<{S}>`",
    note = "write `impl Submit<{S}> for {Self} {{ type Output = …; type Error = mizan::Error; async fn submit(self, …) … }}`"
)]
pub trait Submit<S>: FormGuard<S> {
    /// What travels on success.
    type Output: Type + Serialize + Send;
    /// What may go wrong: [`mizan::Error`](struct@crate::Error), or an enum with [`#[derive(mizan::Error)]`](derive@crate::Error).
    type Error: IntoError;

    /// Judges what the fields cannot say by themselves: one beside another, and against the application's state. It is asked
    /// while a person types and again before [`submit`](Self::submit), and changes nothing.
    ///
    /// A field of the draft that is not right by itself is `None`, and has been told already.
    ///
    /// # Errors
    /// What keeps it from judging; what is wrong with the form goes to `problems`.
    fn validate(
        draft: &Self::Draft,
        request: &mut FormRequest<'_, S>,
        problems: &mut Problems,
    ) -> impl Future<Output = Result<()>> + Send {
        let _ = (draft, request, problems);
        std::future::ready(Ok(()))
    }

    /// Does what the form is for, once everything about it is right.
    ///
    /// # Errors
    /// What it fails with; a [`mizan::Error::validation`](crate::Error::validation) is shown at its field.
    fn submit(self, request: &mut FormRequest<'_, S>)
    -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}
