//! Turns the tables in `knowledge/` into constants, so that no parser and no text table ships in the Wasm.

#[path = "build/conditions.rs"]
mod conditions;
#[path = "build/gateways.rs"]
mod gateways;
#[path = "build/keys.rs"]
mod keys;
#[path = "build/pool.rs"]
mod pool;
#[path = "build/table.rs"]
mod table;

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=knowledge");
    println!("cargo::rerun-if-changed=src/knowledge/key.rs");
    conditions::write("conditions.rs");
    gateways::write("gateways.rs");
}
