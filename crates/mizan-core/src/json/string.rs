//! How a string is scanned and written: the one escape table of the reader's fast path and both writers.
//!
//! RFC 8785 §3.2.2.2 and the shortest text of RFC 8259 agree: `"` and `\` are escaped, of the control characters five
//! have a letter, and the others are `\u00xx` in lower-case hex. Nothing else is escaped.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// The index of the first byte at or behind `from` that cannot stand for itself in a JSON string: `"`, `\` or a
/// control character. The length of `bytes` where there is none.
pub(super) fn next_special(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let found = special_in(u64::from_le_bytes(*chunk));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < bytes.len() && !IS_SPECIAL[usize::from(bytes[at])] {
        at += 1;
    }
    at
}

/// The high bit of the first special byte of eight. Bits above it may be wrong, bits below it never are, which is all
/// that counting trailing zeros looks at.
const fn special_in(word: u64) -> u64 {
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    let quote = zero_in(word ^ (ONES * b'"' as u64));
    let backslash = zero_in(word ^ (ONES * b'\\' as u64));
    (control | quote | backslash) & HIGH_BITS
}

const fn zero_in(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word
}

/// Whether a byte cannot stand for itself in a string.
const IS_SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut control = 0;
    while control < 0x20 {
        table[control] = true;
        control += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

/// Writes `text` with its quotes.
pub(super) fn write_quoted(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    write_escaped(out, text);
    out.push(b'"');
}

/// Writes `text` without quotes, in runs between what must be escaped.
pub(super) fn write_escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut start = 0;
    loop {
        let special = next_special(bytes, start);
        out.extend_from_slice(&bytes[start..special]);
        let Some(&byte) = bytes.get(special) else { return };
        write_escape(out, byte);
        start = special + 1;
    }
}

fn write_escape(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let letter = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        0x08 => b'b',
        0x09 => b't',
        0x0a => b'n',
        0x0c => b'f',
        0x0d => b'r',
        _ => {
            let low = HEX[usize::from(byte & 0xf)];
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', b'0' + (byte >> 4), low]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}
