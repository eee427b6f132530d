//! A verdict on a page of 64 KB: natively, and by the Wasm that ships in the browser that runs it.

use super::scene::{HOST, Scene};
use super::table::{Figure, Table};
use crate::root;
use anyhow::{Context, Result, ensure};
use rebound_harness::origin::Origin;
use serde_json::{Value, json};
use std::process::Command;

const NATIVE_MAX_MS: f64 = 0.5;
const WASM_MAX_MS: f64 = 2.0;
const COUNT: u32 = 50;
/// The most that is read of a page.
const BODY_BYTES: usize = 65_536;
/// As in `crate/benches/diagnose.rs`: much text, and nothing in it that would end the reading early.
const TEXT: &str =
    "<p class=\"lead\">The gateway of the <b>old town</b> was closed &amp; nobody knew why.</p>\n";
const HEADERS: [(&str, &str); 4] =
    [("Server", "nginx"), ("Via", "1.1 varnish"), ("CF-RAY", "8f1a2b3c4d5e6f70-FRA"), ("Set-Cookie", "a=b")];

/// Runs the core's own benchmark, and takes the line of the 64 KB.
///
/// # Errors
/// When it does not run, or prints something else.
pub fn native(table: &mut Table) -> Result<()> {
    println!("the core is measured");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root::path("")).args([
        "bench",
        "--quiet",
        "--package",
        "rebound",
        "--bench",
        "diagnose",
    ]);
    let output = cargo.output().context("cannot start cargo")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "cargo bench: {}", String::from_utf8_lossy(&output.stderr));
    let line = text.lines().find_map(|line| line.strip_prefix("64 KB of text"));
    let time_us = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    let time_us = time_us.with_context(|| format!("no line of the 64 KB in:\n{text}"))?;
    let what = "a verdict on 64 KB, native (best of many)";
    table.add(Figure::new(what, "ms", vec![time_us / 1000.0]).median_at_most(NATIVE_MAX_MS));
    Ok(())
}

/// Has the onlooker hand the shipped module one page again and again.
///
/// # Errors
/// When the browser does not do as it is told.
pub fn wasm(scene: &mut Scene, table: &mut Table) -> Result<()> {
    let site = Origin::start()?;
    let url = site.url_at(HOST, "/long");
    let page = scene.visit(&url)?;
    let tab = scene.browser.tab_id(&page)?;
    let headers: Vec<Value> = HEADERS.map(|(name, value)| json!({ "name": name, "value": value })).into();
    let body = TEXT.repeat(BODY_BYTES / TEXT.len());
    let arguments = json!([tab, url, headers, body, COUNT]);
    let times = scene.browser.extension_eval(&format!("onlooker.verdicts(...{arguments})"))?;
    let times: Vec<f64> = times.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let what = "a verdict on 64 KB, Wasm (the whole event)";
    table.add(Figure::new(what, "ms", times).median_at_most(WASM_MAX_MS));
    Ok(())
}
