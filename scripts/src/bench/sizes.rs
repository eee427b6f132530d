//! What the browsers have to load: the module that waits and opens the popup, and what comes after a click.

use super::table::{Figure, Table};
use crate::root;
use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Of the module that background and popup load, in KB of 1000 bytes.
const RAW_MAX_KB: f64 = 250.0;
const GZIPPED_MAX_KB: f64 = 110.0;
/// The module that background and popup load.
const SMALL: &str = "rebound_bg.wasm";
/// Code, pages and pictures are no matter of size here.
const OTHERS: [&str; 5] = ["js", "css", "html", "json", "png"];

/// Measures every binary that ships.
///
/// # Errors
/// When nothing is built.
pub fn measure(table: &mut Table) -> Result<()> {
    let mut files = Vec::new();
    binaries(&root::path("dist/chrome"), &mut files).context("nothing is built: cargo x build")?;
    files.sort_by_key(|file| !file.ends_with(SMALL));
    for file in files {
        let bytes = fs::read(&file)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&bytes)?;
        let [raw, gzipped] = [bytes.len(), gzip.finish()?.len()].map(|size| vec![size as f64 / 1000.0]);
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let raw = Figure::new(format!("size of {name}"), "KB", raw);
        let gzipped = Figure::new(format!("size of {name}, gzipped"), "KB", gzipped);
        let is_small = file.ends_with(SMALL);
        table.add(if is_small { raw.median_at_most(RAW_MAX_KB) } else { raw });
        table.add(if is_small { gzipped.median_at_most(GZIPPED_MAX_KB) } else { gzipped });
    }
    Ok(())
}

fn binaries(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            binaries(&path, found)?;
        } else if !path.extension().is_some_and(|end| OTHERS.iter().any(|other| end == *other)) {
            found.push(path);
        }
    }
    Ok(())
}
