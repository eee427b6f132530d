//! A popup state as a file: the picture as JSON, then, after `---- en` and `---- de`, what is to be read.

use super::locale::{files, root};
use rebound::json::{Json, Stored};
use rebound::view::picture::Picture;
use std::path::PathBuf;

/// The languages that every case is read in.
pub const LANGUAGES: [&str; 2] = ["en", "de"];

/// One state of the popup.
pub struct Case {
    /// The file's name without its ending.
    pub name: String,
    /// The file.
    #[allow(dead_code, reason = "the gallery does not rewrite")]
    pub path: PathBuf,
    /// The whole file as it stands.
    #[allow(dead_code, reason = "the gallery does not compare")]
    pub text: String,
    /// The part before the first `----`.
    #[allow(dead_code, reason = "the gallery does not rewrite")]
    pub input: String,
    /// The input as a picture.
    pub picture: Picture,
}

/// All cases, by name.
pub fn cases() -> Vec<Case> {
    files(&root().join("tests/cases/popup")).into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Case {
    let text = std::fs::read_to_string(&path).unwrap();
    let input = text.split("\n----").next().unwrap_or_default().trim_end().to_string();
    let json = Json::parse(&input).unwrap_or_else(|| panic!("{}: no JSON", path.display()));
    let picture = Picture::read(&json).unwrap_or_else(|| panic!("{}: no picture", path.display()));
    let written = picture.to_json();
    if let Json::Object(members) = json {
        for (key, _) in members {
            assert!(written.contains(&format!("\"{key}\":")), "{}: a picture has no '{key}'", path.display());
        }
    }
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    Case { name, path, text, input, picture }
}
