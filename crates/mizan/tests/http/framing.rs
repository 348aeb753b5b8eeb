//! What stands between requests and in their first lines, through a real socket (E09, E10).

use crate::app::builder;
use crate::socket::Server;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const READ: &str = "/api/mizan/ctx/global/";

async fn server() -> Server {
    Server::start(builder().build().unwrap(), Default::default()).await
}

/// Sends bytes, and gives the statuses of all that is answered until the server ends it or has nothing more to say.
async fn statuses(server: &Server, bytes: &[u8]) -> Vec<u16> {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut all = Vec::new();
    let mut buffer = [0; 4_096];
    while let Ok(Ok(count @ 1..)) = timeout(Duration::from_millis(500), stream.read(&mut buffer)).await {
        all.extend_from_slice(&buffer[..count]);
    }
    let text = String::from_utf8(all).unwrap();
    text.split("HTTP/1.1 ").skip(1).map(|answer| answer[..3].parse().unwrap()).collect()
}

/// A request with these lines behind its `Host`, and what follows its head.
fn request(server: &Server, target: &str, lines: &str, rest: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{lines}\r\n{rest}", server.address).into_bytes()
}

#[tokio::test]
async fn e09_a_second_request_is_never_found_in_a_body() {
    let server = server().await;
    let hidden = format!("GET {READ} HTTP/1.1\r\nHost: x\r\n\r\n");
    let length = hidden.len();
    // Each has one request for whoever reads it rightly, and two for whoever does not.
    for lines in [
        format!("Content-Length: {length}\r\n"),
        format!("Content-Length: {length}\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: {length}, {length}\r\n"),
        format!("Content-Length: 0\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: {length}\r\nContent-Length: 0\r\n"),
        format!("Content-Length: +{length}\r\n"),
        format!("Content-Length: 0x{length:x}\r\n"),
        format!("Content-Length : {length}\r\n"),
        format!("X: y\r\n Content-Length: {length}\r\n"),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Transfer-Encoding: xchunked\r\n".to_owned(),
        "Transfer-Encoding:\r\n chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n".to_owned(),
    ] {
        let found = statuses(&server, &request(&server, READ, &lines, &hidden)).await;
        assert!(matches!(found.as_slice(), [200] | [400]), "{lines:?}: {found:?}");
    }
    // Where the length and the chunks disagree, the chunks count, and nothing that follows them on the connection does.
    let both = format!("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n", length + 5);
    let found = statuses(&server, &request(&server, READ, &both, &format!("0\r\n\r\n{hidden}"))).await;
    assert!(matches!(found.as_slice(), [200] | [400]), "{found:?}");
}

#[tokio::test]
async fn e09_hosts_and_targets_that_disagree_are_refused_on_the_wire() {
    let server = server().await;
    let own = server.address;
    for (head, expected) in [
        (format!("GET {READ} HTTP/1.1\r\nHost: {own}\r\n\r\n"), 200),
        (format!("GET http://{own}{READ} HTTP/1.1\r\nHost: {own}\r\n\r\n"), 200),
        (format!("GET {READ} HTTP/1.1\r\nHost: {own}\r\nHost: {own}\r\n\r\n"), 400),
        (format!("GET {READ} HTTP/1.1\r\nHost: {own}\r\nHost: evil.example\r\n\r\n"), 400),
        (format!("GET http://evil.example{READ} HTTP/1.1\r\nHost: {own}\r\n\r\n"), 400),
        (format!("GET {READ} HTTP/1.1\r\nHost: a b\r\n\r\n"), 400),
        (format!("GET {READ} HTTP/1.1\r\nHost: user@{own}\r\n\r\n"), 400),
        (format!("GET {READ} HTTP/1.1\r\nHost: é\r\n\r\n"), 400),
        (format!("GET {READ}\r\n\r\n"), 400),
        (format!("GET {READ} HTTP/3.0\r\nHost: {own}\r\n\r\n"), 400),
    ] {
        assert_eq!(statuses(&server, head.as_bytes()).await, [expected], "{head:?}");
    }
}

#[tokio::test]
async fn e10_a_path_that_is_nearly_right_is_not_found_on_the_wire() {
    let server = server().await;
    for path in [READ, "/api/mizan/ctx/global"] {
        assert_eq!(statuses(&server, &request(&server, path, "", "")).await, [200], "{path}");
    }
    for path in [
        "//api/mizan/ctx/global/",
        "/api//mizan/ctx/global/",
        "/api/mizan//ctx/global/",
        "/api/mizan/ctx/global//",
        "/api/mizan/ctx/global/x.css",
        "/api/mizan/ctx/global.css",
        "/api/mizan/ctx/global/;x",
        "/api/mizan/ctx/global;x/",
        "/api/mizan/ctx/Global/",
        "/API/mizan/ctx/global/",
        "/api/mizan/ctx/./global/",
        "/api/mizan/ctx/user/../global/",
        "/api/mizan/ctx/user%2f..%2fglobal/",
        "/api/mizan/ctx%2fglobal/",
        "/api/mizan/ctx/gl%6fbal/",
        "/api/mizan/ctx/global%00/",
        "/api/mizan/ctx/global%20/",
        "/api/mizan/ctx/global%2f",
        "/api/mizan/ctx/%67lobal/",
        "/api/mizan/ctx/global\\",
    ] {
        assert_eq!(statuses(&server, &request(&server, path, "", "")).await, [404], "{path}");
    }
}
