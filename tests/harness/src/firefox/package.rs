//! The extension as one file, as Firefox installs it for good.

use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Packs a folder into an `.xpi`.
///
/// # Errors
/// When a file cannot be read or written.
pub fn pack(folder: &Path, xpi: &Path) -> Result<()> {
    let mut zip = ZipWriter::new(File::create(xpi)?);
    add(&mut zip, folder, "")?;
    zip.finish()?;
    Ok(())
}

/// The id that the manifest gives the extension.
///
/// # Errors
/// When there is no such manifest or no id in it.
pub fn id(folder: &Path) -> Result<String> {
    let manifest = fs::read_to_string(folder.join("manifest.json")).context("no built extension")?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest)?;
    let id = manifest["browser_specific_settings"]["gecko"]["id"].as_str();
    Ok(id.context("the manifest has no id for Firefox")?.to_owned())
}

fn add(zip: &mut ZipWriter<File>, folder: &Path, prefix: &str) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            add(zip, &entry.path(), &format!("{name}/"))?;
        } else {
            zip.start_file(name, SimpleFileOptions::default())?;
            zip.write_all(&fs::read(entry.path())?)?;
        }
    }
    Ok(())
}
