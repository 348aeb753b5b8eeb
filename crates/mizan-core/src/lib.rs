//! The engine of Mizan.
//!
//! No I/O, no clock, no host.

// Words: what things are called, what goes wrong, what travels.
pub mod constraint;
pub mod error;
pub mod format;
pub mod json;
pub mod name;

// A read's params.
pub mod context;
pub mod param;
pub mod query;

// An invalidation, from its declaration to what it hits.
pub mod item;
pub mod resolve;

pub mod header;

pub mod entry;
pub mod tag;

pub mod version;

pub mod log;

// Forms, and the posts that browsers make of them.
pub mod form;

// Keys and judgements.
pub mod key;
pub mod secret;

pub mod etag;
pub mod mark;

pub mod csrf;
pub mod origin;

// An application: what it declares, checked, and how a request meets it.
pub mod contract;
pub mod declaration;
pub mod judge;
pub mod registry;
pub mod schema;

pub mod answer;
pub mod call;
pub mod file;
pub mod limit;
pub mod media;
pub mod multipart;
pub mod offer;
pub mod refusal;
pub mod route;
