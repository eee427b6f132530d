//! A browser around the core: tabs, a storage, one timer, and a worker that dies.

use crate::books::Books;
use crate::dice::Dice;
use crate::net::{Mood, Way};
use rebound::app::App;
use rebound::effect::Effect;
use rebound::event::{Event, TabId, TabSeen};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};

pub const SITES: [&str; 3] = ["a.test", "b.test:8080", "www.c.test"];
const EPOCH_MS: u64 = 1_800_000_000_000;
const ALARM_MIN_MS: u64 = 30_000;
/// Longer than any pause: the longest Retry-After that is obeyed with its tenth, and the calmest flapping.
const WAKE_MAX_MS: u64 = 6 * 3_600_000;

static TELLS: AtomicBool = AtomicBool::new(false);

/// From now on every step is told.
pub fn tell_steps() {
    TELLS.store(true, Ordering::Relaxed);
}

fn tell(what: impl FnOnce() -> String) {
    if TELLS.load(Ordering::Relaxed) {
        println!("{}", what());
    }
}

/// A tab of the simulated browser.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    pub id: TabId,
    pub url: String,
    pub is_visible: bool,
    pub is_discarded: bool,
    /// It shows what was asked for.
    pub is_fine: bool,
    /// Its page came without an HTTP answer.
    pub is_error_page: bool,
    /// Loading it again would send a form again.
    pub is_form: bool,
    /// Its load was cancelled by the user, which ends its wait a moment later.
    pub is_cancelled: bool,
    pub way: Option<Way>,
}

pub struct Browser {
    pub app: App,
    pub now_ms: u64,
    pub tabs: Vec<Tab>,
    pub moods: [Mood; 3],
    pub is_online: bool,
    pub is_away: bool,
    pub has_access: bool,
    pub books: Books,
    pub events: u64,
    /// The timer, which dies with the worker, and the alarm, which comes no sooner than after half a minute.
    pub timer_ms: Option<u64>,
    pub alarm_ms: Option<u64>,
    /// Events that the browser has still to report.
    pub news: VecDeque<Event>,
    /// Requests of the worker: end, address, number.
    pub probes: Vec<(u64, String, u64)>,
    pub requests: u64,
    pub dice: Dice,
    /// The worker dies after so many orders of the next event.
    pub dies_after: Option<usize>,
}

pub fn site_of(url: &str) -> String {
    url.split('/').nth(2).unwrap_or_default().to_string()
}

impl Browser {
    pub fn new(dice: Dice) -> Self {
        Self {
            app: App::new(7),
            now_ms: EPOCH_MS,
            tabs: Vec::new(),
            moods: [Mood::Well; 3],
            is_online: true,
            is_away: false,
            has_access: true,
            books: Books::default(),
            events: 0,
            timer_ms: None,
            alarm_ms: None,
            news: VecDeque::new(),
            probes: Vec::new(),
            requests: 0,
            dice,
            dies_after: None,
        }
    }

    fn survey(&self) -> Event {
        let origins =
            if self.has_access { vec!["http://*/*".into(), "https://*/*".into()] } else { Vec::new() };
        let seen = |tab: &Tab| TabSeen {
            id: tab.id,
            visible: tab.is_visible,
            loading: tab.way.is_some(),
            discarded: tab.is_discarded,
            url: self.has_access.then(|| tab.url.clone()),
        };
        let tabs = self.tabs.iter().map(seen).collect();
        Event::Surveyed { tabs, online: self.is_online, away: self.is_away, origins }
    }

    /// Tabs that wait.
    pub fn waiting(&self) -> Vec<TabId> {
        self.tabs.iter().map(|tab| tab.id).filter(|id| self.app.is_waiting(*id)).collect()
    }

    /// The core takes an event; no tab may stop waiting by it but those in `may_end`.
    pub fn handle(&mut self, event: Event, may_end: &dyn Fn(&Tab) -> bool) -> Result<(), String> {
        let before = self.waiting();
        tell(|| format!("{:>12} {event:?}", self.now_ms.abs_diff(EPOCH_MS)));
        let survey = self.survey();
        let mut effects = self.app.handle(survey, self.now_ms);
        effects.extend(self.app.handle(event, self.now_ms));
        self.events += 2;
        let after = self.waiting();
        let is_lost = |tab: &&Tab| {
            before.contains(&tab.id) && !after.contains(&tab.id) && !tab.is_cancelled && !may_end(tab)
        };
        if let Some(lost) = self.tabs.iter().find(is_lost) {
            return Err(format!("the wait of tab {} is lost", lost.id));
        }
        self.check_timer(&effects)?;
        // The alarm first, then the state, then the rest: as the shell does it.
        let (alarms, orders): (Vec<_>, Vec<_>) =
            effects.into_iter().partition(|effect| matches!(effect, Effect::WakeAt(_)));
        for alarm in alarms {
            self.obey(alarm)?;
        }
        self.books.keep(&self.app.watch().hosts);
        let dies_after = self.dies_after.take();
        for (index, order) in orders.into_iter().enumerate() {
            if dies_after == Some(index) {
                self.die();
                break;
            }
            self.obey(order)?;
        }
        if self.has_access {
            self.books.end_orders(); // without access an order waits for it
        }
        Ok(())
    }

    /// One wait per site, and one timer for all: never in the past, never too far away.
    fn check_timer(&self, effects: &[Effect]) -> Result<(), String> {
        let hosts = self.app.watch().hosts;
        let mut once = hosts.clone();
        once.sort();
        once.dedup();
        if once.len() != hosts.len() {
            return Err(format!("two waits for one site: {hosts:?}"));
        }
        let wakes: Vec<Option<u64>> = effects
            .iter()
            .filter_map(|e| if let Effect::WakeAt(at) = e { Some(*at) } else { None })
            .collect();
        let is_odd = |at: &u64| *at <= self.now_ms || *at > self.now_ms + WAKE_MAX_MS;
        if wakes.iter().flatten().any(is_odd) {
            return Err(format!("a timer at an odd time: {wakes:?}, now {}", self.now_ms));
        }
        if !hosts.is_empty() && self.has_access && wakes.last().copied().flatten().is_none() {
            return Err("a wait without a timer".into());
        }
        Ok(())
    }

    fn obey(&mut self, effect: Effect) -> Result<(), String> {
        tell(|| format!("             → {effect:?}"));
        match effect {
            Effect::Reload { tab } => return self.load_for(tab, true),
            Effect::Get { tab, .. } => return self.load_for(tab, false),
            Effect::Probe { site, url, order } => return self.probe_for(&site, url, order),
            Effect::WakeAt(at_ms) => {
                self.timer_ms = at_ms;
                self.alarm_ms = at_ms.map(|at| at.max(self.now_ms + ALARM_MIN_MS));
            }
            Effect::ReadPage { tab, url } => self.read_page(tab, url),
            _ => {}
        }
        Ok(())
    }

    /// The worker is gone, and with it its timer and its requests; the next event starts another from storage.
    pub fn die(&mut self) {
        tell(|| "             † the worker dies".into());
        self.app = App::restore(&self.app.save(), 7).0;
        self.timer_ms = None;
        self.probes.clear();
    }

    /// The browser is closed and started again; some tabs are loaded at once, others only when somebody looks.
    pub fn restart(&mut self) -> Result<(), String> {
        self.die();
        let waited = self.waiting();
        let is_waiting = |tab: &&Tab| waited.contains(&tab.id) && !tab.is_cancelled;
        let before: Vec<String> = self.tabs.iter().filter(is_waiting).map(|tab| site_of(&tab.url)).collect();
        (self.alarm_ms, self.is_online) = (None, true);
        self.news.clear();
        self.books.start_over();
        for tab in &mut self.tabs {
            tab.id += 1_000;
            (tab.way, tab.is_cancelled) = (None, false);
            tab.is_discarded = true;
        }
        self.app.handle(Event::BrowserStarted, self.now_ms);
        self.handle(Event::Woke, &|_| true)?;
        match before.iter().find(|host| !self.app.watch().hosts.contains(host)) {
            Some(lost) => Err(format!("the wait for {lost} is lost in a restart")),
            None => Ok(()),
        }
    }
}
