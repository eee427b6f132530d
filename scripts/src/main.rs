//! `cargo x`: everything that is done with this project goes through here.
fn main() {}
