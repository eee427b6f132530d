//! Odd input of every kind: pages that attack, storage that is damaged.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP, SOON};
use rebound_harness::answer::{self, Answer};
use rebound_harness::origin::Origin;
use rebound_harness::wait::wait_until;
use serde_json::json;

/// What a page could have put into the popup: any element that ours has none of, or another title.
const INTRUDERS: &str = "[document.title, document.querySelectorAll('img, iframe, a, b, style, script:not([src=\"popup.js\"])').length]";

in_both!(a_hostile_page_changes_nothing_but_the_verdict, |stage| {
    let origin = Origin::start()?;
    // A comment costs a browser nothing to show.
    let huge = format!("<!doctype html><title>502</title><!--{}-->", "<b>".repeat(10 * 1024 * 1024 / 3));
    let utf16: Vec<u8> = "\u{feff}<title>502 \u{202e}</title><center>nginx</center>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .chain([0, 0xd8, 0xff])
        .collect();
    let odd = [
        ("/markup", answer::hostile(502)),
        ("/huge", Answer::page(502, huge)),
        ("/utf16", Answer::page(502, utf16.clone()).header("Content-Type", "text/html; charset=utf-7")),
        ("/binary", Answer::page(502, utf16).header("Content-Type", "text/html; charset=\"<b>\"")),
    ];
    for has_access in [false, true] {
        if has_access {
            stage.grant_everywhere()?;
        }
        for (path, answer) in &odd {
            origin.set_for(path, answer.clone());
            let page = stage.visit(&origin.url_at(SHOP, path))?;
            let popup = stage.popup(&page)?;
            stage.says(&popup, "502")?;
            assert_eq!(stage.browser.eval(&popup, INTRUDERS)?, json!(["Rebound", 0]), "{path}");
            assert!(stage.has(&popup, "switch", "Keep trying")?, "{path}");
            stage.browser.close_popup()?;
            stage.browser.close_page(&page)?;
        }
    }
    Ok(())
});

in_both!(damaged_storage_is_set_aside_told_and_survived, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    stage.grant_everywhere()?;
    wait_until("the state of the installation", SOON, || Ok(stage.state()?["state"].is_string()))?;
    stage.browser.kill_background()?;
    let damage =
        json!({ "state": "{\"version\":1,\"tabs\":[{\"id\":", "watch": 7, "services": [null], "more": {} });
    stage.browser.extension_eval(&format!("chrome.storage.local.set({damage})"))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.is_told(&page, &["502", "Saved data could not be read."])?;
    assert_eq!(stage.state()?["stateSetAside"], damage["state"]);
    stage.keep_trying(&page)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)
});
