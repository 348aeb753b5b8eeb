//! Durations as people write them: `"30s"`, `"5m"`, `"2h"`, `"1d"`.

/// Reads a duration into whole seconds.
pub(crate) fn seconds(literal: &syn::LitStr) -> syn::Result<u64> {
    let text = literal.value();
    let split = text.len().saturating_sub(1);
    let unit = match text.get(split..) {
        Some("s") => 1,
        Some("m") => 60,
        Some("h") => 3_600,
        Some("d") => 86_400,
        _ => 0,
    };
    let count: Option<u64> = text.get(..split).and_then(|digits| digits.parse().ok());
    count.filter(|_| unit > 0).and_then(|count| count.checked_mul(unit)).ok_or_else(|| {
        syn::Error::new_spanned(
            literal,
            format!("`{text}` is no duration: write a whole number and s, m, h or d, as in \"5m\""),
        )
    })
}

/// Reads a rate, `"10/min"`, into its calls and the seconds of its window.
pub(crate) fn rate(literal: &syn::LitStr) -> syn::Result<(u32, u32)> {
    let text = literal.value();
    let rate = text.split_once('/').and_then(|(calls, window)| {
        let calls: u32 = calls.parse().ok()?;
        let window_s = match window {
            "s" | "sec" => 1,
            "min" => 60,
            "h" | "hour" => 3_600,
            "d" | "day" => 86_400,
            _ => return None,
        };
        (calls > 0).then_some((calls, window_s))
    });
    rate.ok_or_else(|| {
        syn::Error::new_spanned(
            literal,
            format!("`{text}` is no rate: write a number of calls, as in \"10/min\"; there are s, min, h and d"),
        )
    })
}
