//! What a browser is to these tests: a cookie jar, an origin, and HTTP/1.1 over a socket of its own
//! for each request.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case; several of one name in their order.
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// The only header of that name, or nothing.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(header, _)| header == name);
        let first = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} is there twice");
        first
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// The code of the error in the body.
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {}", self.body)).to_owned()
    }
}

/// One browser.
pub(crate) struct Browser {
    pub(crate) server: SocketAddr,
    pub(crate) cookies: BTreeMap<String, String>,
    token: Option<String>,
}

impl Browser {
    pub(crate) fn new(server: SocketAddr) -> Self {
        Self { server, cookies: BTreeMap::new(), token: None }
    }

    /// A browser in which a user is signed in.
    pub(crate) async fn signed_in(server: SocketAddr, email: &str, password: &str) -> Self {
        let mut browser = Self::new(server);
        let answer = browser.submit("sign_in", serde_json::json!({ "email": email, "password": password })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        browser
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    /// Calls a server function as the generated client does: with a token, and once more with a new one when the
    /// session has changed under it.
    pub(crate) async fn call(&mut self, name: &str, arguments: Value) -> Answer {
        if self.token.is_none() {
            self.fetch_token().await;
        }
        let answer = self.call_once(name, &arguments).await;
        if answer.status != 403 || answer.code() != "csrf_failed" {
            return answer;
        }
        self.fetch_token().await;
        self.call_once(name, &arguments).await
    }

    /// Sends a form as the generated client does.
    pub(crate) async fn submit(&mut self, form: &str, data: Value) -> Answer {
        self.call(&format!("{form}.submit"), serde_json::json!({ "data": data })).await
    }

    async fn fetch_token(&mut self) {
        let session = self.get("/api/mizan/session/").await;
        self.token = Some(session.json()["csrf"].as_str().expect("a token").to_owned());
    }

    async fn call_once(&mut self, name: &str, arguments: &Value) -> Answer {
        let body = serde_json::json!({ "fn": name, "args": arguments }).to_string();
        let origin = format!("http://{}", self.server);
        let token = self.token.clone().unwrap_or_default();
        let headers = [
            ("content-type", "application/json"),
            ("origin", origin.as_str()),
            ("sec-fetch-site", "same-origin"),
            ("x-csrftoken", token.as_str()),
        ];
        self.send("POST", "/api/mizan/call/", &headers, &body).await
    }

    /// Sends one request with the cookies of the jar, and keeps those of the answer.
    pub(crate) async fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.server);
        if !self.cookies.is_empty() {
            let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request += &format!("cookie: {}\r\n", jar.join("; "));
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += &format!("content-length: {}\r\n\r\n{body}", body.len());
        let mut socket = TcpStream::connect(self.server).await.expect("the server listens");
        socket.write_all(request.as_bytes()).await.expect("the server reads");
        let mut raw = String::new();
        socket.read_to_string(&mut raw).await.expect("the server answers in UTF-8");
        let answer = parse(&raw);
        self.keep_cookies(&answer);
        answer
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if attributes.to_ascii_lowercase().contains("max-age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn parse(raw: &str) -> Answer {
    let (head, body) = raw.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no HTTP answer: {raw}"));
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').expect("a header has a value");
        (name.to_ascii_lowercase(), value.trim().to_owned())
    });
    Answer { status: status.expect("a status line"), headers: headers.collect(), body: body.to_owned() }
}
