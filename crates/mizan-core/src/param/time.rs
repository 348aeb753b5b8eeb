//! Dates and times in the one text that a query string may have.

use time::{Date, Month, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// `YYYY-MM-DD` of a day that exists; it has no other spelling.
pub(super) fn canonical_date(text: &str) -> Option<String> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let month = Month::try_from(u8::try_from(digits(&bytes[5..7])?).ok()?).ok()?;
    let day = u8::try_from(digits(&bytes[8..])?).ok()?;
    Date::from_calendar_date(i32::from(digits(&bytes[..4])?), month, day).ok()?;
    Some(text.to_owned())
}

fn digits(bytes: &[u8]) -> Option<u16> {
    bytes.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u16::from(byte - b'0')))
}

/// The same point in time in UTC, without trailing zeros in the fraction. `None` for what is no RFC 3339 time, for a
/// leap second, for more than nanoseconds, and for what leaves the years 0 to 9999 on its way to UTC.
pub(super) fn canonical_datetime(text: &str) -> Option<String> {
    // `time` cuts further digits off and shifts a leap second, either of which would be another point in time.
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    let fraction_digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if fraction_digits > 9 || text.get(17..19) == Some("60") {
        return None;
    }
    let utc = OffsetDateTime::parse(text, &Rfc3339).ok()?.checked_to_offset(UtcOffset::UTC)?;
    if !(0..=9999).contains(&utc.year()) {
        return None;
    }
    let (date, time) = (utc.date(), utc.time());
    let mut out = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
    );
    if time.nanosecond() > 0 {
        let fraction = format!(".{:09}", time.nanosecond());
        out.push_str(fraction.trim_end_matches('0'));
    }
    out.push('Z');
    Some(out)
}
