//! Turns a Mizan schema into the TypeScript client that a front end imports.
//!
//! Text in, values out: [`Schema::parse`] reads the document that every backend prints (`mizan.json`,
//! `docs/protocol.md` §12), [`generate`] gives the files as [`File`]s. Whoever calls it writes them; the
//! `mizan` command does.
//!
//! ```
//! use mizan_codegen::{Options, Schema, generate};
//!
//! let schema = Schema::parse(
//!     br#"{
//!         "mizan": 1, "revision": "0123456789abcdef", "contexts": [], "types": {},
//!         "functions": [{
//!             "name": "add", "kind": "call", "doc": "Adds one.", "result": {"type": "integer"},
//!             "args": [{"name": "to", "required": true, "schema": {"type": "integer"}}]
//!         }]
//!     }"#,
//! )
//! .unwrap();
//! let files = generate(&schema, Options::default()).unwrap();
//! let calls = files.iter().find(|file| file.path == "calls.ts").unwrap();
//! assert!(calls.text.contains("export interface AddArgs {\n  to: number;\n}"));
//! ```
//!
//! The steps, in order:
//!
//! 1. `json` reads text into a tree and refuses what no backend prints (a member twice, say).
//! 2. [`schema`] reads the tree into [`Schema`]; every error names the place as a path into the document.
//! 3. `client` decides which names and declarations the client has, and in which file each stands.
//! 4. `typescript` turns JSON Schema into TypeScript types and prints them; `zod` into Zod schemas.
//!
//! # Invariants
//!
//! 1. No input makes it panic; a document that is no schema is a list of [`SchemaError`]s.
//! 2. Equal schemas give equal bytes. Nothing in the output depends on the revision, a clock or the host.
//! 3. The output is what Biome's formatter prints at 100 columns, with its imports sorted, and passes
//!    `tsc --strict`.
//! 4. No I/O and no knowledge of the language that the server is written in.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod circle;
mod client;
mod error;
mod json;
mod name;
pub mod schema;
mod typescript;
mod zod;

pub use circle::circles;
pub use client::{File, HEADER, Options, generate};
pub use error::SchemaError;
pub use schema::Schema;
