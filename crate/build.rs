//! Turns the tables in `knowledge/` into one file of bytes, so that neither a parser nor a table ships in the Wasm.

#[path = "build/book.rs"]
mod book;
#[path = "build/conditions.rs"]
mod conditions;
#[path = "build/gateways.rs"]
mod gateways;
#[path = "build/keys.rs"]
mod keys;
#[path = "build/pool.rs"]
mod pool;
#[path = "build/proxy_errors.rs"]
mod proxy_errors;
#[path = "build/said.rs"]
mod said;
#[path = "build/table.rs"]
mod table;

/// FNV-1a (draft-eastlake-fnv), as `knowledge/scan.rs` computes it.
fn hash(text: &[u8]) -> u32 {
    text.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=knowledge");
    println!("cargo::rerun-if-changed=src/knowledge/key.rs");
    let mut book = book::Book::default();
    conditions::add(&mut book);
    gateways::add(&mut book);
    said::add(&mut book);
    book.write();
}
