//! Where the content of a file goes: into memory while there is room, and then to disk.

use bytes::Bytes;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So much is gathered before the disk is asked, as each time costs a thread.
const WRITE_BYTES: usize = 256 * 1024;

/// Content that is whole.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Memory(Bytes),
    /// In a file without a name, or one that ends with its handle.
    Disk(Arc<fs::File>),
    /// It was refused, and nothing of it was kept.
    Refused,
}

/// The room that the files of one request share.
#[derive(Debug)]
pub(crate) struct Memory {
    left_bytes: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self { left_bytes: 1024 * 1024 }
    }
}

/// Content as it comes in.
#[derive(Debug, Default)]
pub(crate) struct Spool {
    /// What is not on disk.
    buffer: Vec<u8>,
    file: Option<fs::File>,
}

impl Spool {
    /// Adds what came next.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub(crate) async fn write(&mut self, data: &[u8], memory: &mut Memory, folder: &Path) -> io::Result<()> {
        let is_small = self.file.is_none() && self.buffer.len() + data.len() <= memory.left_bytes;
        self.buffer.extend_from_slice(data);
        if !is_small && (self.file.is_none() || self.buffer.len() >= WRITE_BYTES) {
            self.flush(folder).await?;
        }
        Ok(())
    }

    async fn flush(&mut self, folder: &Path) -> io::Result<()> {
        let (file, mut buffer) = (self.file.take(), std::mem::take(&mut self.buffer));
        let folder = folder.to_owned();
        let written = blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => tempfile::tempfile_in(folder)?,
            };
            file.write_all(&buffer)?;
            buffer.clear();
            Ok((file, buffer))
        });
        let (file, buffer) = written.await?;
        (self.file, self.buffer) = (Some(file), buffer);
        Ok(())
    }

    /// The whole of it; what stays in memory takes its room there.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub(crate) async fn finish(mut self, memory: &mut Memory, folder: &Path) -> io::Result<Content> {
        if self.file.is_some() {
            self.flush(folder).await?;
        }
        Ok(match self.file {
            Some(file) => Content::Disk(Arc::new(file)),
            None => {
                memory.left_bytes -= self.buffer.len();
                self.buffer.shrink_to_fit();
                Content::Memory(self.buffer.into())
            }
        })
    }
}

impl Content {
    pub(super) async fn bytes(&self, size: u64) -> io::Result<Bytes> {
        match self {
            Self::Memory(bytes) => Ok(bytes.clone()),
            Self::Disk(file) => {
                let file = Arc::clone(file);
                blocking(move || {
                    let mut bytes = Vec::with_capacity(usize::try_from(size).map_err(io::Error::other)?);
                    copy(&Self::Disk(file), &mut bytes)?;
                    Ok(bytes.into())
                })
                .await
            }
            Self::Refused => Ok(Bytes::new()),
        }
    }

    pub(super) async fn persist(&self, path: PathBuf) -> io::Result<()> {
        let content = self.clone();
        blocking(move || {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let mut kept = builder().tempfile_in(folder.unwrap_or(Path::new(".")))?;
            copy(&content, kept.as_file_mut())?;
            kept.as_file().sync_all()?;
            kept.persist(path)?;
            Ok(())
        })
        .await
    }

    /// Reads at a place of its own, so that nobody's reading moves another's.
    pub(super) fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Memory(bytes) => {
                let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            }
            Self::Disk(file) => read_at(file, buffer, at),
            Self::Refused => Ok(0),
        }
    }
}

fn copy(content: &Content, out: &mut impl Write) -> io::Result<()> {
    let mut buffer = vec![0; WRITE_BYTES];
    let mut at = 0;
    loop {
        let count = content.read_at(at, &mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        out.write_all(&buffer[..count])?;
        at += count as u64;
    }
}

#[cfg(unix)]
fn read_at(file: &fs::File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &fs::File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// A file that others may read as far as the process lets them, as any that it makes.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// Runs what waits for the disk where it holds nobody up.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
