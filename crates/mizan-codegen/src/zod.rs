//! Zod schemas of what callers send: the fast first look before the server's own judgement.
//!
//! Start at [`Writer`]. A schema accepts everything that the server accepts; where a keyword cannot be said
//! exactly, it is left to the server. Dialect: `zod/mini` of Zod 4.

mod choice;
mod expression;
mod form;
mod lower;
mod order;
mod pattern;

pub(crate) use expression::{Annotation, Expression, declaration, dropped_declaration};
pub(crate) use form::{Core, Rules};
pub(crate) use lower::{Helper, Writer};
pub(crate) use order::{Ordered, ordered};
