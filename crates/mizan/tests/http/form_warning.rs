//! What a form's author is told in the log: what would otherwise be seen nowhere.

use crate::app::{AppState, Browser, SECRET, router};
use crate::heard::Heard;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use mizan::prelude::*;
use serde_json::json;

#[derive(Deserialize, Type)]
struct Guest {
    name: String,
}

#[derive(Deserialize, Type, Form)]
struct PartyForm {
    title: String,
    guests: Vec<Guest>,
}

impl Submit<AppState> for PartyForm {
    type Output = ();
    type Error = mizan::Error;

    async fn validate(
        draft: &PartyFormDraft,
        _: &mut FormRequest<'_, AppState>,
        problems: &mut Problems,
    ) -> mizan::Result<()> {
        if draft.title.as_deref() == Some("nobody's") {
            problems.field("tilte", "wrong", "is wrong");
            problems.field("guests[1].nmae", "wrong", "is wrong");
            problems.field("guests[0].nmae", "wrong", "is wrong");
            problems.field("title.length", "wrong", "is wrong");
            problems.field("guests[0].name", "wrong", "is wrong");
            problems.field("__all__", "wrong", "is wrong");
        }
        Ok(())
    }

    async fn submit(self, _: &mut FormRequest<'_, AppState>) -> mizan::Result<()> {
        Err(mizan::Error::validation("gests", "wrong", "is wrong"))
    }
}

fn mizan() -> Mizan<AppState> {
    Mizan::<AppState>::builder().secret(SECRET).form::<PartyForm>().build().unwrap()
}

fn parts() -> Parts {
    axum::http::Request::get("/party").body(()).unwrap().into_parts().0
}

const END: &str = "so nothing is shown at it; it has `title`, `guests`";

#[tokio::test]
async fn a_complaint_about_a_field_that_is_not_there_is_told_in_the_log_once() {
    let (heard, _guard) = Heard::listen();
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    let data = |title: &str| json!({ "data": { "title": title, "guests": [{ "name": "Ada" }] } });
    for _ in 0..2 {
        let answer = browser.call("party.validate", data("nobody's")).await;
        assert_eq!(answer.json()["result"]["valid"], false);
        assert_eq!(browser.call("party.submit", data("mine")).await.status, 422);
    }
    assert_eq!(
        heard.with("`party`"),
        [
            format!("WARN message=the form `party` has no field `tilte`, {END}"),
            "WARN message=the form `party` has no field `guests[…].nmae`, so nothing is shown at it; `guests` has `name`".to_owned(),
            "WARN message=the form `party` has no field `title.length`, so nothing is shown at it; `title` is no group".to_owned(),
            format!("WARN message=the form `party` has no field `gests`, {END}"),
        ]
    );
}

#[test]
fn a_value_that_no_field_holds_is_told_in_the_log_in_the_same_words() {
    let (heard, _guard) = Heard::listen();
    let values = json!({ "title": "", "tiltle": "", "guests": [{ "name": "" }, { "naem": "" }] });
    for _ in 0..2 {
        mizan().show_form::<PartyForm>(&parts(), values.clone()).unwrap();
    }
    assert_eq!(
        heard.with("`party`"),
        [
            "WARN message=the form `party` has no field `guests[…].naem`, so nothing is shown at it; `guests` has `name`".to_owned(),
            format!("WARN message=the form `party` has no field `tiltle`, {END}"),
        ]
    );
}

#[test]
fn a_form_that_is_not_registered_is_a_fault_that_says_how_to_mend_it() {
    let (heard, _guard) = Heard::listen();
    let mizan = Mizan::<AppState>::builder().secret(SECRET).build().unwrap();
    let error = mizan.show_form::<PartyForm>(&parts(), json!({})).unwrap_err();
    assert_eq!(error.into_response().status(), 500);
    let told = heard.with("the form `party` is to be shown, and this application has none of that name");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("ERROR ") && told[0].contains("add `.form::<PartyForm>()` to its builder"), "{told:?}");
}
