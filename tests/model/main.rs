//! Random event sequences against the core, in a simulated browser that keeps the promises' books.
//!
//! A failing sequence names the command that replays it.

mod books;
mod browser;
mod dice;
mod life;
mod net;

use browser::Browser;
use dice::Dice;

/// Sequences, and steps in each; every step is at least one event.
const SEQUENCES: u64 = 3_400;
const STEPS: u32 = 300;

/// One sequence; returns how many events the core took.
fn live(seed: u64) -> Result<u64, String> {
    let mut dice = Dice::new(seed);
    let mut browser = Browser::new(dice.fork());
    for _ in 0..STEPS {
        life::step(&mut browser, &mut dice)?;
    }
    browser.all_is_well_again()?;
    Ok(browser.events)
}

#[test]
fn whatever_happens_the_promises_hold() {
    if let Ok(seed) = std::env::var("SEED") {
        let seed = seed.parse().expect("SEED is a number");
        browser::tell_steps();
        return live(seed).map(drop).unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
    }
    let mut events = 0;
    for seed in 1..=SEQUENCES {
        match live(seed) {
            Ok(count) => events += count,
            Err(broken) => panic!(
                "seed {seed}: {broken}\nreplay: SEED={seed} cargo test -p rebound-tests --test model -- --nocapture"
            ),
        }
    }
    println!("{events} events in {SEQUENCES} sequences");
    assert!(events >= 1_000_000, "{events} events are too few for a proof");
}
