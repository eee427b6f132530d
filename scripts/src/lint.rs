//! `cargo x lint`: Mozilla's linter has nothing to say about the built extension.

use crate::{node, root};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::fmt::Write as _;

/// Lints `dist/firefox`; an error, a warning or a notice fails.
///
/// # Errors
/// When the linter finds something, which is listed, or cannot run.
pub fn lint() -> Result<()> {
    let mut web_ext = node::tool(node::WEB_EXT)?;
    web_ext.args(["lint", "--no-config-discovery", "--output", "json", "--source-dir"]);
    let done = web_ext.arg(root::path("dist/firefox")).output().context("cannot start web-ext")?;
    let said = String::from_utf8_lossy(&done.stderr);
    let report: Value =
        serde_json::from_slice(&done.stdout).with_context(|| format!("web-ext says no JSON: {said}"))?;
    let counts = ["errors", "warnings", "notices"].map(|kind| report["summary"][kind].as_u64());
    ensure!(counts.iter().all(Option::is_some), "web-ext gives no summary: {report}");
    if counts.iter().any(|count| *count != Some(0)) {
        bail!("web-ext lint:{}", findings(&report));
    }
    println!("web-ext lint: 0 errors, 0 warnings, 0 notices");
    Ok(())
}

fn findings(report: &Value) -> String {
    let mut text = String::new();
    for kind in ["errors", "warnings", "notices"] {
        for finding in report[kind].as_array().into_iter().flatten() {
            let [code, message, file] =
                ["code", "message", "file"].map(|name| finding[name].as_str().unwrap_or_default());
            let _infallible = write!(text, "\n{kind}: {code}: {message} ({file}:{})", finding["line"]);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_told_with_its_code_and_place() {
        let report = serde_json::json!({ "warnings": [
            { "code": "UNSAFE", "message": "innerHTML", "file": "popup.js", "line": 3 } ] });
        assert_eq!(findings(&report), "\nwarnings: UNSAFE: innerHTML (popup.js:3)");
    }
}
