//! What ends a wait: the user in the popup, the user in the browser, and answers that no wait should repeat.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP, SOON};
use anyhow::ensure;
use rebound_harness::answer;
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use rebound_harness::pages;

in_both!(try_now_tries_and_stop_and_the_switch_stop, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&page)?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "Next try in")?;
    let before = origin.requests().len();
    stage.click(&popup, "button", "Try now")?;
    origin.wait_for_requests(before + 1, A_WHILE)?;
    stage.says(&popup, "try so far")?;
    stage.click(&popup, "button", "Stop")?;
    stage.badge_is(&page, "!")?;
    stage.is_at_rest(&origin)?;
    stage.click(&popup, "switch", "Keep trying")?;
    stage.is_waiting(&page)?;
    stage.click(&popup, "switch", "Keep trying")?;
    stage.badge_is(&page, "!")?;
    stage.is_at_rest(&origin)
});

in_both!(going_elsewhere_ends_the_wait, |stage| {
    let (origin, news) = (Origin::with(answer::nginx(502))?, Origin::start()?);
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&page)?;
    stage.browser.navigate(&page, &news.url_at("news.test", "/"))?;
    stage.is_back(&page, A_WHILE)?;
    stage.badge_is(&page, "")?;
    stage.is_told(&page, &["This page is fine."])?;
    stage.is_at_rest(&origin)
});

in_both!(the_browsers_own_stop_ends_the_wait, |stage| {
    // Asked not to come for two minutes, Rebound comes only when told to: then it is surely the page that is loading.
    let origin = Origin::with(answer::retry_after(120))?;
    stage.grant_everywhere()?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&page)?;
    origin.set(Fault::Hang)?;
    let before = origin.requests().len();
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Try now")?;
    let requests = origin.wait_for_requests(before + 1, SOON)?;
    ensure!(requests[before].is_page_load(), "only asked for: {:?}", requests[before]);
    stage.browser.close_popup()?;
    stage.browser.stop(&page)?;
    stage.is_at_rest(&origin)?;
    stage.badge_is(&page, "!")
});

in_both!(empty_answers_downloads_and_other_sites_end_the_wait, |stage| {
    let (origin, login) = (Origin::start()?, Origin::start()?);
    stage.grant_everywhere()?;
    for (path, end) in [
        ("/empty", answer::empty(204)),
        ("/download", answer::download(200)),
        ("/login", answer::redirect(302, &login.url_at("login.test", "/"))),
    ] {
        origin.set_for(path, answer::nginx(502));
        let page = stage.visit(&origin.url_at(SHOP, path))?;
        stage.keep_trying(&page)?;
        origin.set_for(path, end);
        stage.is_at_rest(&origin)?;
        stage.is_told(&page, &["Rebound stopped trying"])?;
        stage.browser.close_page(&page)?;
    }
    assert_eq!(login.requests().len(), 1);
    Ok(())
});

in_both!(a_form_is_never_sent_again, |stage| {
    let origin = Origin::start()?;
    origin.set_for("/form", pages::form("/order"));
    origin.set_for("/order", answer::nginx(502));
    origin.set_for("/cart", answer::nginx(502));
    stage.grant_everywhere()?;
    let order = stage.visit(&origin.url_at(SHOP, "/form"))?;
    stage.click(&order, "button", "Send")?;
    stage.badge_is(&order, "!")?;
    let popup = stage.popup(&order)?;
    stage.says(&popup, "repeats nothing")?;
    assert!(!stage.has(&popup, "switch", "Keep trying")?);
    stage.browser.close_popup()?;
    // Nor does it come along when another page of the site is waited for.
    let cart = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&cart)?;
    origin.recover()?;
    stage.is_back(&cart, A_WHILE)?;
    stage.browser.activate(&order)?;
    stage.badge_is(&order, "!")?;
    let orders = origin.requests_for("/order");
    assert_eq!(orders.len(), 1, "{orders:?}");
    Ok(())
});

in_both!(a_form_whose_sending_nobody_saw_is_never_sent_again_either, |stage| {
    let origin = Origin::start()?;
    origin.set_for("/form", pages::form("/order"));
    origin.set_for("/order", answer::nginx(502));
    let page = stage.visit(&origin.url_at(SHOP, "/form"))?;
    stage.click(&page, "button", "Send")?;
    origin.wait_for_requests(2, A_WHILE)?;
    stage.settled(&page)?;
    // Without access the page alone is seen, not how it was asked for.
    stage.keep_trying(&page)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    let methods: Vec<_> = origin.requests_for("/order").into_iter().map(|order| order.method).collect();
    assert_eq!(methods[0], "POST");
    assert!(methods[1..].iter().all(|method| method == "GET"), "{methods:?}");
    Ok(())
});
