//! What can happen: people, sites, networks, clocks and storage.

use crate::browser::{Browser, SITES, Tab, site_of};
use crate::dice::Dice;
use crate::net::Mood;
use rebound::app::App;
use rebound::event::{Event, Load, TabId};
use rebound::patience::Patience;

const TABS_MAX: usize = 7;
/// Long enough for the calmest pause of a site that has flapped all the time, …
const PATIENCE_MS: u64 = 40 * 24 * 3_600_000;
/// … and for everything that happens until then.
const ENDS_MAX: u32 = 20_000;

/// One thing happens.
pub fn step(browser: &mut Browser, dice: &mut Dice) -> Result<(), String> {
    browser.deliver_news()?;
    if browser.events == 0 {
        // The limit has tests of its own.
        let patience = Patience { limit_hours: 0, ..Patience::default() };
        browser.handle(Event::PatienceChanged(patience), &|_| false)?;
    }
    if dice.one_in(15) {
        browser.dies_after = Some(dice.below(3) as usize);
    }
    match dice.below(100) {
        0..45 => pass_time(browser, dice),
        45..53 => change_site(browser, dice),
        53..66 => press(browser, dice),
        66..78 => look(browser, dice),
        78..88 => surf(browser, dice),
        _ => trouble(browser, dice),
    }
}

/// Time passes until something ends, or the timer or alarm fires; sometimes the next thing comes before that.
fn pass_time(browser: &mut Browser, dice: &mut Dice) -> Result<(), String> {
    if dice.one_in(8) {
        browser.now_ms += dice.below(20_000);
    }
    browser.end_next()
}

impl Browser {
    /// The next thing that ends by itself.
    fn end_next(&mut self) -> Result<(), String> {
        let load = self.tabs.iter().filter_map(|tab| Some((tab.way.as_ref()?.ends_ms, tab.id))).min();
        let probe = self.probes.iter().enumerate().map(|(index, (at, ..))| (*at, index)).min();
        let wake = [self.timer_ms, self.alarm_ms].into_iter().flatten().min();
        let at = |at: Option<u64>| at.unwrap_or(u64::MAX);
        let (load_ms, probe_ms) = (at(load.map(|(at, _)| at)), at(probe.map(|(at, _)| at)));
        let first_ms = load_ms.min(probe_ms).min(at(wake));
        if first_ms == u64::MAX {
            self.now_ms += 1_000;
            return Ok(());
        }
        self.now_ms = self.now_ms.max(first_ms);
        match (load, probe) {
            (Some((_, id)), _) if load_ms == first_ms => self.end_load(id),
            (_, Some((_, index))) if probe_ms == first_ms => self.end_probe(index),
            _ => {
                self.timer_ms.take_if(|at| *at <= first_ms);
                self.alarm_ms.take_if(|at| *at <= first_ms);
                self.handle(Event::Woke, &|_| false)
            }
        }
    }

    /// Everything works: whoever waited has the page back, and nobody is asked any more.
    pub fn all_is_well_again(&mut self) -> Result<(), String> {
        (self.moods, self.is_online, self.has_access) = ([Mood::Well; 3], true, true);
        self.books.excuse_all();
        self.deliver_news()?;
        self.handle(Event::AccessChanged, &|_| false)?;
        let waited = self.waiting();
        let end_ms = self.now_ms + PATIENCE_MS;
        let mut ends = 0;
        while !self.waiting().is_empty() {
            if ends > ENDS_MAX || self.now_ms > end_ms {
                return Err(format!("tabs {:?} wait for ever", self.waiting()));
            }
            self.deliver_news()?;
            self.end_next()?;
            ends += 1;
        }
        let is_dead = |tab: &&Tab| waited.contains(&tab.id) && !tab.is_fine && !tab.is_cancelled;
        self.tabs.iter().find(is_dead).map_or(Ok(()), |tab| Err(format!("tab {} never came back", tab.id)))
    }
}

fn change_site(browser: &mut Browser, dice: &mut Dice) -> Result<(), String> {
    let moods = [
        Mood::Well,
        Mood::BadGateway,
        Mood::BadGateway,
        Mood::Refused,
        Mood::Busy { seconds: dice.below(900) },
        Mood::Empty,
        Mood::Elsewhere,
        Mood::NotFound,
    ];
    let mood = dice.pick(&moods).unwrap_or(Mood::Well);
    let index = dice.below(SITES.len() as u64) as usize;
    if let Some(site) = browser.moods.get_mut(index) {
        *site = mood;
    }
    Ok(())
}

fn any_tab(browser: &Browser, dice: &mut Dice) -> Option<Tab> {
    dice.pick(&browser.tabs)
}

/// Somebody uses the popup.
fn press(browser: &mut Browser, dice: &mut Dice) -> Result<(), String> {
    let Some(tab) = any_tab(browser, dice) else { return Ok(()) };
    let (tab_id, site) = (tab.id, site_of(&tab.url));
    let is_of_site = |other: &Tab| site_of(&other.url) == site || other.id == tab_id;
    browser.books.excuse_all();
    match dice.below(9) {
        0..4 => browser.handle(Event::KeepTrying { tab_id, on: true }, &|_| false),
        4 => browser.handle(Event::Stop { tab_id }, &is_of_site),
        5 => browser.handle(Event::KeepTrying { tab_id, on: false }, &is_of_site),
        6 => browser.handle(Event::TellMe { tab_id, on: dice.one_in(2) }, &|_| false),
        _ => {
            browser.books.order(&site);
            browser.handle(Event::TryNow { tab_id }, &|_| false)
        }
    }
}

/// Somebody looks somewhere else.
fn look(browser: &mut Browser, dice: &mut Dice) -> Result<(), String> {
    let shown = any_tab(browser, dice).map(|tab| tab.id).filter(|_| !dice.one_in(4));
    let mut woken = None;
    for tab in &mut browser.tabs {
        tab.is_visible = Some(tab.id) == shown;
        if tab.is_visible && tab.is_discarded {
            woken = Some((tab.id, tab.url.clone()));
        }
    }
    if let Some((id, url)) = woken {
        browser.set_out(id, &url, "GET", false);
    }
    browser.books.excuse_all();
    browser.handle(Event::AttentionMoved, &|_| false)
}

/// Somebody opens, closes, reloads, stops, sends a form, or goes elsewhere.
fn surf(browser: &mut Browser, dice: &mut Dice) -> Result<(), String> {
    let tab = any_tab(browser, dice);
    browser.books.excuse_all();
    match (dice.below(8), tab) {
        (0..3, _) if browser.tabs.len() < TABS_MAX => {
            let id = browser.requests as TabId + 1;
            let site = dice.pick(&SITES).unwrap_or(SITES[0]);
            let url = format!("http://{site}/{}", dice.below(3));
            browser.tabs.push(Tab { id, url: url.clone(), ..Tab::default() });
            browser.set_out(id, &url, "GET", false);
        }
        (3, Some(tab)) => {
            browser.tabs.retain(|other| other.id != tab.id);
            if let Some(cut) = tab.way.filter(|way| way.is_ours) {
                browser.books.close(&site_of(&cut.url));
            }
            return browser.handle(Event::AttentionMoved, &|_| false);
        }
        (4, Some(tab)) => browser.set_out(tab.id, &tab.url, "POST", false),
        (5, Some(tab)) => {
            let site = dice.pick(&SITES).unwrap_or(SITES[0]);
            browser.set_out(tab.id, &format!("http://{site}/"), "GET", false);
        }
        (6, Some(tab)) => return cancel(browser, &tab),
        (_, Some(tab)) if !tab.is_form => browser.set_out(tab.id, &tab.url, "GET", false),
        _ => {}
    }
    Ok(())
}

/// The browser's own Stop button.
fn cancel(browser: &mut Browser, tab: &Tab) -> Result<(), String> {
    let Some(way) = &tab.way else { return Ok(()) };
    let load = Load { tab_id: tab.id, request_id: way.id.clone(), url: way.url.clone(), ..Load::default() };
    if way.is_ours {
        browser.books.close(&site_of(&way.url));
    }
    for other in browser.tabs.iter_mut().filter(|other| other.id == tab.id) {
        (other.way, other.is_cancelled) = (None, true);
    }
    browser.handle(Event::LoadAborted(load), &|_| false)
}

/// What nobody asked for.
fn trouble(browser: &mut Browser, dice: &mut Dice) -> Result<(), String> {
    browser.books.excuse_all();
    match dice.below(13) {
        12 => browser.is_away = !browser.is_away,
        0 | 1 => browser.is_online = !browser.is_online,
        2 | 3 => {
            browser.has_access = !browser.has_access;
            return browser.handle(Event::AccessChanged, &|_| false);
        }
        4..7 => browser.die(),
        7 => return browser.restart(),
        8 => browser.now_ms += dice.below(12 * 3_600_000), // sleep, or a clock put forward
        9 => {
            let back_ms = dice.below(7_200_000);
            browser.turn_back(back_ms);
        }
        10 => {
            browser.app = App::new(7);
            browser.probes.clear();
            browser.books = crate::books::Books::default();
            let patience = Patience { limit_hours: 0, ..Patience::default() };
            return browser.handle(Event::PatienceChanged(patience), &|_| false);
        }
        _ => {}
    }
    browser.handle(Event::AttentionMoved, &|_| false)
}

impl Browser {
    /// The clock is set back; what is under way is not.
    fn turn_back(&mut self, ms: u64) {
        self.now_ms -= ms;
        let back = |at: &mut u64| *at = at.saturating_sub(ms);
        self.tabs.iter_mut().filter_map(|tab| tab.way.as_mut()).for_each(|way| back(&mut way.ends_ms));
        self.probes.iter_mut().for_each(|(at, ..)| back(at));
        self.timer_ms.iter_mut().chain(&mut self.alarm_ms).for_each(back);
        self.books.turn_back(ms);
    }
}
