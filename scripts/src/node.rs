//! Tools that exist for Node only: pinned by a lock file, and installed into the target folder when first needed.

use crate::{root, setup};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Debian 12's. Older ones lack what web-ext needs.
const NODE_MIN: u32 = 18;

/// Mozilla's linter for extensions.
pub const WEB_EXT: &str = "web-ext/bin/web-ext.js";
/// The optimiser for Wasm. Debian's own (108) breaks modules of wasm-bindgen.
pub const WASM_OPT: &str = "binaryen/bin/wasm-opt";

/// The command that runs a tool; installs all of them when the lock file is new.
///
/// # Errors
/// When there is no Node, it is too old, or the tools cannot be installed.
pub fn tool(file: &str) -> Result<Command> {
    let node = setup::find("node").context("Node is missing")?;
    let version = Command::new(&node).arg("--version").output().context("cannot start node")?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_string();
    ensure!(is_new_enough(&version), "Node {NODE_MIN} or newer is needed, not {version}");
    let folder = root::target().join("node");
    install(&folder)?;
    let mut command = Command::new(node);
    command.arg("--require").arg(root::path("scripts/node/file.cjs"));
    command.arg(folder.join("node_modules").join(file)).current_dir(root::path(""));
    Ok(command)
}

fn is_new_enough(version: &str) -> bool {
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    major.is_some_and(|major: u32| major >= NODE_MIN)
}

fn install(folder: &Path) -> Result<()> {
    let wanted = fs::read(root::path("scripts/node/package-lock.json"))?;
    let installed = folder.join("installed.json"); // written last: a broken installation is done again
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let npm = npm().context("npm is missing")?;
    fs::create_dir_all(folder)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(root::path("scripts/node").join(name), folder.join(name))?;
    }
    println!("installing the tools for Node");
    let mut npm = Command::new(npm);
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    let done = npm.current_dir(folder).stdin(Stdio::null()).output().context("cannot start npm")?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "npm ci failed: {}", said.lines().next().unwrap_or_default());
    fs::write(installed, wanted)?;
    Ok(())
}

fn npm() -> Option<PathBuf> {
    if cfg!(windows) { Some("npm.cmd".into()) } else { setup::find("npm") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_16_is_too_old_and_18_is_not() {
        assert!(!is_new_enough("v16.20.2"));
        assert!(is_new_enough("v18.20.4") && is_new_enough("v24.1.0"));
        assert!(!is_new_enough(""));
    }

    #[test]
    fn the_lock_file_pins_every_tool_and_names_no_registry() {
        let lock = fs::read_to_string(root::path("scripts/node/package-lock.json")).unwrap();
        for tool in ["web-ext", "axe-core", "binaryen"] {
            assert!(lock.contains(&format!("\"node_modules/{tool}\"")), "{tool}");
        }
        assert!(!lock.contains("\"resolved\""));
    }
}
