//! The browser loses its network and finds it again.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP};
use rebound_harness::answer;
use rebound_harness::origin::Origin;
use std::time::Duration;

/// The pause that was running when the network went.
const LONGER_THAN_THE_PAUSE: Duration = Duration::from_secs(8);

in_both!(the_networks_return_brings_a_try, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&page)?;
    stage.browser.set_offline(true)?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "You are offline")?;
    origin.recover()?;
    let tries = "document.querySelector('.tries').innerText";
    let before = stage.browser.eval(&popup, tries)?;
    std::thread::sleep(LONGER_THAN_THE_PAUSE); // that nothing is tried cannot be waited for
    assert_eq!(stage.browser.eval(&popup, tries)?, before);
    stage.browser.close_popup()?;
    stage.browser.set_offline(false)?;
    stage.is_back(&page, A_WHILE)
});

in_both!(a_background_that_died_offline_still_notices_the_networks_return, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&page)?;
    stage.browser.set_offline(true)?;
    stage.is_told(&page, &["You are offline"])?;
    stage.browser.kill_background()?;
    origin.recover()?;
    stage.browser.set_offline(false)?;
    stage.is_back(&page, A_WHILE)
});
