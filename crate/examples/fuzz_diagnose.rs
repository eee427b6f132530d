//! Broken answers without end: `cargo run --release -p rebound --example fuzz_diagnose -- [--seconds N] [--seed N]`.
//!
//! Real answers, their headers and pages cut, doubled, shuffled and spoiled. A panic stops it and names the seed.

use rebound::diagnosis::diagnose;
use rebound::failure::Failure;
use std::time::{Duration, Instant};

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    }
}

const PIECES: [&str; 24] = [
    "<title>",
    "</title>",
    "<script>",
    "<!--",
    "-->",
    "&#39;",
    "&#x110000;",
    "&",
    "<",
    ">",
    "\u{0}",
    "’",
    "🦀",
    "\n\n",
    "<hr><center>nginx",
    "Ray ID: ",
    "Reference&#32;&#35;18",
    "reset reason: ",
    "error code: 1016",
    "(ERR_NGROK_",
    "502",
    "<h1>Error 503 ",
    "Reason: <strong>",
    "\u{a0}",
];
const NAMES: [&str; 12] = [
    "server",
    "via",
    "set-cookie",
    "retry-after",
    "proxy-status",
    "x-cache",
    "date",
    "cf-ray",
    "x-squid-error",
    "é",
    "",
    "x-vercel-error",
];

/// One broken answer; the same for the same seed.
fn answer(dice: &mut Dice) -> (Failure, String) {
    let piece = |dice: &mut Dice| PIECES[dice.roll(PIECES.len())].to_owned();
    let mut body = String::new();
    for _ in 0..dice.roll(40) {
        let next = piece(dice);
        let times = if dice.roll(30) == 0 { dice.roll(30_000) } else { 1 };
        body.push_str(&next.repeat(times));
    }
    let mut headers = Vec::new();
    for _ in 0..dice.roll(12) {
        let value = piece(dice) + &piece(dice);
        headers.push((NAMES[dice.roll(NAMES.len())].to_owned(), value));
    }
    let status = [0, 200, 204, 302, 400, 403, 404, 429, 500, 502, 503, 504, 520, 530, 599, 600, 999, 65535];
    let facts = Failure {
        status: Some(status[dice.roll(status.len())]).filter(|status| *status != 0),
        reason: piece(dice),
        headers,
        elapsed_ms: [None, Some(0), Some(60_000), Some(u64::MAX)][dice.roll(4)],
        complete: dice.roll(2) == 0,
        ..Failure::default()
    };
    (facts, body)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse().ok()
    };
    let (seconds, mut seed) = (value("--seconds").unwrap_or(10), value("--seed").unwrap_or(1));
    let started = Instant::now();
    let mut slowest = Duration::ZERO;
    let mut rounds = 0u64;
    while started.elapsed() < Duration::from_secs(seconds) {
        let (facts, body) = answer(&mut Dice(seed));
        let began = Instant::now();
        let judged = std::panic::catch_unwind(|| diagnose(&facts, Some(&body)));
        let Ok(verdict) = judged else {
            eprintln!("seed {seed} panics");
            std::process::exit(1);
        };
        let sum: f64 = verdict.causes.iter().map(|cause| cause.p).sum();
        assert!(
            sum <= 1.001 && verdict.causes.iter().all(|c| c.p > 0.0),
            "seed {seed}: {:?}",
            verdict.causes
        );
        let mut best = began.elapsed();
        if best > slowest {
            // What else the machine did is not counted.
            for _ in 0..3 {
                let again = Instant::now();
                std::hint::black_box(diagnose(&facts, Some(&body)));
                best = best.min(again.elapsed());
            }
        }
        slowest = slowest.max(best);
        rounds += 1;
        seed += 1;
    }
    println!("{rounds} answers, none broke; the slowest took {slowest:?}");
}
