//! Where a member stands in the text of a document.

use super::string;
use std::ops::Range;

/// Where the value of the member `name` stands in `text`, an object that [`parse`](super::parse) has read; `None` where it
/// has none of that name. A name that is written with escapes is found too.
///
/// ```
/// use mizan_core::json::member_span;
///
/// let text = br#"{"fn": "echo", "args": {"text": "}"} }"#;
/// assert_eq!(&text[member_span(text, "args").unwrap()], br#"{"text": "}"}"#);
/// ```
#[must_use]
pub fn member_span(text: &[u8], name: &str) -> Option<Range<usize>> {
    let mut at = text.iter().position(|byte| *byte == b'{')? + 1;
    loop {
        at = behind_space(text, at);
        if text.get(at)? == &b',' {
            at = behind_space(text, at + 1);
        }
        if text.get(at)? == &b'}' {
            return None;
        }
        let end = value_end(text, at);
        let is_it = match &text[at + 1..end - 1] {
            plain if !plain.contains(&b'\\') => plain == name.as_bytes(),
            _ => serde_json::from_slice::<String>(&text[at..end]).is_ok_and(|own| own == name),
        };
        let value = behind_space(text, behind_space(text, end) + 1);
        at = value_end(text, value);
        if is_it {
            return Some(value..at);
        }
    }
}

fn behind_space(text: &[u8], at: usize) -> usize {
    let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    at + text[at.min(text.len())..].iter().take_while(is_space).count()
}

/// Behind the value that begins at `at`.
fn value_end(text: &[u8], at: usize) -> usize {
    let mut at = at;
    let mut depth = 0_usize;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                at += 1;
                loop {
                    at = string::next_special(text, at);
                    match text.get(at) {
                        Some(b'\\') => at += 2,
                        Some(b'"') | None => break,
                        Some(_) => at += 1,
                    }
                }
                if depth == 0 {
                    return at + 1;
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b',' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{DEPTH_LIMIT, Value, parse};

    #[test]
    fn each_member_is_found_as_it_was_read() {
        for text in [
            r#"{"args":{"a":[1,{"b":"}"}],"c":"\\\""},"fn":"x"}"#,
            r#" { "refresh" : [ ] , "fn" : "args" , "args" : { } } "#,
            r#"{"fn":"x","n":-1.5e3 ,"t":true,"z":null}"#,
            r#"{"\u0061rgs":{"args":1},"b\"":"c","fn":"é\\"}"#,
            "{}",
            "{ }",
        ] {
            let Ok(Value::Object(members)) = parse(text.as_bytes(), DEPTH_LIMIT) else { panic!("{text}") };
            for (name, value) in &members {
                let span = member_span(text.as_bytes(), name).expect(name);
                assert_eq!(parse(&text.as_bytes()[span], DEPTH_LIMIT).as_ref(), Ok(value), "{text} {name}");
            }
            assert_eq!(member_span(text.as_bytes(), "absent"), None, "{text}");
        }
    }
}
