//! The files that a call's arguments refer to, from `{"$file": "name"}` to the part of that name.

use super::{Arrived, File};
use crate::error::Error;
use mizan_core::file::{self, MEMBER, Reference};
use mizan_core::json::Value;
use serde::de::{Error as _, MapAccess, Visitor};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

/// The files of one call, by the names of their parts.
#[derive(Debug, Default)]
pub(crate) struct Attached {
    files: HashMap<String, Awaited>,
}

/// A file and the place of it in the arguments.
#[derive(Debug)]
pub(crate) struct Awaited {
    pub(crate) file: File,
    pub(crate) path: String,
    pub(crate) is_here: bool,
}

thread_local! {
    /// The files of the call whose arguments this thread is reading: serde has no other way to hand them to a type.
    static READING: RefCell<Option<Rc<HashMap<String, File>>>> = const { RefCell::new(None) };
}

impl Attached {
    /// Finds the references in a call's arguments.
    ///
    /// # Errors
    /// When two of them name one part, or there are too many.
    pub(crate) fn of(args: &Value<'_>) -> Result<Self, Error> {
        let awaited = |found: Reference| {
            let awaited = Awaited { file: File::expected(), path: found.path, is_here: false };
            (found.part, awaited)
        };
        let found = file::references(args).map_err(Error::refusal)?;
        Ok(Self { files: found.into_iter().map(awaited).collect() })
    }

    /// Reads arguments, in which these files are found.
    pub(crate) fn scope<T>(&self, read: impl FnOnce() -> T) -> T {
        let files = self.files.iter().map(|(name, awaited)| (name.clone(), awaited.file.clone())).collect();
        let _reading = Reading(READING.replace(Some(Rc::new(files))));
        read()
    }

    /// Refuses references that the arguments have where no file is wanted.
    ///
    /// # Errors
    /// The place of one.
    pub(crate) fn check_wanted(&self) -> Result<(), Error> {
        let unwanted = self.files.values().find(|awaited| !awaited.file.is_held());
        unwanted.map_or(Ok(()), |awaited| Err(Error::refusal(file::unwanted(&awaited.path))))
    }

    /// The file that a part of that name is.
    pub(crate) fn part(&mut self, name: &str) -> Option<&mut Awaited> {
        self.files.get_mut(name)
    }

    /// Takes files that were read before.
    pub(crate) fn arrive(&mut self, files: &mut HashMap<String, Arrived>) {
        for (name, arrived) in files.drain() {
            if let Some(awaited) = self.files.get_mut(&name) {
                awaited.file.arrive(arrived);
                awaited.is_here = true;
            }
        }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Awaited> {
        self.files.values()
    }

    /// Refuses a body that has ended without one of them.
    ///
    /// # Errors
    /// The place of it.
    pub(crate) fn check_arrived(&self) -> Result<(), Error> {
        let missing = self.files.values().find(|awaited| !awaited.is_here);
        missing.map_or(Ok(()), |awaited| Err(Error::refusal(file::missing(&awaited.path))))
    }
}

/// Ends the reading, also where it panics.
struct Reading(Option<Rc<HashMap<String, File>>>);

impl Drop for Reading {
    fn drop(&mut self) {
        READING.replace(self.0.take());
    }
}

/// Whether the arguments that this thread is reading may have files.
pub(crate) fn is_reading() -> bool {
    READING.with_borrow(Option::is_some)
}

/// Reads `{"$file": "name"}`.
pub(super) struct AsReference;

impl<'de> Visitor<'de> for AsReference {
    type Value = File;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a file, as {\"$file\": \"name of its part\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<File, A::Error> {
        let member: Option<String> = members.next_key()?;
        if member.as_deref() != Some(MEMBER) {
            return Err(A::Error::custom(Expected));
        }
        let name: String = members.next_value()?;
        if members.next_key::<String>()?.is_some() {
            return Err(A::Error::custom(Expected));
        }
        let Some(files) = READING.with_borrow(Clone::clone) else {
            return Err(A::Error::custom(
                "a file does not travel in JSON: send multipart/form-data, with this as the part `call`",
            ));
        };
        files.get(&name).cloned().ok_or_else(|| A::Error::custom(Expected))
    }
}

struct Expected;

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected ")?;
        AsReference.expecting(f)
    }
}
