//! The headers of a part.

/// What a part says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The part's name.
    pub name: String,
    /// The file's name as it was sent, which may be anything; `None` for a part that is no file.
    pub file_name: Option<String>,
    /// The media type as it was sent, in lower case and without parameters.
    pub content_type: Option<String>,
}

impl Head {
    /// Reads the lines of the headers, each with its end.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut disposition = None;
        let mut content_type = None;
        for line in lines(bytes) {
            let (name, value) = field(line).ok_or("a part has a header that is malformed")?;
            let twice = match name.to_ascii_lowercase().as_slice() {
                b"content-disposition" => disposition.replace(value).is_some(),
                b"content-type" => content_type.replace(value).is_some(),
                b"content-transfer-encoding" if !is_plain(value) => {
                    return Err("a part is encoded, and no sender of forms does that");
                }
                _ => false,
            };
            if twice {
                return Err("a part has a header twice");
            }
        }
        let (name, file_name) = names(disposition.ok_or("a part has no Content-Disposition")?)?;
        let content_type = content_type.map(essence).transpose()?;
        if content_type.as_deref().is_some_and(|essence| essence.starts_with("multipart/")) {
            return Err("a part is multipart itself: parts are not nested");
        }
        Ok(Self { name, file_name, content_type })
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let all = rest?;
        let end = memchr::memmem::find(all, b"\r\n");
        rest = end.map(|end| &all[end + 2..]);
        Some(&all[..end.unwrap_or(all.len())])
    })
}

/// A header's name and value. A line that goes on with the one before is none.
fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
    let is_value = |byte: &u8| *byte == b'\t' || (*byte >= 0x20 && *byte != 0x7f);
    (!name.is_empty() && name.iter().all(is_token) && value.iter().all(is_value)).then_some((name, value))
}

fn is_token(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
}

fn is_plain(encoding: &[u8]) -> bool {
    [&b"binary"[..], b"8bit", b"7bit"].iter().any(|plain| encoding.eq_ignore_ascii_case(plain))
}

/// The name of the part and of its file.
fn names(disposition: &[u8]) -> Result<(String, Option<String>), &'static str> {
    const WRONG: &str = "a part's Content-Disposition is malformed";
    let end = disposition.iter().position(|byte| *byte == b';').unwrap_or(disposition.len());
    if !disposition[..end].trim_ascii().eq_ignore_ascii_case(b"form-data") {
        return Err("a part's Content-Disposition is not form-data");
    }
    let (mut name, mut file_name, mut extended) = (None, None, None);
    for (key, value) in parameters(disposition.get(end + 1..).unwrap_or_default()).ok_or(WRONG)? {
        let twice = match key.as_str() {
            "name" => name.replace(String::from_utf8(value).map_err(|_| "a part's name is not UTF-8")?).is_some(),
            // It may be anything, and is only ever shown.
            "filename" => file_name.replace(String::from_utf8_lossy(&value).into_owned()).is_some(),
            "filename*" => extended.replace(decoded(&value).ok_or(WRONG)?).is_some(),
            _ => false,
        };
        if twice {
            return Err("a part's Content-Disposition says something twice");
        }
    }
    Ok((name.ok_or("a part has no name")?, extended.or(file_name)))
}

/// Parameters as `; name=value` and `; name="value"`, with names in lower case. A browser sends a quote within as `%22`
/// and leaves a backslash as it is; others put a backslash before a quote.
pub(super) fn parameters(text: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut rest = text.trim_ascii();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(b";") {
            rest = after.trim_ascii_start();
            continue;
        }
        let equals = rest.iter().position(|byte| !is_token(byte))?;
        let name = String::from_utf8(rest[..equals].to_ascii_lowercase()).ok()?;
        let value = rest[equals..].strip_prefix(b"=").filter(|_| !name.is_empty())?;
        let (value, after) = match value.strip_prefix(b"\"") {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = value.iter().position(|byte| *byte == b';').unwrap_or(value.len());
                (value[..end].trim_ascii().to_vec(), &value[end..])
            }
        };
        rest = after.trim_ascii_start();
        if !rest.is_empty() && !rest.starts_with(b";") {
            return None;
        }
        found.push((name, value));
    }
    Some(found)
}

/// The text up to the closing quote, and what follows it.
fn unquoted(quoted: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut value = Vec::new();
    let mut bytes = quoted.iter().enumerate();
    while let Some((at, &byte)) = bytes.next() {
        match byte {
            b'"' => return Some((value, &quoted[at + 1..])),
            b'\\' if quoted.get(at + 1) == Some(&b'"') => {
                value.push(b'"');
                bytes.next();
            }
            byte => value.push(byte),
        }
    }
    None
}

/// `UTF-8''na%C3%AFve.txt` (RFC 8187).
fn decoded(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?;
    let (charset, rest) = text.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let value = digit(rest.next())? * 16 + digit(rest.next())?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The media type without its parameters, in lower case.
fn essence(content_type: &[u8]) -> Result<String, &'static str> {
    let end = content_type.iter().position(|byte| *byte == b';').unwrap_or(content_type.len());
    let essence = content_type[..end].trim_ascii().to_ascii_lowercase();
    let essence = String::from_utf8(essence).ok();
    let is_type = |text: &String| {
        text.split_once('/').is_some_and(|(kind, subtype)| {
            [kind, subtype].iter().all(|half| !half.is_empty() && half.bytes().all(|byte| is_token(&byte)))
        })
    };
    essence.filter(is_type).ok_or("a part's Content-Type is no media type")
}
