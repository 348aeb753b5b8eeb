//! The strict reader: RFC 8259 in UTF-8, one meaning per document.
//!
//! Refused beyond what the RFC refuses: a BOM, duplicate members, lone surrogates, numbers that overflow a double, and
//! nesting beyond the limit. Time is linear in the input.
//!
//! Source: `docs/protocol.md` §2, §3.1.

use std::{
    borrow::Cow,
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
};

use super::{Value, string::next_special};
use crate::name::shortened;

/// How many lists and objects may be open at once (§2); the default of every caller.
pub const DEPTH_LIMIT: usize = 64;

/// No caller may set a limit above this: reading and dropping a document use the stack.
const DEPTH_CEILING: usize = 512;

/// Up to so many members, comparing names is faster than hashing them.
const SCANNED_MEMBERS: usize = 16;

/// Reads one JSON document that is the whole of `bytes`.
///
/// `depth_limit` is the number of lists and objects that may be open at once, usually [`DEPTH_LIMIT`]; more than 512
/// is read as 512. Strings and names without escapes borrow from `bytes`.
///
/// # Errors
///
/// Whatever is not exactly one strict document. `bad_request` on the wire (§3.1).
///
/// ```
/// use mizan_core::json::{parse, DEPTH_LIMIT};
///
/// let error = parse(br#"{"fn":"a","fn":"b"}"#, DEPTH_LIMIT).unwrap_err();
/// assert_eq!(error.to_string(), "duplicate member `fn` at byte 10");
/// ```
pub fn parse(bytes: &[u8], depth_limit: usize) -> Result<Value<'_>, ParseError> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(ParseError::new(0, Fault::Bom));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| ParseError::new(error.valid_up_to(), Fault::NotUtf8))?;
    let mut parser = Parser { text, bytes, at: 0, depth_left: depth_limit.min(DEPTH_CEILING) };
    parser.skip_space();
    let value = parser.value()?;
    parser.skip_space();
    if parser.at == bytes.len() { Ok(value) } else { Err(parser.fault(Fault::Trailing)) }
}

/// Why bytes are no strict JSON document: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    offset: usize,
    fault: Fault,
}

impl ParseError {
    fn new(offset: usize, fault: Fault) -> Self {
        ParseError { offset, fault }
    }

    /// Where in the input the fault is, in bytes from its start.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.fault, self.offset)
    }
}

impl std::error::Error for ParseError {}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Bom,
    NotUtf8,
    End,
    Trailing,
    Value,
    Name,
    Colon,
    CommaOrBracket,
    CommaOrBrace,
    Duplicate(String),
    Depth,
    Control,
    Escape,
    Surrogate,
    Number,
    Overflow,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Bom => "a byte order mark is not allowed",
            Fault::NotUtf8 => "invalid UTF-8",
            Fault::End => "unexpected end of input",
            Fault::Trailing => "unexpected text behind the document",
            Fault::Value => "expected a value",
            Fault::Name => "expected a member name in double quotes",
            Fault::Colon => "expected `:`",
            Fault::CommaOrBracket => "expected `,` or `]`",
            Fault::CommaOrBrace => "expected `,` or `}`",
            Fault::Duplicate(name) => return write!(f, "duplicate member `{}`", name.escape_debug()),
            Fault::Depth => "nested too deeply",
            Fault::Control => "an unescaped control character in a string",
            Fault::Escape => "an invalid escape",
            Fault::Surrogate => "a lone surrogate",
            Fault::Number => "an invalid number",
            Fault::Overflow => "a number too large for a double",
        })
    }
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth_left: usize,
}

type Parsed<T> = Result<T, ParseError>;

impl<'a> Parser<'a> {
    /// `fault` at the present place, or the end of the input where there is nothing left.
    #[cold]
    fn fault(&self, fault: Fault) -> ParseError {
        let fault = if self.at >= self.bytes.len() { Fault::End } else { fault };
        ParseError::new(self.at, fault)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Parsed<Value<'a>> {
        match self.peek() {
            Some(b'"') => Ok(Value::Str(self.string()?)),
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            _ => Err(self.fault(Fault::Value)),
        }
    }

    fn literal(&mut self, word: &str, value: Value<'a>) -> Parsed<Value<'a>> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fault(Fault::Value));
        }
        self.at += word.len();
        Ok(value)
    }

    /// Steps over an opening bracket or brace. The depth is given back by [`Parser::leave`].
    fn enter(&mut self) -> Parsed<()> {
        self.depth_left = self.depth_left.checked_sub(1).ok_or_else(|| self.fault(Fault::Depth))?;
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    fn leave(&mut self) {
        self.depth_left += 1;
        self.at += 1;
    }

    fn array(&mut self) -> Parsed<Value<'a>> {
        self.enter()?;
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.leave();
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break self.leave(),
                _ => return Err(self.fault(Fault::CommaOrBracket)),
            }
            self.skip_space();
        }
        Ok(Value::Array(items))
    }

    fn object(&mut self) -> Parsed<Value<'a>> {
        self.enter()?;
        let mut members = Vec::new();
        if self.peek() == Some(b'}') {
            self.leave();
            return Ok(Value::Object(members));
        }
        let mut seen = None;
        loop {
            members.push(self.member(&members, &mut seen)?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break self.leave(),
                _ => return Err(self.fault(Fault::CommaOrBrace)),
            }
            self.skip_space();
        }
        Ok(Value::Object(members))
    }

    fn member(&mut self, earlier: &[Member<'a>], seen: &mut Option<Seen>) -> Parsed<Member<'a>> {
        if self.peek() != Some(b'"') {
            return Err(self.fault(Fault::Name));
        }
        let start = self.at;
        let name = self.string()?;
        if is_taken(&name, earlier, seen) {
            return Err(ParseError::new(start, Fault::Duplicate(shortened(&name).into_owned())));
        }
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.fault(Fault::Colon));
        }
        self.at += 1;
        self.skip_space();
        Ok((name, self.value()?))
    }

    fn string(&mut self) -> Parsed<Cow<'a, str>> {
        let start = self.at + 1;
        self.at = next_special(self.bytes, start);
        let plain = &self.text[start..self.at];
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                Ok(Cow::Borrowed(plain))
            }
            Some(b'\\') => Ok(Cow::Owned(self.escaped_string(plain)?)),
            _ => Err(self.fault(Fault::Control)),
        }
    }

    /// The rest of a string behind its first escape, `head` being what stood before that.
    #[cold]
    fn escaped_string(&mut self, head: &str) -> Parsed<String> {
        let mut out = String::with_capacity(head.len() + 16);
        out.push_str(head);
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return Err(self.fault(Fault::Control)),
            }
            let start = self.at;
            self.at = next_special(self.bytes, start);
            out.push_str(&self.text[start..self.at]);
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        self.at += 1;
        let plain = match self.peek() {
            Some(b'u') => return self.unicode_escape(),
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.fault(Fault::Escape)),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode_escape(&mut self) -> Parsed<char> {
        let start = self.at - 1;
        let lone = ParseError::new(start, Fault::Surrogate);
        let first = self.hex4()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or(lone);
        }
        if !self.bytes[self.at..].starts_with(b"\\u") {
            return Err(lone);
        }
        self.at += 1;
        let second = self.hex4()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(lone);
        }
        let astral = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        char::from_u32(astral).ok_or(lone)
    }

    /// The four hex digits behind the `u` on which the parser stands.
    fn hex4(&mut self) -> Parsed<u32> {
        self.at += 1;
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.fault(Fault::Escape))?;
            self.at += 1;
        }
        Ok(code)
    }

    fn number(&mut self) -> Parsed<Value<'a>> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let digits = self.at;
        let magnitude = self.digits()?;
        if self.bytes[digits] == b'0' && self.at - digits > 1 {
            return Err(ParseError::new(start, Fault::Number));
        }
        if let Some(b'.' | b'e' | b'E') = self.peek() {
            return self.float(start);
        }
        let text = &self.text[start..self.at];
        // Eighteen digits cannot overflow; longer ones are rare enough to be read again.
        if self.at - digits <= 18 {
            return Ok(Value::Int(if negative { -magnitude } else { magnitude }));
        }
        Ok(text.parse().map_or(Value::BigInt(Cow::Borrowed(text)), Value::Int))
    }

    /// Steps over at least one digit; their value, wrapped where it does not fit.
    fn digits(&mut self) -> Parsed<i64> {
        let start = self.at;
        let mut value = 0_i64;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            value = value.wrapping_mul(10).wrapping_add(i64::from(byte - b'0'));
            self.at += 1;
        }
        if self.at == start { Err(self.fault(Fault::Number)) } else { Ok(value) }
    }

    fn float(&mut self, start: usize) -> Parsed<Value<'a>> {
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        let x: f64 = self.text[start..self.at].parse().map_err(|_| ParseError::new(start, Fault::Number))?;
        if x.is_infinite() {
            return Err(ParseError::new(start, Fault::Overflow));
        }
        // Adding zero turns the negative zero into the other one and leaves the rest alone.
        Ok(Value::Float(x + 0.0))
    }
}

type Member<'a> = (Cow<'a, str>, Value<'a>);

/// The hashes of the names of one large object, under a key that no sender knows.
struct Seen {
    state: RandomState,
    hashes: HashSet<u64>,
}

impl Seen {
    fn of(members: &[Member<'_>]) -> Self {
        let state = RandomState::new();
        let hashes = members.iter().map(|(name, _)| state.hash_one(name.as_ref())).collect();
        Seen { state, hashes }
    }
}

/// Tells whether `name` is among `earlier`, and notes it in `seen` once the object is large.
fn is_taken(name: &str, earlier: &[Member<'_>], seen: &mut Option<Seen>) -> bool {
    let scan = || earlier.iter().any(|(own, _)| own == name);
    if earlier.len() < SCANNED_MEMBERS {
        return scan();
    }
    let seen = seen.get_or_insert_with(|| Seen::of(earlier));
    let hash = seen.state.hash_one(name);
    !seen.hashes.insert(hash) && scan()
}
