//! Names: which the protocol allows (`docs/protocol.md` §1), what they become in TypeScript, their order.

use std::cmp::Ordering;

/// Whether `name` matches `[a-z][a-z0-9_]{0,63}`.
pub(crate) fn is_valid(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// `update_profile` → `UpdateProfile`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('_').map(capitalised).collect()
}

/// `update_profile` → `updateProfile`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    first + &words.map(capitalised).collect::<String>()
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// The constant that a function is exported as: its name in camel case, with a trailing underscore
/// where TypeScript or the module that imports it keeps the word for itself (`delete` → `delete_`).
pub(crate) fn constant(name: &str) -> String {
    escaped(camel(name))
}

/// The identifier of a schema's type: the name itself where it is one, otherwise its words run
/// together (`Page[User]` → `PageUser`). `None` when nothing of the name is left.
pub(crate) fn type_identifier(name: &str) -> Option<String> {
    let words = name.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
    let joined: String =
        if is_identifier(name) && name.is_ascii() { name.to_owned() } else { words.map(capitalised).collect() };
    match joined.chars().next() {
        None => None,
        Some(first) if first.is_ascii_digit() => Some(format!("_{joined}")),
        Some(_) if TYPE_WORDS.contains(&joined.as_str()) => Some(joined + "_"),
        Some(_) => Some(escaped(joined)),
    }
}

/// A type that is named after something else: as it is, with an underscore where TypeScript keeps the word.
pub(crate) fn type_constant(identifier: &str) -> String {
    if TYPE_WORDS.contains(&identifier) { format!("{identifier}_") } else { escaped(identifier.to_owned()) }
}

fn escaped(identifier: String) -> String {
    if RESERVED.contains(&identifier.as_str()) { identifier + "_" } else { identifier }
}

/// Whether `name` may stand as a member's name without quotes.
///
/// Letters of which the compiler's and the formatter's tables do not agree are none here.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| unicode_ident::is_xid_start(c) || c == '_' || c == '$')
        && chars.all(|c| unicode_ident::is_xid_continue(c) || c == '$')
        && name.chars().all(is_long_known)
}

/// Whether a letter lies in the Basic Multilingual Plane and was there before Unicode 16.
fn is_long_known(c: char) -> bool {
    let recent = matches!(c,
        '\u{88f}' | '\u{897}' | '\u{c5c}' | '\u{cdc}' | '\u{1acf}'..='\u{1aeb}' | '\u{1c89}' | '\u{1c8a}'
        | '\u{a7cb}'..='\u{a7cf}' | '\u{a7d2}' | '\u{a7d4}' | '\u{a7da}'..='\u{a7dc}' | '\u{a7f1}');
    c <= '\u{ffff}' && !recent
}

/// Words that no exported constant or type may be called: reserved by ECMAScript, globals that
/// Biome forbids to shadow, and what generated modules import.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    // ECMAScript, strict mode and modules
    "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete",
    "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements",
    "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public",
    "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with",
    "yield",
    // globals
    "constructor", "escape", "exports", "globalThis", "hasOwnProperty", "isFinite", "isPrototypeOf", "parseFloat",
    "parseInt", "propertyIsEnumerable", "require", "toLocaleString", "toString", "undefined", "unescape", "valueOf",
    // imports of generated modules
    "defineCall", "defineContext", "defineForm", "defineFormHook", "defineInfinite", "defineUpload",
    "defineMutation", "defineProvider", "defineQuery", "defineQueryResult",
];

/// Words that no type may be called besides: those that mean something else where a type is expected,
/// and globals that Biome forbids to shadow by an import.
#[rustfmt::skip]
const TYPE_WORDS: &[&str] = &[
    // what modules of forms import, and the type of a file
    "Blob", "booleanField", "choiceField", "choicesField", "datetimeField", "fileField", "filesField", "groupField",
    "groupsField", "listField", "numberField", "checks", "datetime", "decimal", "duration", "email", "file", "lists",
    "maxCharacters", "maxItems", "minCharacters", "minItems", "oneOf", "optional", "optionalGroup", "stripped", "time",
    "upload", "url", "words", "z",
    // words of types
    "any", "asserts", "bigint", "boolean", "infer", "intrinsic", "is", "keyof", "never", "number", "object",
    "readonly", "string", "symbol", "type", "unique", "unknown",
    "AggregateError", "Array", "ArrayBuffer", "Atomics", "BigInt", "Boolean", "DataView", "Date", "Error",
    "EvalError", "FinalizationRegistry", "Function", "Infinity", "Intl", "JSON", "Map", "Math", "NaN", "Number",
    "Object", "Promise", "Proxy", "RangeError", "ReferenceError", "Reflect", "RegExp", "Set", "SharedArrayBuffer",
    "String", "Symbol", "SyntaxError", "TypeError", "URIError", "WeakMap", "WeakRef", "WeakSet", "decodeURI",
    "decodeURIComponent", "encodeURI", "encodeURIComponent", "isNaN",
];

/// The order in which Biome sorts imported names and sources: numbers as numbers, `_` and `-` first,
/// then digits, then letters with a capital before its small letter.
pub(crate) fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        match (a.first(), b.first()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (left, right) = (digits(&mut a), digits(&mut b));
                let order = left.len().cmp(&right.len()).then_with(|| left.cmp(right));
                if order.is_ne() {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                if x != y {
                    return weight(*x).cmp(&weight(*y));
                }
                (a, b) = (&a[1..], &b[1..]);
            }
        }
    }
}

/// Takes the leading digits off `text`.
fn digits<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let (head, tail) = text.split_at(end);
    *text = tail;
    head
}

fn weight(byte: u8) -> (u8, u8, u8) {
    match byte {
        b'_' => (0, 0, 0),
        b'-' => (0, 1, 0),
        _ if byte.is_ascii_digit() => (2, byte, 0),
        _ if byte.is_ascii_alphabetic() => (3, byte.to_ascii_lowercase(), u8::from(byte.is_ascii_lowercase())),
        _ => (1, byte, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocol_names_are_lower_case_and_at_most_64_long() {
        for good in ["a", "user_profile", "a1_", &"a".repeat(64)] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["", "A", "_a", "1a", "a-b", "a.b", "../x", "a\0", "é", "a\n", &"a".repeat(65)] {
            assert!(!is_valid(bad), "{bad:?}");
        }
    }

    #[test]
    fn words_of_the_language_get_an_underscore() {
        assert_eq!(constant("delete"), "delete_");
        assert_eq!(constant("parse_int"), "parseInt_");
        assert_eq!(constant("delete_comment"), "deleteComment");
        assert_eq!(type_identifier("string").as_deref(), Some("string_"));
        assert_eq!(type_identifier("Map").as_deref(), Some("Map_"));
    }

    #[test]
    fn type_names_that_are_no_identifiers_keep_their_words() {
        assert_eq!(type_identifier("Page[User]").as_deref(), Some("PageUser"));
        assert_eq!(type_identifier("app.models.User").as_deref(), Some("AppModelsUser"));
        assert_eq!(type_identifier("2D point").as_deref(), Some("_2DPoint"));
        assert_eq!(type_identifier("*/"), None);
    }

    #[test]
    fn the_order_is_that_of_biome() {
        let mut names = ["zeta", "Order", "a10", "a2", "A2", "order", "_x", "a1", "Z_a", "ZA", "Profile"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["_x", "A2", "a1", "a2", "a10", "Order", "order", "Profile", "Z_a", "ZA", "zeta"]);
    }
}
