//! Whatever lines arrive, the invalidation header is read; what was read without doubt is written as what is read as the
//! same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mizan_core::context::{Context, Contexts};
use mizan_core::header::{Limit, read, write};
use mizan_core::param::ParamType;
use std::sync::LazyLock;

static CONTEXTS: LazyLock<Contexts> = LazyLock::new(|| {
    let user = Context::new("user").param("user_id", ParamType::Integer).param("wide", ParamType::WideInteger);
    let user = user.param("draft", ParamType::Boolean).function("user_profile").function("user_orders");
    let page = Context::new("page").param("tag", ParamType::String).param("at", ParamType::Number).function("page_list");
    [user, page, Context::new("global").function("current_user")].into_iter().collect()
});

fuzz_target!(|text: &[u8]| {
    let reading = read(text.split(|byte| *byte == b'\n'), &CONTEXTS);
    if reading.fault.is_none() {
        let line = write(&reading.items, Limit { bytes: usize::MAX, items: usize::MAX });
        let again = read([&line], &CONTEXTS);
        assert_eq!((again.items, again.fault), (reading.items, None), "{line}");
    }
});
