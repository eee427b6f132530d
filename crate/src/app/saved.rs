//! The state for storage, and back: what cannot be read is set aside, the rest goes on.

use super::App;
use crate::event::TabId;
use crate::incident::History;
use crate::json::{Json, Stored, digits, field, put};
use crate::patience::Patience;
use crate::view::picture::Notice;

/// What the background's listeners should pass on even when it went well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Tabs with something to tell.
    pub tabs: Vec<TabId>,
    /// Hosts (with port) that are waited for.
    pub hosts: Vec<String>,
    /// Routes or remedies were asked for, a verdict calls for an experiment, or a host goes through a proxy: the module
    /// that has them is needed.
    pub needs_tools: bool,
}

const VERSION: u32 = 1;

impl App {
    /// A fresh state; `seed` starts its dice.
    pub fn new(seed: u64) -> Self {
        Self { seed: seed.max(1), is_online: true, ..Self::default() }
    }

    /// The state for storage, as JSON.
    pub fn save(&self) -> String {
        let mut out = String::from("{");
        put(&mut out, "version", &VERSION);
        put(&mut out, "now_ms", &self.now_ms);
        // In text, for JSON numbers are exact to 2⁵³ only.
        put(&mut out, "seed", &digits(self.seed));
        put(&mut out, "is_online", &self.is_online);
        put(&mut out, "notices", &self.notices);
        put(&mut out, "tabs", &self.tabs);
        put(&mut out, "waits", &self.waits);
        put(&mut out, "incidents", self.history.incidents());
        put(&mut out, "patience", &self.patience);
        put(&mut out, "ways", &self.ways);
        out.push('}');
        out
    }

    /// Goes on from a saved state. What was damaged is left out, and the user is told; `true`: something was.
    pub fn restore(saved: &str, seed: u64) -> (Self, bool) {
        let json = Json::parse(saved).unwrap_or(Json::Null);
        let mut app = Self::new(seed);
        let mut is_whole = field(&json, "version") == Some(VERSION);
        app.seed = read(&json, "seed", &mut is_whole, String::new()).parse().unwrap_or(app.seed);
        app.now_ms = read(&json, "now_ms", &mut is_whole, 0);
        app.is_online = read(&json, "is_online", &mut is_whole, true);
        app.notices = entries(&json, "notices", &mut is_whole);
        app.tabs = entries(&json, "tabs", &mut is_whole);
        app.waits = entries(&json, "waits", &mut is_whole);
        // Older states have none of these.
        if json.get("incidents").is_some() {
            app.history = History::new(entries(&json, "incidents", &mut is_whole));
        }
        if json.get("patience").is_some() {
            app.patience = read(&json, "patience", &mut is_whole, Patience::default());
        }
        if json.get("ways").is_some() {
            app.ways = entries(&json, "ways", &mut is_whole);
        }
        if !is_whole && !app.notices.contains(&Notice::StateSetAside) {
            app.notices.push(Notice::StateSetAside);
        }
        (app, !is_whole)
    }

    /// What the listeners should pass on.
    pub fn watch(&self) -> Watch {
        let mut tabs: Vec<TabId> = self.tabs.iter().map(|tab| tab.id).collect();
        let members = self.waits.iter().flat_map(|wait| wait.members.iter().map(|member| member.tab));
        members.for_each(|tab| {
            if !tabs.contains(&tab) {
                tabs.push(tab);
            }
        });
        let hosts = self.waits.iter().map(|wait| wait.site.as_str().to_owned()).collect();
        let is_asked =
            self.tabs.iter().any(|tab| tab.routes.is_some() || tab.inquiry.is_some() || tab.is_to_find_out());
        let needs_tools = is_asked || !self.ways.is_empty();
        Watch { tabs, hosts, needs_tools }
    }
}

/// A member that must be there; `blank` where it cannot be read.
fn read<T: Stored>(json: &Json, key: &str, is_whole: &mut bool, blank: T) -> T {
    json.get(key).and_then(T::read).unwrap_or_else(|| {
        *is_whole = false;
        blank
    })
}

/// The entries that can be read, each by itself: one that cannot costs no other.
fn entries<T: Stored>(json: &Json, key: &str, is_whole: &mut bool) -> Vec<T> {
    let items = json.get(key).and_then(Json::items);
    let read: Vec<Option<T>> = items.unwrap_or_default().iter().map(T::read).collect();
    *is_whole &= items.is_some() && read.iter().all(Option::is_some);
    read.into_iter().flatten().collect()
}
