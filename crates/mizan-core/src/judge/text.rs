//! The texts that the judge holds to a form: those of [`Format`], and wide integers.

use crate::format::Format;
use crate::json::DecodeError;
use serde::de::Error as _;

/// What a text has to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Text {
    Format(Format),
    /// The one text of an integer of 64 bits, with a sign or without (§1).
    WideInteger,
}

impl Text {
    pub(super) fn of_name(name: &str) -> Option<Self> {
        match name {
            "bigint" => Some(Self::WideInteger),
            name => Format::of_name(name).map(Self::Format),
        }
    }

    pub(super) fn fit(self, text: &str) -> Result<(), DecodeError> {
        match self {
            Self::Format(format) if !format.accepts(text) => {
                Err(DecodeError::custom(format_args!("expected {format}")))
            }
            Self::WideInteger if !is_wide(text) => Err(DecodeError::custom(format_args!(
                "expected the decimal text of an integer between {} and {}, got a string",
                i64::MIN,
                u64::MAX
            ))),
            _ => Ok(()),
        }
    }
}

fn is_wide(text: &str) -> bool {
    let range = i128::from(i64::MIN)..=i128::from(u64::MAX);
    text.parse::<i128>().is_ok_and(|value| range.contains(&value) && value.to_string() == text)
}
