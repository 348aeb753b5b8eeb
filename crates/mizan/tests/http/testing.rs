//! The client for tests of an application.

use crate::app::{AppState, PagesContext, UserContext, builder, page_list, rename, touch, user_notes, user_profile};
use mizan::testing::Client;
use serde_json::json;

fn client() -> Client<AppState> {
    let state = AppState::default();
    state.names.0.lock().unwrap().insert(5, "Ada".to_owned());
    Client::new(&builder().build().unwrap(), state)
}

#[tokio::test]
async fn a_call_goes_through_guards_arguments_and_invalidation() {
    let client = client();
    assert_eq!(client.call::<rename>(json!({ "user_id": 5, "name": "A" })).await.code(), Some("unauthenticated"));
    let user = client.user("42");
    assert_eq!(user.call::<rename>(json!({ "user_id": "5" })).await.code(), Some("invalid_args"));
    let renamed = user.call::<rename>(json!({ "user_id": 5, "name": "Ada L." })).await;
    assert_eq!((renamed.status(), renamed.invalidated()), (200, "user;user_id=5"));
    let read = client.read(UserContext { user_id: 5 }).await;
    assert_eq!(read.data::<user_profile>(), Some(&json!({ "name": "Ada L." })));
    assert_eq!(read.error_of::<user_notes>().unwrap()["code"], "unauthenticated");
    assert_eq!(client.call::<touch>(json!({ "user_id": 6 })).await.result(), Some(&json!(6)));
}

#[tokio::test]
async fn params_keep_every_character() {
    let client = client();
    for tag in [None, Some(""), Some("a b&c=d+é\u{1f600}%")] {
        let read = client.read(PagesContext { tag: tag.map(str::to_owned), page: 3 }).await;
        assert_eq!(read.data::<page_list>(), Some(&json!(format!("{tag:?} 3 cookie false"))));
    }
    let gone = client.read(UserContext { user_id: 99 }).await;
    assert_eq!((gone.status(), gone.code()), (401, Some("unauthenticated")));
}
