//! Dates and times in the one text that a query string may have.

use time::{Date, Month, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// `YYYY-MM-DD` of a day that exists; it has no other spelling.
pub(crate) fn is_date(text: &str) -> bool {
    date(text).is_some()
}

fn date(text: &str) -> Option<Date> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let month = Month::try_from(u8::try_from(digits(&bytes[5..7])?).ok()?).ok()?;
    let day = u8::try_from(digits(&bytes[8..])?).ok()?;
    Date::from_calendar_date(i32::from(digits(&bytes[..4])?), month, day).ok()
}

/// The same time of day with seconds and without trailing zeros in the fraction. `None` for what is no `HH:MM`, with or
/// without `:SS` and a fraction of at most nanoseconds.
pub(crate) fn canonical_time(text: &str) -> Option<String> {
    let (time, fraction) = match text.split_once('.') {
        Some((time, fraction)) if time.len() == 8 && (1..=9).contains(&fraction.len()) => (time, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    let bytes = time.as_bytes();
    let seconds = match bytes.len() {
        5 => 0,
        8 if bytes[5] == b':' => digits(&bytes[6..])?,
        _ => return None,
    };
    let (hours, minutes) = (digits(&bytes[..2])?, digits(&bytes[3..5])?);
    let is_digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if bytes[2] != b':' || hours > 23 || minutes > 59 || seconds > 59 || !is_digits {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{hours:02}:{minutes:02}:{seconds:02}{point}{fraction}"))
}

fn digits(bytes: &[u8]) -> Option<u16> {
    bytes.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u16::from(byte - b'0')))
}

/// The same point in time in UTC, without trailing zeros in the fraction. `None` for what is no RFC 3339 time, for a
/// leap second, for more than nanoseconds, and for what leaves the years 0 to 9999 on its way to UTC.
pub(crate) fn canonical_datetime(text: &str) -> Option<String> {
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
