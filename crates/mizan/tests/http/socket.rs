//! A server behind a real socket, and a client that writes what it likes.

use axum::http::StatusCode;
use mizan::Mizan;
use serde_json::Value;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::app::{AppState, router};

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(mizan: Mizan<AppState>, state: AppState) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = router(&mizan, state);
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, task }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// One connection for one upload, with a token and without a session.
pub(crate) struct Uploader {
    stream: TcpStream,
    head: String,
}

impl Uploader {
    pub(crate) async fn new(server: &Server) -> Self {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let ask = format!("GET /api/mizan/session/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        let cookie = text.split("mizan_csrf=").nth(1).unwrap().split(';').next().unwrap();
        let head = format!(
            "POST /api/mizan/call/ HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nCookie: mizan_csrf={cookie}\r\nX-CSRFToken: {cookie}\r\nConnection: close\r\n",
            server.address
        );
        Self { stream: TcpStream::connect(server.address).await.unwrap(), head }
    }

    async fn begin(&mut self, content_type: &str, framing: &str) {
        let head = format!("{}Content-Type: {content_type}\r\n{framing}\r\n\r\n", self.head);
        self.stream.write_all(head.as_bytes()).await.unwrap();
    }

    /// With its length.
    pub(crate) async fn send(self, body: &[u8]) -> Reply {
        self.claiming(body.len() as u64, body).await
    }

    /// With a length that may be another.
    pub(crate) async fn claiming(mut self, length: u64, body: &[u8]) -> Reply {
        self.begin("multipart/form-data; boundary=B", &format!("Content-Length: {length}")).await;
        let _ = self.stream.write_all(body).await;
        self.reply().await
    }

    /// With its length, once the server says to go on.
    pub(crate) async fn continued(mut self, body: &[u8]) -> Reply {
        const GO_ON: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
        self.begin("multipart/form-data; boundary=B", &format!("Content-Length: {}", body.len())).await;
        let mut told = [0; GO_ON.len()];
        self.stream.read_exact(&mut told).await.unwrap();
        assert_eq!(told, GO_ON);
        let _ = self.stream.write_all(body).await;
        self.reply().await
    }

    /// Of another type.
    pub(crate) async fn typed(mut self, content_type: &str, body: &[u8]) -> Reply {
        self.begin(content_type, &format!("Content-Length: {}", body.len())).await;
        let _ = self.stream.write_all(body).await;
        self.reply().await
    }

    /// In chunks.
    pub(crate) async fn chunked(mut self, chunks: &[&[u8]]) -> Reply {
        self.begin("multipart/form-data; boundary=B", "Transfer-Encoding: chunked").await;
        for chunk in chunks {
            if self.chunk(chunk).await.is_err() {
                break;
            }
        }
        let _ = self.stream.write_all(b"0\r\n\r\n").await;
        self.reply().await
    }

    /// In chunks without an end, until the server has had enough, or a gigabyte is sent.
    pub(crate) async fn endless(mut self, start: &[u8], repeated: &[u8]) -> Reply {
        self.begin("multipart/form-data; boundary=B", "Transfer-Encoding: chunked").await;
        let _ = self.chunk(start).await;
        let piece = repeated.repeat(65_536 / repeated.len());
        for _ in 0..(1 << 30) / piece.len() {
            if self.chunk(&piece).await.is_err() {
                break;
            }
        }
        self.reply().await
    }

    pub(crate) async fn chunk(&mut self, data: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(format!("{:x}\r\n", data.len()).as_bytes()).await?;
        self.stream.write_all(data).await?;
        self.stream.write_all(b"\r\n").await
    }

    /// Sends the beginning of a body and leaves.
    pub(crate) async fn leave_after(mut self, body: &[u8]) {
        self.begin("multipart/form-data; boundary=B", "Content-Length: 9000000").await;
        let _ = self.stream.write_all(body).await;
    }

    /// Sends the beginning of a body and stays.
    pub(crate) async fn hold(mut self, body: &[u8]) -> Self {
        self.begin("multipart/form-data; boundary=B", "Content-Length: 9000000").await;
        self.stream.write_all(body).await.unwrap();
        self
    }

    /// With other words in its headers.
    pub(crate) fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.head.contains(from), "{}", self.head);
        self.head = self.head.replace(from, to);
        self
    }

    async fn reply(mut self) -> Reply {
        let mut text = String::new();
        // What was answered before the connection ended is there, however it ended.
        let mut buffer = [0; 4_096];
        while !is_whole(&text) {
            match self.stream.read(&mut buffer).await {
                Ok(count @ 1..) => text.push_str(std::str::from_utf8(&buffer[..count]).unwrap()),
                _ => break,
            }
        }
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status: StatusCode = head[9..12].parse().unwrap();
        Reply { status: status.as_u16(), head: head.to_owned(), text: body.to_owned() }
    }
}

/// Whether all of an answer is here, by its own word of its length.
fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let lower = head.to_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    length.is_some_and(|length: usize| body.len() >= length)
}
