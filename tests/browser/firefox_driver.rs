//! What the tests rely on when they drive Firefox, tried on the built extension and on a site of this machine.

use anyhow::Result;
use rebound_harness::answer;
use rebound_harness::driver::{Driver, Kind, Options, Page};
use rebound_harness::firefox::Firefox;
use rebound_harness::origin::Origin;
use rebound_harness::wait::{wait_for, wait_until};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

const SHOP: &str = "shop.test";
const LIMIT: Duration = Duration::from_secs(20);
/// Puts a button over the middle of (125, 125) that tells what is done to it.
const BUTTON: &str = "document.body.innerHTML = `<button style='position:absolute;left:100px;top:100px;width:50px;height:50px' \
    onclick='document.title = \"clicked \" + event.isTrusted' onkeydown='document.title = event.key'>Press</button>`";

fn options() -> Options {
    let extension = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/firefox");
    assert!(extension.is_dir(), "the extension is not built: cargo x build");
    let mut options = Options::new(Kind::Firefox, extension);
    options.names = vec![SHOP.into()];
    options
}

/// A site that is well but for `/bad`, a 502, and `/empty`, one without a body.
fn site() -> Result<Origin> {
    let site = Origin::start()?;
    site.set_for("/bad", answer::nginx(502));
    site.set_for("/empty", answer::empty(502));
    Ok(site)
}

fn wait_for_title(firefox: &mut dyn Driver, page: &Page, title: &str) -> Result<()> {
    wait_until(&format!("the title '{title}'"), LIMIT, || Ok(firefox.title(page)? == title))
}

fn wait_for_page(firefox: &mut dyn Driver, url: &str) -> Result<Page> {
    wait_for(url, LIMIT, || {
        for page in firefox.pages()? {
            if firefox.url(&page)? == url {
                return Ok(Some(page));
            }
        }
        Ok(None)
    })
}

#[test]
fn pages_are_opened_read_clicked_and_photographed() -> Result<()> {
    let (mut firefox, site) = (Firefox::start(&options())?, site()?);
    let known = firefox.pages()?.len();
    let page = firefox.open(&site.url_at(SHOP, "/bad"))?;
    wait_for_title(&mut firefox, &page, "502 Bad Gateway")?;
    assert_eq!(firefox.url(&page)?, site.url_at(SHOP, "/bad"));
    let status = "performance.getEntriesByType('navigation')[0].responseStatus";
    assert_eq!(firefox.eval(&page, status)?, 502);
    assert!(!firefox.is_error_page(&page)?);
    assert_eq!(
        firefox.eval(&page, "Promise.reject(new Error('so it is'))").unwrap_err().to_string(),
        "so it is"
    );

    let behind = firefox.open_behind(&site.url_at(SHOP, "/empty"))?;
    wait_until("the browser's own page", LIMIT, || firefox.is_error_page(&behind))?;
    assert_eq!(firefox.url(&behind)?, site.url_at(SHOP, "/empty"));
    assert_eq!(firefox.eval(&behind, "document.documentURI.split('?')[0]")?, "about:neterror");
    assert_eq!(firefox.eval(&page, "document.visibilityState")?, "visible");

    firefox.eval(&page, BUTTON)?;
    firefox.click_at(&page, 125.0, 125.0)?;
    wait_for_title(&mut firefox, &page, "clicked true")?;
    firefox.press(&page, "a")?;
    wait_for_title(&mut firefox, &page, "a")?;
    assert!(firefox.screenshot(&page)?.starts_with(b"\x89PNG"));
    firefox.reload(&page)?;
    wait_for_title(&mut firefox, &page, "502 Bad Gateway")?;
    firefox.activate(&behind)?;
    wait_until("the tab in front", LIMIT, || {
        Ok(firefox.eval(&page, "document.visibilityState")? == "hidden")
    })?;
    firefox.navigate(&behind, &site.url_at(SHOP, "/good"))?;
    wait_until("the page", LIMIT, || Ok(!firefox.is_error_page(&behind)?))?;
    firefox.close_page(&behind)?;
    assert_eq!(firefox.pages()?.len(), known + 1);
    Ok(())
}

#[test]
fn the_popup_is_the_real_one_and_asks_the_real_question() -> Result<()> {
    let (mut firefox, site) = (Firefox::start(&options())?, site()?);
    assert_eq!(firefox.install_warnings()?, Vec::<String>::new());
    let page = firefox.open(&site.url_at(SHOP, "/bad"))?;
    wait_for_title(&mut firefox, &page, "502 Bad Gateway")?;
    let popup = firefox.open_popup(&page)?;
    let tabs = "chrome.tabs.query({ active: true, currentWindow: true })";
    let tabs = firefox.eval(&popup, tabs)?;
    assert_eq!(tabs[0]["url"], site.url_at(SHOP, "/bad"), "a click grants activeTab");
    assert_eq!(tabs[0]["id"], firefox.tab_id(&page)?);
    assert_eq!(firefox.url(&popup)?, format!("{}popup.html", firefox.extension_origin()));
    assert!(firefox.screenshot(&popup)?.starts_with(b"\x89PNG"));

    let ask = "(() => { document.body.innerHTML = '<button id=ask style=\"width:200px;height:80px\">'; ask.onclick = () => \
        chrome.permissions.request({ origins: ['http://shop.test/*'] }).then((is) => { document.title = `granted ${is}` }) })()";
    firefox.eval(&popup, ask)?;
    firefox.approve(&["http://shop.test/*"])?;
    let area = firefox.eval(&popup, "ask.getBoundingClientRect().toJSON()")?;
    let middle = |from: &str, size: &str| area[from].as_f64().unwrap() + area[size].as_f64().unwrap() / 2.0;
    firefox.click_at(&popup, middle("x", "width"), middle("y", "height"))?;
    wait_until("the grant", LIMIT, || {
        let granted = "chrome.permissions.contains({ origins: ['http://shop.test/*'] })";
        Ok(firefox.extension_eval(granted)? == true)
    })?;
    firefox.close_popup()?;
    assert!(firefox.eval(&popup, "1").is_err());
    Ok(())
}

#[test]
fn the_extension_is_reached_and_its_background_killed() -> Result<()> {
    let (mut firefox, site) = (Firefox::start(&options())?, site()?);
    let page = firefox.open(&site.url_at(SHOP, "/good"))?;
    wait_for_title(&mut firefox, &page, "Fine")?;
    let pages = firefox.pages()?;
    assert_eq!(firefox.extension_eval("location.pathname")?, "/control.html");
    assert_eq!(firefox.pages()?, pages, "the control page is not among them");
    assert_eq!(firefox.extension_eval("chrome.permissions.contains({ permissions: ['storage'] })")?, true);

    wait_until("the background", LIMIT, || firefox.is_background_alive())?;
    assert_eq!(firefox.background_eval("typeof performance.now()")?, "number");
    firefox.kill_background()?;
    assert!(!firefox.is_background_alive()?);
    assert!(firefox.background_eval("1").is_err());
    firefox.extension_eval("chrome.runtime.sendMessage({}).catch(() => {}), 0")?;
    wait_until("the background again", LIMIT, || firefox.is_background_alive())?;
    assert_eq!(firefox.background_eval("chrome.runtime.id")?, "rebound@rebound.example");

    firefox.set_offline(true)?;
    firefox.navigate(&page, &site.url_at(SHOP, "/good?2"))?;
    wait_until("the browser's own page", LIMIT, || firefox.is_error_page(&page))?;
    firefox.set_offline(false)?;
    firefox.navigate(&page, &site.url_at(SHOP, "/good?3"))?;
    wait_for_title(&mut firefox, &page, "Fine")
}

#[test]
fn a_kept_profile_keeps_tabs_storage_and_grants() -> Result<()> {
    let (profile, site) = (tempfile::tempdir()?, site()?);
    let mut options = options();
    options.profile = Some(profile.path().to_owned());
    options.granted_permissions = vec!["webNavigation".into()];
    let mut firefox = Box::new(Firefox::start(&options)?);
    let page = firefox.open(&site.url_at(SHOP, "/good"))?;
    wait_for_title(firefox.as_mut(), &page, "Fine")?;
    firefox.approve(&["http://shop.test/*"])?;
    assert_eq!(
        firefox.extension_eval("chrome.permissions.request({ origins: ['http://shop.test/*'] })")?,
        true
    );
    firefox.extension_eval("chrome.storage.local.set({ mark: 7 })")?;
    let behind = firefox.open_behind(&site.url_at(SHOP, "/empty"))?;
    wait_until("the browser's own page", LIMIT, || firefox.is_error_page(&behind))?;
    firefox.quit()?;

    options.restores_session = true;
    let mut firefox = Firefox::start(&options)?;
    let page = wait_for_page(&mut firefox, &site.url_at(SHOP, "/good"))?;
    wait_for_title(&mut firefox, &page, "Fine")?;
    let behind = wait_for_page(&mut firefox, &site.url_at(SHOP, "/empty"))?;
    assert!(firefox.eval(&behind, "1").is_err(), "a tab that nobody looks at is left asleep");
    firefox.activate(&behind)?;
    wait_until("the browser's own page", LIMIT, || firefox.is_error_page(&behind))?;
    assert_eq!(firefox.extension_eval("chrome.storage.local.get('mark')")?, json!({ "mark": 7 }));
    let all: Value = firefox.extension_eval("chrome.permissions.getAll()")?;
    assert_eq!(all["origins"], json!(["http://shop.test/*"]));
    assert!(all["permissions"].as_array().unwrap().contains(&"webNavigation".into()));
    Ok(())
}

#[test]
fn looks_are_as_asked_for() -> Result<()> {
    let mut options = options();
    (options.is_dark, options.zoom) = (true, 2.0);
    let mut firefox = Firefox::start(&options)?;
    let page = firefox.open("data:text/html,<p style='font-size:16px'>text")?;
    wait_until("the page", LIMIT, || {
        Ok(firefox.eval(&page, "document.querySelector('p') !== null")? == true)
    })?;
    let popup = firefox.open_popup(&page)?;
    for place in [&page, &popup] {
        assert_eq!(firefox.eval(place, "matchMedia('(prefers-color-scheme: dark)').matches")?, true);
    }
    assert_eq!(firefox.eval(&page, "getComputedStyle(document.querySelector('p')).fontSize")?, "32px");
    Ok(())
}
