//! All tables in one file of bytes, and a few lines of Rust that say where each of them stands in it.

use crate::hash;
use std::fmt::{Display, Write};
use std::path::PathBuf;

/// The file as it grows, and the constants that go with it.
#[derive(Default)]
pub struct Book {
    bytes: Vec<u8>,
    code: String,
}

impl Book {
    /// Adds a table; numbers stand in it with their low byte first.
    pub fn table(&mut self, name: &str, bytes: impl IntoIterator<Item = u8>) {
        let from = self.bytes.len();
        self.bytes.extend(bytes);
        let to = self.bytes.len();
        self.constant(name, "Table", format!("Table {{ from: {from}, to: {to} }}"));
    }

    /// A constant for the code alone.
    pub fn constant(&mut self, name: &str, kind: &str, value: impl Display) {
        // Every row has its number; the code names a few of them.
        writeln!(self.code, "#[allow(dead_code)]\npub(super) const {name}: {kind} = {value};").unwrap();
    }

    /// Writes `knowledge.bin` and `knowledge.rs` into the build's folder. The file ends with its own hash, which the code
    /// knows: a file of another build is told by it.
    pub fn write(mut self) {
        let seal = hash(&self.bytes);
        self.constant("SEAL", "[u8; 4]", format!("{:?}", seal.to_le_bytes()));
        self.constant("LENGTH", "usize", self.bytes.len() + 4);
        self.bytes.extend(seal.to_le_bytes());
        let folder = PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
        std::fs::write(folder.join("knowledge.bin"), self.bytes).unwrap();
        std::fs::write(folder.join("knowledge.rs"), self.code).unwrap();
    }
}
