//! Answers: bodies with their headers, and errors with their ids.

use crate::error::Error;
use crate::report;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use mizan_core::answer::retry_after_s;
use mizan_core::error::Code;
use mizan_core::version::Version;
use std::any::Any;

pub(crate) const INVALIDATE: HeaderName = HeaderName::from_static("x-mizan-invalidate");
pub(crate) const VERSION: HeaderName = HeaderName::from_static("mizan-version");
pub(crate) const AS: HeaderName = HeaderName::from_static("mizan-as");
pub(crate) const CACHE_GROUP_INVALIDATION: HeaderName = HeaderName::from_static("cache-group-invalidation");
pub(crate) const SEEN: HeaderName = HeaderName::from_static("mizan-seen");

/// As many headers as an answer has, with those that the server adds.
const HEADERS: usize = 10;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A JSON answer that no cache keeps.
pub(crate) fn json(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    // Room for all that a call or read says, so that the map is not laid out anew on the way.
    *response.headers_mut() = HeaderMap::with_capacity(HEADERS);
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    response
}

/// A version as a header's value.
pub(crate) fn version_value(version: Version) -> HeaderValue {
    HeaderValue::from_bytes(&version.digits()).unwrap_or(HeaderValue::from_static(""))
}

/// An answer without a body.
pub(crate) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The answer of an error before any function was known.
pub(crate) fn error(error: Error) -> Response {
    error_of(error, "")
}

/// The answer of a function's error.
pub(crate) fn error_of(error: Error, function: &str) -> Response {
    let error = report::error(error, function);
    let status = status(&error);
    let mut response = json(status, error.body.to_json());
    put_retry_after(&mut response, &error);
    response
}

/// Says when to try again, where that may help (§9).
pub(crate) fn put_retry_after(response: &mut Response, error: &Error) {
    put_retry_after_s(response, retry_after_s(response.status().as_u16(), error.retry_after_s));
}

/// The same, where the seconds are known.
pub(crate) fn put_retry_after_s(response: &mut Response, seconds: Option<u64>) {
    if let Some(seconds) = seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// The status of an error.
pub(crate) fn status(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// An extractor's refusal as an error of §9: Mizan's own as it is, another's by its status.
pub(crate) fn of_rejection<R: IntoResponse + 'static>(rejection: R) -> Error {
    let mut rejection = Some(rejection);
    let own = (&mut rejection as &mut dyn Any).downcast_mut::<Option<Error>>().and_then(Option::take);
    if let Some(error) = own {
        return error;
    }
    let status = rejection.map_or(StatusCode::INTERNAL_SERVER_ERROR, |rejection| rejection.into_response().status());
    match status {
        StatusCode::UNAUTHORIZED => Error::of(Code::Unauthenticated),
        StatusCode::FORBIDDEN => Error::of(Code::Forbidden),
        StatusCode::NOT_FOUND => Error::of(Code::NotFound),
        StatusCode::CONFLICT => Error::of(Code::Conflict),
        StatusCode::PAYLOAD_TOO_LARGE => Error::of(Code::PayloadTooLarge),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::of(Code::UnsupportedMediaType),
        StatusCode::UNPROCESSABLE_ENTITY => Error::of(Code::InvalidArgs),
        StatusCode::TOO_MANY_REQUESTS => Error::of(Code::RateLimited),
        StatusCode::SERVICE_UNAVAILABLE => Error::unavailable("an extractor answered 503"),
        status if status.is_client_error() => Error::of(Code::BadRequest),
        status => Error::internal(format!("an extractor of type {} answered {status}", std::any::type_name::<R>())),
    }
}
