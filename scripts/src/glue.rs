//! The core as Wasm, with the JavaScript that loads it.

use crate::root;
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles the core and writes `rebound.js` and `rebound_bg.wasm`; the answer is their folder.
pub fn make() -> Result<PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root::path("")).args([
        "rustc",
        "--quiet",
        "--release",
        "--package",
        "rebound",
        "--lib",
    ]);
    let status =
        cargo.args(["--target", TARGET, "--crate-type=cdylib"]).status().context("cannot start cargo")?;
    ensure!(
        status.success(),
        "the core does not compile for {TARGET} (rustup target add {TARGET} installs the target)"
    );

    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root::path("target"), PathBuf::from);
    let folder = target.join("glue");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    Bindgen::new()
        .input_path(target.join(TARGET).join("release/rebound.wasm"))
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true) // background.js and popup.js name the file themselves
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen failed; its version here and in crate/Cargo.toml must be the same")?;
    optimise(&folder.join("rebound_bg.wasm"))?;
    Ok(folder)
}

/// Runs `wasm-opt` where WASM_OPT names one (binaryen 117 or newer: Debian's 108 breaks the module).
fn optimise(wasm: &std::path::Path) -> Result<()> {
    let Some(tool) = std::env::var_os("WASM_OPT") else { return Ok(()) };
    let status = Command::new(&tool).arg("-Oz").arg(wasm).arg("-o").arg(wasm).status();
    let status = status.with_context(|| format!("cannot start {}", tool.display()))?;
    ensure!(status.success(), "{} failed", tool.display());
    Ok(())
}
