//! TypeScript: a small model of its types, how JSON Schema maps to it, and how Biome prints it.

mod doc;
mod literal;
mod lower;
mod print;
mod statement;
mod tsdoc;
mod ty;

pub(crate) use doc::{Doc, WIDTH};
pub(crate) use literal::{quoted, quoted_name};
pub(crate) use lower::{Names, comment, default_text, lower, wide_text};
pub(crate) use print::{alias, interface, one_line};
pub(crate) use statement::{Argument, Call, constant, listed, literal};
pub(crate) use tsdoc::{Comment, item};
pub(crate) use ty::{Literal, Member, Object, Ty};
