//! The one place where a floating-point number becomes text.
//!
//! Source: `docs/protocol.md` §4, §5.3, §7; RFC 8785 §3.2.2.3 (ECMAScript `Number::toString`).

/// The text of `x` as RFC 8785 and JavaScript print it: `5`, `0.1`, `1e+21`, `1e-7`; both zeros are `0`.
///
/// `NaN` and the infinities, which no document holds, give `NaN`, `Infinity` and `-Infinity`.
#[must_use]
pub fn number_text(x: f64) -> String {
    ryu_js::Buffer::new().format(x).to_owned()
}
