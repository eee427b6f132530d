//! What the pages show: pure functions from a picture of the state to a tree of nodes.

pub mod node;
pub mod picture;
