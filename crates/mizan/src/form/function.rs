//! The three functions of a form. `docs/protocol.md` §3.5.
//!
//! They are functions like any other: a request meets them through the same checks, guards and limits.

use super::problem::look_for;
use super::{Form, FormGuard, FormRequest, Problems, Submit};
use crate::affected::Affected;
use crate::constraint::Violations;
use crate::error::Error;
use crate::file;
use crate::function::{Call, Function, Prepared};
use crate::reply::{self, Content, Reply, Return};
use crate::schema::Types;
use mizan_core::declaration::{
    ArgumentDeclaration, FormDeclaration, FunctionDeclaration, GuardDeclaration, GuardRule, Membership,
};
use mizan_core::error::{Code, Fields};
use mizan_core::form::first_of;
use mizan_core::json::{Complaint, DecodeError, DecodeErrorKind, Value};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// The three functions of a form.
pub(crate) fn functions<F: Submit<S>, S: Clone + Send + Sync + 'static>() -> [Function<S>; 3] {
    let guard = F::prepare_guard();
    // Nothing but fields could be looked at, and `schema` has none.
    let of_schema =
        guard.filter(|_| F::declare_guard(&mut Types::default()).is_some_and(|guard| guard.args.is_empty()));
    [
        Function {
            declare: declare_schema::<F, S>,
            prepare: prepare_schema::<S>,
            guard: of_schema,
            layers: Vec::new(),
        },
        Function { declare: declare_validate::<F, S>, prepare: prepare_validate::<F, S>, guard, layers: Vec::new() },
        Function { declare: declare_submit::<F, S>, prepare: prepare_submit::<F, S>, guard, layers: Vec::new() },
    ]
}

fn declaration<F: Form>(function: &str, types: &mut Types) -> (FormDeclaration, FunctionDeclaration) {
    let form = F::declare(types);
    let declaration = FunctionDeclaration {
        name: format!("{}.{function}", F::NAME),
        doc: String::new(),
        deprecated: None,
        place: form.place.clone(),
        args: Vec::new(),
        result: json!({}),
        errors: Vec::new(),
        context: Membership::None,
        affects: None,
        guard: None,
        rate_limit: None,
        view: None,
        internal: false,
    };
    (form, declaration)
}

fn declare_schema<F: FormGuard<S>, S>(types: &mut Types) -> FunctionDeclaration {
    let guard = F::declare_guard(types).map(|guard| match guard.args.is_empty() {
        true => guard,
        // What it looks at is only there once the form is sent.
        false => GuardDeclaration { rule: GuardRule::Public, args: Vec::new(), ..guard },
    });
    let result = json!({
        "type": "object",
        "properties": {
            "name": { "type": "string" }, "title": { "type": "string" },
            "fields": { "type": "array", "items": { "type": "object", "additionalProperties": true } },
            "schema": { "type": "object", "additionalProperties": true },
        },
        "required": ["name", "title", "fields", "schema"],
    });
    FunctionDeclaration { result, guard, ..declaration::<F>("schema", types).1 }
}

fn declare_validate<F: FormGuard<S>, S>(types: &mut Types) -> FunctionDeclaration {
    let optional =
        |name: &str, schema| ArgumentDeclaration { name: name.to_owned(), doc: String::new(), schema, required: false };
    let data = json!({ "type": "object", "additionalProperties": true });
    let only = json!({ "type": ["array", "null"], "items": { "type": "string" } });
    let error = json!({
        "type": "object",
        "properties": { "code": { "type": "string" }, "message": { "type": "string" } },
        "required": ["code", "message"],
    });
    let errors = json!({ "type": "object", "additionalProperties": { "type": "array", "items": error } });
    FunctionDeclaration {
        args: vec![ArgumentDeclaration { required: true, ..optional("data", data) }, optional("only", only)],
        result: json!({
            "type": "object",
            "properties": { "valid": { "type": "boolean" }, "errors": errors },
            "required": ["valid", "errors"],
        }),
        guard: F::declare_guard(types),
        rate_limit: F::rate_limit(),
        ..declaration::<F>("validate", types).1
    }
}

fn declare_submit<F: Submit<S>, S>(types: &mut Types) -> FunctionDeclaration {
    let (form, declaration) = declaration::<F>("submit", types);
    let (result, errors) = types.returned::<Result<F::Output, F::Error>>();
    let data = ArgumentDeclaration { name: "data".to_owned(), doc: String::new(), schema: form.schema, required: true };
    FunctionDeclaration {
        doc: form.doc,
        args: vec![data],
        result,
        errors,
        affects: F::affects(),
        guard: F::declare_guard(types),
        rate_limit: F::rate_limit(),
        ..declaration
    }
}

fn prepare_schema<S: 'static>(arguments: &Value<'_>) -> Result<Prepared<S>, DecodeError> {
    members(arguments, &[])?;
    Ok(Prepared::new(|mut call: Call<S>| async move {
        let form = call.parts.extensions.get::<Arc<mizan_core::form::Form>>();
        let described = form.ok_or_else(|| Error::internal("a form's function ran without its form"))?.described();
        // Both writers print strict JSON, and what is described came from one.
        call.out.extend_from_slice(described.to_string().as_bytes());
        Ok(Reply(Content::Json(call.out)))
    }))
}

fn prepare_validate<F: Submit<S>, S: Clone + Send + Sync + 'static>(
    arguments: &Value<'_>,
) -> Result<Prepared<S>, DecodeError> {
    members(arguments, &["data", "only"])?;
    let only = only::<F>(arguments.get("only"))?;
    let (mut draft, found) = Reading::<F>::of(data(arguments)?).into_parts();
    let has_files = file::is_reading();
    let prepared = Prepared::new(move |mut call: Call<S>| async move {
        let mut problems = Problems::new::<F>(arrived::<F>(has_files, &mut draft, found), only, &call.parts);
        judge::<F, S>(&draft, &mut call, &mut problems).await?;
        let errors = problems.asked();
        reply::json(&Validity { valid: errors.is_empty(), errors }, call.out)
    });
    Ok(prepared.judging_files())
}

fn prepare_submit<F: Submit<S>, S: Clone + Send + Sync + 'static>(
    arguments: &Value<'_>,
) -> Result<Prepared<S>, DecodeError> {
    members(arguments, &["data"])?;
    let read = Reading::<F>::of(data(arguments)?);
    let given = read.given();
    let (mut draft, found) = read.into_parts();
    let has_files = file::is_reading();
    let prepared = Prepared::new(move |mut call: Call<S>| async move {
        let mut problems = Problems::new::<F>(arrived::<F>(has_files, &mut draft, found), None, &call.parts);
        judge::<F, S>(&draft, &mut call, &mut problems).await?;
        if let Some(refused) = problems.into_error() {
            return Err(refused);
        }
        let form = F::from_draft(draft);
        let form = form.ok_or_else(|| Error::internal("a draft without faults is not whole").nothing_changed())?;
        let returned = form.submit(&mut FormRequest::new(&mut call)).await;
        let form = call.parts.extensions.get::<Arc<mizan_core::form::Form>>();
        returned.reply(call.out).inspect_err(|error| form.iter().for_each(|form| look_through(form, error)))
    });
    Ok(prepared.judging_files().given(given))
}

/// Adds what is wrong with files, of which nothing was known before they arrived.
fn arrived<F: Form>(has_files: bool, draft: &mut F::Draft, found: Vec<Complaint>) -> Vec<Complaint> {
    if !has_files {
        return found;
    }
    let mut of_files = Violations::default();
    F::check_draft(draft, &mut of_files);
    found.into_iter().chain(of_files.into_complaints()).collect()
}

/// Asks the form's own judgement. It changes nothing, so what it fails with is a refusal.
async fn judge<F: Submit<S>, S: Clone + Send + Sync + 'static>(
    draft: &F::Draft,
    call: &mut Call<S>,
    problems: &mut Problems,
) -> Result<(), Error> {
    let judged = F::validate(draft, &mut FormRequest::new(call), problems).await;
    judged.map_err(Error::nothing_changed)
}

/// Tells in the log of complaints that name no field.
fn look_through(form: &mizan_core::form::Form, error: &Error) {
    if *error.code() == Code::ValidationFailed {
        error.body.fields.names().for_each(|path| look_for(form, path));
    }
}

/// What `validate` answers.
#[derive(Serialize)]
struct Validity {
    valid: bool,
    errors: Fields,
}

/// A form as far as it could be read.
enum Reading<F: Form> {
    /// Every field is right by itself.
    Whole(F),
    /// Some are not.
    Part(F::Draft, Vec<Complaint>),
}

impl<F: Form> Reading<F> {
    /// Reads a form at once; only where that fails, each field by itself.
    fn of(data: &Value<'_>) -> Self {
        let refused = match F::whole(data) {
            Ok(form) => return Self::Whole(form),
            Err(refused) => refused,
        };
        let mut found = Violations::default();
        let draft = F::draft(data, &mut found);
        if found.count() == 0 {
            // What no field says by itself: a member too many, where the type allows none.
            found.refuse_decoded(&refused);
        }
        Self::Part(draft, found.into_complaints())
    }

    /// What it says itself to affect. A form that is refused affects nothing.
    fn given(&self) -> Vec<Affected> {
        match self {
            Self::Whole(form) => form.given(),
            Self::Part(..) => Vec::new(),
        }
    }

    fn into_parts(self) -> (F::Draft, Vec<Complaint>) {
        match self {
            Self::Whole(form) => (form.into_draft(), Vec::new()),
            Self::Part(draft, found) => (draft, found),
        }
    }
}

/// Refuses arguments that the function does not have.
fn members(arguments: &Value<'_>, known: &[&str]) -> Result<(), DecodeError> {
    let unknown = arguments.as_object().into_iter().flatten().find(|(name, _)| !known.contains(&&**name));
    unknown.map_or(Ok(()), |(name, _)| {
        Err(DecodeError::new(DecodeErrorKind::UnknownField, "unknown member").at_member(name))
    })
}

/// The form itself, an object.
fn data<'v, 'a>(arguments: &'v Value<'a>) -> Result<&'v Value<'a>, DecodeError> {
    let refused = |kind, message: &str| Err(DecodeError::new(kind, message).at_member("data"));
    match arguments.get("data") {
        Some(data @ Value::Object(_)) => Ok(data),
        Some(_) => refused(DecodeErrorKind::WrongType, "expected an object of the form's fields"),
        None => refused(DecodeErrorKind::MissingField, "required"),
    }
}

/// The fields that are asked about; `None` for all.
fn only<F: Form>(only: Option<&Value<'_>>) -> Result<Option<Vec<String>>, DecodeError> {
    let refused = |kind, message: &str| Err(DecodeError::new(kind, message).at_member("only"));
    let names = match only {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(names)) => names,
        Some(_) => return refused(DecodeErrorKind::WrongType, "expected a list of fields"),
    };
    let mut asked = Vec::with_capacity(names.len());
    for name in names {
        match name.as_str() {
            Some(name) if F::FIELDS.contains(&first_of(name)) => asked.push(name.to_owned()),
            _ => return refused(DecodeErrorKind::InvalidValue, "it names what is no field of the form"),
        }
    }
    Ok(Some(asked))
}
