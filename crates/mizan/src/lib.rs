//! Mizan for axum.
