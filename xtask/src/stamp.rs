//! Remembers what a step was made from, so that it is skipped until one of its inputs changes.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::tree;

/// Folders that hold what is made and not what it is made from.
const MADE: [&str; 4] = ["node_modules", "dist", "target", "test-results"];

/// A step's memory: the hash of its inputs when it last succeeded.
pub(crate) struct Stamp {
    file: PathBuf,
    now: String,
}

impl Stamp {
    /// Hashes the names and contents of every file in `inputs`, which are paths below the root.
    pub(crate) fn of(name: &str, inputs: &[&str]) -> Outcome<Self> {
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            feed(&tree::at(input), &mut hasher)?;
        }
        Ok(Self { file: tree::state().join(format!("{name}.stamp")), now: format!("{:016x}", hasher.finish()) })
    }

    /// True when nothing has changed since [`Stamp::set`], and what the step made is still there.
    pub(crate) fn is_fresh(&self, made: &Path) -> bool {
        made.exists() && fs::read_to_string(&self.file).is_ok_and(|then| then == self.now)
    }

    /// Remembers that the step has succeeded.
    pub(crate) fn set(&self) -> Outcome<()> {
        fs::create_dir_all(tree::state()).map_err(Failure::io("making the folder of stamps"))?;
        fs::write(&self.file, &self.now).map_err(Failure::io(self.file.display()))
    }
}

fn feed(path: &Path, hasher: &mut DefaultHasher) -> Outcome<()> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)
            .map_err(Failure::io(path.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|entry| !entry.file_name().is_some_and(|name| MADE.iter().any(|made| name == *made)))
            .collect();
        entries.sort();
        entries.iter().try_for_each(|entry| feed(entry, hasher))
    } else if path.is_file() {
        path.hash(hasher);
        fs::read(path).map_err(Failure::io(path.display()))?.hash(hasher);
        Ok(())
    } else {
        Ok(())
    }
}
