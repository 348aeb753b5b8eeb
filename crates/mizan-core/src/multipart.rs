//! `multipart/form-data` as it arrives: bytes in, parts out, whatever the pieces in which they come.
//!
//! Start at [`Parser`]. Every backend reads files with it, so that all give one verdict on one body. It is strict where
//! RFC 2046 is generous: nothing stands before the first boundary or after the last, parts are not nested, and what is not
//! well-formed is refused. How large a part may be is for whoever reads it; a part's headers and their number are bounded here.
//!
//! # Invariants
//!
//! 1. The same body in other pieces is the same parts or the same error.
//! 2. It holds a piece as it was pushed, and less than the headers of one part beside it.
//! 3. Work is linear in the body, however small its pieces are.
//!
//! Source: `docs/protocol.md` §2, §3.3; RFC 7578, RFC 2046 §5.1.

mod boundary;
mod head;

pub use boundary::boundary;
pub use head::Head;

use memchr::memmem::Finder;
use std::fmt;

/// The headers of one part, in bytes.
pub const HEAD_LIMIT_BYTES: usize = 8 * 1024;
/// The parts of one body.
pub const PARTS_LIMIT: usize = 1_000;
/// The files of one body.
pub const FILES_LIMIT: usize = 100;
/// The characters of a boundary (RFC 2046 §5.1.1).
pub const BOUNDARY_LIMIT: usize = 70;

/// Spaces behind a boundary, and line ends behind the last one, that some senders write.
const PADDING_LIMIT_BYTES: usize = 64;

/// What is next in a body.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'p> {
    /// More has to be [pushed](Parser::push), or the body [ended](Parser::finish).
    Wanting,
    /// A part begins.
    Part(Head),
    /// The next bytes of the part, never none.
    Data(&'p [u8]),
    /// The part is whole.
    PartEnd,
    /// All of it was read.
    End,
}

/// Why a body is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// It does not begin with its boundary.
    NoBoundary,
    /// It ended before its last boundary.
    Truncated,
    /// Behind a boundary stands something else than a line's end.
    AfterBoundary,
    /// The headers of a part are no headers, or say no name.
    Head(&'static str),
    /// The headers of a part are larger than [`HEAD_LIMIT_BYTES`].
    HeadTooLarge,
    /// There are more parts than [`PARTS_LIMIT`].
    TooManyParts,
}

impl Malformed {
    /// Whether it is a limit that was passed, and not the form.
    #[must_use]
    pub const fn is_too_large(self) -> bool {
        matches!(self, Self::HeadTooLarge | Self::TooManyParts)
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBoundary => f.write_str("the body does not begin with its boundary"),
            Self::Truncated => f.write_str("the body ended before its last boundary"),
            Self::AfterBoundary => f.write_str("a boundary is followed by something that does not belong there"),
            Self::Head(what) => f.write_str(what),
            Self::HeadTooLarge => write!(f, "the headers of a part are larger than {HEAD_LIMIT_BYTES} bytes"),
            Self::TooManyParts => write!(f, "the body has more than {PARTS_LIMIT} parts"),
        }
    }
}

impl std::error::Error for Malformed {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first boundary.
    Opening,
    /// Behind a boundary: a line's end, or the two hyphens of the last one.
    AfterBoundary,
    Head,
    /// At the empty line behind the headers.
    Start,
    Data,
    /// Behind the last boundary.
    Epilogue,
}

/// Reads one body.
///
/// ```
/// use mizan_core::multipart::{Event, Parser};
///
/// let mut parser = Parser::new("x");
/// parser.push(b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhello\r\n--x--\r\n");
/// let Ok(Event::Part(head)) = parser.next() else { panic!() };
/// assert_eq!(head.name, "a");
/// assert_eq!(parser.next(), Ok(Event::Data(b"hello")));
/// assert_eq!(parser.next(), Ok(Event::PartEnd));
/// parser.finish();
/// assert_eq!(parser.next(), Ok(Event::End));
/// ```
pub struct Parser {
    state: State,
    /// `\r\n--` and the boundary.
    delimiter: Finder<'static>,
    buffer: Vec<u8>,
    /// Where what is unread begins in the buffer.
    at: usize,
    /// How much of what is unread was searched in vain.
    searched: usize,
    parts: usize,
    finished: bool,
}

impl fmt::Debug for Parser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parser").field("state", &self.state).field("parts", &self.parts).finish_non_exhaustive()
    }
}

impl Parser {
    /// A reader of a body with that [`boundary`].
    #[must_use]
    pub fn new(boundary: &str) -> Self {
        Self {
            state: State::Opening,
            delimiter: Finder::new(&format!("\r\n--{boundary}")).into_owned(),
            buffer: Vec::new(),
            at: 0,
            searched: 0,
            parts: 0,
            finished: false,
        }
    }

    /// Gives it the next bytes of the body. Read its events until it is [wanting](Event::Wanting) before the next push.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.at);
        self.at = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Says that the body has ended.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// What is next.
    ///
    /// # Errors
    /// When the body is malformed or beyond a limit; whoever asks again is told the same.
    #[allow(clippy::should_implement_trait, reason = "what it lends is the parser's own")]
    pub fn next(&mut self) -> Result<Event<'_>, Malformed> {
        loop {
            let step = match self.state {
                State::Opening => self.opening()?,
                State::AfterBoundary => self.after_boundary()?,
                State::Head => match self.head()? {
                    Some(head) => return Ok(Event::Part(head)),
                    None => Step::Wanting,
                },
                State::Start => match self.is_empty_part() {
                    Some(true) => return Ok(Event::PartEnd),
                    Some(false) => Step::On,
                    None => Step::Wanting,
                },
                State::Data => return self.data(),
                State::Epilogue => return self.epilogue(),
            };
            match step {
                Step::On => {}
                Step::Wanting if self.finished => return Err(Malformed::Truncated),
                Step::Wanting => return Ok(Event::Wanting),
            }
        }
    }

    fn unread(&self) -> &[u8] {
        &self.buffer[self.at..]
    }

    fn enter(&mut self, state: State, consumed: usize) -> Step {
        self.state = state;
        self.at += consumed;
        self.searched = 0;
        Step::On
    }

    /// The first boundary; an empty line before it is let pass.
    fn opening(&mut self) -> Result<Step, Malformed> {
        let unread = self.unread();
        let delimiter = self.delimiter.needle();
        let wanted = if unread.starts_with(b"\r") { delimiter } else { &delimiter[2..] };
        let length = wanted.len();
        if unread.starts_with(wanted) {
            return Ok(self.enter(State::AfterBoundary, length));
        }
        if wanted.starts_with(unread) { Ok(Step::Wanting) } else { Err(Malformed::NoBoundary) }
    }

    fn after_boundary(&mut self) -> Result<Step, Malformed> {
        let unread = self.unread();
        match unread {
            [b'-', b'-', ..] => return Ok(self.enter(State::Epilogue, 2)),
            [] | [b'-'] => return Ok(Step::Wanting),
            _ => {}
        }
        let padding = unread.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if padding > PADDING_LIMIT_BYTES {
            return Err(Malformed::AfterBoundary);
        }
        match &unread[padding..] {
            [b'\r', b'\n', ..] if self.parts == PARTS_LIMIT => Err(Malformed::TooManyParts),
            [b'\r', b'\n', ..] => {
                self.parts += 1;
                Ok(self.enter(State::Head, padding + 2))
            }
            [] | [b'\r'] => Ok(Step::Wanting),
            _ => Err(Malformed::AfterBoundary),
        }
    }

    /// The headers, once their empty line is there.
    fn head(&mut self) -> Result<Option<Head>, Malformed> {
        let unread = self.unread();
        let from = self.searched.saturating_sub(3);
        let end = if unread.starts_with(b"\r\n") {
            return Err(Malformed::Head("a part has no headers, and so no name"));
        } else {
            memchr::memmem::find(&unread[from..], b"\r\n\r\n").map(|found| from + found + 4)
        };
        if end.unwrap_or(unread.len()) > HEAD_LIMIT_BYTES {
            return Err(Malformed::HeadTooLarge);
        }
        let Some(end) = end else {
            self.searched = unread.len();
            return Ok(None);
        };
        let head = Head::parse(&unread[..end - 2]).map_err(Malformed::Head)?;
        self.enter(State::Start, end - 2);
        Ok(Some(head))
    }

    /// Whether the boundary follows the headers at once: the empty line's end is then the boundary's (RFC 2046 §5.1.1).
    fn is_empty_part(&mut self) -> Option<bool> {
        let (unread, delimiter) = (self.unread(), self.delimiter.needle());
        let length = delimiter.len();
        if unread.starts_with(delimiter) {
            self.enter(State::AfterBoundary, length);
            return Some(true);
        }
        if delimiter.starts_with(unread) && !self.finished {
            return None;
        }
        self.enter(State::Data, 2);
        Some(false)
    }

    /// What is surely data: all before a boundary, and where none is found, all that cannot be the beginning of one.
    fn data(&mut self) -> Result<Event<'_>, Malformed> {
        let length = self.delimiter.needle().len();
        match self.delimiter.find(self.unread()) {
            Some(0) => {
                self.enter(State::AfterBoundary, length);
                Ok(Event::PartEnd)
            }
            Some(found) => Ok(self.lend(found)),
            None if self.finished => Err(Malformed::Truncated),
            None => match self.unread().len().saturating_sub(length - 1) {
                0 => Ok(Event::Wanting),
                sure => Ok(self.lend(sure)),
            },
        }
    }

    fn lend(&mut self, count: usize) -> Event<'_> {
        let from = self.at;
        self.at += count;
        Event::Data(&self.buffer[from..self.at])
    }

    fn epilogue(&mut self) -> Result<Event<'_>, Malformed> {
        let unread = self.unread();
        if unread.len() > PADDING_LIMIT_BYTES || unread.iter().any(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        {
            return Err(Malformed::AfterBoundary);
        }
        Ok(if self.finished { Event::End } else { Event::Wanting })
    }
}

enum Step {
    On,
    Wanting,
}
