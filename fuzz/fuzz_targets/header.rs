//! Whatever lines arrive, the invalidation header is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mizan_core::context::Contexts;
use mizan_core::header::read;

fuzz_target!(|text: &[u8]| {
    let _ = read(text.split(|byte| *byte == b'\n'), &Contexts::default());
});
