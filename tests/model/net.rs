//! What is on its way between the browser and the sites: loads, probes, and how they end.

use crate::browser::{Browser, SITES, Tab, site_of};
use rebound::event::{Event, Header, Load, ProbeResult, TabId};

/// How a site answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Well,
    BadGateway,
    Refused,
    Busy { seconds: u64 },
    Empty,
    Elsewhere,
    NotFound,
}

/// A load on its way in a tab.
#[derive(Clone, Debug)]
pub struct Way {
    pub id: String,
    pub url: String,
    pub method: &'static str,
    pub ends_ms: u64,
    /// Rebound asked for it.
    pub is_ours: bool,
}

const ELSEWHERE: &str = "http://elsewhere.example/";

impl Browser {
    fn mood(&self, url: &str) -> Mood {
        let index = SITES.iter().position(|site| *site == site_of(url));
        index.and_then(|index| self.moods.get(index).copied()).unwrap_or(Mood::Well)
    }

    fn allow(&self, site: &str) -> Result<(), String> {
        let is_allowed = self.is_online && self.has_access || self.books.is_ordered(site);
        is_allowed.then_some(()).ok_or(format!("{site} asked while offline or without access"))
    }

    /// Rebound loads a tab.
    pub fn load_for(&mut self, id: TabId, is_reload: bool) -> Result<(), String> {
        let Some(tab) = self.tabs.iter().find(|tab| tab.id == id).cloned() else { return Ok(()) };
        let site = site_of(&tab.url);
        self.allow(&site)?;
        if tab.is_fine && !tab.is_discarded {
            return Err(format!("tab {id} is fine and was loaded again"));
        }
        if is_reload && tab.is_form {
            return Err(format!("tab {id} would send a form again"));
        }
        self.books.ask(&site, false, self.now_ms)?;
        self.set_out(id, &tab.url, "GET", true);
        Ok(())
    }

    /// Rebound asks a site in the background.
    pub fn probe_for(&mut self, site: &str, url: String, order: u64) -> Result<(), String> {
        self.allow(site)?;
        self.books.ask(site, true, self.now_ms)?;
        let ends_ms = self.now_ms + 40 + self.dice.below(3_000);
        self.probes.push((ends_ms, url, order));
        Ok(())
    }

    /// A load begins in a tab.
    pub fn set_out(&mut self, id: TabId, url: &str, method: &'static str, is_ours: bool) {
        self.requests += 1;
        let slowest_ms = if self.dice.one_in(12) { 90_000 } else { 2_000 };
        let ends_ms = self.now_ms + 10 + self.dice.below(slowest_ms);
        let way = Way { id: self.requests.to_string(), url: url.into(), method, ends_ms, is_ours };
        let is_online = self.is_online;
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else { return };
        tab.is_fine &= !tab.is_discarded; // nothing is shown yet
        (tab.is_discarded, tab.is_cancelled) = (false, false);
        let started = Event::LoadStarted(load(id, &way, is_online));
        if let Some(cut) = tab.way.replace(way).filter(|cut| cut.is_ours) {
            self.books.close(&site_of(&cut.url));
        }
        self.news.push_back(started);
    }

    /// The listeners pass on what the core asked to hear of; everything that went wrong is passed on anyway.
    fn is_watched(&self, id: TabId, url: &str) -> bool {
        let watch = self.app.watch();
        watch.tabs.contains(&id) || watch.hosts.contains(&site_of(url))
    }

    /// Reports what has happened since.
    pub fn deliver_news(&mut self) -> Result<(), String> {
        while let Some(event) = self.news.pop_front() {
            match &event {
                Event::LoadStarted(load) if !self.is_watched(load.tab_id, &load.url) => {}
                Event::LoadStarted(load) => {
                    let (id, site) = (load.tab_id, site_of(&load.url));
                    self.handle(event, &|tab| tab.id == id && site_of(&tab.url) != site)?;
                }
                _ => self.handle(event, &|_| false)?,
            }
        }
        Ok(())
    }

    /// What the page in a tab looks like, as far as the browser lets the extension see it.
    pub fn read_page(&mut self, id: TabId, url: String) {
        let Some(tab) = self.tabs.iter().find(|tab| tab.id == id && tab.url == url) else { return };
        let status = if tab.is_fine { 200 } else { 502 };
        let is_error_page = tab.is_error_page;
        self.news.push_back(Event::Looked { tab_id: id, url, status, is_error_page, body: None });
    }

    /// The load in a tab ends as its site is minded.
    pub fn end_load(&mut self, id: TabId) -> Result<(), String> {
        let Some(way) = self.tabs.iter_mut().find(|tab| tab.id == id).and_then(|tab| tab.way.take()) else {
            return Ok(());
        };
        let mood = if self.is_online { self.mood(&way.url) } else { Mood::Refused };
        let site = site_of(&way.url);
        let mut load = load(id, &way, self.is_online);
        let not_before_ms = answer(&mut load, mood, self.now_ms);
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) {
            show(tab, &load, mood);
        }
        if way.is_ours {
            self.books.close(&site);
        }
        let is_good = matches!(mood, Mood::Well | Mood::Empty | Mood::Elsewhere | Mood::NotFound);
        self.books.answer(&site, is_good, not_before_ms);
        let is_form = way.method == "POST";
        let ends_all = mood == Mood::Elsewhere;
        let may_end = |tab: &Tab| {
            tab.id == id && (is_good || is_form) || ends_all && (site_of(&tab.url) == site || tab.id == id)
        };
        match mood {
            Mood::Refused => {
                let error = if self.is_online {
                    "net::ERR_CONNECTION_REFUSED"
                } else {
                    "net::ERR_INTERNET_DISCONNECTED"
                };
                self.handle(Event::LoadFailed(Load { error: Some(error.into()), ..load }), &may_end)
            }
            _ if load.status < 400 && !self.is_watched(id, &load.url) => Ok(()),
            _ => self.handle(Event::LoadCompleted(load), &may_end),
        }
    }

    /// A probe ends.
    pub fn end_probe(&mut self, index: usize) -> Result<(), String> {
        let (_, url, order) = self.probes.swap_remove(index);
        let mood = if self.is_online { self.mood(&url) } else { Mood::Refused };
        let mut result = ProbeResult { latency_ms: 50.0, ..ProbeResult::default() };
        result.status = match mood {
            Mood::Refused => None,
            Mood::Elsewhere => Some(0), // redirects are not followed
            mood => Some(status(mood)),
        };
        let mut not_before_ms = 0;
        if let Mood::Busy { seconds } = mood {
            result.retry_after = Some(seconds.to_string());
            not_before_ms = self.now_ms + seconds * 1000;
        }
        let site = site_of(&url);
        self.books.close(&site);
        let is_good = !matches!(mood, Mood::Refused | Mood::BadGateway | Mood::Busy { .. });
        self.books.answer(&site, is_good, not_before_ms);
        self.handle(Event::Probed { site, order, result }, &|_| false)
    }
}

fn status(mood: Mood) -> u16 {
    match mood {
        Mood::Well | Mood::Elsewhere => 200,
        Mood::BadGateway => 502,
        Mood::Refused => 0,
        Mood::Busy { .. } => 503,
        Mood::Empty => 204,
        Mood::NotFound => 404,
    }
}

fn load(tab_id: TabId, way: &Way, online: bool) -> Load {
    let (request_id, url, method) = (way.id.clone(), way.url.clone(), way.method.to_string());
    Load { tab_id, request_id, url, method, online, ..Load::default() }
}

/// Fills in the answer; returns the moment it asks to wait for.
fn answer(load: &mut Load, mood: Mood, now_ms: u64) -> u64 {
    load.status = status(mood);
    load.status_line = format!("HTTP/1.1 {} Whatever", load.status);
    load.elapsed_ms = Some(80.0);
    match mood {
        Mood::Busy { seconds } => {
            load.headers = vec![Header { name: "Retry-After".into(), value: Some(seconds.to_string()) }];
            now_ms + seconds * 1000
        }
        Mood::Elsewhere => {
            load.url = ELSEWHERE.into();
            0
        }
        _ => 0,
    }
}

/// What the tab shows after it.
fn show(tab: &mut Tab, load: &Load, mood: Mood) {
    if mood == Mood::Empty {
        return; // the old page stays
    }
    tab.url.clone_from(&load.url);
    tab.is_fine = matches!(mood, Mood::Well | Mood::Elsewhere);
    tab.is_error_page = mood == Mood::Refused;
    tab.is_form = load.method == "POST" && mood != Mood::Elsewhere;
}
