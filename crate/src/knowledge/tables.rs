//! The tables as the build wrote them into one file, `knowledge.bin`: read when a verdict is to be made, and not before.
//!
//! The Wasm is handed the file by its shell. Until then, and where the file is of another build, every look-up finds
//! nothing, and a verdict says no more than the status does.

use super::Row;
use std::cell::Cell;

include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

/// A native build carries the file along.
#[cfg(not(target_arch = "wasm32"))]
const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));
#[cfg(target_arch = "wasm32")]
const BUILT_IN: &[u8] = &[];

thread_local! {
    static FILE: Cell<&'static [u8]> = const { Cell::new(BUILT_IN) };
}

/// Takes the file in; `false`, and nothing changes, if it is not the one that this code was built with.
pub fn load(file: Vec<u8>) -> bool {
    let is_ours = file.len() == LENGTH && file.ends_with(&SEAL);
    if is_ours {
        FILE.set(file.leak());
    }
    is_ours
}

/// Is the file there?
pub fn is_loaded() -> bool {
    !FILE.get().is_empty()
}

/// As if nobody had handed the file in.
#[cfg(test)]
pub fn unload() {
    FILE.set(&[]);
}

/// One table: where it stands in the file.
#[derive(Clone, Copy)]
pub(super) struct Table {
    from: usize,
    to: usize,
}

impl Table {
    /// Its bytes; none as long as the file is missing.
    pub(super) fn bytes(self) -> &'static [u8] {
        FILE.get().get(self.from..self.to).unwrap_or_default()
    }

    /// Its text, one entry a line.
    pub(super) fn text(self) -> &'static str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    /// Its numbers of two bytes, the low one first.
    pub(super) fn twos(self) -> &'static [[u8; 2]] {
        self.bytes().as_chunks().0
    }

    /// Its entries of three bytes.
    pub(super) fn threes(self) -> &'static [[u8; 3]] {
        self.bytes().as_chunks().0
    }

    /// Its numbers of four bytes, the low one first.
    pub(super) fn fours(self) -> &'static [[u8; 4]] {
        self.bytes().as_chunks().0
    }
}
