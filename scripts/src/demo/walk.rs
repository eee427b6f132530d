//! The way through the demo: by itself as a user would go, or beside a user who goes it.

use super::story::Story;
use super::{HOST, WELCOME};
use anyhow::{Context, Result, ensure};
use rebound_harness::answer;
use rebound_harness::driver::{Driver, Page};
use rebound_harness::origin::Origin;
use rebound_harness::wait::{wait_for, wait_until};
use std::time::Duration;

/// For each thing that a browser does by itself.
const PATIENCE: Duration = Duration::from_secs(20);
/// After the site works, the page must be back by then: the longest pause for a tab in front, and some.
const BACK_MAX: Duration = Duration::from_secs(60);

const SWITCH: &str = "document.querySelector('[role=switch]')";

/// Opens the page, clicks the toolbar button, switches *Keep trying* on, and waits for the page.
pub fn walk(browser: &mut dyn Driver, site: &Origin, down: Duration, story: &mut Story) -> Result<()> {
    story.restart();
    let page = browser.open(&site.url_at(HOST, "/"))?;
    story.tell(&format!("someone opens {}", site.url_at(HOST, "/")));
    wait_until("the page to fail", PATIENCE, || has_failed(browser, &page))?;
    story.tell("the page has failed");
    story.picture(browser, &page, "page")?;

    let mut popup = open(browser, &page)?;
    let verdict = wait_for("the verdict", PATIENCE, || {
        let is_there = browser.eval(&popup, &format!("!!{SWITCH}"))? == true;
        Ok(if is_there { status(browser, &popup).ok() } else { None })
    })?;
    story.tell(&format!("a click on the toolbar button says: {verdict}"));
    story.picture(browser, &popup, "verdict")?;

    let origins = ["http", "https"].map(|scheme| format!("{scheme}://{HOST}/*"));
    browser.approve(&origins.each_ref().map(String::as_str))?;
    press_switch(browser, &popup)?;
    wait_until("the switch", PATIENCE, || {
        let Ok(state) = browser.eval(&popup, &format!("{SWITCH}?.ariaChecked")) else {
            // The browser closed the popup when it asked.
            popup = open(browser, &page)?;
            return Ok(false);
        };
        Ok(state == "true")
    })?;
    story.tell("Keep trying is on, and the browser's question about access is answered with yes");
    story.picture(browser, &popup, "waiting")?;

    watch(browser, &page, site, down, story)?;
    story.picture(browser, &page, "page-is-back")?;
    let popup = open(browser, &page)?;
    story.tell(&format!("the popup says: {}", status(browser, &popup)?));
    story.picture(browser, &popup, "back")?;
    story.tell("pictures of each step are in target/demo");
    Ok(())
}

/// Mends the site when it is time and tells what the site sees, until the page is back.
fn watch(browser: &mut dyn Driver, page: &Page, site: &Origin, down: Duration, story: &Story) -> Result<()> {
    let (mut told, mut is_up) = (site.requests().len(), false);
    wait_until("the page to come back", down + BACK_MAX, || {
        for request in site.requests().iter().skip(told) {
            story.tell(&format!("the site is asked: {} {}", request.method, request.path));
            told += 1;
        }
        if !is_up && story.elapsed() >= down {
            site.set(answer::fine(WELCOME))?;
            is_up = true;
            story.tell("the site works again; nobody touches anything");
        }
        Ok(browser.title(page)? == WELCOME)
    })?;
    let late = story.elapsed().saturating_sub(down).as_secs_f64();
    story.tell(&format!("the page is back by itself, {late:.1} s after the site"));
    Ok(())
}

/// Says what to do, mends the site when it is time, and stays until the browser is closed.
pub fn leave_to_the_user(
    browser: &mut dyn Driver,
    site: &Origin,
    down: Duration,
    story: &mut Story,
) -> Result<()> {
    story.restart();
    let page = browser.open(&site.url_at(HOST, "/"))?;
    story.tell(&format!("{} fails; the site works again in {} s", site.url_at(HOST, "/"), down.as_secs()));
    story.tell("click Rebound in the toolbar (it may be behind the puzzle piece), and switch Keep trying on");
    let (mut is_up, mut is_back) = (false, false);
    // The browser no longer answers once its last window is closed.
    while browser.pages().is_ok_and(|pages| !pages.is_empty()) {
        if !is_up && story.elapsed() >= down {
            site.set(answer::fine(WELCOME))?;
            is_up = true;
            story.tell("the site works again");
        }
        if !is_back && browser.title(&page).is_ok_and(|title| title == WELCOME) {
            is_back = true;
            story.tell("the page is back; close the browser when you have seen enough");
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    Ok(())
}

/// The browser's own error page, or a finished page that is not what the site shows when it works.
fn has_failed(browser: &mut dyn Driver, page: &Page) -> Result<bool> {
    if browser.is_error_page(page)? {
        return Ok(true);
    }
    let title = browser.title(page)?;
    Ok(title.starts_with(|first: char| first.is_ascii_digit()) && browser.url(page)?.contains(HOST))
}

/// A click on the toolbar button; the popup has been drawn then.
fn open(browser: &mut dyn Driver, page: &Page) -> Result<Page> {
    browser.close_popup()?;
    let popup = browser.open_popup(page)?;
    wait_until("the popup", PATIENCE, || Ok(status(browser, &popup).is_ok()))?;
    Ok(popup)
}

/// The sentence that a screen reader would speak.
fn status(browser: &mut dyn Driver, popup: &Page) -> Result<String> {
    let text = browser.eval(popup, "document.querySelector('[role=status]')?.innerText")?;
    let words: Vec<&str> = text.as_str().context("no status")?.split_whitespace().collect();
    ensure!(!words.is_empty(), "the status is empty");
    Ok(words.join(" "))
}

/// A real click in the middle of the switch.
fn press_switch(browser: &mut dyn Driver, popup: &Page) -> Result<()> {
    let place = browser.eval(popup, &format!("{SWITCH}.getBoundingClientRect().toJSON()"))?;
    let middle = |start: &str, size: &str| Some(place[start].as_f64()? + place[size].as_f64()? / 2.0);
    let (x, y) = middle("x", "width").zip(middle("y", "height")).context("the switch has no place")?;
    browser.click_at(popup, x, y)
}
