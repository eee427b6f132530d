//! The state as one JSON string, and back: what cannot be read is set aside, the rest goes on.

use super::{App, Tab};
use crate::event::TabId;
use crate::view::picture::Notice;
use crate::wait::Wait;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What the background's listeners should pass on even when it went well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Tabs with something to tell.
    pub tabs: Vec<TabId>,
    /// Hosts (with port) that are waited for.
    pub hosts: Vec<String>,
}

#[derive(Serialize)]
struct Saved<'a> {
    version: u32,
    now_ms: u64,
    seed: u64,
    notices: &'a [Notice],
    tabs: &'a BTreeMap<TabId, Tab>,
    waits: Vec<&'a Wait>,
}

/// Each entry is read by itself, so that one that cannot be read costs no other.
#[derive(Deserialize)]
struct Restored<'a> {
    version: u32,
    now_ms: u64,
    seed: u64,
    notices: Vec<Notice>,
    #[serde(borrow)]
    tabs: BTreeMap<TabId, &'a RawValue>,
    #[serde(borrow)]
    waits: Vec<&'a RawValue>,
}

const VERSION: u32 = 1;

impl App {
    /// The state for storage.
    pub fn save(&self) -> String {
        let saved = Saved {
            version: VERSION,
            now_ms: self.now_ms,
            seed: self.seed,
            notices: &self.notices,
            tabs: &self.tabs,
            waits: self.waits.values().collect(),
        };
        // Plain data with string keys: this serialises, and if it ever did not, an empty state is readable.
        serde_json::to_string(&saved).unwrap_or_default()
    }

    /// From storage; `seed` starts the dice of a state that has none. Entries that cannot be read are left out and
    /// the user is told; the second value says whether that happened, so that the original can be put aside.
    pub fn restore(saved: Option<&str>, seed: u64) -> (Self, bool) {
        let mut app = Self { seed: seed.max(1), is_online: true, ..Self::default() };
        let Some(saved) = saved else { return (app, false) };
        let Ok(saved) = serde_json::from_str::<Restored<'_>>(saved) else {
            app.notices.push(Notice::StateSetAside);
            return (app, true);
        };
        app.now_ms = saved.now_ms;
        if saved.seed != 0 {
            app.seed = saved.seed;
        }
        let mut is_whole = saved.version == VERSION;
        for (id, tab) in saved.tabs {
            match serde_json::from_str(tab.get()) {
                Ok(tab) => drop(app.tabs.insert(id, tab)),
                Err(_) => is_whole = false,
            }
        }
        for wait in saved.waits {
            match serde_json::from_str::<Wait>(wait.get()) {
                Ok(wait) => drop(app.waits.insert(wait.site.clone(), wait)),
                Err(_) => is_whole = false,
            }
        }
        app.notices = saved.notices;
        if !is_whole && !app.notices.contains(&Notice::StateSetAside) {
            app.notices.push(Notice::StateSetAside);
        }
        (app, !is_whole)
    }

    /// What the listeners should pass on.
    pub fn watch(&self) -> Watch {
        let members = self.waits.values().flat_map(|wait| wait.members.keys());
        let mut tabs: Vec<TabId> = self.tabs.keys().chain(members).copied().collect();
        tabs.sort_unstable();
        tabs.dedup();
        Watch { tabs, hosts: self.waits.keys().map(|site| site.as_str().to_owned()).collect() }
    }
}
