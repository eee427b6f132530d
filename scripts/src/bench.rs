//! `cargo x bench`: every number that is promised, measured on this machine, with its limit beside it.

mod opening;
mod scene;
mod schedule;
mod sizes;
mod table;
mod verdict;
mod waking;

use crate::{build, setup};
use anyhow::{Context, Result, bail, ensure};
use rebound_harness::driver::Kind;
use scene::Scene;
use table::Table;

pub const USAGE: &str = "\
cargo x bench            measures speed, size and schedule; fails if a promised limit is missed
    --browser chromium | firefox    (both)
    --quick              without the schedule, which takes three minutes in each browser
    --as-built           what dist/ holds, without building it anew
";

#[derive(Debug, PartialEq, Eq)]
struct Wish {
    kinds: Vec<Kind>,
    is_quick: bool,
    is_built: bool,
}

/// Measures, prints the table, and fails unless every limit is kept.
///
/// # Errors
/// When something is missing, or a limit is.
pub fn bench(arguments: &[&str]) -> Result<()> {
    let wish = wish(arguments)?;
    setup::require(&[setup::CHROMIUM, setup::FIREFOX].concat())?;
    if !wish.is_built {
        build::build()?;
    }
    let mut table = Table::default();
    sizes::measure(&mut table)?;
    verdict::native(&mut table)?;
    for kind in &wish.kinds {
        let browser = if *kind == Kind::Chromium { "Chromium" } else { "Firefox" };
        println!("{browser} is measured{}", if wish.is_quick { "" } else { ", which takes some minutes" });
        table.place = browser;
        in_browser(*kind, wish.is_quick, &mut table).with_context(|| format!("in {browser}"))?;
    }
    println!("\n{table}\nload of this machine meanwhile: {}", load());
    let missed = table.missed();
    ensure!(missed.is_empty(), "missed: {}", missed.join("; "));
    Ok(())
}

fn in_browser(kind: Kind, is_quick: bool, table: &mut Table) -> Result<()> {
    let mut scene = Scene::start(kind)?;
    opening::without_access(&mut scene, table).context("the popup without access")?;
    scene.grant_everywhere()?;
    waking::healthy(&mut scene, table).context("healthy pages")?;
    waking::failing(&mut scene, table).context("a page that fails")?;
    opening::with_access(&mut scene, table).context("the popup")?;
    verdict::wasm(&mut scene, table).context("the verdict in Wasm")?;
    if !is_quick {
        schedule::measure(&mut scene, table).context("the schedule")?;
    }
    scene.browser.quit()
}

fn wish(arguments: &[&str]) -> Result<Wish> {
    let mut wish = Wish { kinds: vec![Kind::Chromium, Kind::Firefox], is_quick: false, is_built: false };
    let mut words = arguments.iter().copied();
    while let Some(option) = words.next() {
        match option {
            "--quick" => wish.is_quick = true,
            "--as-built" => wish.is_built = true,
            "--browser" => match words.next() {
                Some("chromium" | "chrome") => wish.kinds = vec![Kind::Chromium],
                Some("firefox") => wish.kinds = vec![Kind::Firefox],
                _ => bail!("--browser takes chromium or firefox\n{USAGE}"),
            },
            other => bail!("there is no '{other}'\n{USAGE}"),
        }
    }
    Ok(wish)
}

/// What else the machine did: processes that wanted a processor, on average over the last minutes. Unknown where the
/// system does not tell.
fn load() -> String {
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let told = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mean = told.split(' ').nth(1).unwrap_or("unknown");
    format!("{mean} on {processors} processors")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_taken_in_any_order_and_nonsense_is_refused() {
        let asked = wish(&["--quick", "--browser", "firefox"]).unwrap();
        assert_eq!(asked, Wish { kinds: vec![Kind::Firefox], is_quick: true, is_built: false });
        assert_eq!(wish(&[]).unwrap().kinds.len(), 2);
        for nonsense in [&["--browser"][..], &["--browser", "opera"], &["fast"]] {
            assert!(wish(nonsense).is_err(), "{nonsense:?}");
        }
    }
}
