//! Calls with files (§3.3): the body is read as it is asked for, and nothing of a file before its sender may send it.

use crate::core::Core;
use crate::file::{File, Memory, Spool};
use crate::refused::OrRaise;
use mizan_core::error::Code;
use mizan_core::file::{self, HEAD_BYTES, OCTET_STREAM, Reference, Refusal, Rules};
use mizan_core::multipart::{Event, FILES_LIMIT, HEAD_LIMIT_BYTES, Head, PARTS_LIMIT, Parser};
use mizan_core::refusal::{self, Refused};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use std::sync::Arc;

/// So much of a body is asked for at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// Whether a body of that length may be one whose parts are all within the limits.
pub(crate) fn may_fit(length: u64, core: &Core) -> bool {
    let files = core.limits.file_bytes.saturating_mul(FILES_LIMIT as u64);
    let text = core.limits.body_bytes as u64;
    length <= files.saturating_add(text).saturating_add((PARTS_LIMIT * HEAD_LIMIT_BYTES) as u64)
}

/// A multipart body on its way.
pub(crate) struct Incoming {
    core: Arc<Core>,
    parser: Parser,
    /// Gives at most so many bytes, none at the end.
    read: Py<PyAny>,
    /// What the request says is still to come.
    announced_bytes: Option<u64>,
    files: usize,
    memory: Memory,
}

/// A file that the arguments refer to.
pub(crate) struct Awaited {
    pub(crate) reference: Reference,
    pub(crate) rules: Rules,
}

impl Incoming {
    pub(crate) fn new(core: &Arc<Core>, boundary: &str, read: Py<PyAny>, length: Option<u64>) -> Self {
        Self {
            core: Arc::clone(core),
            parser: Parser::new(boundary),
            read,
            announced_bytes: length,
            files: 0,
            memory: Memory::default(),
        }
    }

    /// The JSON of the call, which is the first part.
    pub(crate) fn call(&mut self, py: Python<'_>) -> PyResult<Vec<u8>> {
        let head = self.part(py)?.ok_or_else(file::no_call_part).or_raise(py)?;
        file::check_call_part(&head.name, head.content_type.as_deref()).or_raise(py)?;
        let mut text = Vec::new();
        loop {
            match self.parser.next().map_err(file::malformed).or_raise(py)? {
                Event::Data(data) if text.len() + data.len() > self.core.limits.body_bytes => {
                    let limit = refusal::in_words(self.core.limits.body_bytes as u64);
                    let message = format!("the text is larger than {limit}");
                    return Err(refusal::refused(Code::PayloadTooLarge, message)).or_raise(py);
                }
                Event::Data(data) => text.extend_from_slice(data),
                Event::Wanting => self.more(py)?,
                Event::PartEnd | Event::Part(_) | Event::End => return Ok(text),
            }
        }
    }

    /// All files, by the names of their parts. Those of a form are judged by the form itself.
    pub(crate) fn files<'py>(
        &mut self,
        py: Python<'py>,
        awaited: &[Awaited],
        of_form: bool,
    ) -> PyResult<Bound<'py, PyDict>> {
        self.check_announced(awaited, of_form).or_raise(py)?;
        let found = PyDict::new(py);
        while let Some(head) = self.part(py)? {
            let own = awaited.iter().find(|awaited| awaited.reference.part == head.name);
            let own = own.ok_or_else(|| file::unreferred(&head.name)).or_raise(py)?;
            if found.contains(&head.name)? {
                return Err(file::repeated(&own.reference.path)).or_raise(py);
            }
            let name = head.name.clone();
            let rules = if of_form { &Rules::default() } else { &own.rules };
            let file = self.file(py, head, rules, own)?;
            found.set_item(name, Py::new(py, file)?)?;
        }
        for own in awaited {
            if !found.contains(&own.reference.part)? {
                return Err(file::missing(&own.reference.path)).or_raise(py);
            }
        }
        Ok(found)
    }

    fn file(&mut self, py: Python<'_>, head: Head, rules: &Rules, own: &Awaited) -> PyResult<File> {
        self.files += 1;
        if self.files > FILES_LIMIT {
            return Err(file::too_many()).or_raise(py);
        }
        let limit = self.core.limits.file_bytes;
        let content_type = head.content_type.unwrap_or_else(|| OCTET_STREAM.to_owned());
        let unfit = |refused: Refusal| refused.at(&own.reference.path);
        let judged = |first: &[u8], is_all: bool, size| {
            rules.refusal(&content_type, first, is_all, size).map_or(Ok(()), |refused| Err(unfit(refused)))
        };
        let (mut first, mut size_bytes, mut spool) = (Vec::new(), 0_u64, Spool::default());
        judged(&first, false, 0).or_raise(py)?;
        loop {
            match self.parser.next().map_err(file::malformed).or_raise(py)? {
                Event::Data(data) => {
                    size_bytes += data.len() as u64;
                    if size_bytes > limit {
                        return Err(unfit(Refusal::beyond(limit, own.rules.max_bytes))).or_raise(py);
                    }
                    let wanted = HEAD_BYTES - first.len();
                    first.extend_from_slice(&data[..data.len().min(wanted)]);
                    let is_head_here = wanted > 0 && first.len() == HEAD_BYTES;
                    judged(&first, is_head_here, size_bytes).or_raise(py)?;
                    let folder = &self.core.limits.upload_folder;
                    spool.write(data, &self.memory, folder).map_err(|_| unavailable()).or_raise(py)?;
                }
                Event::Wanting => self.more(py)?,
                Event::PartEnd | Event::Part(_) | Event::End => break,
            }
        }
        judged(&first, true, size_bytes).or_raise(py)?;
        let name = file::cleaned(head.file_name.as_deref().unwrap_or_default());
        let content = spool.finish(&mut self.memory).map_err(|_| unavailable()).or_raise(py)?;
        Ok(File::new(name, content_type, size_bytes, content))
    }

    /// Refuses before it is read what cannot be within its limits by its own word.
    fn check_announced(&self, awaited: &[Awaited], of_form: bool) -> Result<(), Refused> {
        let limit = self.core.limits.file_bytes;
        let most = |own: &Awaited| match of_form {
            false => own.rules.max_bytes.unwrap_or(u64::MAX).min(limit),
            true => limit,
        };
        let files = awaited.iter().map(|own| most(own).saturating_add(2 * HEAD_LIMIT_BYTES as u64));
        let room = files.fold(HEAD_LIMIT_BYTES as u64, u64::saturating_add);
        if self.announced_bytes.is_none_or(|rest| rest <= room) {
            return Ok(());
        }
        match awaited {
            [only] if most(only) < limit => Err(Refusal::too_large(most(only)).at(&only.reference.path)),
            [only] => Err(Refusal::beyond(limit, only.rules.max_bytes).at(&only.reference.path)),
            all => Err(file::too_large_together(
                all.iter().map(|own| (own.reference.path.as_str(), own.rules.max_bytes.unwrap_or(u64::MAX).min(limit))),
            )),
        }
    }

    /// The next part, of which nothing but its headers was read; `None` behind the last.
    fn part(&mut self, py: Python<'_>) -> PyResult<Option<Head>> {
        loop {
            match self.parser.next().map_err(file::malformed).or_raise(py)? {
                Event::Part(head) => return Ok(Some(head)),
                Event::End => return Ok(None),
                Event::PartEnd => {}
                Event::Data(_) => return Err(refusal::bad_request("a part is not to be here")).or_raise(py),
                Event::Wanting => self.more(py)?,
            }
        }
    }

    fn more(&mut self, py: Python<'_>) -> PyResult<()> {
        let read = self.read.bind(py).call1((CHUNK_BYTES,));
        let chunk = match read {
            // A sender that is gone is no fault of the server's.
            Err(error) if error.is_instance_of::<PyOSError>(py) => {
                return Err(refusal::bad_request("the body ended early")).or_raise(py);
            }
            read => read?.cast_into::<PyBytes>().map_err(PyErr::from)?,
        };
        let bytes = chunk.as_bytes();
        self.announced_bytes = self.announced_bytes.map(|rest| rest.saturating_sub(bytes.len() as u64));
        match bytes.is_empty() {
            true => self.parser.finish(),
            false => self.parser.push(bytes),
        }
        Ok(())
    }
}

/// The disk cannot be written.
fn unavailable() -> Refused {
    refusal::of(Code::Unavailable)
}
