//! `docs/protocol.md` §2: limits of uploads, over a real socket, counted as the bytes arrive.

use crate::app::AppState;
use crate::socket::{Server, Uploader};
use crate::upload::{Form, builder};
use serde_json::json;

fn attach(count: usize) -> Form {
    let files: Vec<_> = (0..count).map(|n| json!({ "$file": format!("f{n}") })).collect();
    Form::new("attach", json!({ "files": files }))
}

fn file_head(name: &str) -> Vec<u8> {
    format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x\"\r\n\r\n").into_bytes()
}

#[tokio::test]
async fn e01_a_file_over_its_limit_is_refused_however_it_is_sent() {
    let server = Server::start(builder().file_limit_bytes(200_000).build().unwrap(), AppState::default()).await;
    let whole = attach(1).file("f0", "f", "a/b", &vec![7; 200_001]).end();
    let announced = Uploader::new(&server).await.send(&whole).await;
    let chunked = Uploader::new(&server).await.chunked(&[&whole]).await;
    for answer in [announced, chunked] {
        assert_eq!((answer.status, answer.code()), (413, "payload_too_large".to_owned()), "{}", answer.text);
        let told = json!({ "code": "file_too_large", "message": "is larger than 200 kB" });
        assert_eq!(answer.json()["error"]["fields"]["files[0]"][0], told);
    }
    let two = attach(2).file("f0", "f", "a/b", &vec![7; 500_000]).end();
    let answer = Uploader::new(&server).await.send(&two).await;
    let each = "the body is larger than its files may be: files[0] at most 200 kB, files[1] at most 200 kB";
    assert_eq!((answer.status, &answer.json()["error"]["message"]), (413, &json!(each)));
    let whole = attach(1).file("f0", "f", "a/b", &vec![7; 200_000]).end();
    assert_eq!(Uploader::new(&server).await.chunked(&[&whole]).await.json()["result"][0]["size"], 200_000);
    // A length beyond anything: nothing is read. One that lies: the bytes count.
    let answer = Uploader::new(&server).await.claiming(1 << 40, &whole).await;
    assert_eq!((answer.status, answer.code()), (413, "payload_too_large".to_owned()));
    let message = "the body is larger than any call's with files, each of at most 200 kB";
    assert_eq!(answer.json()["error"]["message"], message);
}

#[tokio::test]
async fn e14_text_of_a_gigabyte_is_refused_as_it_comes() {
    let server = Server::start(builder().build().unwrap(), AppState::default()).await;
    let start = b"--B\r\nContent-Disposition: form-data; name=\"call\"\r\n\r\n".as_slice();
    let answer = Uploader::new(&server).await.endless(start, b"{\"fn\": \"attach\" ").await;
    assert_eq!((answer.status, answer.code()), (413, "payload_too_large".to_owned()));
    let text = [attach(0).0.as_slice(), b"--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n"].concat();
    let answer = Uploader::new(&server).await.endless(&text, b"text").await;
    assert_eq!((answer.status, answer.code()), (400, "bad_request".to_owned()), "nothing refers to it");
}

#[tokio::test]
async fn e14_hostile_multipart_is_refused_with_little_work() {
    let server = Server::start(builder().build().unwrap(), AppState::default()).await;
    let part = b"--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n";
    let cases: Vec<(&str, u16, Vec<u8>)> = vec![
        ("10^5 parts", 400, [attach(0).0, part.repeat(100_000)].concat()),
        ("no final boundary", 400, attach(1).file("f0", "f", "a/b", b"x").0),
        ("no final boundary, in data", 400, [attach(1).0, file_head("f0"), b"abc".to_vec()].concat()),
        ("1 MB part header", 413, [attach(1).0, b"--B\r\nx: ".to_vec(), b"a".repeat(1 << 20)].concat()),
        ("nested", 400, attach(1).part("name=\"f0\"\r\nContent-Type: multipart/mixed; boundary=C", b"--C--").end()),
        ("10 MB preamble", 400, [b"a".repeat(10_000_000), attach(0).end()].concat()),
        ("something behind the end", 400, [attach(0).end(), b"--B\r\n".to_vec()].concat()),
        ("a boundary that goes on", 400, [attach(0).0, b"--Bx".to_vec()].concat()),
        ("101 files", 413, attach(101).end()),
        (
            "a part without a name",
            400,
            [attach(0).0, b"--B\r\nContent-Disposition: form-data\r\n\r\n\r\n".to_vec()].concat(),
        ),
    ];
    for (what, status, body) in cases {
        let before = cpu_ms();
        let answer = Uploader::new(&server).await.chunked(&[&body]).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text);
        let spent = cpu_ms() - before;
        assert!(spent < 5_000, "{what}: {spent} ms of CPU, five times what a row allows");
    }
    for boundary in ["", "; boundary=", &format!("; boundary={}", "b".repeat(71)), "; boundary=a; boundary=b"] {
        let answer =
            Uploader::new(&server).await.typed(&format!("multipart/form-data{boundary}"), &attach(0).end()).await;
        assert_eq!(answer.status, 400, "{boundary}");
    }
    for other in ["multipart/mixed; boundary=B", "text/plain", "application/x-www-form-urlencoded"] {
        assert_eq!(Uploader::new(&server).await.typed(other, &attach(0).end()).await.status, 415, "{other}");
    }
    assert_eq!(Uploader::new(&server).await.send(&attach(100).0).await.status, 400, "it still serves");
}

#[tokio::test]
async fn a_sender_who_is_refused_while_it_sends_sees_why() {
    let server = Server::start(builder().build().unwrap(), AppState::default()).await;
    // It does not look at the answer before all is sent: 16 MiB, which no socket's buffers hold.
    let data = vec![7; 16 << 20];
    for (function, args, status) in [
        ("attach", json!({ "files": [{ "$file": "f" }] }), 413),
        ("set_picture", json!({ "picture": { "$file": "f" } }), 401),
        ("publish", json!({}), 422),
        ("nothing_like_it", json!({}), 404),
        ("no_files", json!({}), 415),
    ] {
        let body = Form::new(function, args).file("f", "f", "a/b", &data).end();
        for chunked in [false, true] {
            let uploader = Uploader::new(&server).await.with("Connection: close\r\n", "");
            let sent = if chunked { uploader.chunked(&[&body]).await } else { uploader.send(&body).await };
            assert_eq!(sent.status, status, "{function}: {}", sent.text);
            // The next request of a client that keeps its connections would be lost in this one.
            assert!(sent.head.to_lowercase().contains("connection: close"), "{}", sent.head);
        }
    }
}

/// The CPU time of this thread, in milliseconds: server and client both run on it.
fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
    let times: Vec<u64> =
        stat.rsplit(')').next().unwrap().split_whitespace().skip(11).take(2).map(|n| n.parse().unwrap()).collect();
    times.iter().sum::<u64>() * 10
}

#[tokio::test]
async fn a_hundred_files_are_taken() {
    let server = Server::start(builder().build().unwrap(), AppState::default()).await;
    let form = (0..100).fold(attach(100), |form, n| form.file(&format!("f{n}"), "f", "a/b", &[1; 20_000]));
    let answer = Uploader::new(&server).await.send(&form.end()).await;
    assert_eq!(answer.json()["result"].as_array().unwrap().len(), 100);
}
