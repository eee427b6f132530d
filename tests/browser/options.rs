//! The settings page: what is changed there counts at once, and what makes no sense is told and loses nothing.

use crate::in_both;
use crate::stage::{A_WHILE, EVERYWHERE, SHOP, SOON, Stage};
use anyhow::{Context, Result, ensure};
use rebound_harness::answer;
use rebound_harness::driver::Page;
use rebound_harness::origin::Origin;
use rebound_harness::wait::{wait_for, wait_until};
use serde_json::{Value, json};

/// Opens the settings in a tab in front.
pub fn open(stage: &mut Stage) -> Result<Page> {
    let url = format!("{}options.html", stage.browser.extension_origin());
    let page = stage.browser.open(&url)?;
    drawn(stage, &page)?;
    Ok(page)
}

fn drawn(stage: &mut Stage, page: &Page) -> Result<()> {
    let is_drawn = "!!document.querySelector('.section')";
    wait_until("the settings", SOON, || {
        Ok(stage.browser.eval(page, is_drawn).is_ok_and(|drawn| drawn == true))
    })
}

/// A real click on what has this key.
pub fn press(stage: &mut Stage, page: &Page, key: &str) -> Result<()> {
    let find = format!(
        "(() => {{ const found = document.querySelector(`[data-key=\"${{CSS.escape({0})}}\"]`); found?.scrollIntoView({{ block: 'center' }});
        const box = found?.getBoundingClientRect(); return box ? {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }} : null }})()",
        json!(key)
    );
    let place =
        wait_for(key, SOON, || Ok(Some(stage.browser.eval(page, &find)?).filter(|place| !place.is_null())))?;
    let [x, y] = ["x", "y"].map(|axis| place[axis].as_f64().unwrap_or_default());
    stage.browser.click_at(page, x, y)
}

/// Fills the field of a form and presses its button.
fn submit(stage: &mut Stage, page: &Page, form: &str, entry: &str) -> Result<()> {
    let fill = format!("document.querySelector('[data-key=entry_{form}]').value = {}", json!(entry));
    stage.browser.eval(page, &fill)?;
    press(stage, page, &format!("submit_{form}"))
}

/// What stands in the field of a form.
fn entry(stage: &mut Stage, page: &Page, form: &str) -> Result<Value> {
    stage.browser.eval(page, &format!("document.querySelector('[data-key=entry_{form}]').value"))
}

/// Chooses in a list, as the keyboard does.
fn choose(stage: &mut Stage, page: &Page, key: &str, choice: &str) -> Result<()> {
    let choose = format!(
        "(() => {{ const list = document.querySelector('[data-key=\"{key}\"]'); list.value = {};
        list.dispatchEvent(new Event('change', {{ bubbles: true }})) }})()",
        json!(choice)
    );
    stage.browser.eval(page, &choose).map(drop)
}

/// Waits until what is saved under a path of names is this.
pub fn is_saved(stage: &mut Stage, path: &str, value: &Value) -> Result<()> {
    let read = format!(
        "chrome.storage.local.get().then(({{ state, ...rest }}) => ({{ ...rest, state: JSON.parse(state ?? '{{}}') }})).then((all) => all.{path} ?? null)"
    );
    let mut seen = Value::Null;
    let saved = wait_until(path, SOON, || {
        seen = stage.browser.extension_eval(&read)?;
        Ok(seen == *value)
    });
    saved.with_context(|| format!("{path}: {seen}"))
}

in_both!(the_popup_leads_to_the_settings_and_a_limit_that_makes_no_sense_is_told, |stage| {
    let site = Origin::start()?;
    let page = stage.visit(&site.url_at(SHOP, "/"))?;
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Settings")?;
    let settings = wait_for("the settings", SOON, || {
        let mut pages = stage.browser.pages()?;
        pages.retain(|page| stage.browser.url(page).is_ok_and(|url| url.ends_with("/options.html")));
        Ok(pages.pop())
    })?;
    drawn(stage, &settings)?;
    submit(stage, &settings, "limit", "soon")?;
    stage.says(&settings, "Please write a whole number from 0 to 8760.")?;
    assert_eq!(entry(stage, &settings, "limit")?, "soon", "the entry is there to be mended");
    let focused = stage.browser.eval(&settings, "document.activeElement.getAttribute('aria-invalid')")?;
    assert_eq!(focused, "true");
    submit(stage, &settings, "limit", "2")?;
    stage.says(&settings, "Saved")?;
    is_saved(stage, "state.patience.limit_hours", &json!(2))?;
    ensure!(!stage.text(&settings)?.contains("Please write"), "what is mended is not told any longer");
    Ok(())
});

in_both!(a_temper_changes_the_pause, |stage| {
    stage.grant_everywhere()?;
    let site = Origin::start()?;
    site.set_for("/", answer::nginx(502));
    let settings = open(stage)?;
    let name = site.url_at(SHOP, "/").trim_start_matches("http://").trim_end_matches('/').to_owned();
    choose(stage, &settings, "new_temper", "gentle")?;
    submit(stage, &settings, "add_site", &site.url_at(SHOP, "/cart?a=b"))?;
    is_saved(stage, "state.patience.tempers", &json!([[name, "gentle"]]))?;
    assert_eq!(entry(stage, &settings, "add_site")?, "", "it stands in the list now");

    let page = stage.visit(&site.url_at(SHOP, "/"))?;
    stage.keep_trying(&page)?;
    let popup = stage.popup(&page)?;
    let read = "document.querySelector('progress')?.max ?? 0";
    let mut pause_ms = 0.0;
    wait_until("a gentle pause", SOON, || {
        pause_ms = stage.browser.eval(&popup, read)?.as_f64().unwrap_or_default();
        Ok(pause_ms > 1_000.0)
    })?;
    let gentle_ms = pause_ms;
    choose(stage, &settings, &format!("temper_{name}"), "eager")?;
    is_saved(stage, "state.patience.tempers", &json!([[name, "eager"]]))?;
    stage.click(&popup, "button", "Try now")?;
    wait_until("an eager pause", SOON, || {
        pause_ms = stage.browser.eval(&popup, read)?.as_f64().unwrap_or_default();
        Ok(pause_ms > 1_000.0 && pause_ms != gentle_ms)
    })?;
    ensure!(pause_ms * 1.3 < gentle_ms, "gentle {gentle_ms} ms, eager {pause_ms} ms");
    Ok(())
});

in_both!(who_is_switched_off_is_not_named_any_more, |stage| {
    let site = Origin::start()?;
    site.set_for("/cart", answer::nginx(502));
    let page = stage.visit(&site.url_at(SHOP, "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.unfold(&popup, "Is it just me?")?;
    stage.says(&popup, "api.globalping.io")?;
    stage.browser.close_popup()?;
    let settings = open(stage)?;
    press(stage, &settings, "switch_elsewhere")?;
    is_saved(stage, "services.off", &json!(["elsewhere"]))?;
    let popup = stage.popup(&page)?;
    stage.unfold(&popup, "Is it just me?")?;
    stage.says(&popup, "dns.google")?;
    ensure!(!stage.text(&popup)?.contains("globalping"), "it is still named");
    Ok(())
});

/// No browser of these tests has the permission for it: it is kept all the same.
const PROXY: &str = "socks5://10.0.0.1:1080#Office";

in_both!(a_mirror_is_checked_when_it_is_added_and_tried_when_a_page_fails, |stage| {
    stage.grant_everywhere()?;
    let off = json!(["status_page", "archive", "archive_index", "second_archive"]);
    stage.browser.extension_eval(&format!(
        "chrome.storage.local.set({{ services: {{ off: {off}, proxies: ['{PROXY}'] }} }})"
    ))?;
    let (site, copy) = (Origin::start()?, Origin::start()?);
    site.set_for("/cart", answer::nginx(502));
    let settings = open(stage)?;
    submit(stage, &settings, "add_mirror", "news.test")?;
    stage.says(&settings, "This is no web address.")?;
    submit(stage, &settings, "add_mirror", "https://news.test/{page}")?;
    stage.says(&settings, "In braces only")?;
    assert_eq!(entry(stage, &settings, "add_mirror")?, "https://news.test/{page}");
    let mirror = format!("{}{{path}}", copy.url_at("news.test", ""));
    submit(stage, &settings, "add_mirror", &mirror)?;
    is_saved(
        stage,
        "services",
        &json!({ "off": off, "urls": {}, "mirrors": [mirror], "keepsQuery": false, "proxies": [PROXY] }),
    )?;

    let page = stage.visit(&site.url_at(SHOP, "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Check other routes")?;
    stage.says(&popup, "Your mirror")?;
    wait_until("the mirror's turn", A_WHILE, || Ok(!copy.requests_for("/cart").is_empty()))?;
    Ok(())
});

in_both!(a_wait_stands_in_the_history_until_it_is_deleted, |stage| {
    stage.grant_everywhere()?;
    let site = Origin::start()?;
    site.set_for("/", answer::nginx(502));
    let page = stage.visit(&site.url_at(SHOP, "/"))?;
    stage.keep_trying(&page)?;
    site.set_for("/", answer::fine("Fine"));
    stage.is_back(&page, A_WHILE)?;
    let settings = open(stage)?;
    stage.says(&settings, "back after")?;
    press(stage, &settings, "delete_all")?;
    stage.says(&settings, "Delete 1 entry? It cannot be brought back.")?;
    press(stage, &settings, "keep_all")?;
    let name = site.url_at(SHOP, "/").trim_start_matches("http://").trim_end_matches('/').to_owned();
    press(stage, &settings, &format!("forget_{name}"))?;
    stage.says(&settings, "Nothing yet.")?;
    is_saved(stage, "state.incidents", &json!([]))
});

in_both!(access_can_be_taken_back_and_unreadable_data_deleted, |stage| {
    stage.grant_everywhere()?;
    stage.browser.extension_eval("chrome.storage.local.set({ stateSetAside: '{\"version\": 99' })")?;
    let settings = open(stage)?;
    stage.says(&settings, "All sites")?;
    press(stage, &settings, "revoke_*")?;
    stage.says(&settings, "None. Rebound asks when")?;
    let origins =
        stage.browser.extension_eval("chrome.permissions.getAll().then((all) => all.origins.length)")?;
    assert_eq!(origins, 0);
    stage.says(&settings, "Saved data set aside")?;
    press(stage, &settings, "delete_set_aside")?;
    is_saved(stage, "stateSetAside", &Value::Null)?;
    wait_until("the section's end", SOON, || Ok(!stage.text(&settings)?.contains("Saved data set aside")))
});

in_both!(an_unattended_screen_is_switched_on_with_its_access_and_waits_by_itself, |stage| {
    stage.browser.approve(&EVERYWHERE)?;
    let settings = open(stage)?;
    press(stage, &settings, "kiosk")?;
    is_saved(stage, "state.patience.kiosk", &json!(true))?;
    stage.says(&settings, "All sites")?;
    ensure!(!stage.text(&settings)?.contains("Rebound has no access"), "it was given");
    let site = Origin::start()?;
    site.set_for("/", answer::nginx(502));
    let page = stage.visit(&site.url_at(SHOP, "/"))?;
    stage.is_waiting(&page)
});
