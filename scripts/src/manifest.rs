//! A manifest for each browser from one template: what is in `all`, and over it what is in the browser's own part.
//!
//! A variant such as `chrome-proxy` has what its browser has, and its lists grow by what is in the variant's part.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// Writes `manifest.json` into a browser's folder; every file it names must be there.
pub fn write(template: &Path, browser: &str, dist: &Path) -> Result<()> {
    let template: Value =
        serde_json::from_str(&fs::read_to_string(template)?).context("manifest template")?;
    let manifest = merge(&template, browser)?;
    for file in files(&manifest) {
        ensure!(
            dist.join(&file).is_file(),
            "the manifest for {browser} names '{file}', which does not exist"
        );
    }
    fs::write(dist.join("manifest.json"), serde_json::to_string_pretty(&manifest)?)?;
    Ok(())
}

fn merge(template: &Value, browser: &str) -> Result<Value> {
    let part = |name: &str| -> Result<Map<String, Value>> {
        template[name].as_object().cloned().with_context(|| format!("the template has no part '{name}'"))
    };
    let mut manifest = part("all")?;
    manifest.extend(part(browser.split('-').next().unwrap_or(browser))?);
    if browser.contains('-') {
        for (key, more) in part(browser)? {
            let list = manifest.get_mut(&key).and_then(Value::as_array_mut);
            let list = list.with_context(|| format!("'{key}' of '{browser}' adds to no list"))?;
            list.extend(more.as_array().cloned().unwrap_or_default());
        }
    }
    Ok(Value::Object(manifest))
}

/// Every string in the manifest that looks like a file of the package.
fn files(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => {
            let ending = text.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
            let is_file =
                ["js", "html", "css", "png", "svg", "json"].contains(&ending) && !text.contains("://");
            is_file.then(|| text.clone()).into_iter().collect()
        }
        Value::Array(values) => values.iter().flat_map(files).collect(),
        Value::Object(map) => map.values().flat_map(files).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_browser_gets_what_all_get_and_its_own_part_wins() {
        let template = json!({ "all": { "a": 1, "b": 2 }, "chrome": { "b": 3 }, "firefox": {} });
        assert_eq!(merge(&template, "chrome").unwrap(), json!({ "a": 1, "b": 3 }));
        assert_eq!(merge(&template, "firefox").unwrap(), json!({ "a": 1, "b": 2 }));
        assert!(merge(&template, "opera").is_err());
    }

    #[test]
    fn a_variant_has_what_its_browser_has_and_more() {
        let template = json!({ "all": {}, "chrome": { "permissions": ["a"] }, "chrome-proxy": { "permissions": ["b"] }, "chrome-x": { "c": [] } });
        assert_eq!(merge(&template, "chrome-proxy").unwrap(), json!({ "permissions": ["a", "b"] }));
        assert_eq!(merge(&template, "chrome").unwrap(), json!({ "permissions": ["a"] }));
        assert!(merge(&template, "chrome-x").is_err());
    }

    #[test]
    fn files_are_found_wherever_the_manifest_names_them() {
        let manifest =
            json!({ "icons": { "16": "icons/16.png" }, "background": { "scripts": ["b.js"] }, "v": "1.0" });
        assert_eq!(files(&manifest), ["icons/16.png", "b.js"].map(String::from));
    }
}
