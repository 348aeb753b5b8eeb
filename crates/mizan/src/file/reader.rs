//! Reading a file piece by piece.

use super::spool::{Content, blocking};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};

const PIECE_BYTES: usize = 64 * 1024;

/// Reads a file from its beginning, as [`File::reader`](super::File::reader) gives it. It keeps the content alive by itself.
pub struct FileReader {
    content: Content,
    at: u64,
    reading: Option<Reading>,
    /// What was read and not yet taken.
    piece: Vec<u8>,
    taken: usize,
}

type Reading = Pin<Box<dyn Future<Output = io::Result<Vec<u8>>> + Send + Sync>>;

impl std::fmt::Debug for FileReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileReader").field("at", &self.at).finish_non_exhaustive()
    }
}

impl FileReader {
    pub(super) fn new(content: Content) -> Self {
        Self { content, at: 0, reading: None, piece: Vec::new(), taken: 0 }
    }

    fn read(&self) -> Reading {
        let (content, at) = (self.content.clone(), self.at);
        let mut piece = std::vec![0; PIECE_BYTES];
        let mut read = move || {
            let count = content.read_at(at, &mut piece)?;
            piece.truncate(count);
            Ok(std::mem::take(&mut piece))
        };
        match self.content {
            Content::Disk(_) => Box::pin(blocking(read)),
            Content::Memory(_) | Content::Refused => Box::pin(std::future::ready(read())),
        }
    }
}

impl AsyncRead for FileReader {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.taken == self.piece.len() {
            let mut reading = match self.reading.take() {
                Some(reading) => reading,
                None => self.read(),
            };
            let Poll::Ready(read) = reading.as_mut().poll(cx) else {
                self.reading = Some(reading);
                return Poll::Pending;
            };
            self.piece = read?;
            self.taken = 0;
            self.at += self.piece.len() as u64;
        }
        let rest = &self.piece[self.taken..];
        let count = rest.len().min(out.remaining());
        out.put_slice(&rest[..count]);
        self.taken += count;
        Poll::Ready(Ok(()))
    }
}
