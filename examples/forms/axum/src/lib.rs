//! One form with a field of every kind: declared in [`WorkshopForm`], and served with its page.
//!
//! Deliberately absent: a database, accounts, a session. What was sent is answered, and forgotten.

mod site;
pub mod workshop;

pub use site::{router, schema};
pub use workshop::WorkshopForm;
