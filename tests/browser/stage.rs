//! A browser with the built extension, used as a person uses it: by what can be seen, by role and name.

use anyhow::{Context, Result};
pub use rebound_harness::access::EVERYWHERE;
use rebound_harness::driver::{Driver, Kind, Options, Page};
use rebound_harness::origin::Origin;
use rebound_harness::wait::{wait_for, wait_until};
use rebound_harness::{access, browser};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// What people would still call at once, on a busy machine.
pub const SOON: Duration = Duration::from_secs(15);
/// Longer than any pause of a visible tab in these tests.
pub const A_WHILE: Duration = Duration::from_secs(60);
/// Longer than the pause after a first failure.
const QUIET: Duration = Duration::from_secs(4);
/// The names that lead to this machine in both browsers.
pub const SHOP: &str = "shop.test";

/// One browser.
pub struct Stage {
    /// The driver.
    pub browser: Box<dyn Driver>,
    /// Which browser it is.
    pub kind: Kind,
    options: Options,
}

/// Writes a test for each browser: `in_both!(name, |stage| { … });`, or with options of its own,
/// `in_both!(name, options, |stage| { … });`.
#[macro_export]
macro_rules! in_both {
    ($name:ident, $scene:expr) => {
        $crate::in_both!($name, $crate::stage::options, $scene);
    };
    ($name:ident, $options:expr, $scene:expr) => {
        mod $name {
            use super::*;
            use rebound_harness::driver::Kind;

            #[test]
            fn chromium() -> anyhow::Result<()> {
                let scene: fn(&mut $crate::stage::Stage) -> anyhow::Result<()> = $scene;
                scene(&mut $crate::stage::Stage::with(&$options(Kind::Chromium))?)
            }

            #[test]
            fn firefox() -> anyhow::Result<()> {
                let scene: fn(&mut $crate::stage::Stage) -> anyhow::Result<()> = $scene;
                scene(&mut $crate::stage::Stage::with(&$options(Kind::Firefox))?)
            }
        }
    };
}

/// Writes a test for each browser, as [`in_both`] does, of a scene that has the stage for itself and may restart it.
#[macro_export]
macro_rules! over_a_restart {
    ($name:ident, $options:expr, $scene:expr) => {
        mod $name {
            use super::*;
            use rebound_harness::driver::Kind;

            #[test]
            fn chromium() -> anyhow::Result<()> {
                $crate::stage::in_a_kept_profile($options(Kind::Chromium), $scene)
            }

            #[test]
            fn firefox() -> anyhow::Result<()> {
                $crate::stage::in_a_kept_profile($options(Kind::Firefox), $scene)
            }
        }
    };
}

/// Plays a scene in a browser whose profile outlives it.
pub fn in_a_kept_profile(options: Options, scene: fn(Stage) -> Result<()>) -> Result<()> {
    let home = tempfile::tempdir()?;
    scene(Stage::with(&Options { profile: Some(home.path().to_owned()), ..options })?)
}

/// How the built extension is started in a browser, with a fresh profile.
pub fn options(kind: Kind) -> Options {
    let folder = match kind {
        Kind::Chromium => "../dist/chrome",
        Kind::Firefox => "../dist/firefox",
    };
    let extension = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    assert!(extension.is_dir(), "the extension is not built: cargo x build");
    let names = ["shop.test", "www.shop.test", "news.test", "login.test"].map(String::from).to_vec();
    Options { names, ..Options::new(kind, extension) }
}

impl Stage {
    /// A browser as the options say.
    pub fn with(options: &Options) -> Result<Self> {
        Ok(Self { browser: browser::start(options)?, kind: options.kind, options: options.clone() })
    }

    /// Closes the browser and starts it again with its last session; in a kept profile, or nothing is left of it.
    pub fn restarted(self) -> Result<Self> {
        self.browser.quit()?;
        Self::with(&Options { restores_session: true, ..self.options })
    }

    /// The user has given access to every site before.
    pub fn grant_everywhere(&mut self) -> Result<()> {
        access::grant_everywhere(&mut *self.browser, SOON)
    }

    /// Opens an address in front and waits until the browser has ended with it, well or not.
    pub fn visit(&mut self, url: &str) -> Result<Page> {
        let page = self.browser.open(url)?;
        self.settled(&page)?;
        Ok(page)
    }

    /// Waits until the tab loads no longer.
    pub fn settled(&mut self, page: &Page) -> Result<()> {
        let id = self.browser.tab_id(page)?;
        let status = format!("chrome.tabs.get({id}).then((tab) => tab.status)");
        wait_until("the end of the load", SOON, || Ok(self.browser.extension_eval(&status)? == "complete"))
    }

    /// Opens the popup on a tab by a click on the toolbar button, and waits until it has something to say.
    pub fn popup(&mut self, page: &Page) -> Result<Page> {
        let popup = self.browser.open_popup(page)?;
        wait_until("a verdict in the popup", SOON, || {
            Ok(self.browser.eval(&popup, SCENE)?.as_str().is_some_and(|scene| scene != "looking"))
        })?;
        Ok(popup)
    }

    /// All that can be read in a popup.
    pub fn text(&mut self, popup: &Page) -> Result<String> {
        let text = self.browser.eval(popup, "document.body.innerText")?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the popup says this.
    pub fn says(&mut self, popup: &Page, words: &str) -> Result<()> {
        let said = wait_until(words, SOON, || Ok(self.text(popup)?.contains(words)));
        said.with_context(|| format!("the popup says: {}", self.text(popup).unwrap_or_default()))
    }

    /// A real click on what has this role and this name.
    pub fn click(&mut self, popup: &Page, role: &str, name: &str) -> Result<()> {
        let place = format!("({PLACE})({})", find(role, name));
        let place = wait_for(name, SOON, || {
            let place = self.browser.eval(popup, &place)?;
            Ok(Some(place).filter(|place| !place.is_null()))
        })?;
        let [x, y] = ["x", "y"].map(|axis| place[axis].as_f64().unwrap_or_default());
        self.browser.click_at(popup, x, y)
    }

    /// Opens a closed fold by its name.
    pub fn unfold(&mut self, popup: &Page, name: &str) -> Result<()> {
        self.click(popup, "summary", name)
    }

    /// Is something with this role and name there?
    pub fn has(&mut self, popup: &Page, role: &str, name: &str) -> Result<bool> {
        let is_there = format!("!!{}", find(role, name));
        Ok(self.browser.eval(popup, &is_there)? == true)
    }

    /// What a user does on a failed page: opens the popup, switches *Keep trying* on, and says yes when asked for access.
    pub fn keep_trying(&mut self, page: &Page) -> Result<()> {
        let site = self.browser.url(page)?;
        let host =
            site.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next()).unwrap_or_default();
        let origins = ["http", "https"].map(|scheme| format!("{scheme}://{host}/*"));
        self.browser.approve(&[origins[0].as_str(), origins[1].as_str()])?;
        let popup = self.popup(page)?;
        self.click(&popup, "switch", "Keep trying")?;
        self.is_waiting(page)?;
        self.browser.close_popup()
    }

    /// Waits until the tab's badge says that Rebound waits.
    pub fn is_waiting(&mut self, page: &Page) -> Result<()> {
        self.badge_is(page, "…")
    }

    /// Waits until the tab's badge says this.
    pub fn badge_is(&mut self, page: &Page, badge: &str) -> Result<()> {
        let id = self.browser.tab_id(page)?;
        let get = format!("chrome.action.getBadgeText({{ tabId: {id} }})");
        let seen = wait_until(badge, SOON, || Ok(self.browser.extension_eval(&get)? == badge));
        seen.with_context(|| self.account())
    }

    /// Waits until the tab shows the page that the site serves when it is well.
    pub fn is_back(&mut self, page: &Page, patience: Duration) -> Result<()> {
        let back = wait_until("the page", patience, || Ok(self.browser.title(page)? == "Fine"));
        back.with_context(|| self.account())
    }

    /// Waits until nothing is planned any more: every plan has an alarm. A page that came back is watched for a while.
    pub fn has_no_plans(&mut self) -> Result<()> {
        let plans = "chrome.alarms.getAll()";
        let rest = wait_until("the end of all plans", A_WHILE, || {
            Ok(self.browser.extension_eval(plans)? == json!([]))
        });
        rest.with_context(|| self.account())
    }

    /// Waits until nothing is planned any more, and makes sure that the site is left in peace.
    pub fn is_at_rest(&mut self, origin: &Origin) -> Result<()> {
        self.has_no_plans()?;
        let before = origin.requests().len();
        std::thread::sleep(QUIET); // silence cannot be waited for
        let after = origin.requests();
        anyhow::ensure!(after.len() == before, "requests went on: {after:?}");
        Ok(())
    }

    /// Waits until a tab shows this address, and hands it over.
    pub fn page_at(&mut self, url: &str) -> Result<Page> {
        wait_for(url, SOON, || {
            let pages = self.browser.pages()?;
            Ok(pages.into_iter().find(|page| self.browser.url(page).is_ok_and(|shown| shown == url)))
        })
    }

    /// Opens the popup, waits until it says this, and closes it.
    pub fn is_told(&mut self, page: &Page, words: &[&str]) -> Result<()> {
        let popup = self.popup(page)?;
        for words in words {
            self.says(&popup, words)?;
        }
        self.browser.close_popup()
    }

    /// What a test that fails should say of the extension: its saved state, the tabs as it sees them, its plans.
    pub fn account(&mut self) -> String {
        let all = "Promise.all([chrome.storage.local.get(), chrome.tabs.query({}), chrome.alarms.getAll()])";
        self.browser.extension_eval(all).map_or_else(|problem| format!("{problem:#}"), |all| all.to_string())
    }

    /// The saved state.
    pub fn state(&mut self) -> Result<Value> {
        self.browser.extension_eval("chrome.storage.local.get()")
    }
}

const SCENE: &str = "document.querySelector('main')?.dataset.scene ?? 'looking'";

/// An expression for the first visible element with a role and a name.
fn find(role: &str, name: &str) -> String {
    format!("({FIND})({}, {})", json!(role), json!(name))
}

const FIND: &str = r#"(role, name) => {
  const tags = { button: "button:not([role])", switch: "[role=switch]", radio: "input[type=radio]", checkbox: "input[type=checkbox]",
    listitem: "li", summary: "summary", status: "[role=status]" };
  const nameOf = (element) => (element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText).trim();
  return [...document.querySelectorAll(tags[role] ?? role)].find((element) => element.checkVisibility() && nameOf(element) === name);
}"#;

/// Where the middle of an element is; scrolled into view first. Nothing yet while the browser still makes room for a popup
/// (Firefox looks at most every 100 ms what it has to hold): all in it is about to move.
const PLACE: &str = r#"(found) => {
  const ROOM = 500; // popups grow to 600 pixels of the screen, tabs are larger
  const SCRAPS = 20; // less than a line of text; Chromium may leave a popup a pixel short for good
  const isGrowing = innerHeight * devicePixelRatio < Math.min(document.documentElement.scrollHeight * devicePixelRatio, ROOM) - SCRAPS;
  if (!found || isGrowing) return null;
  found.scrollIntoView({ block: "nearest" });
  const box = found.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}"#;
