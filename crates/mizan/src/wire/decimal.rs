//! `rust_decimal::Decimal`, whose own serde writes a text or a number, as its features say, and reads both.

use super::WireText;
use mizan_core::format::Format;
use rust_decimal::Decimal;

impl WireText for Decimal {
    const FORMAT: Format = Format::Decimal;

    fn from_wire(text: &str) -> Option<Self> {
        // What has more digits than it holds is refused, and not rounded.
        Self::from_str_exact(text).ok()
    }

    fn to_wire(&self) -> Option<String> {
        Some(self.to_string())
    }
}
