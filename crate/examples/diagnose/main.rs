//! The verdict on the command line: `cargo run -q --release -p rebound --example diagnose -- [FILE…]`.
//!
//! Reads failed loads or captured HTTP answers, one JSON object a line (a file may also hold a single object over
//! several lines), from the files named or from standard input; writes one verdict a line, in the same order. It asks the
//! same `diagnose` as the extension. What cannot be read becomes a line `{"id": …, "error": "…"}`.

mod input;

use input::Case;
use rebound::diagnosis::{Advice, Diagnosis, Side, diagnose};
use serde_json::{Map, Value, json};
use std::io::{self, Read, Write};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        judge_all(&bytes, "-", &mut out)?;
    }
    for file in &files {
        match std::fs::read(file) {
            Ok(bytes) => judge_all(&bytes, file, &mut out)?,
            Err(error) => writeln!(out, "{}", json!({ "id": file, "error": error.to_string() }))?,
        }
    }
    out.flush()
}

/// All objects of one file; `name` stands for objects without an id of their own.
fn judge_all(bytes: &[u8], name: &str, out: &mut impl Write) -> io::Result<()> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    if let Ok(whole @ Value::Object(_)) = serde_json::from_str(text) {
        return writeln!(out, "{}", judge(&whole, name));
    }
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{name}:{}", number + 1);
        let verdict = match serde_json::from_str::<Value>(line) {
            Ok(value) => judge(&value, &place),
            Err(error) => json!({ "id": place, "error": format!("no JSON: {error}") }),
        };
        writeln!(out, "{verdict}")?;
    }
    Ok(())
}

fn judge(value: &Value, place: &str) -> Value {
    let id = value.get("id").filter(|id| !id.is_null()).cloned().unwrap_or_else(|| place.into());
    match Case::read(value) {
        Ok(case) => verdict(id, &diagnose(&case.facts, case.body.as_deref())),
        Err(why) => json!({ "id": id, "error": why }),
    }
}

/// The verdict in the words of the command line.
fn verdict(id: Value, diagnosis: &Diagnosis) -> Value {
    let side = match diagnosis.side {
        Side::You => "you",
        Side::Network => "network",
        Side::Gateway => "gateway",
        Side::Origin => "origin",
        Side::Policy => "policy",
        Side::Unknown => "unknown",
    };
    let retry = match diagnosis.advice {
        Advice::Backoff => "backoff".into(),
        Advice::Once => "once".into(),
        Advice::Never => "never".into(),
        Advice::OnNetworkChange => "on_network_change".into(),
        Advice::After(seconds) => format!("after:{seconds}"),
    };
    let causes: Vec<Value> =
        diagnosis.causes.iter().map(|cause| json!({ "id": cause.id, "p": cause.p })).collect();
    let ids: Map<String, Value> =
        diagnosis.ids.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    json!({
        "id": id, "failed": diagnosis.failed, "gateways": diagnosis.gateways, "side": side, "causes": causes,
        "retry": retry, "remedies": diagnosis.remedies, "ids": ids, "evidence": diagnosis.evidence,
        "sentence": diagnosis.sentence,
    })
}
