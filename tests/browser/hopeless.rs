//! What waiting does not mend is told, and never tried again; what is no failure of the page is left alone.

use crate::in_both;
use crate::stage::{SHOP, SOON};
use rebound_harness::answer;
use rebound_harness::fault::Fault;
use rebound_harness::gateway::{Gateway, Program};
use rebound_harness::origin::Origin;
use rebound_harness::pages;
use rebound_harness::wait::wait_until;
use std::time::Duration;

in_both!(a_certificate_nobody_vouches_for_is_told_and_not_retried, |stage| {
    let origin = Origin::start()?;
    let nginx = Gateway::start(Program::NginxTls, origin.port())?;
    stage.grant_everywhere()?;
    let page = stage.visit(&nginx.url_at(SHOP, "/"))?;
    stage.badge_is(&page, "!")?;
    let popup = stage.popup(&page)?;
    let told = match stage.kind {
        Kind::Chromium => "certificate",
        Kind::Firefox => "does not trust the secure connection", // it names the certificate in its own language only
    };
    stage.says(&popup, told)?;
    stage.says(&popup, "Waiting does not")?;
    assert!(!stage.has(&popup, "switch", "Keep trying")?);
    let handshakes = || nginx.log().matches("SSL_do_handshake").count();
    let before = handshakes();
    stage.is_at_rest(&origin)?;
    assert_eq!(handshakes(), before);
    assert!(origin.requests().is_empty());
    Ok(())
});

in_both!(a_redirect_loop_is_told_and_not_retried, |stage| {
    let origin = Origin::with(Fault::named("redirect-loop").unwrap_or(Fault::Hang))?;
    stage.grant_everywhere()?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    stage.badge_is(&page, "!")?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "in circles")?;
    assert!(!stage.has(&popup, "switch", "Keep trying")?);
    stage.says(&popup, "Rebound checked this by itself")?; // are cookies the cause? From then on the site is left in peace
    match stage.kind {
        Kind::Chromium => stage.has_no_plans(), // but Chromium itself has: it reloads its error page
        Kind::Firefox => stage.is_at_rest(&origin),
    }
});

in_both!(failing_parts_are_no_failure_of_the_page, |stage| {
    let origin = Origin::start()?;
    origin.set_for("/page", pages::with_parts("/frame", "/style.css", "/script.js", "/image.png"));
    for part in ["/frame", "/style.css", "/script.js", "/image.png"] {
        origin.set_for(part, answer::nginx(502));
    }
    stage.grant_everywhere()?;
    let page = stage.visit(&origin.url_at(SHOP, "/page"))?;
    stage.is_told(&page, &["This page is fine."])?;
    stage.badge_is(&page, "")?;
    stage.is_at_rest(&origin)
});

in_both!(a_page_is_not_called_fine_before_it_was_looked_at, |stage| {
    let origin = Origin::start()?;
    origin.set_for("/page", pages::with_parts("/frame", "/style.css", "/script.js", "/image.png"));
    origin.set_for("/script.js", answer::Answer::page(200, "").delayed(Duration::from_secs(6)));
    let page = stage.browser.open(&origin.url_at(SHOP, "/page"))?;
    wait_until("the page's title", SOON, || Ok(stage.browser.title(&page)? == "With parts"))?;
    // Until the script has come the browser lets nobody look.
    let popup = stage.browser.open_popup(&page)?;
    stage.says(&popup, "Looking at this page…")?;
    assert!(!stage.text(&popup)?.contains("fine"));
    stage.says(&popup, "This page is fine.")
});
