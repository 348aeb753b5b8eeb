//! The generator of Mizan.
