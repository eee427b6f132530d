//! A world for the core: tabs, a clock, and a worker that dies after every single event.

use rebound::app::App;
use rebound::effect::{Badge, Effect};
use rebound::event::{Event, Header, Load, ProbeResult, TabId, TabSeen};
use rebound::fetch::Fetch;
use rebound::remedy::cookies::Cookie;
use rebound::remedy::step::Step;
use rebound::route::proxy::Way;
use rebound::route::question::Ask;
use rebound::route::services::Services;
use rebound::view::picture::{Picture, Routes};

/// What the core had done to the site, and when (ms since the world began).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    Reload(TabId),
    Get(TabId, String),
    Probe(String, u64),
    ReloadPastCache(TabId),
    Inspect(TabId),
    Fetch(u64, Fetch),
    Take(Step, Vec<Cookie>),
    ForgetCookies(String),
}

/// A question of a run of checks that is to be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub tab: TabId,
    pub order: u64,
    pub ask: Ask,
    pub may_read: bool,
}

pub struct World {
    pub app: App,
    pub now_ms: u64,
    pub tabs: Vec<TabSeen>,
    pub online: bool,
    pub is_away: bool,
    pub origins: Vec<String>,
    pub wake_ms: Option<u64>,
    pub done: Vec<(u64, Done)>,
    pub badges: Vec<(TabId, Badge)>,
    pub read: Vec<TabId>,
    pub asked: Vec<Asked>,
    pub told: Vec<(String, bool)>,
    /// What the browser was last told of proxies.
    pub ways: Option<Vec<Way>>,
    requests: u32,
}

/// The world begins at some moment long after 1970.
const EPOCH_MS: u64 = 1_800_000_000_000;

impl World {
    pub fn new() -> Self {
        Self {
            app: App::new(42),
            now_ms: EPOCH_MS,
            tabs: Vec::new(),
            online: true,
            is_away: false,
            origins: vec!["http://*/*".into(), "https://*/*".into()],
            wake_ms: None,
            done: Vec::new(),
            badges: Vec::new(),
            read: Vec::new(),
            asked: Vec::new(),
            told: Vec::new(),
            ways: None,
            requests: 0,
        }
    }

    pub fn open(&mut self, id: TabId, url: &str, visible: bool) {
        self.tabs.push(TabSeen { id, visible, url: Some(url.into()), ..TabSeen::default() });
    }

    pub fn show(&mut self, id: TabId) {
        self.tabs.iter_mut().for_each(|tab| tab.visible = tab.id == id);
        self.tell(Event::AttentionMoved);
    }

    pub fn close(&mut self, id: TabId) {
        self.tabs.retain(|tab| tab.id != id);
        self.tell(Event::AttentionMoved);
    }

    fn survey(&self) -> Event {
        Event::Surveyed {
            tabs: self.tabs.clone(),
            online: self.online,
            away: self.is_away,
            origins: self.origins.clone(),
        }
    }

    /// One event, preceded by a survey as the shell does it; then the worker dies and is restored.
    pub fn tell(&mut self, event: Event) {
        let mut effects = self.app.handle(self.survey(), self.now_ms);
        effects.extend(self.app.handle(event, self.now_ms));
        self.app = App::restore(&self.app.save(), 42).0;
        for effect in effects {
            let at_ms = self.now_ms.saturating_sub(EPOCH_MS);
            match effect {
                Effect::Reload { tab } => self.done.push((at_ms, Done::Reload(tab))),
                Effect::Get { tab, url } => self.done.push((at_ms, Done::Get(tab, url))),
                Effect::Probe { url, order, .. } => self.done.push((at_ms, Done::Probe(url, order))),
                Effect::ReloadPastCache { tab } => self.done.push((at_ms, Done::ReloadPastCache(tab))),
                Effect::Inspect { tab, .. } => self.done.push((at_ms, Done::Inspect(tab))),
                Effect::Fetch { order, fetch, .. } => self.done.push((at_ms, Done::Fetch(order, fetch))),
                Effect::Take { step, cookies, .. } => self.done.push((at_ms, Done::Take(step, cookies))),
                Effect::ForgetCookies { host } => self.done.push((at_ms, Done::ForgetCookies(host))),
                Effect::WakeAt(wake_ms) => self.wake_ms = wake_ms,
                Effect::Badge { tab, badge } => self.badges.push((tab, badge)),
                Effect::ReadPage { tab, .. } => self.read.push(tab),
                Effect::CheckRoute { tab, order, ask, may_read } => {
                    self.asked.push(Asked { tab, order, ask, may_read });
                }
                Effect::SetWays { ways } => self.ways = Some(ways),
                Effect::Notify { url, is_back, .. } => self.told.push((url, is_back)),
            }
        }
    }

    /// The browser is closed and started again with these tabs.
    pub fn restart(&mut self, tabs: Vec<TabSeen>) {
        self.tabs = tabs;
        self.app.handle(Event::BrowserStarted, self.now_ms);
        self.tell(Event::Woke);
    }

    pub fn load(&mut self, tab_id: TabId, status: u16) -> Load {
        self.requests += 1;
        let url = self.tabs.iter().find(|tab| tab.id == tab_id).and_then(|tab| tab.url.clone());
        Load {
            tab_id,
            request_id: self.requests.to_string(),
            url: url.unwrap_or_default(),
            method: "GET".into(),
            status,
            status_line: format!("HTTP/1.1 {status} Whatever"),
            online: self.online,
            ..Load::default()
        }
    }

    /// A load of the tab's address begins and ends with this status.
    pub fn answer(&mut self, tab: TabId, status: u16) {
        let load = self.load(tab, status);
        self.tell(Event::LoadStarted(Load { status: 0, ..load.clone() }));
        self.tell(Event::LoadCompleted(load));
    }

    pub fn answer_with(&mut self, tab: TabId, status: u16, name: &str, value: &str) {
        let mut load = self.load(tab, status);
        load.headers = vec![Header { name: name.into(), value: Some(value.into()) }];
        self.tell(Event::LoadStarted(Load { status: 0, ..load.clone() }));
        self.tell(Event::LoadCompleted(load));
    }

    /// A load of the tab's address begins and ends in a net error.
    pub fn refuse(&mut self, tab: TabId, error: &str) {
        let load = Load { error: Some(error.into()), ..self.load(tab, 0) };
        self.tell(Event::LoadStarted(Load { error: None, ..load.clone() }));
        self.tell(Event::LoadFailed(load));
    }

    pub fn keep_trying(&mut self, tab: TabId) {
        self.tell(Event::KeepTrying { tab_id: tab, on: true });
    }

    /// A tab fails with 502 and the user turns the switch on.
    pub fn waiting(url: &str) -> Self {
        let mut world = Self::new();
        world.open(1, url, true);
        world.answer(1, 502);
        world.keep_trying(1);
        world
    }

    /// Lets time pass until the core has done something to the site (at most `for_ms`), and takes that.
    pub fn next_done(&mut self, for_ms: u64) -> Option<Done> {
        let end_ms = self.now_ms + for_ms;
        while self.done.is_empty() {
            let Some(wake_ms) = self.wake_ms.filter(|at| *at <= end_ms) else {
                self.now_ms = end_ms;
                return None;
            };
            self.now_ms = self.now_ms.max(wake_ms);
            self.tell(Event::Woke);
        }
        Some(self.done.remove(0).1)
    }

    /// What was done ends in this status, whatever it was.
    pub fn end(&mut self, done: Done, status: u16) {
        match done {
            Done::Reload(tab) | Done::Get(tab, _) => self.answer(tab, status),
            Done::Probe(_, order) => self.probed("shop.test", order, Some(status)),
            other => panic!("no try: {other:?}"),
        }
    }

    pub fn probed(&mut self, site: &str, order: u64, status: Option<u16>) {
        let result = ProbeResult { status, latency_ms: 5.0, ..ProbeResult::default() };
        self.tell(Event::Probed { site: site.into(), order, result });
    }

    pub fn routes(&self, tab: TabId) -> Option<Routes> {
        let mut app = self.app.clone();
        app.handle(self.survey(), self.now_ms);
        app.routes(tab, &Services::default())
    }

    pub fn picture(&self, tab: TabId) -> Picture {
        let url = self.tabs.iter().find(|seen| seen.id == tab).and_then(|seen| seen.url.clone());
        let mut app = self.app.clone();
        app.handle(self.survey(), self.now_ms);
        app.picture(tab, &url.unwrap_or_default(), self.now_ms)
    }

    pub fn badge(&self, tab: TabId) -> Option<Badge> {
        self.badges.iter().rev().find(|(id, _)| *id == tab).map(|(_, badge)| *badge)
    }
}
