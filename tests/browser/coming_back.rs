//! The main job: a failed page is explained, and comes back by itself.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP};
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
