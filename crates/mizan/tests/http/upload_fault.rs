//! Uploads that end badly, over a real socket.

use crate::app::AppState;
use crate::socket::{Server, Uploader};
use crate::upload::{Form, builder};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// How many of this process' open files are in that folder, with a name or without one.
fn open_in(folder: &Path) -> usize {
    let folder = folder.to_str().unwrap();
    let links =
        std::fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    links.filter(|target| target.to_str().is_some_and(|target| target.starts_with(folder))).count()
}

fn named_in(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

fn begun(bytes: usize) -> Vec<u8> {
    let form = Form::new("attach", json!({ "files": [{ "$file": "a" }] }));
    let head = b"--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n";
    [form.0.as_slice(), head, &vec![1; bytes]].concat()
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..1_500 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never: {what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e16_a_thousand_uploads_cut_off_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mizan = builder().upload_dir(folder.path()).build().unwrap();
    let server = Server::start(mizan, AppState::default()).await;
    // One that is held shows that what is counted is there to be counted.
    let body = begun(2_000_000);
    let held = Uploader::new(&server).await.hold(&body).await;
    until("an upload is on disk", || open_in(folder.path()) == 1).await;
    assert_eq!(named_in(folder.path()), 0, "it has no name even while it is there");
    drop(held);
    until("it is gone", || open_in(folder.path()) == 0).await;
    for round in 0..50 {
        let uploads = (0..20).map(|n| {
            // Cut off in the head, in what memory holds, and on disk.
            let body = begun([0, 40_000, 1_200_000][(round + n) % 3]);
            let server = &server;
            async move { Uploader::new(server).await.leave_after(&body).await }
        });
        futures_util::future::join_all(uploads).await;
    }
    until("all are gone", || open_in(folder.path()) == 0).await;
    assert_eq!(named_in(folder.path()), 0);
}

#[tokio::test]
async fn e16_no_way_for_a_request_to_end_leaves_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let mizan = builder().upload_dir(folder.path()).file_limit_bytes(3_000_000).build().unwrap();
    let server = Server::start(mizan, AppState::default()).await;
    let args = json!({ "files": [{ "$file": "a" }, { "$file": "b" }] });
    let two = |b: &[u8]| {
        Form::new("attach", args.clone()).file("a", "a", "a/b", &vec![1; 2_000_000]).file("b", "b", "a/b", b)
    };
    let failing = |how: &str| {
        let form = Form::new("fails", json!({ "file": { "$file": "a" }, "how": how }));
        form.file("a", "a", "a/b", &vec![1; 2_000_000]).end()
    };
    for (body, status) in [
        (failing("panic"), 500),
        (failing("error"), 409),
        (two(b"").end(), 200),
        (two(&vec![1; 3_000_001]).end(), 413),
        (two(b"").0, 400),
        (two(b"").file("c", "c", "a/b", b"").end(), 400),
    ] {
        assert_eq!(Uploader::new(&server).await.chunked(&[&body]).await.status, status);
        until("it is gone", || open_in(folder.path()) == 0).await;
    }
}

#[tokio::test]
async fn e12_no_byte_of_an_upload_is_read_without_a_token() {
    let server = Server::start(builder().build().unwrap(), AppState::default()).await;
    let body = Form::new("attach", json!({ "files": [] })).end();
    for (from, to) in [
        ("X-CSRFToken: ", "X-Other: "),
        ("Origin: http://", "Origin: http://evil."),
        ("Origin: ", "Sec-Fetch-Site: cross-site\r\nX-Origin: "),
        ("Cookie: mizan_csrf=", "Cookie: other="),
    ] {
        let uploader = Uploader::new(&server).await.with(from, to);
        // Its length is a promise that it does not keep: who waits for the body would wait for ever.
        let reply = uploader.claiming(1_000_000, &body).await;
        assert_eq!((reply.status, reply.code()), (403, "csrf_failed".to_owned()), "{to}");
    }
    assert_eq!(Uploader::new(&server).await.send(&body).await.status, 200);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_the_servers_fault() {
    let mizan = builder().upload_dir("/nowhere/at/all").build().unwrap();
    let server = Server::start(mizan, AppState::default()).await;
    let form = |bytes: usize| {
        Form::new("attach", json!({ "files": [{ "$file": "a" }] })).file("a", "a", "a/b", &vec![1; bytes]).end()
    };
    let reply = Uploader::new(&server).await.send(&form(2_000_000)).await;
    assert_eq!((reply.status, reply.code()), (503, "unavailable".to_owned()));
    assert!(!reply.text.contains("nowhere"), "{}", reply.text);
    assert_eq!(Uploader::new(&server).await.send(&form(1_000)).await.status, 200, "what fits into memory needs none");
}

#[tokio::test]
async fn e17_what_is_handed_out_is_saved_and_not_run() {
    let page = "<script>alert(document.cookie)</script>";
    let hand_out = axum::routing::get(move || async move {
        (mizan::file::attachment("../\u{202e}r\u{e9}sum\u{e9}\r\n\"; x=\".html", "text/html"), page)
    });
    let mut browser = crate::app::Browser::of(axum::Router::new().route("/file", hand_out));
    let answer = browser.get("/file").await;
    assert_eq!(answer.text, page);
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment; filename=\"r_sum__; x=_.html\"; filename*=UTF-8''r%C3%A9sum%C3%A9_%3B%20x%3D_.html")
    );
    assert_eq!(answer.header("content-type"), Some("text/html"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    let headers = mizan::file::attachment("a", "text/html\r\nset-cookie: x");
    assert_eq!(headers["content-type"], "application/octet-stream", "what is no header's value is no type");
}

#[tokio::test]
async fn e12_a_stranger_is_not_told_to_go_on() {
    let server = Server::start(builder().build().unwrap(), AppState::default()).await;
    let body = Form::new("attach", json!({ "files": [] })).end();
    let expecting =
        |uploader: Uploader| uploader.with("Connection: close\r\n", "Connection: close\r\nExpect: 100-continue\r\n");
    let reply = expecting(Uploader::new(&server).await).with("X-CSRFToken: ", "X-Other: ").claiming(1 << 20, b"").await;
    assert_eq!((reply.status, reply.code()), (403, "csrf_failed".to_owned()));
    let reply = expecting(Uploader::new(&server).await).claiming(1 << 40, b"").await;
    assert_eq!((reply.status, reply.code()), (413, "payload_too_large".to_owned()));
    // The others are, and then answered.
    let reply = expecting(Uploader::new(&server).await).continued(&body).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
}
