//! `cargo x demo`: a site that fails and comes back, in a real browser with the extension loaded.

mod story;
mod walk;

use crate::{build, root, setup};
use anyhow::{Context, Result, bail, ensure};
use rebound_harness::answer;
use rebound_harness::browser;
use rebound_harness::driver::{Kind, Options};
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use std::time::Duration;
use story::Story;

pub const USAGE: &str = "\
cargo x demo             shows the extension on a site that fails and comes back
    --browser chromium | firefox
    --fault 502 | 502-empty | 503 | 503-retry-after | 429 | refused | reset | close | hang
    --seconds N          until the site works again (20)
    --headless           does what a user would, also where there is a display
";

/// The site's name; the browser is told that it is this machine.
const HOST: &str = "shop.test";
/// What the site shows when it works; only this page means that it is back.
const WELCOME: &str = "Welcome to the shop";
/// Faults that waiting mends.
const FAULTS: [&str; 9] =
    ["502", "502-empty", "503", "503-retry-after", "429", "refused", "reset", "close", "hang"];

#[derive(Debug, PartialEq, Eq)]
struct Wish {
    kind: Kind,
    fault: String,
    down: Duration,
    is_headless: bool,
}

/// Shows it. Without a display it does what a user would, tells each step, and fails unless the page comes back.
///
/// # Errors
/// When something is missing, or the page does not come back.
pub fn demo(arguments: &[&str]) -> Result<()> {
    let mut wish = wish(arguments)?;
    wish.is_headless |= !has_display();
    let (needs, folder) = match wish.kind {
        Kind::Chromium => (setup::CHROMIUM, "dist/chrome"),
        Kind::Firefox => (setup::FIREFOX, "dist/firefox"),
    };
    setup::require(needs)?;
    build::build()?;

    let site = Origin::with(fault(&wish.fault)?)?;
    let mut options = Options::new(wish.kind, root::path(folder));
    options.names = vec![HOST.into()];
    options.has_window = !wish.is_headless;
    let mut story = Story::begin()?;
    story.tell(&format!("{} starts", if wish.kind == Kind::Chromium { "Chromium" } else { "Firefox" }));
    let mut browser = browser::start(&options)?;
    if wish.is_headless {
        walk::walk(browser.as_mut(), &site, wish.down, &mut story)?;
    } else {
        walk::leave_to_the_user(browser.as_mut(), &site, wish.down, &mut story)?;
    }
    // The user may have closed it; all that was to be shown has been shown.
    let _closed_already = browser.quit();
    Ok(())
}

fn wish(arguments: &[&str]) -> Result<Wish> {
    let (kind, down) = (Kind::Chromium, Duration::from_secs(20));
    let mut wish = Wish { kind, fault: "502".into(), down, is_headless: false };
    let mut words = arguments.iter().copied();
    while let Some(option) = words.next() {
        if option == "--headless" {
            wish.is_headless = true;
            continue;
        }
        let value = words.next().with_context(|| format!("'{option}' lacks its value\n{USAGE}"))?;
        match (option, value) {
            ("--browser", "chromium" | "chrome") => wish.kind = Kind::Chromium,
            ("--browser", "firefox") => wish.kind = Kind::Firefox,
            ("--fault", name) if FAULTS.contains(&name) => wish.fault = name.into(),
            ("--seconds", number) => {
                wish.down = Duration::from_secs(number.parse().context("--seconds takes a whole number")?);
            }
            _ => bail!("there is no '{option} {value}'\n{USAGE}"),
        }
    }
    ensure!(wish.down.as_secs() <= 3600, "--seconds: at most an hour");
    Ok(wish)
}

/// What hangs is hidden behind a gateway that loses patience, as nginx does.
fn fault(name: &str) -> Result<Fault> {
    match name {
        "hang" => Ok(answer::nginx(504).delayed(Duration::from_secs(3)).into()),
        other => Fault::named(other).context("no such fault"),
    }
}

fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_taken_in_any_order_and_nonsense_is_refused() {
        let asked = wish(&["--seconds", "5", "--browser", "firefox", "--headless", "--fault", "reset"]);
        let down = Duration::from_secs(5);
        let expected = Wish { kind: Kind::Firefox, fault: "reset".into(), down, is_headless: true };
        assert_eq!(asked.unwrap(), expected);
        assert_eq!(wish(&[]).unwrap().down.as_secs(), 20);
        for nonsense in [&["--fault", "404"][..], &["--browser"], &["--seconds", "soon"], &["now", "then"]] {
            assert!(wish(nonsense).is_err(), "{nonsense:?}");
        }
    }

    #[test]
    fn every_fault_that_is_offered_exists() {
        assert!(FAULTS.iter().all(|name| fault(name).is_ok() && USAGE.contains(name)));
    }
}
