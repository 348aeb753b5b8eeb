//! Conduit, the `RealWorld` application, on Mizan and axum.
//!
//! The binary is thin; everything is here so that tests start the same application.
//!
//! What is deliberately absent: no REST API, no hand-written client and no cache key. The pages call
//! the server functions of the `api` module through the client that `mizan generate` writes.

pub mod api;
pub mod app;
pub mod config;
pub mod db;
pub mod markdown;
pub mod page;
pub mod password;
pub mod picture;
pub mod seed;
pub mod session;
pub mod site;
pub mod slug;
