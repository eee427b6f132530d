//! The driver of Chromium does what its interface promises, seen from pages, server and extension.

use anyhow::{Context, Result};
use rebound_harness::answer;
use rebound_harness::chromium::Chromium;
use rebound_harness::driver::{Driver, Kind, Options, Page};
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use rebound_harness::pages;
use rebound_harness::wait::wait_until;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

const SHOP: &str = "shop.test";
const SOON: Duration = Duration::from_secs(10);
const EVERYWHERE: [&str; 2] = ["http://*/*", "https://*/*"];

/// A site that is well but for `/bad`, a 502, and a form at `/form`.
fn site() -> Result<Origin> {
    let site = Origin::start()?;
    site.set_for("/bad", answer::nginx(502));
    site.set_for("/form", pages::form("/order"));
    Ok(site)
}

fn options() -> Options {
    let extension = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/chrome");
    assert!(extension.is_dir(), "the extension is not built: cargo x build");
    Options::new(Kind::Chromium, extension)
}

fn start() -> Result<Box<dyn Driver>> {
    Ok(Box::new(Chromium::start(&options())?))
}

fn wait_for_title(browser: &mut dyn Driver, page: &Page, title: &str) -> Result<()> {
    wait_until(title, SOON, || Ok(browser.title(page)? == title))
}

fn click(browser: &mut dyn Driver, page: &Page, selector: &str) -> Result<()> {
    let place = format!("document.querySelector('{selector}').getBoundingClientRect().toJSON()");
    let place = browser.eval(page, &place)?;
    let middle = |start: &str, size: &str| Some(place[start].as_f64()? + place[size].as_f64()? / 2.0);
    let (x, y) = middle("x", "width").zip(middle("y", "height")).context("no such element")?;
    browser.click_at(page, x, y)
}

fn allow(browser: &mut dyn Driver) -> Result<()> {
    browser.approve(&EVERYWHERE)?;
    let granted = browser
        .extension_eval(&format!("chrome.permissions.request({})", json!({ "origins": EVERYWHERE })))?;
    assert_eq!(granted, true);
    Ok(())
}

#[test]
fn pages_open_fail_and_go_on() -> Result<()> {
    let site = site()?;
    let mut browser = start()?;
    let before = browser.pages()?.len();
    let page = browser.open(&site.url_at(SHOP, "/a"))?;
    wait_for_title(&mut *browser, &page, "Fine")?;
    assert_eq!(browser.url(&page)?, site.url_at(SHOP, "/a"));
    assert!(!browser.is_error_page(&page)?);
    let behind = browser.open_behind(&site.url_at(SHOP, "/b"))?;
    wait_for_title(&mut *browser, &behind, "Fine")?;
    assert_eq!(browser.eval(&page, "document.visibilityState")?, "visible");
    assert_eq!(browser.eval(&behind, "document.visibilityState")?, "hidden");
    browser.activate(&behind)?;
    wait_until("the other tab's turn", SOON, || {
        Ok(browser.eval(&behind, "document.visibilityState")? == "visible")
    })?;
    assert_ne!(browser.tab_id(&page)?, browser.tab_id(&behind)?);
    assert_eq!(browser.pages()?.len(), before + 2, "the extension's own page is no tab");

    browser.navigate(&page, "http://gone.invalid/")?;
    wait_until("the error page", SOON, || browser.is_error_page(&page))?;
    assert_eq!(browser.url(&page)?, "http://gone.invalid/");
    assert_eq!(browser.eval(&page, "1 + 1")?, 2);
    assert!(browser.eval(&page, "nothing.here").unwrap_err().to_string().contains("nothing is not defined"));
    browser.close_page(&page)?;
    assert_eq!(browser.pages()?.len(), before + 1);
    assert_eq!(browser.install_warnings()?, Vec::<String>::new());
    browser.quit()
}

#[test]
fn a_form_is_not_sent_again_by_reloading() -> Result<()> {
    let site = site()?;
    let mut browser = start()?;
    let page = browser.open(&site.url_at(SHOP, "/form"))?;
    wait_for_title(&mut *browser, &page, "Form")?;
    browser.reload(&page)?;
    wait_until("the reload", SOON, || Ok(site.requests_for("/form").len() == 2))?;
    wait_until("the reloaded form", SOON, || Ok(browser.eval(&page, "document.readyState")? == "complete"))?;
    click(&mut *browser, &page, "#send")?;
    wait_until("the order", SOON, || Ok(browser.url(&page)? == site.url_at(SHOP, "/order")))?;
    browser.reload(&page)?; // Chromium asks first, and nobody answers
    let later = browser.open(&site.url_at(SHOP, "/later"))?;
    wait_for_title(&mut *browser, &later, "Fine")?;
    assert_eq!(site.requests_for("/order").len(), 1);
    Ok(())
}

#[test]
fn the_toolbar_button_opens_the_popup_for_the_tab() -> Result<()> {
    let site = site()?;
    let mut browser = start()?;
    let page = browser.open(&site.url_at(SHOP, "/bad"))?;
    wait_for_title(&mut *browser, &page, "502 Bad Gateway")?;
    let popup = browser.open_popup(&page)?;
    assert_eq!(browser.url(&popup)?, format!("{}popup.html", browser.extension_origin()));
    wait_until("the verdict", SOON, || {
        let said = browser.eval(&popup, "document.body.innerText")?;
        Ok(said.as_str().is_some_and(|text| text.contains("502")))
    })?;
    let url = format!("chrome.tabs.get({}).then((tab) => tab.url)", browser.tab_id(&page)?);
    assert_eq!(browser.extension_eval(&url)?, site.url_at(SHOP, "/bad"), "the click granted activeTab");
    assert!(browser.screenshot(&popup)?.starts_with(b"\x89PNG"));
    browser.press(&popup, "Tab")?;
    assert_ne!(browser.eval(&popup, "document.activeElement.tagName")?, "BODY", "the key moved the focus");

    let ask = "(() => { document.body.innerHTML = '<button id=ask>Ask</button>'; ask.onclick = () => \
        chrome.permissions.request({ origins: ['http://shop.test/*'] }) })()";
    browser.eval(&popup, ask)?;
    browser.approve(&["http://shop.test/*"])?;
    click(&mut *browser, &popup, "#ask")?;
    wait_until("the grant", SOON, || {
        let granted = "chrome.permissions.contains({ origins: ['http://shop.test/*'] })";
        Ok(browser.extension_eval(granted)? == true)
    })?;
    browser.close_popup()?;
    assert!(browser.eval(&popup, "1").is_err());
    Ok(())
}

#[test]
fn a_load_that_hangs_is_seen_and_stopped() -> Result<()> {
    let site = site()?;
    let mut browser = start()?;
    let page = browser.open(&site.url_at(SHOP, "/a"))?;
    wait_for_title(&mut *browser, &page, "Fine")?;
    site.set(Fault::Hang)?;
    browser.navigate(&page, &site.url_at(SHOP, "/hangs"))?;
    site.wait_for_requests(2, SOON)?;
    assert_eq!(browser.url(&page)?, site.url_at(SHOP, "/hangs"));
    browser.stop(&page)?;
    wait_until("the page before", SOON, || Ok(browser.url(&page)? == site.url_at(SHOP, "/a")))?;
    assert_eq!(browser.eval(&page, "document.title")?, "Fine");
    Ok(())
}

#[test]
fn chromium_reloads_its_own_error_pages() -> Result<()> {
    let site = site()?;
    let mut browser = start()?;
    site.set(Fault::Reset)?;
    let page = browser.open(&site.url_at(SHOP, "/resets"))?;
    wait_until("the error page", SOON, || browser.is_error_page(&page))?;
    site.recover()?;
    wait_for_title(&mut *browser, &page, "Fine") // without anyone's doing
}

#[test]
fn the_background_dies_and_wakes() -> Result<()> {
    let mut browser = start()?;
    wait_until("the background", SOON, || browser.is_background_alive())?;
    assert_eq!(
        browser.background_eval("chrome.runtime.id")?,
        json!(browser.extension_origin().split('/').nth(2))
    );
    browser.kill_background()?;
    assert!(!browser.is_background_alive()?);
    assert!(browser.background_eval("1").is_err());
    browser.extension_eval("chrome.runtime.sendMessage({}).catch(() => {}), 0")?;
    wait_until("the background again", SOON, || browser.is_background_alive())
}

#[test]
fn an_approved_request_is_granted_and_survives_a_restart() -> Result<()> {
    let site = site()?;
    let home = std::env::temp_dir().join(format!("rebound-kept-{}", std::process::id()));
    let kept = Options { profile: Some(home.clone()), ..options() };
    let mut browser: Box<dyn Driver> = Box::new(Chromium::start(&kept)?);
    allow(&mut *browser)?;
    let page = browser.open(&site.url_at(SHOP, "/kept"))?;
    wait_for_title(&mut *browser, &page, "Fine")?;
    browser.quit()?;
    let again = Options { restores_session: true, ..kept };
    let mut browser: Box<dyn Driver> = Box::new(Chromium::start(&again)?);
    let has = format!("chrome.permissions.contains({})", json!({ "origins": EVERYWHERE }));
    assert_eq!(browser.extension_eval(&has)?, true);
    browser.extension_eval(&has.replace("contains", "remove"))?;
    assert_eq!(browser.extension_eval(&has)?, false, "and it can be taken back");
    wait_until("the last session's tab", SOON, || {
        let pages = browser.pages()?;
        Ok(pages.iter().any(|page| browser.url(page).is_ok_and(|url| url == site.url_at(SHOP, "/kept"))))
    })?;
    browser.quit()?;
    std::fs::remove_dir_all(home)?;
    Ok(())
}

#[test]
fn offline_reaches_page_and_background() -> Result<()> {
    let site = site()?;
    let mut browser = start()?;
    allow(&mut *browser)?;
    let page = browser.open(&site.url_at(SHOP, "/a"))?;
    wait_for_title(&mut *browser, &page, "Fine")?;
    wait_until("the background", SOON, || browser.is_background_alive())?;
    let fetch = format!(
        "fetch({:?}).then((answer) => answer.status, () => 'no network')",
        site.url_at(SHOP, "/probe")
    );
    let both = format!("{fetch}.then((answer) => [navigator.onLine, answer])");
    assert_eq!(browser.background_eval(&both)?, json!([true, 200]));

    browser.set_offline(true)?;
    assert_eq!(browser.background_eval(&both)?, json!([false, "no network"]));
    assert_eq!(browser.eval(&page, &both)?, json!([false, "no network"]));
    browser.navigate(&page, &site.url_at(SHOP, "/b"))?;
    wait_until("the error page", SOON, || browser.is_error_page(&page))?;
    browser.kill_background()?;
    browser.extension_eval("chrome.runtime.sendMessage({}).catch(() => {}), 0")?;
    wait_until("the background again", SOON, || browser.is_background_alive())?;
    assert_eq!(browser.background_eval(&both)?, json!([false, "no network"]));
    assert_eq!(site.requests_for("/probe").len(), 1);

    browser.set_offline(false)?;
    assert_eq!(browser.background_eval(&both)?, json!([true, 200]));
    browser.navigate(&page, &site.url_at(SHOP, "/b"))?;
    wait_for_title(&mut *browser, &page, "Fine")
}

#[test]
fn looks_and_language_reach_the_popup() -> Result<()> {
    let site = site()?;
    let wanted = Options { is_dark: true, zoom: 2.0, language: Some("de".into()), ..options() };
    let mut browser: Box<dyn Driver> = Box::new(Chromium::start(&wanted)?);
    let page = browser.open(&site.url_at(SHOP, "/bad"))?;
    wait_for_title(&mut *browser, &page, "502 Bad Gateway")?;
    let popup = browser.open_popup(&page)?;
    let german = std::fs::read(wanted.extension.join("_locales/de/messages.json"))?;
    let german: Value = serde_json::from_slice(&german)?;
    let looks = "[matchMedia('(prefers-color-scheme: dark)').matches, devicePixelRatio, \
        chrome.i18n.getMessage('appDescription')]";
    assert_eq!(browser.eval(&popup, looks)?, json!([true, 2, german["appDescription"]["message"]]));
    Ok(())
}
