//! The core as Wasm, with the JavaScript that loads it.

use crate::{node, root, snip};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
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

    let target = root::target();
    let folder = target.join("glue");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut glue = Bindgen::new()
        .input_path(target.join(TARGET).join("release/rebound.wasm"))
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true) // background.js and popup.js name the file themselves
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen failed; its version here and in crate/Cargo.toml must be the same")?;
    snip::panics(glue.wasm_mut());
    glue.emit(&folder)?;
    optimise(&folder.join("rebound_bg.wasm"))?;
    Ok(folder)
}

/// Makes the module smaller (by about 7 %, 3 % when compressed) where there is a `wasm-opt`: the one that WASM_OPT names
/// (binaryen 117 or newer: Debian's 108 breaks the module), else the pinned one for Node. It takes seconds, so the last
/// result is kept.
fn optimise(wasm: &Path) -> Result<()> {
    let mut tool = match std::env::var_os("WASM_OPT") {
        Some(path) => Command::new(path),
        None => match node::tool(node::WASM_OPT) {
            Ok(tool) => tool,
            Err(reason) => {
                println!("the Wasm module is not optimised: {reason:#}");
                return Ok(());
            }
        },
    };
    let kept = root::target().join("wasm-opt");
    let (before, after) = (kept.join("before.wasm"), kept.join("after.wasm"));
    let module = fs::read(wasm)?;
    if !(after.is_file() && fs::read(&before).is_ok_and(|before| before == module)) {
        fs::create_dir_all(&kept)?;
        let _there_was_none = fs::remove_file(&after);
        fs::write(&before, module)?;
        let status = tool.arg("-Oz").arg(&before).arg("-o").arg(&after).status();
        ensure!(status.context("cannot start wasm-opt")?.success(), "wasm-opt failed");
    }
    fs::copy(after, wasm)?;
    Ok(())
}
