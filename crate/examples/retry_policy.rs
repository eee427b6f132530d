//! The retry machine on the command line: `cargo run -q --release -p rebound --example retry_policy`.
//!
//! One JSON object a line in, one a line out, at once: `{"ev":"hello"}` is answered with the machine's name; `fail`,
//! `visible`, `hidden` and `online` with the next try; `stagger` with the delay of one tab once the site has answered. It
//! asks the same `Machine` as the extension. What cannot be read becomes a line `{"id": …, "error": "…"}`.

use rebound::retry::{How, Machine, Occasion, Plan, Situation};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut machines = HashMap::new();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(out, "{}", answer(&line, &mut machines))?;
            out.flush()?;
        }
    }
    Ok(())
}

fn answer(line: &str, machines: &mut HashMap<u64, Machine>) -> Value {
    let question: Value = match serde_json::from_str(line) {
        Ok(question) => question,
        Err(error) => return json!({ "id": null, "error": format!("no JSON: {error}") }),
    };
    let event = question["ev"].as_str().unwrap_or_default();
    let occasion = match event {
        "hello" => return json!({ "name": "Rebound", "per_tab": false, "detects_broken": true }),
        "fail" => Some(Occasion::Failed),
        "visible" => Some(Occasion::Shown),
        "hidden" => Some(Occasion::Hidden),
        "online" => Some(Occasion::Online),
        "stagger" => None,
        other => return json!({ "id": question["id"], "error": format!("no such event: {other:?}") }),
    };
    let now = situation(&question);
    let machine = machines.entry(question["id"].as_u64().unwrap_or_default()).or_default();
    if occasion == Some(Occasion::Failed) && now.fails <= 1 {
        *machine = Machine::default(); // another wait under an old number
    }
    let Some(occasion) = occasion else {
        let index = question["i"].as_u64().unwrap_or_default().min(u64::from(u32::MAX)) as u32;
        return json!({ "delay": seconds(machine.stagger(index, &now)) });
    };
    match machine.plan(occasion, &now) {
        Plan::Try { delay_ms, how: How::Reload } => json!({ "delay": seconds(delay_ms), "kind": "reload" }),
        Plan::Try { delay_ms, how: How::Probe } => json!({ "delay": seconds(delay_ms), "kind": "probe" }),
        Plan::Keep => json!({ "keep": true }),
        Plan::Stop => json!({ "stop": true }),
    }
}

/// What is asked in seconds is decided in milliseconds; a missing or odd number counts as nought.
fn situation(question: &Value) -> Situation {
    let ms = |key: &str| (question[key].as_f64().unwrap_or(0.0).max(0.0) * 1000.0) as u64;
    let count = |key: &str| question[key].as_u64().unwrap_or(0).min(u64::from(u32::MAX)) as u32;
    let is = |key: &str| question[key].as_bool().unwrap_or(false);
    Situation {
        elapsed_ms: ms("elapsed"),
        fails: count("n_fail"),
        since_last_ms: ms("since_last"),
        last_delay_ms: ms("last_delay"),
        visible: is("visible"),
        tabs: count("tabs"),
        flaps: count("flaps"),
        retry_after_ms: question["retry_after"].is_number().then(|| ms("retry_after")).filter(|ms| *ms > 0),
        net_error: is("net_error"),
        status: (!is("net_error")).then_some(502),
        latency_ms: ms("latency"),
        u: question["u"].as_f64().unwrap_or(0.5).clamp(0.0, 1.0),
        ..Situation::default()
    }
}

fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}
