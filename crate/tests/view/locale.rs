//! A language read from `extension/_locales`, as `chrome.i18n` reads it.

use rebound::view::wording::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One entry of a `messages.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The text, placeholders as `$NAME$`.
    pub message: String,
    /// For translators.
    #[serde(default, rename = "description")]
    _description: String,
    /// By lower-case name.
    #[serde(default)]
    pub placeholders: BTreeMap<String, Placeholder>,
}

/// What stands for a placeholder.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placeholder {
    /// `$1` … `$9`.
    pub content: String,
}

/// All messages of one language, whatever file they stand in.
pub struct Locale {
    /// `en`, `de`.
    pub language: String,
    /// By id.
    pub messages: BTreeMap<String, Message>,
}

impl Locale {
    /// Reads every JSON file of the language's folder.
    pub fn read(language: &str) -> Self {
        let mut messages = BTreeMap::new();
        for file in files(&root().join("extension/_locales").join(language)) {
            let text = std::fs::read_to_string(&file).unwrap();
            let some: BTreeMap<String, Message> =
                serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            for (id, message) in some {
                assert!(messages.insert(id.clone(), message).is_none(), "{id} stands twice in {language}");
            }
        }
        Self { language: language.into(), messages }
    }
}

impl Language for Locale {
    fn message(&self, id: &str, arguments: &[String]) -> Option<String> {
        let message = self.messages.get(id)?;
        let mut text = message.message.clone();
        for (name, placeholder) in &message.placeholders {
            let number: usize = placeholder.content.trim_start_matches('$').parse().unwrap();
            let value = arguments.get(number - 1).map_or("", String::as_str);
            text = text.replace(&format!("${}$", name.to_uppercase()), value);
        }
        Some(text.replace("$$", "$"))
    }

    fn plural(&self, count: u64) -> String {
        // The rule of English and German alike (Unicode CLDR).
        if count == 1 { "one".into() } else { "other".into() }
    }

    fn number(&self, count: u64) -> String {
        let separator = if self.language == "de" { '.' } else { ',' };
        let digits = count.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    fn day(&self, ms: u64) -> String {
        format!("‹day {}›", ms / 86_400_000)
    }

    fn moment(&self, ms: u64) -> String {
        format!("‹moment {}›", ms / 60_000)
    }
}

/// The project's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The files of a folder, by name.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
