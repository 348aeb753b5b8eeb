//! `docs/protocol.md` §1: integers beyond 2^53−1 travel as text.

use crate::app::{AppState, Browser, SECRET, router};
use mizan::prelude::*;
use mizan::{BigInt64, BigUint64};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Type)]
pub(crate) struct Account {
    id: BigInt64,
    total: BigUint64,
}

#[derive(Context)]
pub(crate) struct AccountContext {
    id: BigInt64,
}

#[client(context = AccountContext)]
fn account_page(id: BigInt64) -> Account {
    Account { id, total: BigUint64(u64::MAX) }
}

#[client(affects(AccountContext))]
fn credit(id: BigInt64, account: Account) -> Account {
    Account { id, ..account }
}

fn mizan() -> Mizan<AppState> {
    Mizan::<AppState>::builder().secret(SECRET).functions(functions![account_page, credit]).build().unwrap()
}

#[tokio::test]
async fn a_wide_integer_travels_whole_as_argument_field_result_and_param() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    for id in ["-9223372036854775808", "-1", "0", "9007199254740993", "9223372036854775807"] {
        let answer = browser.call("credit", json!({ "id": id, "account": { "id": "1", "total": "5" } })).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["result"], json!({ "id": id, "total": "5" }));
        let item = &answer.json()["invalidate"][0];
        assert_eq!(*item, json!({ "context": "account", "params": { "id": id } }));
        let read = browser.get(&format!("/api/mizan/ctx/account/?id={id}")).await;
        assert_eq!(read.json()["data"]["account_page"], json!({ "id": id, "total": "18446744073709551615" }));
    }
}

#[tokio::test]
async fn a_text_that_is_not_the_canonical_one_is_refused() {
    let mut browser = Browser::of(router(&mizan(), AppState::default()));
    let too_large = "9223372036854775808";
    for id in [
        json!("05"),
        json!("+5"),
        json!("-0"),
        json!(" 5"),
        json!("5.0"),
        json!(""),
        json!("a"),
        json!(5),
        json!(too_large),
    ] {
        let answer = browser.call("credit", json!({ "id": id, "account": { "id": "1", "total": "5" } })).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_args".to_owned()), "{id}");
        assert!(answer.json()["error"]["fields"].get("id").is_some(), "{id}: {}", answer.text);
    }
    let answer = browser.call("credit", json!({ "id": "1", "account": { "id": "1", "total": "-5" } })).await;
    assert!(answer.json()["error"]["fields"].get("account.total").is_some(), "{}", answer.text);
    assert_eq!(browser.get("/api/mizan/ctx/account/?id=05").await.status, 422);
}

#[test]
fn the_schema_says_bigint() {
    let schema: Value = serde_json::from_str(&mizan().schema_json()).unwrap();
    let wide = json!({ "type": "string", "format": "bigint" });
    assert_eq!(schema["contexts"][0]["params"][0]["schema"], wide);
    assert_eq!(schema["types"]["Account"]["properties"]["total"], wide);
}
