//! The core as Wasm, with the JavaScript that loads it.

use crate::{node, root, snip};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// The modules: name, and how cargo is told which parts of the core are in it.
///
/// What waits in the background and what the popup opens with is the small one; the other has routes, remedies and the
/// report as well, and is loaded when somebody asks for one of them.
const MODULES: [(&str, &[&str]); 2] = [("rebound", &["--no-default-features"]), ("tools", &[])];

/// What the core knows, as its build script writes it: both modules read the same file.
const KNOWLEDGE: &str = "knowledge.bin";

/// Compiles the core and writes `NAME.js` and `NAME_bg.wasm` for each module, and the tables beside them; the answer is
/// their folder.
pub fn make() -> Result<PathBuf> {
    let folder = root::target().join("glue");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (name, features) in MODULES {
        let (wasm, knowledge) = compile(features)?;
        let mut glue = Bindgen::new()
            .input_path(wasm)
            .out_name(name)
            .web(true)?
            .typescript(false)
            .omit_default_module_path(true) // background.js and popup.js name the file themselves
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate_output()
            .context("wasm-bindgen failed; its version here and in crate/Cargo.toml must be the same")?;
        snip::panics(glue.wasm_mut());
        snip::places(glue.wasm_mut());
        glue.emit(&folder)?;
        optimise(name, &folder.join(format!("{name}_bg.wasm")))?;
        let tables = fs::read(&knowledge).with_context(|| format!("cannot read {}", knowledge.display()))?;
        let shipped = folder.join(KNOWLEDGE);
        let is_same = !shipped.exists() || fs::read(&shipped)? == tables;
        ensure!(is_same, "the modules were built with different tables");
        fs::write(shipped, tables)?;
    }
    Ok(folder)
}

/// The module as the compiler leaves it, and the tables that its build script wrote.
fn compile(features: &[&str]) -> Result<(PathBuf, PathBuf)> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root::path("")).args([
        "rustc",
        "--quiet",
        "--release",
        "--package",
        "rebound",
        "--lib",
        "--message-format=json-render-diagnostics",
    ]);
    cargo.args(["--target", TARGET, "--crate-type=cdylib"]).args(features);
    let output = cargo.stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    ensure!(
        output.status.success(),
        "the core does not compile for {TARGET} (rustup target add {TARGET} installs the target)"
    );
    let knowledge =
        out_dir(&output.stdout).context("cargo does not say where the tables are")?.join(KNOWLEDGE);
    Ok((root::target().join(TARGET).join("release/rebound.wasm"), knowledge))
}

/// Where the core's build script writes to, among the messages of cargo.
fn out_dir(messages: &[u8]) -> Option<PathBuf> {
    let crate_dir = format!("{}#", root::path("crate").display());
    messages.split(|byte| *byte == b'\n').find_map(|line| {
        let message: Value = serde_json::from_slice(line).ok()?;
        let is_ours = message["reason"] == "build-script-executed"
            && message["package_id"].as_str()?.contains(&crate_dir);
        is_ours.then(|| message["out_dir"].as_str().map(PathBuf::from))?
    })
}

/// What makes the module smallest. Each is worth about a hundredth: loops and branches built anew, a second round, and
/// that nothing lies in the first KB of the memory, where Rust has the far end of its stack.
const PASSES: [&str; 5] = ["--flatten", "--rereloop", "-Oz", "-Oz", "--low-memory-unused"];

/// Makes the module smaller (by about 8 %, 4 % when compressed) where there is a `wasm-opt`: the one that WASM_OPT names
/// (binaryen 117 or newer: Debian's 108 breaks the module), else the pinned one for Node. It takes seconds, so the last
/// result is kept.
fn optimise(name: &str, wasm: &Path) -> Result<()> {
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
    let kept = root::target().join("wasm-opt").join(name.to_owned() + &PASSES.concat());
    let (before, after) = (kept.join("before.wasm"), kept.join("after.wasm"));
    let module = fs::read(wasm)?;
    if !(after.is_file() && fs::read(&before).is_ok_and(|before| before == module)) {
        fs::create_dir_all(&kept)?;
        let _there_was_none = fs::remove_file(&after);
        fs::write(&before, module)?;
        let status = tool.args(PASSES).arg(&before).arg("-o").arg(&after).status();
        ensure!(status.context("cannot start wasm-opt")?.success(), "wasm-opt failed");
    }
    fs::copy(after, wasm)?;
    Ok(())
}
