//! The state for storage, and back: what cannot be read is set aside, the rest goes on.

use super::{App, Tab};
use crate::event::TabId;
use crate::view::picture::Notice;
use crate::wait::Wait;
use serde::{Deserialize, Serialize};

/// What the background's listeners should pass on even when it went well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Tabs with something to tell.
    pub tabs: Vec<TabId>,
    /// Hosts (with port) that are waited for.
    pub hosts: Vec<String>,
}

/// The state as it is saved: no maps with number keys, so that every JSON writer gets it right.
#[derive(Debug, Serialize)]
pub struct Saved<'a> {
    version: u32,
    now_ms: u64,
    /// In text, for JSON numbers are exact to 2⁵³ only.
    seed: String,
    is_online: bool,
    notices: &'a [Notice],
    tabs: &'a [Tab],
    waits: &'a [Wait],
}

/// The state as it comes from storage, each entry read by itself: one that cannot be read costs no other.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Restored {
    version: u32,
    now_ms: u64,
    seed: String,
    is_online: bool,
    notices: Vec<Notice>,
    /// Entries of `tabs` that could be read.
    #[serde(skip)]
    pub tabs: Vec<Tab>,
    /// Entries of `waits` that could be read.
    #[serde(skip)]
    pub waits: Vec<Wait>,
    /// Something could not be read.
    #[serde(skip)]
    pub is_damaged: bool,
}

const VERSION: u32 = 1;

impl App {
    /// A fresh state; `seed` starts its dice.
    pub fn new(seed: u64) -> Self {
        Self { seed: seed.max(1), is_online: true, ..Self::default() }
    }

    /// The state for storage.
    pub fn save(&self) -> Saved<'_> {
        Saved {
            version: VERSION,
            now_ms: self.now_ms,
            seed: self.seed.to_string(),
            is_online: self.is_online,
            notices: &self.notices,
            tabs: &self.tabs,
            waits: &self.waits,
        }
    }

    /// Goes on from a saved state. What was damaged is left out, and the user is told.
    pub fn restore(saved: Restored, seed: u64) -> Self {
        let mut app = Self::new(saved.seed.parse().unwrap_or(seed));
        let is_damaged = saved.is_damaged || saved.version != VERSION;
        app.now_ms = saved.now_ms;
        app.is_online = saved.is_online;
        app.tabs = saved.tabs;
        app.waits = saved.waits;
        app.notices = saved.notices;
        if is_damaged && !app.notices.contains(&Notice::StateSetAside) {
            app.notices.push(Notice::StateSetAside);
        }
        app
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
        Watch { tabs, hosts: self.waits.iter().map(|wait| wait.site.as_str().to_owned()).collect() }
    }
}
