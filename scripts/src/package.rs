//! `cargo x zip`: the built folders as the stores take them; the same folder gives the same bytes.

use crate::{build, root};
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Writes `dist/rebound-<version>-<browser>.zip` for each built folder.
///
/// # Errors
/// When a file cannot be read or written.
pub fn zip() -> Result<()> {
    for browser in build::BROWSERS {
        let name = format!("dist/rebound-{}-{browser}.zip", env!("CARGO_PKG_VERSION"));
        pack(&root::path("dist").join(browser), &root::path(&name))?;
        println!("{name} ({} KB)", fs::metadata(root::path(&name))?.len() / 1000);
    }
    Ok(())
}

/// Packs a folder: names in order, no times, so that packing again changes nothing.
fn pack(folder: &Path, to: &Path) -> Result<()> {
    let mut names = Vec::new();
    list(folder, "", &mut names)?;
    names.sort();
    let mut zip = ZipWriter::new(File::create(to).with_context(|| format!("cannot write {}", to.display()))?);
    for name in names {
        zip.start_file(&name, SimpleFileOptions::default().compression_level(Some(9)))?;
        zip.write_all(&fs::read(folder.join(&name))?)?;
    }
    zip.finish()?;
    Ok(())
}

/// All files below a folder, with slashes, as a package names them.
fn list(folder: &Path, before: &str, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))? {
        let entry = entry?;
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_the_same_folder_again_gives_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("in/icons");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("a.svg"), "<svg/>").unwrap();
        fs::write(folder.path().join("in/manifest.json"), "{}").unwrap();
        let packed = ["one.zip", "two.zip"].map(|name| {
            pack(&folder.path().join("in"), &folder.path().join(name)).unwrap();
            fs::read(folder.path().join(name)).unwrap()
        });
        assert_eq!(packed[0], packed[1]);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&packed[0])).unwrap();
        let names =
            (0..archive.len()).map(|index| archive.by_index(index).unwrap().name().unwrap().to_string());
        assert_eq!(names.collect::<Vec<_>>(), ["icons/a.svg", "manifest.json"]);
    }
}
