//! What would help, with real servers and real browsers: the cause is found, the step mends the page, cookies come back.

use crate::in_both;
use crate::stage::{SHOP, SOON, Stage};
use anyhow::{Context, Result, ensure};
use rebound_harness::answer::{self, Answer};
use rebound_harness::driver::Page;
use rebound_harness::fault::Fault;
use rebound_harness::gateway::{Gateway, Program};
use rebound_harness::origin::Origin;
use rebound_harness::pages;
use rebound_harness::wait::{wait_for, wait_until};

/// Opens the popup and has it find out what would help.
pub fn ask(stage: &mut Stage, page: &Page) -> Result<Page> {
    let popup = stage.popup(page)?;
    stage.unfold(&popup, "What would help?")?;
    stage.click(&popup, "button", "Find out what would help")?;
    Ok(popup)
}

/// Opens a step's preview and goes through with it.
pub fn take(stage: &mut Stage, popup: &Page, step: &str) -> Result<()> {
    stage.click(popup, "button", step)?;
    stage.click(popup, "button", "Go ahead")
}

/// A page that sets cookies of every kind a plain http site can have.
fn sets_cookies(more: &[&str]) -> Answer {
    let mut page = answer::fine("Cookies");
    let kinds = [
        "theme=dark; Max-Age=86400; SameSite=Lax",
        "sid=s3cret; HttpOnly; SameSite=Strict; Path=/",
        "shared=1; Domain=shop.test; Path=/",
        "deep=1; Path=/cart; Max-Age=3600",
    ];
    for cookie in kinds.iter().chain(more) {
        page.headers.push(("Set-Cookie".into(), (*cookie).into()));
    }
    page
}

/// The Cookie header that a visit sends.
fn cookie_header(stage: &mut Stage, origin: &Origin, path: &str) -> Result<String> {
    origin.forget_requests();
    stage.visit(&origin.url_at(SHOP, path))?;
    let sent = wait_for("the request", SOON, || Ok(origin.requests_for(path).into_iter().next()))?;
    Ok(sent.header("Cookie").unwrap_or_default().to_owned())
}

in_both!(an_oversized_cookie_goes_and_comes_back, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/login", sets_cookies(&[]));
    origin.set_for("/fill", pages::gives_cookies(36_000));
    let nginx = Gateway::start(Program::Nginx, origin.port())?;
    stage.visit(&origin.url_at(SHOP, "/login"))?;
    stage.visit(&origin.url_at(SHOP, "/fill"))?;
    let before = cookie_header(stage, &origin, "/echo")?;
    ensure!(before.len() > 32_000, "the cookies are {} bytes", before.len());

    let page = stage.visit(&nginx.url_at(SHOP, "/"))?;
    // Its page points at the cookies, so that Rebound has looked into it before anybody asks.
    let popup = stage.popup(&page)?;
    stage.says(&popup, "Cookies are the cause")?;
    stage.says(&popup, "checked this by itself")?;
    ensure!(!stage.text(&popup)?.contains("sid"), "a small cookie is to go");
    take(stage, &popup, "Clear 8 cookies")?;
    stage.is_back(&page, SOON)?;
    stage.says(&popup, "That helped")?;

    stage.browser.kill_background()?;
    stage.click(&popup, "button", "Put the cookies back")?;
    stage.says(&popup, "The cookies are back")?;
    stage.browser.close_popup()?;
    let after = cookie_header(stage, &origin, "/echo")?;
    ensure!(before == after, "before: {before}\nafter: {after}");
    Ok(())
});

in_both!(a_corrupt_session_cookie_is_told_from_an_outage, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/login", sets_cookies(&[]));
    let session = || Fault::WithCookie { name: "sid".into(), answer: answer::nginx(500) };
    origin.set_for("/cart", session());
    stage.visit(&origin.url_at(SHOP, "/login"))?;
    let before = cookie_header(stage, &origin, "/echo")?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    origin.forget_requests();
    let popup = ask(stage, &page)?;
    stage.says(&popup, "Cookies are the cause")?;
    ensure!(origin.requests().len() <= 4, "{:?}", origin.requests());
    take(stage, &popup, "Clear 4 cookies")?;
    stage.is_back(&page, SOON)?;
    stage.says(&popup, "That helped")?;
    stage.click(&popup, "button", "Put the cookies back")?;
    stage.says(&popup, "The cookies are back")?;
    stage.browser.close_popup()?;
    let after = cookie_header(stage, &origin, "/echo")?;
    ensure!(before == after, "before: {before}\nafter: {after}");
    Ok(())
});

in_both!(a_cookie_shared_by_the_parent_is_found_with_access_to_this_host_alone, |stage| {
    let origin = Origin::start()?;
    origin.set_for("/login", answer::fine("Cookies").header("Set-Cookie", "sid=1; Domain=shop.test; Path=/"));
    origin.set_for("/cart", Fault::WithCookie { name: "sid".into(), answer: answer::nginx(500) });
    stage.visit(&origin.url_at("www.shop.test", "/login"))?;
    let page = stage.visit(&origin.url_at("www.shop.test", "/cart"))?;
    stage.browser.approve(&["http://www.shop.test/*", "https://www.shop.test/*"])?;
    let popup = ask(stage, &page)?;
    if stage.kind == Kind::Firefox {
        stage.says(&popup, "Cookies are the cause")?;
        return take(stage, &popup, "Clear 1 cookie").and_then(|()| stage.is_back(&page, SOON));
    }
    // Chromium asks for the access and closes the popup.
    let popup = stage.popup(&page)?;
    stage.says(&popup, "Cookies are the cause")?;
    stage.says(&popup, "hides from Rebound")?;
    stage.browser.approve(&["http://shop.test/*", "https://shop.test/*"])?;
    stage.click(&popup, "button", "Give access")?;
    let granted = "chrome.permissions.contains({ origins: ['http://shop.test/*'] })";
    wait_until("the access", SOON, || Ok(stage.browser.extension_eval(granted)? == true))?;
    stage.browser.close_popup()?;
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Check again")?;
    take(stage, &popup, "Clear 1 cookie").with_context(|| stage.text(&popup).unwrap_or_default())?;
    stage.is_back(&page, SOON)
});

in_both!(a_cookie_that_sends_the_browser_round_in_circles_is_found, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/login", sets_cookies(&[]));
    let circle = Fault::WithCookie { name: "sid".into(), answer: answer::redirect(302, "/cart") };
    origin.set_for("/cart", circle);
    stage.visit(&origin.url_at(SHOP, "/login"))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "Cookies are the cause")?;
    take(stage, &popup, "Clear 4 cookies")?;
    stage.is_back(&page, SOON)
});

in_both!(an_old_redirect_is_renewed, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    let moved = answer::redirect(301, "/gone").header("Cache-Control", "max-age=86400");
    origin.set_for("/old", moved);
    stage.visit(&origin.url_at(SHOP, "/old"))?;
    origin.set_for("/old", answer::fine("Fine"));
    origin.set_for("/gone", answer::nginx(502));
    let page = stage.visit(&origin.url_at(SHOP, "/old"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "old copy from its cache")?;
    stage.click(&popup, "button", "Load past the cache")?;
    stage.is_back(&page, SOON)
});

in_both!(a_kept_error_is_passed_by, |stage| {
    if stage.kind == Kind::Firefox {
        return Ok(()); // it keeps no 502
    }
    stage.grant_everywhere()?;
    let origin = Origin::with(Fault::named("502-cached").unwrap())?;
    stage.visit(&origin.url_at(SHOP, "/"))?;
    origin.recover()?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "old copy from its cache")?;
    stage.click(&popup, "button", "Load past the cache")?;
    stage.is_back(&page, SOON)
});

in_both!(a_broken_service_worker_is_removed, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/install", pages::registers_worker("/worker.js"));
    origin.set_for("/worker.js", pages::worker_script(502));
    // Service workers need https, or this machine's own name.
    let page = stage.browser.open(&origin.url("/install"))?;
    wait_until("the worker", SOON, || Ok(stage.browser.title(&page)? == "Worker is ready"))?;
    stage.browser.navigate(&page, &origin.url("/cart"))?;
    wait_until("its 502", SOON, || Ok(stage.browser.title(&page)? == "From the worker"))?;
    stage.settled(&page)?;
    let popup = ask(stage, &page)?;
    stage.says(&popup, "service worker")?;
    take(stage, &popup, "Remove the site’s service worker")?;
    stage.is_back(&page, SOON)
});

in_both!(one_page_that_fails_is_told_from_a_site_that_does, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/cart", answer::nginx(500));
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    let popup = ask(stage, &page)?;
    stage.says(&popup, "Only this page fails")
});

in_both!(in_a_plain_outage_nothing_is_offered_but_patience, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/login", sets_cookies(&[]));
    stage.visit(&origin.url_at(SHOP, "/login"))?;
    origin.set(answer::nginx(502))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    origin.forget_requests();
    let popup = stage.popup(&page)?;
    stage.unfold(&popup, "What would help?")?;
    stage.says(&popup, "at most four test requests")?;
    ensure!(origin.requests().is_empty(), "asked before the user did: {:?}", origin.requests());
    stage.click(&popup, "button", "Find out what would help")?;
    stage.says(&popup, "Waiting is the cure")?;
    ensure!(origin.requests().len() <= 4, "{:?}", origin.requests());
    ensure!(!stage.text(&popup)?.contains("Clear"), "clearing is offered without proof");
    ensure!(stage.has(&popup, "summary", "Other steps")?, "the rest is folded away");
    Ok(())
});

in_both!(a_plain_outage_begins_no_experiment_by_itself, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/login", answer::fine("Cookies").header("Set-Cookie", "sid=1"));
    origin.set_for("/outage", answer::nginx(502));
    origin.set_for("/large", answer::nginx(431));
    for site in ["news.test", SHOP] {
        stage.visit(&origin.url_at(site, "/login"))?;
    }
    let outage = stage.visit(&origin.url_at("news.test", "/outage"))?;
    // An error that does call for one, to know when the other would have begun.
    let large = stage.visit(&origin.url_at(SHOP, "/large"))?;
    let popup = stage.popup(&large)?;
    stage.says(&popup, "checked this by itself")?;
    let sent_to = |site: &str, but: &str| {
        let all =
            origin.requests().into_iter().filter(|request| ![but, "/favicon.ico"].contains(&&*request.path));
        all.filter(|request| request.header("Host").is_some_and(|host| host.starts_with(site))).count()
    };
    ensure!(
        (2..=5).contains(&sent_to(SHOP, "/login")),
        "a visit and four tests at most: {:?}",
        origin.requests()
    );
    ensure!(sent_to("news.test", "/login") == 1, "a visit and nothing else: {:?}", origin.requests());
    stage.browser.close_popup()?;
    let popup = stage.popup(&outage)?;
    stage.unfold(&popup, "What would help?")?;
    stage.says(&popup, "Find out what would help").context("something was looked into")
});
