//! What a form declares: mistakes are told when the application is built, and its fields are what guards and scopes see.

use crate::app::{AppState, Browser, SECRET, UserContext, router, user_profile};
use mizan::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

macro_rules! submits_nothing {
    ($($form:ty),* $(,)?) => { $(impl Submit<AppState> for $form {
        type Output = ();
        type Error = mizan::Error;

        async fn submit(self, _: &mut FormRequest<'_, AppState>) -> mizan::Result<()> {
            Ok(())
        }
    })* };
}

#[derive(Deserialize, Type)]
struct Branch {
    branches: Vec<Branch>,
}

#[derive(Deserialize, Type, Form)]
#[form(name = "tangled")]
struct TangledForm {
    #[field(widget = "select")]
    name: String,
    by_name: BTreeMap<String, String>,
    tree: Branch,
    #[field(initial = "seven")]
    count: u32,
    #[field(initial = 0)]
    #[mizan(min = 1)]
    least: Option<u32>,
    #[field(initial = "nobody")]
    #[mizan(email)]
    email: String,
    /// Nothing is no value, and is filled in.
    #[field(initial = "")]
    #[mizan(min_length = 2)]
    empty: String,
    #[field(initial = [Row { count: 100, more: Vec::new() }])]
    rows: Vec<Row>,
}

#[derive(Serialize, Deserialize, Type)]
struct Row {
    #[mizan(max = 99)]
    count: u32,
    #[field(initial = ["a"])]
    #[mizan(inner(min_length = 2))]
    more: Vec<String>,
}

#[derive(Deserialize, Type, Form)]
#[form(name = "tangled", affects(UserContext))]
struct AgainForm {
    name: String,
}

/// Users have their own profile alone.
#[guard]
fn is_own(user_id: u32, #[extract] user: CurrentUser) -> bool {
    user.id() == user_id.to_string()
}

#[derive(Deserialize, Type, Form)]
#[form(name = "renaming", auth = is_own, affects(UserContext { user_id: user_id + 1 }))]
struct RenamingForm {
    user_id: u32,
    name: String,
}

#[derive(Deserialize, Type, Form)]
#[form(auth = is_own)]
struct LostForm {
    name: String,
}

submits_nothing!(TangledForm, AgainForm, RenamingForm, LostForm);

#[test]
fn every_mistake_of_a_form_is_told_at_once() {
    let builder = Mizan::<AppState>::builder().secret(SECRET).functions(functions![user_profile]);
    let built = builder.form::<TangledForm>().form::<AgainForm>().form::<LostForm>().build();
    let told = built.unwrap_err().to_string();
    for part in [
        "there are two forms `tangled`",
        "the field `name` of the form `tangled`: `select` cannot hold a field of the type `string`",
        "the field `by_name` of the form `tangled`: no control of a form can hold its type",
        "the field `tree.branches` of the form `tangled`: its type contains itself",
        "the field `count` of the form `tangled`: its initial value \"seven\" is of another type",
        "the field `least` of the form `tangled`: its initial value 0 is refused: must be at least 1",
        "the field `email` of the form `tangled`: its initial value \"nobody\" is refused: is not an e-mail address",
        "the field `rows` of the form `tangled`: its initial value [{\"count\":100,\"more\":[]}] is refused: `[0].count` must be at most 99",
        "the field `rows.more` of the form `tangled`: its initial value [\"a\"] is refused: `[0]` needs at least 2 characters",
        "the guard `is_own` of `lost.submit` looks at `user_id`, which the function does not take",
    ] {
        assert!(told.contains(part), "{part}\nis not in\n{told}");
    }
    assert!(!told.contains("`empty`"), "nothing is wrong with nothing\n{told}");
    assert!(!told.contains("there are two functions"), "what is one mistake is told once\n{told}");
}

#[tokio::test]
async fn a_guard_sees_the_fields_and_an_item_is_made_of_them() {
    let builder = Mizan::<AppState>::builder().secret(SECRET).functions(functions![user_profile, sign_in, nobody]);
    let mizan = builder.form::<RenamingForm>().build().unwrap();
    let mut browser = Browser::of(router(&mizan, AppState::default()));
    browser.sign_in("5").await;
    let data = |user_id: u32| json!({ "data": { "user_id": user_id, "name": "Ada" } });
    let answer = browser.call("renaming.submit", data(5)).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-mizan-invalidate")), (200, Some("user;user_id=6")));
    for function in ["renaming.submit", "renaming.validate"] {
        assert_eq!(browser.call(function, data(6)).await.code(), "forbidden", "{function}");
    }
    let answer = browser.call("renaming.schema", json!({})).await;
    assert_eq!(answer.status, 200, "there are no fields to look at: {}", answer.text);
}

#[client(affects(global))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

#[client(context = global)]
fn nobody() -> u32 {
    0
}
