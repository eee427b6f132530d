//! `cargo x test`: formatting, lints, the core natively, the Wasm build, and the built extension in real browsers.

use crate::{build, lint, root, setup};
use anyhow::{Context, Result, ensure};
use std::process::Command;

/// Runs everything, in the order of cost; the first failure ends it.
pub fn test() -> Result<()> {
    setup::for_tests()?;
    cargo("formatting", &["fmt", "--all", "--check"])?;
    cargo("lints", &["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"])?;
    let wasm = ["clippy", "--quiet", "--package", "rebound", "--target", "wasm32-unknown-unknown"];
    cargo("lints of the Wasm side", &[&wasm[..], &["--", "--deny", "warnings"]].concat())?;
    cargo("the core and the tools", &["test", "--quiet", "--workspace"])?;
    println!("== the extension");
    build::build_with_proxy()?;
    lint::lint()?;
    cargo(
        "the extension in real browsers",
        &["test", "--quiet", "--package", "rebound-tests", "--test", "browser"],
    )
}

fn cargo(what: &str, arguments: &[&str]) -> Result<()> {
    println!("== {what}");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let status = cargo.current_dir(root::path("")).args(arguments).status().context("cannot start cargo")?;
    ensure!(status.success(), "failed: {what} (cargo {})", arguments.join(" "));
    Ok(())
}
