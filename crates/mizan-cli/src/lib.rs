//! The mizan command, as a library.
