//! Requests through a real router, as a client's HTTP library would send them.

mod affects;
mod app;
mod call;
mod constraint;
mod contract;
mod cross_site;
mod failure;
mod fault;
mod form;
mod format;
mod guard;
mod identity;
mod key;
mod layer;
mod limit;
mod param;
mod read;
mod schema;
mod shared;
mod socket;
mod testing;
mod upload;
mod upload_fault;
mod upload_limit;
mod view;
mod wide;
