//! Files that arrived: in memory while those of a request are small, and then in files without a name.

use crate::guard::guarded;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// So much is written at once.
const WRITE_BYTES: usize = 256 * 1024;

/// The room that the files of one request share.
pub(crate) struct Memory {
    left_bytes: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self { left_bytes: 1024 * 1024 }
    }
}

/// Content as it comes in.
#[derive(Default)]
pub(crate) struct Spool {
    /// What is not on disk.
    buffer: Vec<u8>,
    file: Option<fs::File>,
}

/// Content as it is kept.
pub(crate) enum Content {
    Memory(Vec<u8>),
    /// In a file without a name, which ends with its last handle.
    Disk(fs::File),
}

impl Spool {
    pub(crate) fn write(&mut self, data: &[u8], memory: &Memory, folder: &Path) -> io::Result<()> {
        self.buffer.extend_from_slice(data);
        let is_small = self.file.is_none() && self.buffer.len() <= memory.left_bytes;
        if is_small || (self.file.is_some() && self.buffer.len() < WRITE_BYTES) {
            return Ok(());
        }
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile_in(folder)?);
        }
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// The whole of it; what stays in memory takes its room there.
    pub(crate) fn finish(mut self, memory: &mut Memory) -> io::Result<Content> {
        self.flush()?;
        Ok(match self.file {
            Some(file) => Content::Disk(file),
            None => {
                memory.left_bytes -= self.buffer.len();
                Content::Memory(self.buffer)
            }
        })
    }
}

/// A file that came with a call.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct File {
    /// As the client says it, without folders and what hides: for people, never a path.
    #[pyo3(get)]
    name: String,
    /// As the client says it.
    #[pyo3(get)]
    content_type: String,
    /// In bytes.
    #[pyo3(get)]
    size: u64,
    content: Content,
}

impl File {
    pub(crate) fn new(name: String, content_type: String, size: u64, content: Content) -> Self {
        Self { name, content_type, size, content }
    }
}

#[pymethods]
impl File {
    /// All of it.
    fn bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guarded(|| match &self.content {
            Content::Memory(bytes) => Ok(PyBytes::new(py, bytes)),
            Content::Disk(file) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                Ok(PyBytes::new(py, &bytes))
            }
        })
    }

    /// A file descriptor of its own, at the beginning, to be closed by who takes it; `None` of one that is in memory. All
    /// descriptors of a file share their place in it.
    fn descriptor(&self) -> PyResult<Option<i64>> {
        guarded(|| match &self.content {
            Content::Memory(_) => Ok(None),
            Content::Disk(file) => {
                let mut own = file.try_clone()?;
                own.seek(SeekFrom::Start(0))?;
                Ok(Some(given_away(own)))
            }
        })
    }

    fn __repr__(&self) -> String {
        format!("<File {:?} {} bytes>", self.name, self.size)
    }
}

#[cfg(unix)]
fn given_away(file: fs::File) -> i64 {
    std::os::fd::IntoRawFd::into_raw_fd(file).into()
}

#[cfg(windows)]
fn given_away(file: fs::File) -> i64 {
    std::os::windows::io::IntoRawHandle::into_raw_handle(file) as i64
}
