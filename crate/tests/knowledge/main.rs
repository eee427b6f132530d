//! What is known of errors and statuses: every row of every table, and every form a signal comes in.

mod codes;
#[path = "../../build/proxy_errors.rs"]
mod proxy_errors;
mod signals;
mod tables;
mod words;
