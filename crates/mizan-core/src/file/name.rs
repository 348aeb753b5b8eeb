//! A file's name, made harmless.

/// As many bytes as a name has on the file systems in use.
const LIMIT_BYTES: usize = 255;
/// As much of a name's end is kept as its extension when it is cut.
const EXTENSION_LIMIT_BYTES: usize = 16;

/// The last segment of a path, without what hides, turns around or addresses something else.
#[must_use]
pub fn cleaned(sent: &str) -> String {
    let base = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = base.chars().filter(|c| !is_hidden(*c)).map(harmless).collect();
    // Windows drops dots and spaces at the end, so a name with them is another name.
    let trimmed = kept.trim().trim_end_matches(['.', ' ']);
    let named = if is_device(trimmed) { format!("_{trimmed}") } else { trimmed.to_owned() };
    let cut = shortened(&named);
    if cut.is_empty() { "file".to_owned() } else { cut }
}

/// Control characters, and those that reorder or hide what is read.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What addresses a drive, a stream or several files somewhere is a line instead.
fn harmless(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
}

/// Whether Windows takes the name, with whatever extension, for a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| {
            let mut rest = rest.chars();
            rest.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³')) && rest.next().is_none()
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CLOCK$" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

/// At most as long as a name may be; its extension stays.
fn shortened(name: &str) -> String {
    if name.len() <= LIMIT_BYTES {
        return name.to_owned();
    }
    let extension = name.rfind('.').map(|at| &name[at..]).filter(|extension| extension.len() <= EXTENSION_LIMIT_BYTES);
    let extension = extension.unwrap_or_default();
    let stem = &name[..name.floor_char_boundary(LIMIT_BYTES - extension.len())];
    format!("{}{extension}", stem.trim_end_matches(['.', ' ']))
}
