//! What an upload costs in memory: a process of its own, in which nothing else is counted.
//!
//! The full measure, 1 GiB a case: `cargo test --release -p mizan --test upload_memory -- --ignored --nocapture`.

#![cfg(target_os = "linux")]

use axum::Router;
use mizan::File;
use mizan::prelude::*;
use serde_json::json;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const MIB: u64 = 1 << 20;

#[client]
async fn keep(file: File) -> u32 {
    // In mebibytes, as 1 GiB is beyond what is asked here.
    u32::try_from(file.size_bytes() >> 20).unwrap_or(u32::MAX)
}

#[client(auth = Authenticated)]
async fn guarded(file: File) -> u32 {
    keep(file).await
}

#[client]
async fn picture(#[mizan(max_bytes = "2MB", accept("image/png"))] file: File) -> u32 {
    keep(file).await
}

/// The largest this process has been, in KiB; and from now on.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

async fn server(limit_bytes: u64, folder: &std::path::Path) -> SocketAddr {
    let mizan = Mizan::<()>::builder()
        .secret("a secret of this test alone, of 32 bytes")
        .functions(functions![keep, guarded, picture]);
    let mizan = mizan.file_limit_bytes(limit_bytes).upload_dir(folder).without_cross_site_protection().build().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app: Router = Router::new().nest("/api/mizan", mizan.router());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

/// Uploads so many bytes and says what came back. It sends from one buffer, so that it costs nothing itself.
async fn upload(address: SocketAddr, function: &str, announced: bool, bytes: u64) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let call = json!({ "fn": function, "args": { "file": { "$file": "f" } } });
    let start = format!(
        "--B\r\nContent-Disposition: form-data; name=\"call\"\r\n\r\n{call}\r\n--B\r\n\
         Content-Disposition: form-data; name=\"f\"; filename=\"f\"\r\nContent-Type: image/png\r\n\r\n\u{89}PNG"
    );
    let end = "\r\n--B--\r\n";
    let length = start.len() as u64 + bytes + end.len() as u64;
    let framing = if announced { format!("Content-Length: {length}") } else { "Transfer-Encoding: chunked".to_owned() };
    let head = format!(
        "POST /api/mizan/call/ HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=B\r\n{framing}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![7; 64 * 1024];
    let mut pieces = std::iter::once(start.as_bytes())
        .chain(std::iter::repeat_n(piece.as_slice(), usize::try_from(bytes / piece.len() as u64).unwrap()))
        .chain(std::iter::once(end.as_bytes()));
    let sent = async {
        for data in &mut pieces {
            if announced {
                stream.write_all(data).await?;
            } else {
                stream.write_all(format!("{:x}\r\n", data.len()).as_bytes()).await?;
                stream.write_all(data).await?;
                stream.write_all(b"\r\n").await?;
            }
        }
        if announced { Ok(()) } else { stream.write_all(b"0\r\n\r\n").await }
    };
    // The server may have had enough before all is sent.
    let _: std::io::Result<()> = sent.await;
    let mut answer = Vec::new();
    let mut buffer = [0; 4_096];
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        answer.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8(answer).unwrap()
}

/// Every way in which an upload of that size ends, and how much the process grew on it, the client included.
async fn measure(bytes: u64, grown_kib: u64) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let small = server(2 * MIB, folder.path()).await;
    let large = server(bytes + MIB, folder.path()).await;
    for (address, function, status) in [
        (small, "keep", "413"),
        (large, "picture", "422"),
        (large, "guarded", "401"),
        (large, "nothing", "404"),
        (large, "keep", "200"),
    ] {
        for announced in [true, false] {
            // What the first request makes once is not what an upload costs.
            let _ = upload(address, function, announced, 4 * MIB).await;
            forget_peak();
            let before = peak_kib();
            let answer = upload(address, function, announced, bytes).await;
            let grown = peak_kib().saturating_sub(before);
            println!("{function} of {} MiB, announced {announced}: {status}, {grown} KiB more", bytes / MIB);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{function}: {answer}");
            assert!(grown < grown_kib, "{function}: {grown} KiB");
        }
    }
}

#[tokio::test]
async fn e01_an_upload_of_64_mib_costs_no_4_mib_of_memory() {
    measure(64 * MIB, 4 * 1024).await;
}

#[tokio::test]
#[ignore = "sends and stores ten gigabytes"]
async fn e01_an_upload_of_a_gigabyte_costs_no_4_mib_of_memory() {
    measure(1024 * MIB, 4 * 1024).await;
}
