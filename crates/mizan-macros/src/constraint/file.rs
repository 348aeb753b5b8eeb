//! The values of the constraints of files: sizes and media types.

use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, LitStr, Token, parenthesized};

/// `2_000_000`, `"2MB"` or `"512 KiB"`, in bytes.
pub(super) fn size(meta: &ParseNestedMeta<'_>) -> syn::Result<u64> {
    let given: Expr = meta.value()?.parse()?;
    let read = match &given {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().ok(),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => in_bytes(&text.value()),
        _ => None,
    };
    // It travels in a schema, as a number that JavaScript holds.
    read.filter(|bytes| (1..=1 << 53).contains(bytes)).ok_or_else(|| {
        syn::Error::new_spanned(
            &given,
            "a size is a number of bytes, or a text such as \"500 kB\", \"2MB\" or \"1.5 GiB\"",
        )
    })
}

fn in_bytes(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit: u64 = match unit.trim_start().to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let fraction = fraction.parse::<u64>().ok()?.checked_mul(unit)?;
    // A part of a byte is none.
    let rest = fraction.is_multiple_of(scale).then_some(fraction / scale)?;
    whole.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(rest)
}

/// `("image/png", "image/*")`.
pub(super) fn media_types(meta: &ParseNestedMeta<'_>) -> syn::Result<Vec<String>> {
    let content;
    parenthesized!(content in meta.input);
    let given: Punctuated<LitStr, Token![,]> = content.parse_terminated(|input| input.parse(), Token![,])?;
    if given.is_empty() {
        return Err(meta.error("`accept` names the media types of the file: `accept(\"image/png\", \"image/*\")`"));
    }
    let read = given.iter().map(|text| {
        let value = text.value();
        let wrong = "a media type is written as \"image/png\", or \"image/*\" for all of a kind, in lower case";
        if is_media_type(&value) { Ok(value) } else { Err(syn::Error::new(text.span(), wrong)) }
    });
    read.collect()
}

fn is_media_type(text: &str) -> bool {
    let is_name = |half: &str| {
        !half.is_empty()
            && half
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&^_.+-".contains(&byte))
    };
    let is_kind = |half: &str| half == "*" || is_name(half);
    text.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_kind(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_exact() {
        for (text, bytes) in [
            ("1B", Some(1)),
            ("2MB", Some(2_000_000)),
            ("512 KiB", Some(524_288)),
            ("1.5 GiB", Some(1_610_612_736)),
            ("0.001kB", Some(1)),
            ("0.0001kB", None),
            ("2", None),
            ("MB", None),
            ("2 XB", None),
            ("1..5MB", None),
            ("99999999999999999999GB", None),
        ] {
            assert_eq!(in_bytes(text), bytes, "{text}");
        }
    }

    #[test]
    fn media_types_have_no_parameters() {
        for (text, valid) in [
            ("image/png", true),
            ("image/*", true),
            ("image/svg+xml", true),
            ("*/*", false),
            ("image/PNG", false),
            ("image/png; q=1", false),
            (".png", false),
            ("image/", false),
        ] {
            assert_eq!(is_media_type(text), valid, "{text}");
        }
    }
}
