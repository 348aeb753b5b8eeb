//! `uuid::Uuid`, which writes itself as the wire does.

use super::texts;
use crate::constraint::{self, Violations};
use crate::schema::Type;
use mizan_core::format::Format;
use mizan_core::json::Value;

texts!(uuid::Uuid = Uuid);
