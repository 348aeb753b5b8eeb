//! Splits a query string into names and values, form-decoded, each name once.
//!
//! Whether a name is known and a value well-typed is for the context's params to say ([`crate::param`]). Here every
//! spelling of one meaning becomes that meaning, and what has two is refused.
//!
//! Source: `docs/protocol.md` §4; WHATWG URL, `application/x-www-form-urlencoded`.

use std::{borrow::Cow, collections::HashSet, fmt};

use crate::name::shortened;

/// Names and values in the order of the query string.
pub type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// Splits `raw`, the part of a URL behind `?`. `+` and `%20` are spaces; a name without `=` has the empty value; empty
/// pairs (`a=1&&b=2`) are skipped; `;` separates nothing.
///
/// # Errors
///
/// A `%` without two hex digits, bytes that are not UTF-8, or a name that occurs twice. `invalid_args` on the wire.
///
/// ```
/// use mizan_core::query;
///
/// let pairs = query::parse("user_id=5&q=a+b%2Bc").unwrap();
/// assert_eq!(pairs[1], ("q".into(), "a b+c".into()));
/// assert!(query::parse("a=1&%61=2").is_err());
/// ```
pub fn parse(raw: &str) -> Result<Pairs<'_>, QueryError> {
    let pairs = pairs(raw)?;
    match first_repeated(&pairs) {
        Some(name) => Err(QueryError::Repeated(name.to_owned())),
        None => Ok(pairs),
    }
}

/// The same where a name may occur several times: the body of a form, `application/x-www-form-urlencoded`.
///
/// # Errors
///
/// As [`parse`], but for names that occur twice.
pub fn pairs(raw: &str) -> Result<Pairs<'_>, QueryError> {
    let pairs = raw.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// Up to so many names, comparing each with each is faster than hashing them.
const COMPARED_NAMES: usize = 16;

fn first_repeated<'p>(pairs: &'p Pairs<'_>) -> Option<&'p str> {
    let mut names = pairs.iter().map(|(name, _)| name.as_ref()).enumerate();
    if pairs.len() <= COMPARED_NAMES {
        return names.find(|(at, name)| pairs[..*at].iter().any(|(earlier, _)| earlier == name)).map(|(_, name)| name);
    }
    let mut seen = HashSet::with_capacity(pairs.len());
    names.map(|(_, name)| name).find(|name| !seen.insert(*name))
}

fn decode(text: &str) -> Result<Cow<'_, str>, QueryError> {
    if !text.contains(['%', '+']) {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let (byte, tail) = escaped_byte(rest).ok_or_else(|| QueryError::Escape(text.to_owned()))?;
                out.push(byte);
                rest = tail;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).map(Cow::Owned).map_err(|_| QueryError::NotUtf8(text.to_owned()))
}

/// The byte of the two hex digits at the start of `rest`, and what follows them.
fn escaped_byte(rest: &[u8]) -> Option<(u8, &[u8])> {
    let ([high, low], tail) = rest.split_first_chunk::<2>()?;
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some((digit(high)? * 16 + digit(low)?, tail))
}

/// Why a query string is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryError {
    /// This name occurs twice.
    Repeated(String),
    /// In this part a `%` is not followed by two hex digits.
    Escape(String),
    /// This part is not UTF-8 once decoded.
    NotUtf8(String),
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueryError::Repeated(name) => write!(f, "the param `{}` is given twice", shortened(name).escape_debug()),
            QueryError::Escape(part) => write!(f, "`{}` has a `%` without two hex digits", shortened(part)),
            QueryError::NotUtf8(part) => write!(f, "`{}` is not UTF-8", shortened(part)),
        }
    }
}

impl std::error::Error for QueryError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(raw: &str) -> Vec<(String, String)> {
        parse(raw).unwrap().into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn b04_every_spelling_of_one_param_reads_the_same() {
        for raw in ["q=a%20b", "q=a+b", "%71=%61+b", "q=a%20b&", "&q=a+b"] {
            assert_eq!(owned(raw), [pair("q", "a b")], "{raw}");
        }
        assert_eq!(owned("q=%c3%A9"), owned("q=%C3%a9"));
    }

    #[test]
    fn a_semicolon_and_brackets_are_ordinary_characters() {
        assert_eq!(owned("a=1;b=2"), [pair("a", "1;b=2")]);
        assert_eq!(owned("a[]=1"), [pair("a[]", "1")]);
        assert_eq!(owned("a"), [pair("a", "")]);
        assert_eq!(owned("a=b=c"), [pair("a", "b=c")]);
        assert_eq!(owned(""), []);
    }

    #[test]
    fn what_has_two_meanings_or_none_is_refused() {
        assert_eq!(parse("a=1&a=1"), Err(QueryError::Repeated("a".to_owned())));
        for raw in ["a=%", "a=%4", "a=%zz", "a=%+1", "%=1"] {
            assert!(matches!(parse(raw), Err(QueryError::Escape(_))), "{raw}");
        }
        for raw in ["a=%ff", "a=%c0%af", "a=%ed%a0%80"] {
            assert!(matches!(parse(raw), Err(QueryError::NotUtf8(_))), "{raw}");
        }
    }
}
