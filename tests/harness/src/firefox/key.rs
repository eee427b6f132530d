//! Keys, from their DOM names to the characters that WebDriver has for them.

use anyhow::{Result, bail};

/// <https://www.w3.org/TR/webdriver2/#keyboard-actions>
const KEYS: &[(&str, char)] = &[
    ("Backspace", '\u{e003}'),
    ("Tab", '\u{e004}'),
    ("Enter", '\u{e006}'),
    ("Shift", '\u{e008}'),
    ("Escape", '\u{e00c}'),
    ("PageUp", '\u{e00e}'),
    ("PageDown", '\u{e00f}'),
    ("End", '\u{e010}'),
    ("Home", '\u{e011}'),
    ("ArrowLeft", '\u{e012}'),
    ("ArrowUp", '\u{e013}'),
    ("ArrowRight", '\u{e014}'),
    ("ArrowDown", '\u{e015}'),
    ("Delete", '\u{e017}'),
    ("F5", '\u{e035}'),
];

/// The character for a key: itself for one that types.
///
/// # Errors
/// When the name is unknown.
pub fn character(key: &str) -> Result<char> {
    let mut typed = key.chars();
    if let (Some(character), None) = (typed.next(), typed.next()) {
        return Ok(character);
    }
    match KEYS.iter().find(|(name, _)| *name == key) {
        Some((_, character)) => Ok(*character),
        None => bail!("no such key: {key}"),
    }
}
