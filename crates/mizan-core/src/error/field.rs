//! What is wrong with single fields.

use serde::{Serialize, Serializer};

/// One complaint about one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// For programs; the validator's own, such as `invalid_email`.
    pub code: String,
    /// For people.
    pub message: String,
}

impl FieldError {
    /// A complaint of `code` that says `message`.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        FieldError { code: code.into(), message: message.into() }
    }
}

/// Complaints by field, in the order in which the fields were first complained about: that of the arguments or of the
/// form, so that a page lists them as a person meets them. An object on the wire, in the same order.
///
/// ```
/// use mizan_core::error::{FieldError, Fields};
///
/// let mut fields = Fields::default();
/// fields.push("title", FieldError::new("required", "can't be blank"));
/// fields.push("body", FieldError::new("required", "can't be blank"));
/// fields.push("title", FieldError::new("min_length", "is too short"));
/// assert_eq!(fields.names().collect::<Vec<_>>(), ["title", "body"]);
/// assert_eq!(fields.get("title").len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields(Vec<(String, Vec<FieldError>)>);

impl Fields {
    /// Adds a complaint about `field`, behind those that it has.
    pub fn push(&mut self, field: impl Into<String>, error: FieldError) {
        let field = field.into();
        match self.0.iter_mut().find(|(name, _)| *name == field) {
            Some((_, errors)) => errors.push(error),
            None => self.0.push((field, vec![error])),
        }
    }

    /// The complaints about `field`; none where nothing is wrong with it.
    #[must_use]
    pub fn get(&self, field: &str) -> &[FieldError] {
        self.0.iter().find(|(name, _)| name == field).map_or(&[], |(_, errors)| errors)
    }

    /// Whether there is no complaint.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields that something is wrong with.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The fields, each with its complaints.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[FieldError])> {
        self.0.iter().map(|(name, errors)| (name.as_str(), errors.as_slice()))
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
