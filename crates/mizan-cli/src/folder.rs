//! The output folder: what in it differs, and writing that.
//!
//! # Invariants
//!
//! 1. Nothing outside the folder is touched, whatever names the files have (H02).
//! 2. A file without the generator's header is never written over nor removed; a symbolic link never followed.
//! 3. A reader sees a file whole, as it was or as it is.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use mizan_codegen::{File, HEADER};

use crate::failure::{FILES, Failure};

/// What is to be done with one file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Add {
        path: PathBuf,
        text: Vec<u8>,
    },
    Replace {
        path: PathBuf,
        text: Vec<u8>,
    },
    /// Generated once, and no longer.
    Remove {
        path: PathBuf,
    },
}

impl Change {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Change::Add { path, .. } | Change::Replace { path, .. } | Change::Remove { path } => path,
        }
    }

    /// # Errors
    ///
    /// What the operating system says, with the path.
    pub(crate) fn apply(&self) -> Result<(), Failure> {
        let result = match self {
            Change::Add { path, text } | Change::Replace { path, text } => replace(path, text),
            Change::Remove { path } => fs::remove_file(path),
        };
        result.map_err(|error| Failure::new(FILES, format!("the file cannot be written: {error}")).at(self.path()))
    }
}

/// What must change in `folder` so that it holds `files`, sorted by path.
///
/// # Errors
///
/// A file that was not generated stands where one is to be written, or a link, or a folder.
pub(crate) fn changes(folder: &Path, files: &[File]) -> Result<Vec<Change>, Failure> {
    let mut changes = Vec::new();
    for file in files {
        changes.extend(change(folder, file)?);
    }
    let kept: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    changes.extend(leftovers(folder, &kept)?.into_iter().map(|path| Change::Remove { path }));
    changes.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(changes)
}

fn change(folder: &Path, file: &File) -> Result<Option<Change>, Failure> {
    if !is_plain(&file.path) {
        return Err(Failure::new(FILES, format!("{:?} is no name of a generated file", file.path)).at(folder));
    }
    let path = folder.join(&file.path);
    let text = file.text.clone().into_bytes();
    let Some(present) = present(&path)? else { return Ok(Some(Change::Add { path, text })) };
    if !is_generated(&present) {
        return Err(Failure::new(FILES, "a file that `mizan generate` did not write is in its way")
            .at(&path)
            .next("move it, or choose another folder with --out"));
    }
    Ok((!same(&present, &text)).then_some(Change::Replace { path, text }))
}

/// What must change so that `path`, which a person has named, holds `text`.
///
/// # Errors
///
/// A link or a folder stands there.
pub(crate) fn single_change(path: &Path, text: Vec<u8>) -> Result<Option<Change>, Failure> {
    let path = path.to_owned();
    Ok(match present(&path)? {
        None => Some(Change::Add { path, text }),
        Some(present) if same(&present, &text) => None,
        Some(_) => Some(Change::Replace { path, text }),
    })
}

/// Small letters, digits, `_` and `-`, then `.ts`.
fn is_plain(name: &str) -> bool {
    name.strip_suffix(".ts").is_some_and(|stem| {
        !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
    })
}

/// The bytes of a regular file; none where there is nothing.
fn present(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let unreadable = |error: io::Error| Failure::new(FILES, format!("the file cannot be read: {error}")).at(path);
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(error)),
        Ok(found) if found.is_file() => fs::read(path).map(Some).map_err(unreadable),
        Ok(found) => {
            let kind = if found.is_symlink() { "a symbolic link" } else { "something that is no file" };
            Err(Failure::new(FILES, format!("{kind} is where a file is to be written"))
                .at(path)
                .next("move it; what it points to has not been touched"))
        }
    }
}

fn leftovers(folder: &Path, kept: &BTreeSet<&str>) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: io::Error| Failure::new(FILES, format!("the folder cannot be read: {error}")).at(folder);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut leftovers = Vec::new();
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let candidate = name.to_str().is_some_and(|name| is_plain(name) && !kept.contains(name));
        if candidate && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let path = entry.path();
            if present(&path)?.is_some_and(|text| is_generated(&text)) {
                leftovers.push(path);
            }
        }
    }
    Ok(leftovers)
}

fn is_generated(text: &[u8]) -> bool {
    text.strip_prefix(HEADER.as_bytes()).is_some_and(|rest| matches!(rest.first(), None | Some(b'\n' | b'\r')))
}

/// Whether two texts are equal but for the line ends that git may have changed on Windows.
fn same(present: &[u8], text: &[u8]) -> bool {
    let plain = |text: &[u8]| {
        let pairs = text.iter().zip(text.iter().skip(1).chain([&0]));
        pairs.filter(|(byte, next)| (**byte, **next) != (b'\r', b'\n')).map(|(byte, _)| *byte).collect::<Vec<_>>()
    };
    present == text || plain(present) == plain(text)
}

/// Writes beside `path` and renames, so that nobody reads half a file.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::new(ErrorKind::InvalidInput, "a path to a file is needed"));
    };
    fs::create_dir_all(folder)?;
    let temporary = folder.join(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let written = write_new(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_new(path: &Path, text: &[u8]) -> io::Result<()> {
    // Left behind by a process of this number that was killed.
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h02_only_plain_names_are_written() {
        for name in ["user.ts", "types-context.ts", "a_1.ts"] {
            assert!(is_plain(name), "{name}");
        }
        for name in [
            "", ".ts", "../x.ts", "/x.ts", "a/b.ts", "a\\b.ts", "a\0.ts", "User.ts", "user.tsx", "user", "é.ts",
            "a.b.ts",
        ] {
            assert!(!is_plain(name), "{name:?}");
            let file = File { path: name.to_owned(), text: String::new() };
            assert!(changes(Path::new("nowhere"), &[file]).is_err(), "{name:?}");
        }
    }

    #[test]
    fn line_ends_alone_are_no_difference() {
        assert!(same(b"a\r\nb\r\n", b"a\nb\n"));
        assert!(!same(b"a\nb", b"a\nb\n"));
        assert!(!same(b"a\rb\n", b"ab\n"));
    }
}
