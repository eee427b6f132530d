//! What the pages show: pure functions from a picture of the state to a tree of nodes.

pub mod help;
pub mod node;
pub mod options;
pub mod picture;
pub mod popup;
pub mod wording;

mod access;
mod advice;
mod duration;
mod fold;
mod hops;
mod notices;
mod preview;
mod remedies;
mod reporting;
mod routes;
mod timeline;
mod trying;
mod verdict;
#[cfg(feature = "tools")]
mod way;
pub mod why;
