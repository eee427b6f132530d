//! The user's own proxies, real ones: the site alone goes through, the popup says so, one click ends it.

use crate::routes::{checked, result};
use crate::stage::{SHOP, SOON, Stage, options};
use crate::{in_both, over_a_restart};
use anyhow::{Context, Result, ensure};
use rebound_harness::answer;
use rebound_harness::driver::{Kind, Options, Page};
use rebound_harness::origin::Origin;
use rebound_harness::proxy::{Program, Proxy};
use rebound_harness::wait::wait_until;
use serde_json::json;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

/// Where proxies find the shop; the browser finds it at 127.0.0.1, where it is broken.
const FAR: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const OPEN: &str = "Open this site through it";
const CLOSE: &str = "Load it directly again";

/// A browser that may use proxies: the variant for Chrome, the permission granted in Firefox.
fn may_use_proxies(kind: Kind) -> Options {
    let mut options = options(kind);
    match kind {
        Kind::Chromium => {
            options.extension = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/chrome-proxy")
        }
        Kind::Firefox => options.granted_permissions = vec!["proxy".into()],
    }
    options
}

/// The settings: these proxies, and nobody else is asked.
fn only(stage: &mut Stage, proxies: &[String]) -> Result<()> {
    let services =
        json!({"off": ["status_page", "archive", "archive_index", "second_archive"], "proxies": proxies});
    stage.browser.extension_eval(&format!("chrome.storage.local.set({{ services: {services} }})"))?;
    Ok(())
}

/// A shop that is broken here and well where proxies look for it.
fn shops() -> Result<(Origin, Origin)> {
    let here = Origin::with(answer::nginx(502))?;
    let far = Origin::at(FAR, here.port())?;
    Ok((here, far))
}

/// A port where nobody listens.
fn dead() -> Result<String> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    Ok(format!("http://127.0.0.1:{port}#Dead"))
}

/// Opens the site through the proxy that works.
fn open(stage: &mut Stage, page: &Page, popup: &Page) -> Result<()> {
    stage.click(popup, "button", OPEN)?;
    is_fine(stage, page)?;
    stage.browser.close_popup()
}

/// Presses *Check other routes* and waits for the end.
fn check(stage: &mut Stage, page: &Page) -> Result<Page> {
    let popup = stage.popup(page)?;
    stage.click(&popup, "button", "Check other routes")?;
    checked(stage, &popup)?;
    Ok(popup)
}

fn is_fine(stage: &mut Stage, page: &Page) -> Result<()> {
    wait_until("the page", SOON, || Ok(stage.browser.title(page)? == "Fine"))
}

/// Through one proxy and back: what the user does and sees, and what the proxy sees.
fn there_and_back(stage: &mut Stage, program: Program) -> Result<()> {
    let (here, far) = shops()?;
    let news = Origin::start()?;
    let proxy = Proxy::start(program, SHOP, FAR)?;
    only(stage, &[proxy.setting("Office"), dead()?])?;
    let page = stage.visit(&here.url_at(SHOP, "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "through your own proxies")?;
    ensure!(!proxy.log().contains(SHOP), "nothing goes through before the click");
    stage.browser.close_popup()?;

    let popup = check(stage, &page)?;
    let office = result(stage, &popup, "Through your proxy Office")?;
    ensure!(office.contains("works"), "{program:?}: {office}\n{}", proxy.log());
    let dead = result(stage, &popup, "Through your proxy Dead")?;
    ensure!(dead.contains("the proxy itself does not answer") && !dead.contains(OPEN), "{dead}");
    ensure!(far.requests().len() == 1, "one request tried it: {:?}", far.requests());

    open(stage, &page, &popup)?;
    let other = stage.visit(&news.url_at("news.test", "/"))?;
    is_fine(stage, &other)?;
    let log = proxy.log();
    ensure!(log.contains(SHOP) && !log.contains("news.test"), "only the shop's requests pass: {log}");
    ensure!(far.requests_for("/cart").len() == 2, "the page came through the proxy");

    stage.browser.kill_background()?;
    stage.browser.navigate(&page, &here.url_at(SHOP, "/again"))?;
    wait_until("a page after the worker's death", SOON, || Ok(!far.requests_for("/again").is_empty()))?;
    ensure!(here.requests_for("/again").is_empty(), "nothing goes past the proxy");
    is_fine(stage, &page)?;

    let popup = stage.popup(&page)?;
    stage.says(&popup, "shop.test goes through your proxy Office")?;
    stage.click(&popup, "button", CLOSE)?;
    wait_until("the end of it", SOON, || Ok(!stage.text(&popup)?.contains(CLOSE)))?;
    stage.browser.close_popup()?;
    let page = stage.visit(&here.url_at(SHOP, "/after"))?;
    stage.badge_is(&page, "!")?;
    ensure!(far.requests_for("/after").is_empty(), "it is loaded directly again");
    Ok(())
}

in_both!(a_site_goes_through_a_real_proxy_and_back, may_use_proxies, |stage| {
    stage.grant_everywhere()?;
    for program in Program::ALL {
        there_and_back(stage, program).with_context(|| format!("{program:?}"))?;
    }
    Ok(())
});

in_both!(a_proxy_that_dies_is_told_and_nothing_goes_past_it, may_use_proxies, |stage| {
    stage.grant_everywhere()?;
    let (here, far) = shops()?;
    let mut proxy = Proxy::start(Program::Microsocks, SHOP, FAR)?;
    only(stage, &[proxy.setting("Office")])?;
    let page = stage.visit(&here.url_at(SHOP, "/cart"))?;
    let popup = check(stage, &page)?;
    open(stage, &page, &popup)?;
    proxy.end()?;
    here.forget_requests();
    far.forget_requests();
    let page = stage.visit(&here.url_at(SHOP, "/later"))?;
    ensure!(here.requests().is_empty() && far.requests().is_empty(), "nothing goes past a dead proxy");
    let popup = stage.popup(&page)?;
    stage.says(&popup, "shop.test goes through your proxy Office")?;
    ensure!(stage.text(&popup)?.to_lowercase().contains("proxy"), "{}", stage.text(&popup)?);
    stage.click(&popup, "button", CLOSE)?;
    wait_until("the end of it", SOON, || Ok(!stage.text(&popup)?.contains(CLOSE)))?;
    stage.browser.close_popup()?;
    stage.visit(&here.url_at(SHOP, "/after"))?;
    ensure!(!here.requests_for("/after").is_empty(), "directly again");
    Ok(())
});

in_both!(a_proxy_that_asks_for_a_password_is_no_route, may_use_proxies, |stage| {
    stage.grant_everywhere()?;
    let (here, far) = shops()?;
    let locked = Proxy::start(Program::Locked, SHOP, FAR)?;
    only(stage, &[locked.setting("Locked")])?;
    let page = stage.visit(&here.url_at(SHOP, "/cart"))?;
    let popup = check(stage, &page)?;
    let said = result(stage, &popup, "Through your proxy Locked")?;
    ensure!(!said.is_empty() && !said.contains("works") && !said.contains(OPEN), "{said}");
    ensure!(far.requests().is_empty(), "nothing came through: {:?}", far.requests());
    let page = stage.visit(&here.url_at(SHOP, "/after"))?;
    stage.badge_is(&page, "!")?;
    ensure!(!here.requests_for("/after").is_empty(), "the check leaves no way behind");
    Ok(())
});

// A site goes through a proxy: it still does after the start, and says so, and ends on a click.
over_a_restart!(a_site_goes_through_its_proxy_after_a_restart, may_use_proxies, |mut stage| {
    let (here, far) = shops()?;
    let proxy = Proxy::start(Program::Tinyproxy, SHOP, FAR)?;
    stage.grant_everywhere()?;
    only(&mut stage, &[proxy.setting("Office")])?;
    let page = stage.visit(&here.url_at(SHOP, "/cart"))?;
    let popup = check(&mut stage, &page)?;
    open(&mut stage, &page, &popup)?;

    here.forget_requests();
    let mut stage = stage.restarted()?;
    let page = stage.visit(&here.url_at(SHOP, "/again"))?;
    is_fine(&mut stage, &page)?;
    ensure!(!far.requests_for("/again").is_empty(), "it goes through the proxy");
    ensure!(here.requests_for("/again").is_empty(), "and nothing past it: {:?}", here.requests());
    let popup = stage.popup(&page)?;
    stage.says(&popup, "shop.test goes through your proxy Office")?;
    stage.click(&popup, "button", CLOSE)?;
    wait_until("the end of it", SOON, || Ok(!stage.text(&popup)?.contains(CLOSE)))?;
    stage.browser.close_popup()?;
    stage.visit(&here.url_at(SHOP, "/after"))?;
    ensure!(!here.requests_for("/after").is_empty(), "directly again");
    stage.browser.quit()
});

in_both!(without_the_permission_no_proxy_is_tried, |stage| {
    let (here, far) = shops()?;
    let proxy = Proxy::start(Program::Tinyproxy, SHOP, FAR)?;
    stage.grant_everywhere()?;
    only(stage, &[proxy.setting("Office")])?;
    let page = stage.visit(&here.url_at(SHOP, "/cart"))?;
    let popup = check(stage, &page)?;
    let said = stage.text(&popup)?;
    ensure!(!said.contains("Office") && far.requests().is_empty(), "{said}");
    assert!(stage.browser.install_warnings()?.is_empty());
    Ok(())
});
