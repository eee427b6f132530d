//! What is known of errors and statuses: every row of every table, and every form a signal comes in.

mod codes;
mod signals;
mod tables;
mod words;
