//! `uuid::Uuid`, which writes itself as the wire does.

use crate::schema::Type;

impl Type for uuid::Uuid {}
