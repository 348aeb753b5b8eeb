//! Files that arrive with a call. `docs/protocol.md` §3.3.
//!
//! Start at [`File`](struct@File). On the wire it is `{"$file": "name"}`, which names a part of the body. Arguments are
//! read and guards asked while the parts are still on their way: until the function runs, a file knows only what it has to be.

mod attached;
mod download;
mod reader;
mod spool;

use crate::schema::Type;
use bytes::Bytes;
use mizan_core::file::{self, cleaned};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::{fmt, io};

pub use download::attachment;
pub use reader::FileReader;

pub(crate) use attached::{Attached, Awaited, is_reading};
pub(crate) use mizan_core::file::{HEAD_BYTES, OCTET_STREAM, Refusal};
pub(crate) use spool::{Content, Memory, Spool};

/// A file that arrived with a call: an argument, or a field of one.
///
/// It is a [`Type`] of what arrives alone. What it may be is said where it is declared, and judged while it arrives:
///
/// ```
/// use mizan::{File, prelude::*};
///
/// /// Keeps a picture; its name on disk is the server's own.
/// #[client(auth = Authenticated)]
/// async fn set_picture(
///     #[mizan(max_bytes = "2MB", accept("image/png", "image/jpeg"))] picture: File,
///     #[extract] user: CurrentUser,
/// ) -> mizan::Result<u32> {
///     picture.persist(format!("/var/lib/app/pictures/{}", user.id())).await?;
///     Ok(u32::try_from(picture.size_bytes())?)
/// }
/// ```
///
/// Its content is in memory while the files of a call are no more than 1 MiB together, and then in a file without a name
/// in [`Builder::upload_dir`](crate::Builder::upload_dir), which is gone with the last clone of this, however the request
/// or the process ends.
///
/// A guard is asked, and arguments are checked, before the content is there: until the function runs, a file has no name
/// and no size. A test that calls the function makes one by [`File::new`].
#[derive(Clone)]
pub struct File(Arc<Inner>);

#[derive(Default)]
struct Inner {
    rules: Mutex<Vec<Rule>>,
    arrived: OnceLock<Arrived>,
}

/// What a file has to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rule {
    /// At most so large.
    MaxBytes(u64),
    /// Of one of these media types.
    Accept(&'static [&'static str]),
}

/// All that a file has to be.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileRules(pub(crate) Vec<Rule>);

/// A file whose part has been read.
#[derive(Debug)]
pub(crate) struct Arrived {
    name: String,
    content_type: String,
    /// Its first bytes, by which its type is judged.
    head: Vec<u8>,
    pub(crate) size_bytes: u64,
    content: Content,
}

impl Arrived {
    /// A file with the name that its part has.
    pub(crate) fn of(
        name: Option<&str>,
        content_type: String,
        head: Vec<u8>,
        size_bytes: u64,
        content: Content,
    ) -> Self {
        Self { name: cleaned(name.unwrap_or_default()), content_type, head, size_bytes, content }
    }
}

impl File {
    /// A file of these bytes, as if it had arrived: for tests of functions, and for [`testing`](crate::testing).
    #[must_use]
    pub fn new(name: &str, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let head = bytes.slice(..bytes.len().min(HEAD_BYTES)).to_vec();
        let file = Self::expected();
        let size_bytes = bytes.len() as u64;
        file.arrive(Arrived::of(Some(name), content_type.to_owned(), head, size_bytes, Content::Memory(bytes)));
        file
    }

    /// A file whose part is still to come.
    pub(crate) fn expected() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn arrive(&self, arrived: Arrived) {
        // Each part is read once, so there is nothing that this would replace.
        let _ = self.0.arrived.set(arrived);
    }

    fn arrived(&self) -> Option<&Arrived> {
        self.0.arrived.get()
    }

    /// Its name as the client's file system has it, for people: without folders, control characters, marks that turn
    /// its reading around, or names that Windows keeps for devices, and at most 255 bytes; `file` where nothing is left.
    ///
    /// It is what the client says. Nothing of the server's is to be named by it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.arrived().map_or("", |arrived| &arrived.name)
    }

    /// Its media type as the client says it; `application/octet-stream` where it says none.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.arrived().map_or(OCTET_STREAM, |arrived| &arrived.content_type)
    }

    /// Its media type as its first bytes tell, where they do: of images, archives, office documents, sound and film.
    #[must_use]
    pub fn sniffed_type(&self) -> Option<&'static str> {
        self.arrived().and_then(|arrived| file::sniffed(&arrived.head))
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.arrived().map_or(0, |arrived| arrived.size_bytes)
    }

    /// The whole of it, in memory.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        self.content()?.bytes(self.size_bytes()).await
    }

    /// Reads it from its beginning, piece by piece. Readers of one file do not disturb each other.
    ///
    /// # Errors
    /// When it has not arrived yet.
    pub fn reader(&self) -> io::Result<FileReader> {
        Ok(FileReader::new(self.content()?.clone()))
    }

    /// Keeps it at `path`, which replaces what is there in one step, or not at all. The path is the application's own:
    /// never one made of [`name`](Self::name).
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn persist(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.content()?.persist(path.as_ref().to_owned()).await
    }

    fn content(&self) -> io::Result<&Content> {
        match self.arrived().map(|arrived| &arrived.content) {
            Some(Content::Refused) => Err(io::Error::other("this file was refused, and nothing of it was kept")),
            Some(content) => Ok(content),
            None => Err(io::Error::other("this file has not arrived yet: its content is there when the function runs")),
        }
    }

    /// Adds what it has to be, and says what is wrong with what has already arrived.
    pub(crate) fn demand(&self, rule: Rule) -> Option<Refusal> {
        if let Some(arrived) = self.arrived() {
            return rule.refusal(&arrived.content_type, &arrived.head, true, arrived.size_bytes);
        }
        self.0.rules.lock().unwrap_or_else(PoisonError::into_inner).push(rule);
        None
    }

    /// What it has to be, as far as is known.
    pub(crate) fn rules(&self) -> FileRules {
        FileRules(self.0.rules.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Whether a value holds it, beside whoever asks.
    pub(crate) fn is_held(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}

impl FileRules {
    /// What is wrong with a file, as [`Rule::refusal`] says it.
    pub(crate) fn refusal(&self, content_type: &str, head: &[u8], judged: bool, size_bytes: u64) -> Option<Refusal> {
        self.0.iter().find_map(|rule| rule.refusal(content_type, head, judged, size_bytes))
    }

    /// The least of its bounds.
    pub(crate) fn max_bytes(&self) -> Option<u64> {
        let bounds = self.0.iter().filter_map(|rule| match rule {
            Rule::MaxBytes(most) => Some(*most),
            Rule::Accept(_) => None,
        });
        bounds.min()
    }
}

impl Rule {
    /// What is wrong with a file of which so much is known: what it is declared to be, its first bytes (all that count
    /// where `judged`), and how much of it is there.
    pub(crate) fn refusal(self, content_type: &str, head: &[u8], judged: bool, size_bytes: u64) -> Option<Refusal> {
        match self {
            Self::MaxBytes(most) if size_bytes > most => Some(Refusal::too_large(most)),
            Self::Accept(accept) if !file::may_be(content_type, accept) => Some(Refusal::of_type(accept)),
            Self::Accept(accept) if judged && !file::is(content_type, head, accept) => Some(Refusal::of_type(accept)),
            _ => None,
        }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("File");
        out.field("name", &self.name()).field("content_type", &self.content_type());
        out.field("size_bytes", &self.size_bytes()).finish_non_exhaustive()
    }
}

impl Type for File {}

impl JsonSchema for File {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("File")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "binary" })
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(attached::AsReference)
    }
}

#[cfg(test)]
mod tests;
