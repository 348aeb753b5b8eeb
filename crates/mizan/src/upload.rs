//! Reading a multipart body while it arrives. `docs/protocol.md` §2, §3.3.
//!
//! [`Incoming`] yields the parts in their order; whoever reads says of each whether it is text or a file, and what it may
//! be. Nothing is read before it is asked for, so that a part is not stored before its sender may send it.

use crate::engine::Limits;
use crate::error::Error;
use crate::file::{Arrived, Attached, Awaited, Content, FileRules, HEAD_BYTES, Memory, OCTET_STREAM, Refusal, Spool};
use axum::body::Body;
use http::Version;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HeaderMap, HeaderValue};
use http::request::Parts;
use http_body_util::BodyExt;
use mizan_core::error::Code;
use mizan_core::file;
use mizan_core::multipart::{Event, FILES_LIMIT, HEAD_LIMIT_BYTES, Head, Malformed, PARTS_LIMIT, Parser};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// So much of a body that was refused is still read, so that a sender who is still sending sees the answer.
const LINGER_BYTES: usize = 32 * 1024 * 1024;
const LINGER: Duration = Duration::from_secs(10);
/// Who sends nothing for so long is not sending.
const LINGER_IDLE: Duration = Duration::from_secs(1);

/// A multipart body on its way.
pub(crate) struct Incoming {
    /// Gone once all of it was read.
    body: Option<Body>,
    parser: Parser,
    /// What the request says is still to come.
    announced_bytes: Option<u64>,
    lingers: bool,
    unread: Unread,
    files: usize,
    memory: Memory,
    body_limit_bytes: usize,
    file_limit_bytes: u64,
    folder: Arc<Path>,
}

/// Whether something of a body was left unread: then its connection is of no more use, and the answer has to say so, as
/// otherwise the next request is sent into it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unread(Arc<AtomicBool>);

impl Unread {
    /// Watches over the body of a request, where it may be one that is left unread.
    pub(crate) fn watch(parts: &mut Parts) -> Option<Self> {
        let content_type = parts.headers.get(CONTENT_TYPE)?.as_bytes();
        let is_multipart = content_type.get(..10).is_some_and(|kind| kind.eq_ignore_ascii_case(b"multipart/"));
        // Later versions have streams, of which one ends alone.
        (is_multipart && parts.version <= Version::HTTP_11).then(|| {
            let unread = Self::default();
            parts.extensions.insert(unread.clone());
            unread
        })
    }

    /// Says with the answer that the connection ends with it.
    pub(crate) fn put_into(&self, headers: &mut HeaderMap) {
        if self.0.load(Ordering::Relaxed) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
    }
}

/// What is done with a file that is not what it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Nothing more is read.
    Refuse,
    /// Its bytes are dropped and the rest is read, so that everything that is wrong can be told at once.
    Drop,
}

/// Whether a body of that length may be one whose parts are all within the limits.
pub(crate) fn may_fit(length: u64, limits: &Limits) -> bool {
    let files = limits.file_bytes.saturating_mul(FILES_LIMIT as u64);
    let most = files.saturating_add(limits.body_bytes as u64).saturating_add((PARTS_LIMIT * HEAD_LIMIT_BYTES) as u64);
    length <= most
}

impl Incoming {
    /// The body of a request with this boundary.
    pub(crate) fn new(boundary: &str, parts: &Parts, body: Body, limits: &Limits) -> Self {
        let headers = &parts.headers;
        let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        Self {
            body: Some(body),
            parser: Parser::new(boundary),
            announced_bytes: length,
            // A sender who waits to be told to go on has sent nothing that stands between it and the answer.
            lingers: !headers.contains_key(EXPECT),
            unread: parts.extensions.get().cloned().unwrap_or_default(),
            files: 0,
            memory: Memory::default(),
            body_limit_bytes: limits.body_bytes,
            file_limit_bytes: limits.file_bytes,
            folder: Arc::clone(&limits.upload_folder),
        }
    }

    /// The next part, of which nothing but its headers was read; `None` behind the last. What is left of the one before is
    /// no part of the call: it has to be read first.
    ///
    /// # Errors
    /// `400` for what is malformed or cut off, `413` beyond the limits.
    pub(crate) async fn part(&mut self) -> Result<Option<Head>, Error> {
        loop {
            match self.parser.next().map_err(malformed)? {
                Event::Part(head) => return Ok(Some(head)),
                Event::End => return Ok(None),
                Event::PartEnd => {}
                Event::Data(_) => return Err(Error::new(Code::BadRequest, "a part is not to be here")),
                Event::Wanting => self.more().await?,
            }
        }
    }

    /// The whole part as text, which is bounded as a body without files is.
    ///
    /// # Errors
    /// As [`part`](Self::part).
    pub(crate) async fn text(&mut self) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        loop {
            match self.parser.next().map_err(malformed)? {
                Event::Data(data) if text.len() + data.len() > self.body_limit_bytes => {
                    let limit = self.body_limit_bytes;
                    return Err(Error::new(Code::PayloadTooLarge, format!("the text is larger than {limit} bytes")));
                }
                Event::Data(data) => text.extend_from_slice(data),
                Event::Wanting => self.more().await?,
                Event::PartEnd | Event::Part(_) | Event::End => return Ok(text),
            }
        }
    }

    /// The whole part as a file.
    ///
    /// # Errors
    /// As [`part`](Self::part), `503` when it cannot be stored. A file that is not what it has to be is `Ok(Err(…))`;
    /// where it is to be [dropped](Unfit::Drop) only one beyond the limit of all files.
    pub(crate) async fn file(
        &mut self,
        head: Head,
        rules: &FileRules,
        unfit: Unfit,
    ) -> Result<Result<Arrived, Refusal>, Error> {
        self.files += 1;
        if self.files > FILES_LIMIT {
            return Err(Error::refusal(file::too_many()));
        }
        let content_type = head.content_type.unwrap_or_else(|| OCTET_STREAM.to_owned());
        let mut first = Vec::new();
        let mut size_bytes = 0;
        let mut judged = false;
        let mut spool = Some(Spool::default());
        let mut refusal = rules.refusal(&content_type, &first, false, 0);
        loop {
            match (refusal.take(), unfit) {
                (Some(refusal), Unfit::Refuse) => return Ok(Err(refusal)),
                (Some(_), Unfit::Drop) => spool = None,
                (None, _) => {}
            }
            match self.parser.next().map_err(malformed)? {
                Event::Data(data) => {
                    size_bytes += data.len() as u64;
                    if size_bytes > self.file_limit_bytes {
                        return Ok(Err(Refusal::beyond(self.file_limit_bytes, rules.max_bytes())));
                    }
                    first.extend_from_slice(&data[..data.len().min(HEAD_BYTES - first.len())]);
                    if let Some(spool) = &mut spool {
                        let judging = !judged && first.len() == HEAD_BYTES;
                        judged |= judging;
                        refusal = rules.refusal(&content_type, &first, judging, size_bytes);
                        if refusal.is_none() {
                            let written = spool.write(data, &mut self.memory, &self.folder).await;
                            written.map_err(Error::unavailable)?;
                        }
                    }
                }
                Event::Wanting => self.more().await?,
                Event::PartEnd | Event::Part(_) | Event::End => break,
            }
        }
        let late = rules.refusal(&content_type, &first, true, size_bytes);
        if let (Some(refusal), Unfit::Refuse) = (&late, unfit) {
            return Ok(Err(refusal.clone()));
        }
        let content = match spool.filter(|_| late.is_none()) {
            Some(spool) => spool.finish(&mut self.memory, &self.folder).await.map_err(Error::unavailable)?,
            None => Content::Refused,
        };
        Ok(Ok(Arrived::of(head.file_name.as_deref(), content_type, first, size_bytes, content)))
    }

    /// Reads the `call` part, which is the first (§3.3).
    ///
    /// # Errors
    /// `400` where another part is the first, and as [`part`](Self::part).
    pub(crate) async fn call(&mut self) -> Result<Vec<u8>, Error> {
        let head = self.part().await?.ok_or_else(|| Error::refusal(file::no_call_part()))?;
        file::check_call_part(&head.name, head.content_type.as_deref()).map_err(Error::refusal)?;
        self.text().await
    }

    /// Reads the parts behind the first: each is a file that the call refers to.
    ///
    /// # Errors
    /// `400` for a part that nothing refers to, `422` with the place for a file that is missing or not what it has to be,
    /// `413` with the place for one beyond the limit, and as [`part`](Self::part).
    pub(crate) async fn files(&mut self, attached: &mut Attached, unfit: Unfit) -> Result<(), Error> {
        self.check_announced(attached, unfit)?;
        while let Some(head) = self.part().await? {
            let Some(awaited) = attached.part(&head.name) else {
                return Err(Error::refusal(file::unreferred(&head.name)));
            };
            if std::mem::replace(&mut awaited.is_here, true) {
                return Err(Error::refusal(file::repeated(&awaited.path)));
            }
            match self.file(head, &awaited.file.rules(), unfit).await? {
                Ok(arrived) => awaited.file.arrive(arrived),
                Err(refusal) => return Err(unfit_file(awaited, refusal)),
            }
        }
        attached.check_arrived()
    }

    /// Refuses before it is read what cannot be within its limits by its own word.
    fn check_announced<'a>(&self, attached: &'a Attached, unfit: Unfit) -> Result<(), Error> {
        let most = |awaited: &Awaited| match unfit {
            Unfit::Refuse => awaited.file.rules().max_bytes().unwrap_or(u64::MAX).min(self.file_limit_bytes),
            Unfit::Drop => self.file_limit_bytes,
        };
        let files = attached.iter().map(|awaited| most(awaited).saturating_add(2 * HEAD_LIMIT_BYTES as u64));
        let room = files.fold(HEAD_LIMIT_BYTES as u64, u64::saturating_add);
        if self.announced_bytes.is_none_or(|rest| rest <= room) {
            return Ok(());
        }
        let mut all = attached.iter();
        match (all.next(), all.next()) {
            (Some(only), None) if most(only) < self.file_limit_bytes => {
                Err(unfit_file(only, Refusal::too_large(most(only))))
            }
            (Some(only), None) => {
                Err(unfit_file(only, Refusal::beyond(self.file_limit_bytes, only.file.rules().max_bytes())))
            }
            _ => {
                let each = |awaited: &'a Awaited| {
                    let own = awaited.file.rules().max_bytes().unwrap_or(u64::MAX).min(self.file_limit_bytes);
                    (awaited.path.as_str(), own)
                };
                Err(Error::refusal(file::too_large_together(attached.iter().map(each))))
            }
        }
    }

    async fn more(&mut self) -> Result<(), Error> {
        let frame = match &mut self.body {
            Some(body) => body.frame().await,
            None => None,
        };
        match frame {
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    self.announced_bytes = self.announced_bytes.map(|rest| rest.saturating_sub(data.len() as u64));
                    self.parser.push(&data);
                }
            }
            Some(Err(_)) => {
                // There is nothing left to wait for.
                self.body = None;
                return Err(Error::new(Code::BadRequest, "the body ended early"));
            }
            None => {
                self.body = None;
                self.parser.finish();
            }
        }
        Ok(())
    }
}

/// The refusal of a file at its place: beyond the limit of all files `413`, otherwise `422`.
fn unfit_file(awaited: &Awaited, refusal: Refusal) -> Error {
    Error::refusal(refusal.at(&awaited.path))
}

fn malformed(malformed: Malformed) -> Error {
    Error::refusal(file::malformed(malformed))
}

/// A sender reads its answer when it has sent all, or when it can send no more; a connection that is closed upon it while
/// it sends may lose the answer. So what was refused is let come for a while, and dropped.
impl Drop for Incoming {
    fn drop(&mut self) {
        let Some(body) = self.body.take() else { return };
        self.unread.0.store(true, Ordering::Relaxed);
        if !self.lingers {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(LINGER, linger(body)));
        }
    }
}

async fn linger(mut body: Body) {
    let mut left = LINGER_BYTES;
    while let Ok(Some(Ok(frame))) = tokio::time::timeout(LINGER_IDLE, body.frame()).await {
        let length = frame.data_ref().map_or(0, bytes::Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}
