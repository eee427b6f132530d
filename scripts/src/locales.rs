//! Texts: the files of a language's folder become its one `messages.json`, and no language may lack a message.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Merges `from/<language>/*.json` into `to/<language>/messages.json`.
pub fn write(from: &Path, to: &Path) -> Result<()> {
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir(from).with_context(|| format!("no folder {}", from.display()))? {
        let entry = entry?;
        languages.insert(entry.file_name().to_string_lossy().into_owned(), read(&entry.path())?);
    }
    compare(&languages)?;
    for (language, messages) in languages {
        let folder = to.join(language);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("messages.json"), serde_json::to_string(&messages)?)?;
    }
    Ok(())
}

/// All messages of one language; an id may be there only once.
fn read(folder: &Path) -> Result<Map<String, Value>> {
    let mut messages = Map::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let text = fs::read_to_string(&path)?;
        let file: Map<String, Value> =
            serde_json::from_str(&text).with_context(|| format!("{} is no JSON object", path.display()))?;
        for (id, message) in file {
            ensure!(message["message"].is_string(), "{}: '{id}' has no message", path.display());
            ensure!(
                messages.insert(id.clone(), message).is_none(),
                "{}: '{id}' is there twice",
                path.display()
            );
        }
    }
    Ok(messages)
}

fn compare(languages: &BTreeMap<String, Map<String, Value>>) -> Result<()> {
    let mut lacking = Vec::new();
    for (language, messages) in languages {
        for (other, others) in languages {
            for id in others.keys().filter(|id| !messages.contains_key(*id)) {
                lacking.push(format!("{language} lacks '{id}', which {other} has"));
            }
        }
    }
    if !lacking.is_empty() {
        bail!("incomplete texts:\n{}", lacking.join("\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(ids: &[&str]) -> Map<String, Value> {
        ids.iter().map(|id| (id.to_string(), serde_json::json!({ "message": "x" }))).collect()
    }

    #[test]
    fn a_language_that_lacks_a_message_fails_the_build_and_is_named() {
        let complete = BTreeMap::from([("de".into(), language(&["a"])), ("en".into(), language(&["a"]))]);
        assert!(compare(&complete).is_ok());
        let lacking = BTreeMap::from([("de".into(), language(&["a"])), ("en".into(), language(&["a", "b"]))]);
        assert!(compare(&lacking).unwrap_err().to_string().contains("de lacks 'b'"));
    }
}
