//! The main job: a failed page is explained, and comes back by itself.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP};
use rebound_harness::answer;
use rebound_harness::fault::Fault;
use rebound_harness::gateway::{Gateway, Program};
use rebound_harness::origin::Origin;

in_both!(a_bad_gateway_is_told_and_the_page_comes_back, |stage| {
    let origin = Origin::with(Fault::Refused)?;
    let nginx = Gateway::start(Program::Nginx, origin.port())?;
    let page = stage.visit(&nginx.url_at(SHOP, "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, SHOP)?;
    stage.says(&popup, "502")?;
    stage.browser.close_popup()?;
    stage.keep_trying(&page)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    stage.badge_is(&page, "✓")?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "is back")?;
    Ok(())
});

in_both!(a_site_that_refuses_connections_comes_back, |stage| {
    let origin = Origin::with(Fault::Refused)?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    stage.keep_trying(&page)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)
});

in_both!(whatever_fails_behind_a_gateway_is_told_and_comes_back, |stage| {
    let origin = Origin::start()?;
    let nginx = Gateway::start(Program::Nginx, origin.port())?;
    stage.grant_everywhere()?;
    let faults = [
        ("/hangs", Fault::Hang, "504"),
        ("/resets", Fault::Reset, "502"),
        ("/closes", Fault::Close, "502"),
        ("/garbage", Fault::broken_header(), "502"),
    ];
    let mut pages = Vec::new();
    for (path, fault, status) in faults {
        origin.set_for(path, fault);
        let page = stage.visit(&nginx.url_at(SHOP, path))?;
        stage.is_told(&page, &[status])?;
        pages.push(page);
    }
    stage.keep_trying(&pages[3])?;
    origin.recover()?;
    pages.iter().rev().try_for_each(|page| stage.is_back(page, A_WHILE))
});

in_both!(failures_without_a_page_of_their_own_are_told_and_come_back, |stage| {
    let origin = Origin::start()?;
    stage.grant_everywhere()?;
    let cut = "was cut before an answer";
    let closed = match stage.kind {
        Kind::Chromium => "without sending a single byte",
        Kind::Firefox => cut, // to Firefox it is the same
    };
    for (path, fault, told) in [
        ("/empty", answer::empty(502).into(), "502"),
        ("/resets", Fault::Reset, cut),
        ("/closes", Fault::Close, closed),
    ] {
        origin.set_for(path, fault);
        let page = stage.visit(&origin.url_at(SHOP, path))?;
        stage.is_told(&page, &[told])?;
        stage.keep_trying(&page)?;
        origin.recover()?;
        stage.is_back(&page, A_WHILE)?;
        stage.badge_is(&page, "✓")?;
    }
    Ok(())
});

in_both!(a_failure_in_the_cache_neither_fools_nor_loops, |stage| {
    let origin = Origin::with(Fault::named("502-cached").unwrap_or(Fault::Hang))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    // Without access the load was not seen, so the first try is a plain navigation, which Chromium serves from its cache.
    stage.keep_trying(&page)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    let loads = origin.requests().iter().filter(|request| request.is_page_load()).count();
    assert!(loads <= 3, "{loads}");
    Ok(())
});
