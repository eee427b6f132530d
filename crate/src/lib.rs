//! Rebound's core: events in, effects out; no clock, no randomness, no browser.
//!
//! The core never panics on what a page, a server or a browser sends: odd input gives findings.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]
#![warn(missing_docs)]
// Routes and remedies stay in the source of the module that goes without; the linker leaves them out.
#![cfg_attr(not(feature = "tools"), allow(dead_code, unused_imports))]

pub mod access;
pub mod app;
pub mod date;
pub mod diagnosis;
pub mod effect;
pub mod event;
pub mod failure;
pub mod fetch;
pub mod incident;
pub mod json;
pub mod knowledge;
pub mod message;
pub mod patience;
pub mod remedy;
pub mod report;
pub mod retry;
pub mod retry_after;
pub mod route;
pub mod settings;
pub mod site;
pub mod view;
pub mod wait;

#[cfg(target_arch = "wasm32")]
mod shell;
