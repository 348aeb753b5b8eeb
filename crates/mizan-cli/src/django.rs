//! A Django project, which is asked by its own `manage.py`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::SchemaPlace;

const MANAGE: &str = "manage.py";
/// The Python that runs it, which the command of the Python package sets to its own.
pub(crate) const PYTHON: &str = "MIZAN_PYTHON";

/// Where the schema of the project in this folder comes from; `None` where there is none.
pub(crate) fn schema(folder: &Path) -> Option<SchemaPlace> {
    if !folder.join(MANAGE).is_file() {
        return None;
    }
    let python = std::env::var(PYTHON).ok().filter(|python| !python.is_empty());
    let python = python.unwrap_or_else(|| if cfg!(windows) { "python" } else { "python3" }.to_owned());
    let words = vec![python, MANAGE.to_owned(), "mizan_manifest".to_owned()];
    Some(SchemaPlace::Command { words, folder: folder.to_owned() })
}

/// The packages beside `manage.py`, and itself: what the project is made of.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut sources: Vec<PathBuf> = entries.filter(|path| path.join("__init__.py").is_file()).collect();
    sources.sort();
    sources.extend(Some(folder.join(MANAGE)).filter(|path| path.is_file()));
    sources
}
