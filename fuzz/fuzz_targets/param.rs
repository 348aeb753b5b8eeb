//! A text is read as at most one value of a type, and that value is written as the same text: no read has two names.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mizan_core::param::ParamType;

fuzz_target!(|text: &str| {
    let choices = vec!["draft".to_owned(), "published".to_owned()];
    for kind in [
        ParamType::Integer,
        ParamType::WideInteger,
        ParamType::Number,
        ParamType::Boolean,
        ParamType::String,
        ParamType::Uuid,
        ParamType::Date,
        ParamType::Time,
        ParamType::DateTime,
        ParamType::Decimal,
        ParamType::Enum(choices),
        ParamType::Json,
    ] {
        if let Ok(value) = kind.read(text) {
            assert_eq!(kind.write(&value).as_deref(), Some(text), "{kind:?}");
            assert_eq!(kind.admit(&value).as_ref(), Some(&value), "{kind:?}");
        }
    }
});
