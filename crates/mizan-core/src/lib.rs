//! The engine of Mizan.
