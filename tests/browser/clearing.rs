//! Clearing with real browsers: what was named goes, nothing else does, and what can come back does so as it was.

use crate::in_both;
use crate::remedies::{ask, take};
use crate::stage::{A_WHILE, SHOP, SOON, Stage, options};
use anyhow::{Context, Result, ensure};
use rebound_harness::answer::{self, Answer};
use rebound_harness::driver::{self, Options, Page};
use rebound_harness::fault::Fault;
use rebound_harness::gateway::{Gateway, Program};
use rebound_harness::origin::Origin;
use rebound_harness::pages;
use rebound_harness::wait::{wait_for, wait_until};
use serde_json::json;

/// A browser that looks at no certificate.
fn trusting(kind: driver::Kind) -> Options {
    Options { trusts_all: true, ..options(kind) }
}

/// A page that sets cookies of all kinds that https allows.
fn sets_secure_cookies() -> Answer {
    let mut page = answer::fine("Cookies");
    for cookie in [
        "theme=dark; Max-Age=86400; SameSite=Lax",
        "__Host-sid=s3cret; Secure; HttpOnly; SameSite=Strict; Path=/",
        "__Secure-shared=1; Secure; Domain=shop.test; Path=/",
        "here=1; Secure; SameSite=None; Partitioned; Path=/",
        "__Host-chips=a=b=c; Secure; HttpOnly; SameSite=None; Partitioned; Path=/; Max-Age=86400",
        "deep=1; Path=/cart; Max-Age=3600",
    ] {
        page.headers.push(("Set-Cookie".into(), cookie.into()));
    }
    page
}

/// The Cookie header that a load of an address in this tab sends.
fn cookies_of(stage: &mut Stage, origin: &Origin, page: &Page, url: &str) -> Result<String> {
    origin.forget_requests();
    stage.browser.navigate(page, url)?;
    let sent = wait_for("the request", SOON, || Ok(origin.requests_for("/cart/echo").into_iter().next()))?;
    stage.settled(page)?;
    Ok(sent.header("Cookie").unwrap_or_default().to_owned())
}

in_both!(cookies_that_only_https_knows_come_back_byte_for_byte, trusting, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/login", sets_secure_cookies());
    let session = Fault::WithCookie { name: "__Host-sid".into(), answer: answer::nginx(500) };
    origin.set_for("/cart", session);
    let nginx = Gateway::start(Program::NginxTls, origin.port())?;
    let echo = nginx.url_at(SHOP, "/cart/echo");
    let page = stage.visit(&nginx.url_at(SHOP, "/login"))?;
    let before = cookies_of(stage, &origin, &page, &echo)?;
    ensure!(before.split("; ").count() == 6, "{before}");

    let page = stage.visit(&nginx.url_at(SHOP, "/cart"))?;
    let popup = ask(stage, &page)?;
    stage.says(&popup, "Cookies are the cause")?;
    take(stage, &popup, "Clear 6 cookies")?;
    stage.is_back(&page, SOON)?;
    stage.says(&popup, "That helped")?;
    stage.click(&popup, "button", "Put the cookies back")?;
    stage.says(&popup, "The cookies are back")?;
    stage.browser.close_popup()?;
    let after = cookies_of(stage, &origin, &page, &echo)?;
    ensure!(before == after, "before: {before}\nafter: {after}");
    Ok(())
});

in_both!(cookies_of_a_container_come_back_into_it, |stage| {
    if stage.kind == Kind::Chromium {
        return Ok(()); // it has none
    }
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    for (path, cookie) in [("/mine", "who=work; Path=/; Max-Age=3600"), ("/home", "who=home; Path=/")] {
        origin.set_for(path, answer::fine("Cookies").header("Set-Cookie", cookie));
    }
    origin.set_for("/cart", answer::nginx(502));
    let outside = stage.visit(&origin.url_at(SHOP, "/home"))?;
    let known = stage.browser.pages()?;
    let wanted = json!({ "url": origin.url_at(SHOP, "/mine"), "cookieStoreId": "firefox-container-2" });
    stage.browser.extension_eval(&format!("chrome.tabs.create({wanted}).then(() => true)"))?;
    let page = wait_for("the container's tab", SOON, || {
        Ok(stage.browser.pages()?.into_iter().find(|page| !known.contains(page)))
    })?;
    wait_until("its page", SOON, || Ok(stage.browser.title(&page)? == "Cookies"))?;
    let echo = origin.url_at(SHOP, "/cart/echo");
    let before = cookies_of(stage, &origin, &page, &echo)?;
    ensure!(before == "who=work", "{before}");

    stage.browser.navigate(&page, &origin.url_at(SHOP, "/cart"))?;
    wait_until("its 502", SOON, || Ok(stage.browser.title(&page)?.contains("502")))?;
    let popup = ask(stage, &page)?;
    stage.unfold(&popup, "Other steps")?;
    take(stage, &popup, "Clear all cookies sent to this page (1)")?;
    stage.says(&popup, "did not help")?;
    stage.browser.close_popup()?;
    ensure!(cookies_of(stage, &origin, &page, &echo)?.is_empty(), "the container's cookie stayed");
    ensure!(cookies_of(stage, &origin, &outside, &echo)? == "who=home", "another cookie went");
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Put the cookies back")?;
    stage.says(&popup, "The cookies are back")?;
    stage.browser.close_popup()?;
    let after = cookies_of(stage, &origin, &page, &echo)?;
    ensure!(before == after, "before: {before}\nafter: {after}");
    Ok(())
});

in_both!(what_a_site_stored_goes_on_the_users_word_and_nothing_of_others, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    let pages = [SHOP, "news.test"].map(|host| origin.url_at(host, "/"));
    let [page, other] = [stage.visit(&pages[0])?, stage.visit(&pages[1])?];
    for page in [&page, &other] {
        stage.browser.eval(page, "localStorage.setItem('draft', 'x')")?;
    }
    // No script can run in the browser's own error page: Firefox asks for a permission to clear, and gets it.
    origin.set(Fault::Refused)?;
    stage.browser.navigate(&page, &pages[0])?;
    wait_until("the error page", SOON, || stage.browser.is_error_page(&page))?;
    let popup = ask(stage, &page)?;
    stage.says(&popup, "Waiting is the cure")?;
    stage.unfold(&popup, "Other steps")?;
    take(stage, &popup, "Clear the site’s stored data")?;
    stage.says(&popup, "did not help")?;
    stage.browser.close_popup()?;
    origin.recover()?;
    stage.browser.navigate(&page, &pages[0])?;
    stage.is_back(&page, SOON)?;
    let mut draft = |page| stage.browser.eval(page, "localStorage.getItem('draft')");
    ensure!(draft(&page)?.is_null(), "the draft is still there");
    ensure!(draft(&other)? == "x", "another site's draft went");
    Ok(())
});

in_both!(a_kept_error_goes_with_the_cache_of_its_site_alone, |stage| {
    if stage.kind == Kind::Firefox {
        return Ok(()); // it cannot clear the cache of one site, and keeps no 502
    }
    stage.grant_everywhere()?;
    let origin = Origin::with(Fault::named("502-cached").unwrap())?;
    origin.set_for("/kept", answer::fine("Kept").header("Cache-Control", "max-age=600"));
    let kept = origin.url_at("news.test", "/kept");
    stage.visit(&kept)?;
    stage.visit(&origin.url_at(SHOP, "/"))?;
    origin.set(answer::fine("Fine"))?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "old copy from its cache")?;
    take(stage, &popup, "Clear this site’s cache")?;
    stage.is_back(&page, SOON)?;
    stage.browser.close_popup()?;
    stage.visit(&kept)?;
    ensure!(origin.requests_for("/kept").len() == 1, "another site's copy went");
    Ok(())
});

in_both!(an_error_that_a_cache_on_the_way_keeps_is_told_and_sat_out, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::with(answer::nginx(502))?;
    let edge = Gateway::start(Program::VarnishEdge, origin.port())?;
    let page = stage.visit(&edge.url_at(SHOP, "/"))?;
    origin.recover()?;
    let popup = ask(stage, &page)?;
    stage.says(&popup, "still gives out an old error")?;
    ensure!(!stage.text(&popup)?.contains("Clear"), "clearing is offered without proof");
    stage.browser.close_popup()?;
    stage.keep_trying(&page)?;
    stage.is_back(&page, A_WHILE)
});

in_both!(of_two_troubles_at_once_each_is_told_when_it_is_the_one_that_counts, |stage| {
    stage.grant_everywhere()?;
    let origin = Origin::start()?;
    origin.set_for("/fill", pages::gives_cookies(36_000));
    let nginx = Gateway::start(Program::Nginx, origin.port())?;
    stage.visit(&origin.url_at(SHOP, "/fill"))?;
    origin.set(Fault::Refused)?;
    // Refused for its cookies, and without them there is no page either: clearing them would help nobody.
    let page = stage.visit(&nginx.url_at(SHOP, "/"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "Waiting is the cure")?;
    ensure!(!stage.has(&popup, "button", "Clear 8 cookies")?, "clearing is offered without proof");
    origin.recover()?;
    stage.click(&popup, "button", "Check again")?;
    stage.says(&popup, "Cookies are the cause")?;
    take(stage, &popup, "Clear 8 cookies").with_context(|| stage.text(&popup).unwrap_or_default())?;
    stage.is_back(&page, SOON)
});
