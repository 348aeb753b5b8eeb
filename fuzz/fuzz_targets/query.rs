//! Whatever stands behind the `?` of an address is pairs or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mizan_core::query::parse;

fuzz_target!(|text: &str| {
    let _ = parse(text);
});
