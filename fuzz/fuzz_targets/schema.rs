//! H04: whatever text is a schema has a client or an error, and the same one again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mizan_codegen::{Options, Schema, generate};

fuzz_target!(|text: &[u8]| {
    if let Ok(schema) = Schema::parse(text) {
        assert_eq!(generate(&schema, Options::default()), generate(&schema, Options::default()));
    }
});
