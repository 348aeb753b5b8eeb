//! `docs/protocol.md` §3.3: calls with files.

use crate::app::{Answer, AppState, Browser, SECRET, router};
use axum::body::Body;
use mizan::prelude::*;
use mizan::{File, testing::Client};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// What a function saw of a file.
#[derive(Serialize, Type)]
pub(crate) struct Seen {
    name: String,
    content_type: String,
    sniffed: Option<String>,
    size: u32,
    sum: u32,
}

async fn seen(file: &File) -> mizan::Result<Seen> {
    let bytes = file.bytes().await?;
    Ok(Seen {
        name: file.name().to_owned(),
        content_type: file.content_type().to_owned(),
        sniffed: file.sniffed_type().map(str::to_owned),
        size: u32::try_from(file.size_bytes())?,
        sum: bytes.iter().fold(0, |sum, byte| sum.wrapping_add(u32::from(*byte))),
    })
}

static RUNS: AtomicU32 = AtomicU32::new(0);

#[client(auth = Authenticated)]
async fn set_picture(
    #[mizan(max_bytes = "100 kB", accept("image/png", "image/jpeg"))] picture: File,
    title: Option<String>,
) -> mizan::Result<Seen> {
    RUNS.fetch_add(1, Ordering::Relaxed);
    let _ = title;
    seen(&picture).await
}

#[client]
pub(crate) async fn attach(files: Vec<File>) -> mizan::Result<Vec<Seen>> {
    let mut all = Vec::new();
    for file in &files {
        all.push(seen(file).await?);
    }
    Ok(all)
}

#[derive(Deserialize, Type)]
struct Draft {
    title: String,
    #[serde(rename = "cover")]
    #[mizan(max_bytes = 10)]
    picture: Option<File>,
    #[mizan(max_items = 2, inner(accept("text/*")))]
    notes: Vec<File>,
    source: Source,
}

#[derive(Deserialize, Type)]
#[serde(untagged)]
enum Source {
    Both { upload: File, also: u32 },
    Upload { upload: File },
    Link { link: String },
}

#[client(affects(global))]
async fn publish(draft: Draft) -> mizan::Result<String> {
    let source = match &draft.source {
        Source::Both { upload, also } => format!("{} {also}", upload.name()),
        Source::Upload { upload } => upload.name().to_owned(),
        Source::Link { link } => link.clone(),
    };
    Ok(format!("{} {} {} {source}", draft.title, draft.picture.map_or(0, |file| file.size_bytes()), draft.notes.len()))
}

#[client(context = global)]
fn nothing() -> u32 {
    0
}

#[client]
fn no_files(text: String) -> String {
    text
}

/// Whatever JSON: no place for a file.
#[client]
fn anything(value: serde_json::Value, file: Option<File>) -> bool {
    let _ = value;
    file.is_some()
}

#[guard]
fn is_seven(number: u32) -> bool {
    number == 7
}

#[client(auth = is_seven)]
fn numbered(number: u32, file: File) -> u32 {
    number + u32::try_from(file.size_bytes()).unwrap_or(0)
}

#[client(affects(global))]
async fn fails(file: File, how: String) -> mizan::Result<u32> {
    assert_ne!(how, "panic", "with {} bytes in hand", file.size_bytes());
    Err(mizan::Error::conflict("not now"))
}

#[client(affects(global))]
async fn sign_in(user: String, #[extract] session: Session) -> mizan::Result<()> {
    session.sign_in(user).await
}

pub(crate) fn builder() -> mizan::Builder<AppState> {
    Mizan::<AppState>::builder().secret(SECRET).functions(functions![
        set_picture,
        attach,
        publish,
        nothing,
        no_files,
        anything,
        numbered,
        fails,
        sign_in
    ])
}

pub(crate) fn browser() -> Browser {
    Browser::of(router(&builder().build().unwrap(), AppState::default()))
}

/// A body of `call` and files, as a client's FormData writes it.
pub(crate) struct Form(pub(crate) Vec<u8>);

impl Form {
    pub(crate) fn new(function: &str, args: Value) -> Self {
        Self(Vec::new()).part("name=\"call\"", json!({ "fn": function, "args": args }).to_string().as_bytes())
    }

    pub(crate) fn part(mut self, head: &str, data: &[u8]) -> Self {
        self.0.extend_from_slice(format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        self.0.extend_from_slice(data);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    pub(crate) fn file(self, name: &str, file_name: &str, content_type: &str, data: &[u8]) -> Self {
        self.part(&format!("name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {content_type}"), data)
    }

    pub(crate) fn end(mut self) -> Vec<u8> {
        self.0.extend_from_slice(b"--B--\r\n");
        self.0
    }
}

impl Browser {
    pub(crate) async fn upload(&mut self, body: Vec<u8>) -> Answer {
        if self.token.is_none() {
            self.session().await;
        }
        let request = self.request("POST", "/api/mizan/call/").header("origin", "http://app.example");
        let request = request.header("content-type", "multipart/form-data; boundary=B");
        let request = request.header("x-csrftoken", self.token.clone().unwrap());
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

fn file(name: &str) -> Value {
    json!({ "$file": name })
}

/// Status, code and the codes by path.
fn refusal(answer: &Answer) -> (u16, String, Value) {
    let fields = answer.json()["error"]["fields"].clone();
    let codes = fields.as_object().cloned().unwrap_or_default();
    let codes = codes.into_iter().map(|(path, errors)| (path, errors[0]["code"].clone()));
    (answer.status.as_u16(), answer.code(), Value::Object(codes.collect()))
}

#[tokio::test]
async fn a_file_arrives_as_it_was_sent() {
    let mut browser = browser();
    browser.sign_in("1").await;
    let form = Form::new("set_picture", json!({ "picture": file("p"), "title": "x" })).file(
        "p",
        "../a b.png",
        "image/png",
        PNG,
    );
    let answer = browser.upload(form.end()).await;
    let sum: u32 = PNG.iter().map(|byte| u32::from(*byte)).sum();
    assert_eq!(
        answer.json(),
        json!({ "result": { "name": "a b.png", "content_type": "image/png", "sniffed": "image/png", "size": PNG.len(), "sum": sum } })
    );
}

#[tokio::test]
async fn large_and_small_files_arrive_in_any_order() {
    let large: Vec<u8> = (0..5_000_000_u32).map(|n| (n.wrapping_mul(n) % 253) as u8).collect();
    let args = json!({ "files": [file("a"), file("b"), file("c")] });
    let form = Form::new("attach", args)
        .file("c", "c", "text/plain", b"")
        .file("a", "", "a/b", &large)
        .file("b", "b", "x/y", b"\r\n--C");
    let answer = browser().upload(form.end()).await;
    let result = answer.json()["result"].clone();
    let sum = large.iter().fold(0_u32, |sum, byte| sum.wrapping_add(u32::from(*byte)));
    assert_eq!(
        (&result[0]["size"], &result[0]["sum"], &result[0]["name"]),
        (&json!(5_000_000), &json!(sum), &json!("file"))
    );
    assert_eq!((&result[1]["size"], &result[2]["size"]), (&json!(5), &json!(0)));
}

#[tokio::test]
async fn files_stand_wherever_a_type_has_them() {
    let mut browser = browser();
    let draft = json!({ "title": "t", "cover": file("c"), "notes": [file("n")], "source": { "upload": file("u") } });
    let form = |draft: &Value| Form::new("publish", json!({ "draft": draft }));
    let body =
        form(&draft).file("c", "c", "a/b", b"12345").file("n", "n", "text/plain", b"").file("u", "u.bin", "a/b", b"");
    let answer = browser.upload(body.end()).await;
    assert_eq!(answer.json()["result"], "t 5 1 u.bin", "{}", answer.text);
    assert_eq!(answer.header("x-mizan-invalidate"), Some("global"));
    // A variant that was tried and did not fit holds no file.
    let draft = json!({ "title": "t", "notes": [], "source": { "upload": file("u"), "also": 3 } });
    assert_eq!(
        browser.upload(form(&draft).file("u", "u.bin", "a/b", b"").end()).await.json()["result"],
        "t 0 0 u.bin 3"
    );
    let draft = json!({ "title": "t", "cover": null, "notes": [], "source": { "link": "l" } });
    assert_eq!(browser.upload(form(&draft).end()).await.json()["result"], "t 0 0 l", "no file has to be there");
    assert_eq!(
        browser.call("publish", json!({ "draft": draft })).await.json()["result"],
        "t 0 0 l",
        "and then JSON will do"
    );
}

#[tokio::test]
async fn what_a_file_has_to_be_is_told_with_its_place() {
    let mut browser = browser();
    let draft = |args: Value| {
        let mut draft = json!({ "title": "t", "notes": [], "source": { "link": "l" } });
        draft.as_object_mut().unwrap().extend(args.as_object().unwrap().clone());
        Form::new("publish", json!({ "draft": draft }))
    };
    let invalid = |path: &str, code: &str| (422, "invalid_args".to_owned(), json!({ path: code }));
    let form = draft(json!({ "cover": file("c") })).file("c", "c", "a/b", b"12345678901");
    let answer = browser.upload(form.end()).await;
    assert_eq!(refusal(&answer), invalid("draft.cover", "file_too_large"));
    assert_eq!(answer.json()["error"]["message"], "draft.cover: is larger than 10 bytes");
    let form = draft(json!({ "notes": [file("a"), file("b")] })).file("a", "a", "text/plain", b"a").file(
        "b",
        "b",
        "text/plain",
        PNG,
    );
    assert_eq!(refusal(&browser.upload(form.end()).await), invalid("draft.notes[1]", "file_type"));
    let form = draft(json!({ "notes": [file("a")] })).file("a", "a", "image/png", b"a");
    let answer = browser.upload(form.end()).await;
    assert_eq!(refusal(&answer), invalid("draft.notes[0]", "file_type"));
    assert_eq!(answer.json()["error"]["message"], "draft.notes[0]: is not of the type text/*");
    let form = draft(json!({ "notes": [file("a"), file("b"), file("c")] }));
    assert_eq!(
        refusal(&browser.upload(form.end()).await),
        invalid("draft.notes", "max_items"),
        "other constraints need no file"
    );
}

#[tokio::test]
async fn e17_a_lie_about_the_type_is_refused() {
    let mut browser = browser();
    browser.sign_in("1").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let polyglot = [b"GIF89a/*".as_slice(), b"*/=1;alert(1)"].concat();
    let before = RUNS.load(Ordering::Relaxed);
    let bomb = b"PK\x03\x04\x2d\0\0\0\x08\0".repeat(100);
    for (content_type, bytes) in [
        ("image/png", svg.as_slice()),
        ("image/svg+xml", svg),
        ("image/png", &polyglot),
        ("image/gif", &polyglot),
        ("image/png", &bomb),
        ("application/octet-stream", &bomb),
        ("image/jpeg", PNG),
        ("text/html", b"<!DOCTYPE html>"),
    ] {
        let form = Form::new("set_picture", json!({ "picture": file("p") })).file("p", "p.png", content_type, bytes);
        let answer = browser.upload(form.end()).await;
        assert_eq!(
            refusal(&answer),
            (422, "invalid_args".to_owned(), json!({ "picture": "file_type" })),
            "{content_type}"
        );
    }
    assert_eq!(RUNS.load(Ordering::Relaxed), before);
    let form = Form::new("attach", json!({ "files": [file("f")] })).file("f", "bomb.zip", "application/zip", &bomb);
    assert_eq!(browser.upload(form.end()).await.json()["result"][0]["size"], 1_000, "nothing is unpacked");
}

#[tokio::test]
async fn references_and_parts_have_to_meet() {
    let mut browser = browser();
    let invalid = |path: &str, code: &str| (422, "invalid_args".to_owned(), json!({ path: code }));
    let form = Form::new("attach", json!({ "files": [file("a"), file("b")] })).file("a", "a", "a/b", b"");
    assert_eq!(refusal(&browser.upload(form.end()).await), invalid("files[1]", "missing"));
    let form = Form::new("attach", json!({ "files": [file("a"), file("a")] })).file("a", "a", "a/b", b"");
    assert_eq!(refusal(&browser.upload(form.end()).await), invalid("files[1]", "invalid_value"));
    let form =
        Form::new("attach", json!({ "files": [file("a")] })).file("a", "a", "a/b", b"").file("a", "a", "a/b", b"");
    let answer = browser.upload(form.end()).await;
    assert_eq!(refusal(&answer), (400, "bad_request".to_owned(), json!({ "files[0]": "invalid_value" })));
    let form = Form::new("attach", json!({ "files": [] })).file("x", "x", "a/b", b"");
    let answer = browser.upload(form.end()).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (400, "bad_request".to_owned()));
    assert_eq!(answer.json()["error"]["message"], "no argument refers to the part `x`");
    for wrong in
        [json!("a"), json!({ "$file": 1 }), json!({ "file": "a" }), json!({ "$file": "a", "x": 1 }), json!(null)]
    {
        let form = Form::new("attach", json!({ "files": [wrong] })).file("a", "a", "a/b", b"");
        let (status, code, fields) = refusal(&browser.upload(form.end()).await);
        assert_eq!((status, code.as_str()), (422, "invalid_args"), "{wrong}");
        let path = fields.as_object().unwrap().keys().next().unwrap();
        assert!(path.starts_with("files[0]"), "{wrong}: {path}");
    }
    let form = Form::new("anything", json!({ "value": { "deep": [file("a")] } })).file("a", "a", "a/b", b"");
    assert_eq!(refusal(&browser.upload(form.end()).await), invalid("value.deep[0]", "invalid_type"));
    let answer = browser.call("attach", json!({ "files": [file("a")] })).await;
    assert_eq!(refusal(&answer), invalid("files[0]", "invalid_value"));
    assert!(answer.text.contains("does not travel in JSON"), "{}", answer.text);
    let answer = browser.call("anything", json!({ "value": file("a") })).await;
    assert_eq!(answer.json()["result"], false, "in JSON it stands for nothing but itself");
}

#[tokio::test]
async fn a_function_without_files_takes_no_multipart() {
    let form = Form::new("no_files", json!({ "text": "x" }));
    let answer = browser().upload(form.end()).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (415, "unsupported_media_type".to_owned()));
}

#[tokio::test]
async fn the_call_is_the_first_part() {
    let mut browser = browser();
    let call = json!({ "fn": "attach", "args": { "files": [] } }).to_string();
    let good =
        Form(Vec::new()).part("name=\"call\"; filename=\"blob\"\r\nContent-Type: application/json", call.as_bytes());
    assert_eq!(browser.upload(good.end()).await.status, 200, "a Blob has a file's name and its own type");
    for form in [
        Form(Vec::new()),
        Form(Vec::new()).file("a", "a", "a/b", b"").part("name=\"call\"", call.as_bytes()),
        Form(Vec::new()).part("name=\"Call\"", call.as_bytes()),
        Form(Vec::new()).part("name=\"call\"\r\nContent-Type: image/png", call.as_bytes()),
        Form(Vec::new()).part("name=\"call\"", b""),
        Form(Vec::new()).part("name=\"call\"", b"{\"fn\":\"attach\",\"fn\":\"attach\"}"),
        Form(Vec::new()).part("name=\"call\"", b"\xff"),
    ] {
        let answer = browser.upload(form.end()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, "bad_request".to_owned()), "{}", answer.text);
    }
}

#[tokio::test]
async fn guards_are_asked_and_arguments_read_before_any_file() {
    let mut browser = browser();
    // Whatever stands where files would be: it is not even looked at.
    let mut body = Form::new("set_picture", json!({ "picture": file("p") })).0;
    body.extend_from_slice(b"--B\r\nthis is no part\r\n\r\n");
    let answer = browser.upload(body).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, "unauthenticated".to_owned()));
    for (number, status, code) in
        [(json!(8), 401, "unauthenticated"), (json!("7"), 422, "invalid_args"), (json!(7), 400, "bad_request")]
    {
        let mut body = Form::new("numbered", json!({ "number": number, "file": file("p") })).0;
        body.extend_from_slice(b"--B\r\nthis is no part\r\n\r\n");
        let answer = browser.upload(body).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{number}");
    }
    let form = Form::new("numbered", json!({ "number": 7, "file": file("p") })).file("p", "p", "a/b", b"123");
    assert_eq!(browser.upload(form.end()).await.json()["result"], 10);
}

#[derive(Context)]
struct PictureContext {
    #[allow(dead_code)]
    picture: u32,
}

#[test]
fn the_schema_says_what_a_file_has_to_be() {
    let schema: Value = serde_json::from_str(&builder().build().unwrap().schema_json()).unwrap();
    let function = |name: &str| {
        schema["functions"].as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap().clone()
    };
    assert_eq!(
        function("set_picture")["args"][0],
        json!({ "name": "picture", "required": true,
            "schema": { "type": "string", "format": "binary", "max_bytes": 100_000, "accept": ["image/png", "image/jpeg"] } })
    );
    assert_eq!(function("attach")["args"][0]["schema"]["items"], json!({ "type": "string", "format": "binary" }));
    let draft = &schema["types"]["Draft"]["properties"];
    assert_eq!((&draft["cover"]["type"], &draft["cover"]["max_bytes"]), (&json!(["string", "null"]), &json!(10)));
    assert_eq!(draft["notes"]["items"]["accept"], json!(["text/*"]));
}

#[guard]
fn looks_at_a_file(file: File) -> bool {
    file.size_bytes() > 0
}

#[client(auth = looks_at_a_file)]
fn guarded_by_a_file(file: File) -> bool {
    file.size_bytes() > 0
}

#[derive(Deserialize, Type)]
struct Wrapped {
    file: File,
}

#[client(context = local)]
fn local_file(wrapped: Wrapped) -> bool {
    wrapped.file.size_bytes() > 0
}

#[client]
fn too_large_a_file(#[mizan(max_bytes = "11 MiB")] file: File) -> bool {
    file.size_bytes() > 0
}

#[client(context = PictureContext)]
fn query(picture: u32) -> u32 {
    picture
}

#[test]
fn a_file_in_a_read_or_for_a_guard_or_beyond_the_limit_does_not_start() {
    let problems = |builder: mizan::Builder<()>| builder.secret(SECRET).build().unwrap_err().problems().join("\n");
    let new = Mizan::<()>::builder;
    let found = problems(new().functions(functions![local_file]));
    assert!(
        found.contains("the param `wrapped` of the context `local_file` is a file, and a read has no body"),
        "{found}"
    );
    let found = problems(new().functions(functions![guarded_by_a_file]));
    assert!(found.contains("looks at a file, which is read only after it"), "{found}");
    let found = problems(new().functions(functions![too_large_a_file]));
    assert!(
        found.contains("`file` of `too_large_a_file` may have 11534336 bytes")
            && found.contains(".file_limit_bytes(11534336)"),
        "{found}"
    );
    assert!(
        new().secret(SECRET).functions(functions![too_large_a_file, query]).file_limit_bytes(11 << 20).build().is_ok()
    );
}

#[tokio::test]
async fn a_test_calls_a_function_with_files() {
    let picture = File::new("a.png", "image/png", PNG);
    assert_eq!(set_picture(picture.clone(), None).await.unwrap().size as usize, PNG.len(), "it is a plain function");
    let mizan = builder().build().unwrap();
    let client = Client::new(&mizan, AppState::default()).user(5);
    let answer =
        client.call_with_files::<set_picture>(json!({ "picture": file("p") }), &[("p", picture.clone())]).await;
    assert_eq!(answer.result().unwrap()["name"], "a.png");
    let wrong = File::new("a.gif", "image/gif", "GIF89a");
    let answer = client.call_with_files::<set_picture>(json!({ "picture": file("p") }), &[("p", wrong)]).await;
    assert_eq!(answer.code(), Some("invalid_args"));
}
