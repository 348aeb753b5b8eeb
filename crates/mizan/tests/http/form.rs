//! `docs/protocol.md` §3.5: a form's three functions.

use crate::app::{AppState, Browser, SECRET, UserContext, router, user_profile};
use mizan::prelude::*;
use serde_json::{Value, json};
use std::cell::Cell;

/// How urgent it is.
#[derive(Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// Whenever you like
    Low,
    #[field(label = "Today!")]
    VeryHigh,
    OnMyDesk,
}

#[derive(Deserialize, Type)]
pub(crate) struct Line {
    #[mizan(min_length = 2)]
    product: String,
    #[field(initial = 1)]
    #[mizan(min = 1)]
    count: u8,
    note: Option<String>,
}

/// A message to those who run this.
#[derive(Deserialize, Type, Form)]
#[form(title = "Contact Us", auth = Authenticated, affects(UserContext))]
pub(crate) struct ContactForm {
    #[field(widget = "hidden")]
    user_id: u32,
    /// What you are called.
    #[field(check)]
    #[mizan(max_length = 20)]
    name: String,
    #[field(label = "E-mail", help = "Where we answer.", initial = "you@example.org")]
    #[mizan(email)]
    email: Option<String>,
    level: Level,
    #[serde(default)]
    motto: String,
    #[mizan(max_items = 2)]
    lines: Vec<Line>,
    #[serde(rename = "terms")]
    accepted: bool,
}

thread_local! {
    /// How often a form was submitted in this test, which has its thread to itself.
    static SUBMITTED: Cell<u32> = const { Cell::new(0) };
}

impl Submit<AppState> for ContactForm {
    type Output = String;
    type Error = mizan::Error;

    async fn validate(
        draft: &ContactFormDraft,
        request: &mut FormRequest<'_, AppState>,
        problems: &mut Problems,
    ) -> mizan::Result<()> {
        assert!(request.user()?.id() == "1");
        let names = request.state().names.clone();
        if let Some(name) = &draft.name
            && problems.wants("name")
            && names.0.lock().unwrap().values().any(|taken| taken == name)
        {
            problems.field("name", "taken", "has already been taken");
        }
        if let (Some(false), Some(Level::VeryHigh)) = (draft.accepted, &draft.level) {
            problems.form("terms", "Accept the terms for what is urgent.");
        }
        Ok(())
    }

    async fn submit(self, request: &mut FormRequest<'_, AppState>) -> mizan::Result<String> {
        SUBMITTED.set(SUBMITTED.get() + 1);
        if self.name == "Lead me" {
            request.redirect_to("/sent");
        }
        let user: CurrentUser = request.extract().await?;
        let lines: Vec<String> =
            self.lines.iter().map(|line| format!("{}×{} {:?}", line.count, line.product, line.note)).collect();
        Ok(format!("{} {} {:?} {:?} {}", user.id(), self.name, self.email, self.motto, lines.join(", ")))
    }
}

fn mizan() -> Mizan<AppState> {
    let builder = Mizan::<AppState>::builder().secret(SECRET);
    builder.functions(functions![user_profile, sign_in, nobody]).form::<ContactForm>().build().unwrap()
}

#[client(affects(global))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

#[client(context = global)]
fn nobody() -> u32 {
    0
}

pub(crate) async fn browser() -> Browser {
    let state = AppState::default();
    state.names.0.lock().unwrap().insert(5, "Ada".to_owned());
    let mut browser = Browser::of(router(&mizan(), state));
    browser.sign_in("1").await;
    browser
}

fn good() -> Value {
    json!({
        "user_id": 5, "name": "Grace", "email": "grace@example.org", "level": "low", "lines": [{ "product": "tea", "count": 2 }],
        "terms": true,
    })
}

fn codes(fields: &Value) -> Value {
    let codes = fields.as_object().unwrap().iter().map(|(path, errors)| {
        let codes = errors.as_array().unwrap().iter().map(|error| error["code"].clone());
        (path.clone(), Value::Array(codes.collect()))
    });
    Value::Object(codes.collect())
}

#[tokio::test]
async fn a_form_that_is_right_is_submitted_and_invalidates_by_its_fields() {
    let mut browser = browser().await;
    let answer = browser.call("contact.submit", json!({ "data": good() })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["result"], "1 Grace Some(\"grace@example.org\") \"\" 2×tea None");
    assert_eq!(answer.header("x-mizan-invalidate"), Some("user;user_id=5"));
    let mut data = good();
    data["email"] = json!("");
    data["lines"][0]["note"] = json!("");
    let answer = browser.call("contact.submit", json!({ "data": data })).await;
    assert_eq!(answer.json()["result"], "1 Grace None \"\" 2×tea None", "an optional text that is empty is none");
    assert_eq!(SUBMITTED.get(), 2);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_nothing_happens() {
    let mut browser = browser().await;
    let before = SUBMITTED.get();
    let data = json!({
        "user_id": "5", "name": "", "email": "nobody", "level": "none", "motto": 5,
        "lines": [{ "product": "t", "count": 0 }, { "count": 300, "note": 5 }, { "product": "tea", "count": "1" }],
    });
    let answer = browser.call("contact.submit", json!({ "data": data })).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "validation_failed"));
    assert_eq!(
        codes(&answer.json()["error"]["fields"]),
        json!({
            "user_id": ["invalid"], "name": ["required"], "email": ["invalid_email"], "level": ["invalid_choice"],
            "motto": ["invalid"], "lines": ["max_items"], "lines[0].product": ["min_length"], "lines[0].count": ["min"],
            "lines[1].product": ["required"], "lines[1].count": ["max"], "lines[1].note": ["invalid"],
            "lines[2].count": ["invalid"], "terms": ["required"],
        })
    );
    assert_eq!(answer.header("x-mizan-invalidate"), None);
    assert_eq!(SUBMITTED.get(), before);
}

#[tokio::test]
async fn the_forms_own_judgement_is_asked_with_what_is_right_so_far() {
    let mut browser = browser().await;
    let mut data = good();
    data["name"] = json!("Ada");
    data["level"] = json!("very_high");
    data["terms"] = json!(false);
    data["lines"] = json!("none");
    let answer = browser.call("contact.submit", json!({ "data": data })).await;
    let expected = json!({ "name": ["taken"], "lines": ["invalid"], "__all__": ["terms"] });
    assert_eq!(codes(&answer.json()["error"]["fields"]), expected);
}

#[tokio::test]
async fn validate_answers_field_by_field_and_never_fails_for_the_forms_own_reasons() {
    let mut browser = browser().await;
    let answer = browser.call("contact.validate", json!({ "data": { "name": "Ada" }, "only": ["name"] })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let error = json!({ "code": "taken", "message": "has already been taken" });
    assert_eq!(answer.json()["result"], json!({ "valid": false, "errors": { "name": [error] } }));
    let answer = browser.call("contact.validate", json!({ "data": { "name": "Eve" }, "only": ["name"] })).await;
    assert_eq!(answer.json()["result"], json!({ "valid": true, "errors": {} }));
    let answer = browser.call("contact.validate", json!({ "data": {} })).await;
    let missing = ["user_id", "name", "level", "lines", "terms"];
    let missing: Value = missing.iter().map(|name| ((*name).to_owned(), json!(["required"]))).collect();
    assert_eq!(codes(&answer.json()["result"]["errors"]), missing);
    let answer = browser.call("contact.validate", json!({ "data": good() })).await;
    assert_eq!(answer.json()["result"], json!({ "valid": true, "errors": {} }));
    assert_eq!(answer.header("x-mizan-invalidate"), None);
}

#[tokio::test]
async fn what_is_no_call_of_a_form_is_refused_as_arguments() {
    let mut browser = browser().await;
    for (function, args, path) in [
        ("contact.submit", json!({}), "data"),
        ("contact.submit", json!({ "data": [] }), "data"),
        ("contact.submit", json!({ "data": good(), "only": [] }), "only"),
        ("contact.validate", json!({ "data": good(), "only": ["nothing"] }), "only"),
        ("contact.validate", json!({ "data": good(), "only": "name" }), "only"),
        ("contact.schema", json!({ "data": {} }), "data"),
    ] {
        let answer = browser.call(function, args).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "invalid_args"), "{function} {path}");
        assert!(answer.json()["error"]["fields"][path].is_array(), "{}", answer.text);
    }
    assert_eq!(browser.call("contact.other", json!({})).await.status, 404);
    assert_eq!(browser.call("contact", json!({})).await.status, 404);
}

#[tokio::test]
async fn a_form_is_described_with_its_schema() {
    let mut browser = browser().await;
    let answer = browser.call("contact.schema", json!({})).await;
    let described = answer.json()["result"].clone();
    assert_eq!((&described["name"], &described["title"]), (&json!("contact"), &json!("Contact Us")));
    let fields = described["fields"].as_array().unwrap();
    let names: Vec<&Value> = fields.iter().map(|field| &field["name"]).collect();
    assert_eq!(names, ["user_id", "name", "email", "level", "motto", "lines", "terms"]);
    assert_eq!(
        fields[0],
        json!({ "name": "user_id", "type": "integer", "label": "User id", "required": true, "widget": "hidden" })
    );
    assert_eq!(
        fields[1],
        json!({ "name": "name", "type": "string", "label": "Name", "help": "What you are called.", "required": true,
                "widget": "text", "check": true })
    );
    assert_eq!(
        fields[2],
        json!({ "name": "email", "type": "string", "label": "E-mail", "help": "Where we answer.", "widget": "email",
                "initial": "you@example.org" })
    );
    assert_eq!(
        fields[3]["choices"],
        json!([
            { "value": "low", "label": "Whenever you like" }, { "value": "very_high", "label": "Today!" },
            { "value": "on_my_desk", "label": "On my desk" },
        ])
    );
    assert_eq!((&fields[5]["type"], &fields[5]["max_items"]), (&json!("groups"), &json!(2)));
    assert_eq!(
        fields[5]["fields"][1],
        json!({ "name": "count", "type": "integer", "label": "Count", "required": true, "widget": "number", "initial": 1 })
    );
    assert_eq!(fields[6], json!({ "name": "terms", "type": "boolean", "label": "Terms", "widget": "checkbox" }));
    let form = &described["schema"]["$defs"]["ContactForm"];
    assert_eq!(form["properties"]["lines"]["items"]["$ref"], "#/$defs/Line");
    assert_eq!(described["schema"]["$defs"]["Line"]["properties"]["product"]["minLength"], 2);
    let schema: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let form = &schema["forms"][0];
    let functions = schema["functions"].as_array().unwrap();
    let function = |name: &str| functions.iter().find(|function| function["name"] == name).unwrap();
    let submit = function("contact.submit");
    assert_eq!(submit["kind"], "mutation");
    for member in ["contract", "affects", "guard", "result", "errors", "doc"] {
        assert_eq!(form[member], submit[member], "{member}");
    }
    assert_eq!(form["fields"], described["fields"]);
    assert_eq!(form["type"], json!({ "$ref": "#/types/ContactForm" }));
    assert_eq!(
        (&function("contact.validate")["kind"], &function("contact.schema")["kind"]),
        (&json!("call"), &json!("call"))
    );
}

#[tokio::test]
async fn e18_who_may_not_submit_may_not_validate() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    for function in ["contact.submit", "contact.validate"] {
        let answer = browser.call(function, json!({ "data": good() })).await;
        assert_eq!(answer.code(), "unauthenticated", "{function}");
    }
    assert_eq!(browser.call("contact.schema", json!({})).await.code(), "unauthenticated");
}

#[derive(Deserialize, Type, Form)]
#[form(rate_limit = "3/min")]
struct NicknameForm {
    #[field(check)]
    nickname: String,
}

impl Submit<AppState> for NicknameForm {
    type Output = ();
    type Error = mizan::Error;

    async fn submit(self, _: &mut FormRequest<'_, AppState>) -> mizan::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn e18_whether_a_name_is_taken_is_not_asked_more_often_than_the_form_may_be_sent() {
    let mizan = Mizan::<AppState>::builder().secret(SECRET).form::<NicknameForm>().build().unwrap();
    let mut browser = Browser::of(router(&mizan, AppState::default()));
    let args = json!({ "data": { "nickname": "ada" }, "only": ["nickname"] });
    for _ in 0..3 {
        assert_eq!(browser.call("nickname.validate", args.clone()).await.status, 200);
    }
    let answer = browser.call("nickname.validate", args).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (429, "rate_limited"));
    assert!(answer.header("retry-after").is_some());
    let data = json!({ "data": { "nickname": "ada" } });
    assert_eq!(browser.call("nickname.submit", data).await.status, 200, "who has asked may still send it");
}
