//! Bodies, texts and names that go wrong elsewhere (`tests/bodies`): nothing answers 5xx, and nothing is mangled.

use crate::app::{Answer, Browser, SECRET, builder};
use crate::socket::Server;
use axum::Router;
use axum::body::Body;
use mizan::prelude::*;
use mizan_core::context::{Context, Contexts};
use mizan_core::header;
use mizan_core::item::Item;
use mizan_core::param::ParamType;
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower_sessions::MemoryStore;

#[client]
fn echo_any(value: Value) -> Value {
    value
}

#[client]
fn echo_texts(texts: Vec<String>) -> Vec<String> {
    texts
}

/// What has a name.
#[derive(Context)]
struct LabelContext {
    name: String,
}

#[client(context = LabelContext)]
fn label_text(name: String) -> String {
    name
}

#[client(affects(LabelContext))]
fn relabel(name: String) -> String {
    name
}

fn browser() -> Browser {
    let functions = functions![echo_any, echo_texts, label_text, relabel];
    let mizan = Mizan::<()>::builder().secret(SECRET).functions(functions).build().unwrap();
    let app = Router::new().nest("/api/mizan", mizan.router());
    Browser::of(app.layer(mizan::session::layer(MemoryStore::default())))
}

/// Cases of JSON: a name, the bytes, and whether they are read.
fn documents() -> Vec<(String, Vec<u8>, bool)> {
    let file: Value = serde_json::from_str(include_str!("../../../../tests/bodies/json.json")).unwrap();
    let bytes = |case: &Value| match case["text"].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => {
            let hex = case["hex"].as_str().unwrap().as_bytes();
            hex.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
        }
    };
    let case =
        |case: &Value| (case["name"].as_str().unwrap().to_owned(), bytes(case), case["accepted"].as_bool().unwrap());
    file["cases"].as_array().unwrap().iter().map(case).collect()
}

fn naughty_strings() -> Vec<String> {
    serde_json::from_str(include_str!("../../../../tests/bodies/naughty_strings.json")).unwrap()
}

impl Browser {
    async fn post_bytes(&mut self, body: Vec<u8>) -> Answer {
        if self.token.is_none() {
            self.session().await;
        }
        let request = self.request("POST", "/api/mizan/call/").header("origin", "http://app.example");
        let request =
            request.header("content-type", "application/json").header("x-csrftoken", self.token.clone().unwrap());
        let request = request.body(Body::from(body)).unwrap();
        self.send(request).await
    }
}

/// `{"fn":"echo_any","args":{"value":…}}`
fn around(value: &[u8]) -> Vec<u8> {
    [br#"{"fn":"echo_any","args":{"value":"#, value, b"}}"].concat()
}

#[tokio::test]
async fn e05_a_document_that_is_no_call_is_refused_and_says_why() {
    let mut browser = browser();
    for (name, body, accepted) in documents() {
        let is_empty = body.is_empty();
        let answer = browser.post_bytes(body).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "bad_request"), "{name}: {}", answer.text);
        // What is JSON and no call is told apart from what is no JSON.
        assert_eq!(answer.text.contains(" at byte "), !accepted && !is_empty, "{name}: {}", answer.text);
    }
}

#[tokio::test]
async fn e04_a_value_that_is_read_comes_back_as_it_is() {
    let mut browser = browser();
    for (name, value, accepted) in documents() {
        let answer = browser.post_bytes(around(&value)).await;
        let status = answer.status.as_u16();
        // Two levels of the body are around it.
        let is_deep = name == "i_structure_64_nested_arrays";
        if !accepted || is_deep {
            assert_eq!((status, answer.code().as_str()), (400, "bad_request"), "{name}: {}", answer.text);
            continue;
        }
        // No double has these digits; that of 10^20 has them all.
        if name == "i_number_too_big_neg_int" || name == "i_number_very_big_negative_int" {
            assert_eq!((status, answer.code().as_str()), (422, "invalid_args"), "{name}: {}", answer.text);
            continue;
        }
        assert_eq!(status, 200, "{name}: {}", answer.text);
        assert_eq!(plain(answer.text.as_bytes())["result"], plain(&value), "{name}: {}", answer.text);
    }
}

/// The value of a text, where `5` and `5.0` are one number, as in JavaScript, and so are the zeros. serde_json alone would
/// not do: it may miss a double by its last bit.
fn plain(text: &[u8]) -> Value {
    use mizan_core::json::Value as Read;
    fn of(value: &Read<'_>) -> Value {
        match value {
            Read::Null => Value::Null,
            Read::Bool(flag) => json!(flag),
            Read::Int(_) | Read::BigInt(_) | Read::Float(_) => json!(value.as_f64().unwrap() + 0.0),
            Read::Str(text) => json!(text),
            Read::Array(items) => items.iter().map(of).collect(),
            Read::Object(members) => members.iter().map(|(name, value)| (name.to_string(), of(value))).collect(),
        }
    }
    of(&mizan_core::json::parse(text, usize::MAX).unwrap())
}

#[tokio::test]
async fn e05_no_naughty_string_is_mangled() {
    let mut browser = browser();
    let texts = naughty_strings();
    assert!(texts.len() > 400, "the list is there");
    let contexts = Contexts::from_iter([Context::new("label").param("name", ParamType::String)]);
    let all = browser.call("echo_texts", json!({ "texts": texts })).await;
    assert_eq!(all.json()["result"], json!(texts));
    for text in &texts {
        let mutation = browser.call("relabel", json!({ "name": text })).await;
        assert_eq!(mutation.status, 200, "{text:?}: {}", mutation.text);
        let body = mutation.json();
        assert_eq!(body["result"], json!(text));
        assert_eq!(body["invalidate"], json!([{ "context": "label", "params": { "name": text } }]), "{text:?}");
        let line = mutation.header("x-mizan-invalidate").unwrap();
        let told = header::read([line], &contexts);
        assert_eq!(told.items.as_slice(), [Item::context("label").param("name", text.clone())], "{text:?}: {line}");

        let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let read = browser.get(&format!("/api/mizan/ctx/label/?name={query}")).await;
        assert_eq!(read.status, 200, "{text:?}: {}", read.text);
        assert_eq!(read.json()["data"]["label_text"], json!(text));
        // As a name of its own, it is unknown or malformed, and never an error of the server.
        for unknown in [json!({ "fn": text }), json!({ "fn": "relabel", "args": { text: 1 } }), json!({ text: 1 })] {
            let answer = browser.post(&unknown.to_string()).await;
            assert!(answer.status.is_client_error(), "{unknown}: {} {}", answer.status, answer.text);
        }
    }
}

#[tokio::test]
async fn e05_through_a_socket_too_every_document_gets_an_answer() {
    let server = Server::start(builder().build().unwrap(), Default::default()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for (name, body, _) in documents() {
        let head = format!(
            "POST /api/mizan/call/ HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Type: application/json\r\nContent-Length: {1}\r\n\r\n",
            server.address,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
        let mut buffer = [0; 2_048];
        let count = stream.read(&mut buffer).await.unwrap();
        let answer = String::from_utf8_lossy(&buffer[..count]);
        // One connection carries them all: none leaves anything behind for the next.
        assert!(answer.starts_with("HTTP/1.1 4"), "{name}: {answer}");
    }
}

/// Bodies that are nearly calls: whole values, cut and damaged ones, and noise.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof!["\\PC{0,16}", "[\"\\\\\u{0}-\u{1f}é🙂/]{0,12}", prop::sample::select(naughty_strings())];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(text.clone(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    let names = prop::sample::select(vec!["echo_any", "echo_texts", "relabel", "label_text", "", "__proto__"]);
    let args = prop::sample::select(vec!["value", "texts", "name", "constructor"]);
    let call = (names, args, value)
        .prop_map(|(name, arg, value)| json!({ "fn": name, "args": { arg: value } }).to_string().into_bytes());
    prop_oneof![
        4 => call.clone(),
        2 => (call.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut body, at, byte)| {
            let at = at.index(body.len());
            body[at] = byte;
            body
        }),
        1 => (call, any::<prop::sample::Index>()).prop_map(|(mut body, at)| {
            body.truncate(at.index(body.len()));
            body
        }),
        1 => prop::collection::vec(any::<u8>(), 0..64),
    ]
}

/// 10^5 with `MIZAN_FULL=1`.
#[test]
fn no_body_makes_a_server_error() {
    let full = std::env::var_os("MIZAN_FULL").is_some();
    let config = ProptestConfig {
        cases: if full { 100_000 } else { 2_000 },
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut browser = browser();
    runtime.block_on(browser.session());
    let browser = std::cell::RefCell::new(browser);
    proptest!(config, |(body in body())| {
        let answer = runtime.block_on(browser.borrow_mut().post_bytes(body.clone()));
        let shown = String::from_utf8_lossy(&body);
        prop_assert!(!answer.status.is_server_error(), "{shown}: {}", answer.text);
        let judged = mizan_core::json::parse(&body, mizan_core::json::DEPTH_LIMIT).is_ok();
        prop_assert!(judged || answer.status == 400, "{shown}: {}", answer.text);
        if answer.status == 200 {
            let sent = plain(&body);
            let args = sent["args"].as_object().unwrap().values().next().unwrap();
            prop_assert_eq!(&plain(answer.text.as_bytes())["result"], args);
        }
    });
}
