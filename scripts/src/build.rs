//! `cargo x build`: one source, one folder for each browser; they differ in the manifest alone.

use crate::{glue, locales, manifest, root};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The browsers, by the name of their folder and of their part of the manifest template.
pub const BROWSERS: [&str; 2] = ["chrome", "firefox"];

/// Files of `extension/` that are sources of something else, not shipped as they are.
const SOURCES: [&str; 2] = ["manifest.json", "_locales"];

/// Chrome lets nobody ask for `proxy` later, and with it warns of all websites at the installation: so not in the normal
/// build.
const WITH_PROXY: &str = "chrome-proxy";

/// Writes `dist/chrome` and `dist/firefox`.
pub fn build() -> Result<()> {
    write(&BROWSERS)
}

/// Writes `dist/chrome-proxy` as well, which can use proxies.
pub fn build_with_proxy() -> Result<()> {
    write(&[&BROWSERS[..], &[WITH_PROXY]].concat())
}

fn write(folders: &[&str]) -> Result<()> {
    let wasm = glue::make()?;
    for browser in folders {
        let dist = root::path("dist").join(browser);
        if dist.exists() {
            fs::remove_dir_all(&dist).with_context(|| format!("cannot clear {}", dist.display()))?;
        }
        for entry in fs::read_dir(root::path("extension"))? {
            let entry = entry?;
            let name = entry.file_name();
            if !SOURCES.iter().any(|source| name == *source) {
                copy(&entry.path(), &dist.join(name))?;
            }
        }
        copy(&wasm, &dist.join("wasm"))?;
        locales::write(&root::path("extension/_locales"), &dist.join("_locales"))?;
        manifest::write(&root::path("extension/manifest.json"), browser, &dist)?;
        println!("dist/{browser}");
    }
    Ok(())
}

/// Copies a file, or a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(())
}
