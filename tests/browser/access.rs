//! Site access that is taken away while a page is waited for.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP};
use rebound_harness::answer;
use rebound_harness::origin::Origin;
use serde_json::json;

in_both!(a_wait_that_loses_its_access_says_so_and_goes_on_when_it_has_it_again, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&page)?;
    let own = json!({ "origins": [format!("http://{SHOP}/*"), format!("https://{SHOP}/*")] });
    assert_eq!(stage.browser.extension_eval(&format!("chrome.permissions.remove({own})"))?, true);
    let popup = stage.popup(&page)?;
    stage.says(&popup, "lost access to shop.test")?;
    stage.is_at_rest(&origin)?;
    stage.is_waiting(&page)?;
    origin.recover()?;
    stage.click(&popup, "button", "Give access")?;
    stage.is_back(&page, A_WHILE)?;
    stage.badge_is(&page, "✓")
});
