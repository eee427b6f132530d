//! How long a verdict takes: `cargo bench -p rebound --bench diagnose`. The promise: at most 0.5 ms for a page of 64 KB.

use rebound::diagnosis::diagnose;
use rebound::failure::Failure;
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let facts = Failure {
        status: Some(502),
        reason: "Bad Gateway".into(),
        headers: ["Server: nginx", "Via: 1.1 varnish", "CF-RAY: 8f1a2b3c4d5e6f70-FRA", "Set-Cookie: a=b"]
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        elapsed_ms: Some(30),
        ..Failure::default()
    };
    let text = "<p class=\"lead\">The gateway of the <b>old town</b> was closed &amp; nobody knew why.</p>\n";
    for (name, body) in [
        (
            "nginx page",
            "<html><head><title>502 Bad Gateway</title></head><hr><center>nginx</center>".to_owned(),
        ),
        ("64 KB of text", text.repeat(65_536 / text.len())),
        ("1 MB of text", text.repeat(1_000_000 / text.len())),
        ("1 MB of half matches", "<title>502 bad <center>ngin <h1>error 503 ".repeat(24_000)),
        ("1 MB of entities", "&#39;".repeat(200_000)),
    ] {
        // The best of many: what else the machine does is not ours.
        let time = || {
            let started = Instant::now();
            black_box(diagnose(black_box(&facts), Some(black_box(&body))));
            started.elapsed()
        };
        let best = (0..400).map(|_| time()).min().unwrap_or_default();
        println!("{name:22} {:>8.1} µs", best.as_secs_f64() * 1e6);
    }
}
