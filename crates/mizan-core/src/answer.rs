//! Putting an answer together: of a call, or of the queries of one read.
//!
//! A result is written behind the [opening](opened) of its answer, so that the usual answer is one buffer that nobody copies.
//!
//! Source: `docs/protocol.md` §3.2, §4, §9.

use crate::error::{Code, ErrorBody, ErrorCode};
use crate::version::Version;

/// The buffer of a call's answer, up to where the result begins.
#[must_use]
pub fn opened() -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    out.extend_from_slice(b"{\"result\":");
    out
}

/// The buffer of a query's answer, up to where its result begins: that of the whole read, if it comes first.
#[must_use]
pub fn opened_query(name: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(2048);
    out.extend_from_slice(OPENING);
    put_name(&mut out, name);
    out
}

/// What a read's answer begins with.
const OPENING: &[u8] = b"{\"data\":{";

/// Names are of [a-z0-9_], so nothing in them needs an escape.
fn put_name(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// After how many seconds it is worth trying again: as `given`, and where nothing is given, 1 for what may be over then.
#[must_use]
pub fn retry_after_s(status: u16, given: Option<u64>) -> Option<u64> {
    given.or(matches!(status, 429 | 503).then_some(1))
}

/// A query that failed.
#[derive(Debug)]
pub struct Failure {
    status: u16,
    /// What stands behind its name in `errors`.
    member: Vec<u8>,
    is_refusal: bool,
    retry_after_s: Option<u64>,
}

impl Failure {
    /// The failure of that error, which may say when to try again.
    #[must_use]
    pub fn of(error: &ErrorBody, retry_after_s: Option<u64>) -> Self {
        let is_refusal = matches!(error.code, ErrorCode::Framework(code) if is_refusal(code));
        Self { status: error.status(), member: error.member_json(), is_refusal, retry_after_s }
    }

    /// The failure that was written before: `body` is the whole answer, `{"error": …}`.
    #[must_use]
    pub fn of_body(status: u16, code: &str, body: &[u8], retry_after_s: Option<u64>) -> Self {
        let member = body.strip_prefix(b"{\"error\":").and_then(|rest| rest.strip_suffix(b"}")).unwrap_or(b"{}");
        let is_refusal = Code::from_text(code).is_some_and(is_refusal);
        Self { status, member: member.to_vec(), is_refusal, retry_after_s }
    }
}

/// Whether it says no more than who asks (§4).
const fn is_refusal(code: Code) -> bool {
    matches!(code, Code::Unauthenticated | Code::Forbidden)
}

/// The queries' answers joined, up to the version that stands behind them.
#[derive(Debug)]
pub struct Assembled {
    out: Vec<u8>,
    /// Of a read in which every query failed, the one that gives it its status.
    failure: Option<Failure>,
    is_storable: bool,
}

impl Assembled {
    /// Joins what each query gave: its [buffer](opened_query), or why it failed. The status is 200 unless every query failed.
    ///
    /// ```
    /// use mizan_core::answer::{Assembled, Failure, opened_query};
    /// use mizan_core::error::Code;
    /// use mizan_core::refusal;
    ///
    /// let mut name = opened_query("name");
    /// name.extend_from_slice(b"\"Ada\"");
    /// let refused = Failure::of(&refusal::of(Code::Forbidden), None);
    /// let read = Assembled::of([("name", Ok(name)), ("salary", Err(refused))]);
    /// assert_eq!((read.status(), read.is_storable()), (200, true));
    /// assert_eq!(
    ///     read.content(),
    ///     br#"{"data":{"name":"Ada"},"errors":{"salary":{"code":"forbidden","message":"you may not do this"}}"#
    /// );
    /// ```
    #[must_use]
    pub fn of<'q>(outcomes: impl IntoIterator<Item = (&'q str, Result<Vec<u8>, Failure>)>) -> Self {
        let mut out: Option<Vec<u8>> = None;
        let mut errors = Vec::new();
        let mut failures = Vec::new();
        for (name, outcome) in outcomes {
            match (outcome, &mut out) {
                (Ok(first), None) => out = Some(first),
                (Ok(next), Some(out)) => {
                    out.push(b',');
                    out.extend_from_slice(&next[OPENING.len()..]);
                }
                (Err(failure), _) => {
                    if !errors.is_empty() {
                        errors.push(b',');
                    }
                    put_name(&mut errors, name);
                    errors.extend_from_slice(&failure.member);
                    failures.push(failure);
                }
            }
        }
        let all_failed = out.is_none() && !failures.is_empty();
        let mut out = out.unwrap_or_else(|| OPENING.to_vec());
        out.extend_from_slice(b"},\"errors\":{");
        out.extend_from_slice(&errors);
        out.push(b'}');
        let is_storable = failures.iter().all(|failure| failure.is_refusal);
        let failure = failures.into_iter().filter(|_| all_failed).min_by_key(|failure| precedence(failure.status));
        Self { out, failure, is_storable }
    }

    /// What the validator is made of: `data` and `errors`.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.out
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.failure.as_ref().map_or(200, |failure| failure.status)
    }

    /// Whether no query failed in a way that might be over the next moment.
    #[must_use]
    pub fn is_storable(&self) -> bool {
        self.is_storable
    }

    /// When to try again, where the answer says so.
    #[must_use]
    pub fn retry_after_s(&self) -> Option<u64> {
        self.failure.as_ref().and_then(|failure| retry_after_s(failure.status, failure.retry_after_s))
    }

    /// The whole answer, with its version and, where every query failed, the error.
    #[must_use]
    pub fn finish(self, version: Version) -> Vec<u8> {
        let mut out = self.out;
        out.extend_from_slice(b",\"version\":\"");
        out.extend_from_slice(&version.digits());
        out.push(b'"');
        if let Some(failure) = &self.failure {
            out.extend_from_slice(b",\"error\":");
            out.extend_from_slice(&failure.member);
        }
        out.push(b'}');
        out
    }
}

/// The first of 401, 403, 404, 422, 5xx gives its status to a read in which every query failed (§4).
const fn precedence(status: u16) -> u8 {
    match status {
        401 => 0,
        403 => 1,
        404 => 2,
        422 => 3,
        500.. => 4,
        _ => 5,
    }
}
