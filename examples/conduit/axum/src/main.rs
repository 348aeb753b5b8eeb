//! Conduit on axum.
fn main() {}
