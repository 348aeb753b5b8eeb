//! Whatever is read as JSON is written as text that is read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mizan_core::json::{canonical, parse};

fuzz_target!(|text: &[u8]| {
    if let Ok(value) = parse(text, 64) {
        let text = canonical(&value);
        let again = parse(text.as_bytes(), 64).expect("canonical text is JSON");
        assert_eq!(canonical(&again), text);
    }
});
