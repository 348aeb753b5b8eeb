//! The load: keep-alive connections that each send a request, read its answer whole, and send the next.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 16;

/// Sends `requests` equal requests and panics on any answer but 200.
pub async fn run(port: u16, request: &str, requests: usize) {
    let mut connections = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let request = request.as_bytes().to_vec();
        connections.spawn(async move {
            let mut stream = connect(port).await;
            let mut buffer = Vec::with_capacity(4096);
            for _ in 0..requests / CONNECTIONS {
                let answer = exchange(&mut stream, &request, &mut buffer).await;
                assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            }
        });
    }
    while let Some(joined) = connections.join_next().await {
        joined.expect("every answer is a 200");
    }
}

/// Sends one request on a connection of its own and answers the whole response.
pub async fn once(port: u16, request: &str) -> String {
    let mut stream = connect(port).await;
    let mut buffer = Vec::new();
    exchange(&mut stream, request.as_bytes(), &mut buffer).await.to_owned()
}

async fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the server listens");
    stream.set_nodelay(true).expect("a TCP option");
    stream
}

async fn exchange<'b>(stream: &mut TcpStream, request: &[u8], buffer: &'b mut Vec<u8>) -> &'b str {
    stream.write_all(request).await.expect("the server reads");
    buffer.clear();
    loop {
        let read = stream.read_buf(buffer).await.expect("the server answers");
        if read == 0 || is_whole(buffer) {
            return std::str::from_utf8(buffer).expect("an answer in UTF-8");
        }
    }
}

fn is_whole(buffer: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(buffer) else { return false };
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let headers = head.lines().filter_map(|line| line.split_once(": "));
    let mut lengths = headers.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    lengths.find_map(|(_, length)| length.parse().ok()).is_none_or(|length: usize| body.len() >= length)
}
