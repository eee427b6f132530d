//! Scores verdicts on captured answers whose truth is known: `score [--misses] FILE…`; the figures of door 1, one a line.

mod figures;
#[path = "../diagnose/input.rs"]
mod input;

use figures::Score;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a == "--misses");
    let mut score = Score::default();
    for file in files {
        for line in std::fs::read_to_string(&file)?.lines() {
            score.add(&serde_json::from_str(line)?);
        }
    }
    if !flags.is_empty() {
        score.misses.iter().for_each(|miss| println!("{miss}"));
    }
    for (name, (_, count)) in &score.sums {
        println!("{name:24} {:.3} of {count}", score.of(name));
    }
    Ok(())
}
