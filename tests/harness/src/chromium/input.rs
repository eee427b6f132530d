//! Real clicks and keys.

use super::devtools::Connection;
use anyhow::{Result, ensure};
use serde_json::json;

/// DOM name, DOM code, Windows virtual key code, text that it types.
const KEYS: [(&str, &str, u32, &str); 15] = [
    ("Tab", "Tab", 9, ""),
    ("Enter", "Enter", 13, "\r"),
    (" ", "Space", 32, " "),
    ("Escape", "Escape", 27, ""),
    ("Backspace", "Backspace", 8, ""),
    ("PageUp", "PageUp", 33, ""),
    ("PageDown", "PageDown", 34, ""),
    ("End", "End", 35, ""),
    ("Home", "Home", 36, ""),
    ("ArrowLeft", "ArrowLeft", 37, ""),
    ("ArrowUp", "ArrowUp", 38, ""),
    ("ArrowRight", "ArrowRight", 39, ""),
    ("ArrowDown", "ArrowDown", 40, ""),
    ("Delete", "Delete", 46, ""),
    ("F5", "F5", 116, ""),
];

/// Moves there, presses and releases the left button.
///
/// # Errors
/// When the page is gone.
pub fn click(connection: &mut Connection, session: &str, x: f64, y: f64) -> Result<()> {
    for (kind, button, count) in
        [("mouseMoved", "none", 0), ("mousePressed", "left", 1), ("mouseReleased", "left", 1)]
    {
        let event = json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": count });
        connection.call(session, "Input.dispatchMouseEvent", event)?;
    }
    Ok(())
}

/// Presses and releases a key.
///
/// # Errors
/// When the key is not known, or the page is gone.
pub fn press(connection: &mut Connection, session: &str, key: &str) -> Result<()> {
    let (code, number, text) = match KEYS.iter().find(|(name, ..)| *name == key) {
        Some((_, code, number, text)) => ((*code).to_owned(), *number, *text),
        None => letter(key)?,
    };
    let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
    for (kind, text) in [(down, text), ("keyUp", "")] {
        let event = json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number,
            "nativeVirtualKeyCode": number, "text": text });
        connection.call(session, "Input.dispatchKeyEvent", event)?;
    }
    Ok(())
}

fn letter(key: &str) -> Result<(String, u32, &str)> {
    let upper = key.to_ascii_uppercase();
    let byte = upper.bytes().next().filter(u8::is_ascii_alphanumeric);
    ensure!(upper.len() == 1 && byte.is_some(), "no such key: {key}");
    let kind = if upper.as_bytes()[0].is_ascii_digit() { "Digit" } else { "Key" };
    Ok((format!("{kind}{upper}"), u32::from(upper.as_bytes()[0]), key))
}
