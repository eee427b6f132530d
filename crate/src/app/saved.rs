//! The state as one JSON string, and back: what cannot be read is set aside, the rest goes on.

use super::{App, Tab};
use crate::site::Site;
use crate::view::picture::Notice;
use crate::wait::Wait;
use serde::Serialize;
use serde_json::{Map, Value};

/// What the background's listeners should pass on even when it went well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Watch {
    /// Tabs with something to tell.
    pub tabs: Vec<i32>,
    /// Hosts (with port) that are waited for.
    pub hosts: Vec<String>,
}

#[derive(Serialize)]
struct Saved<'a> {
    version: u32,
    now_ms: u64,
    seed: u64,
    notices: &'a [Notice],
    tabs: &'a std::collections::BTreeMap<i32, Tab>,
    waits: &'a std::collections::BTreeMap<Site, Wait>,
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
            waits: &self.waits,
        };
        // Plain data with string keys: this serialises, and if it ever did not, an empty state is readable.
        serde_json::to_string(&saved).unwrap_or_default()
    }

    /// From storage; `seed` starts the dice of a state that has none. Entries that cannot be read are left out and
    /// the user is told; the second value says whether that happened, so that the original can be put aside.
    pub fn restore(saved: Option<&str>, seed: u64) -> (Self, bool) {
        let mut app = Self { seed: seed.max(1), is_online: true, ..Self::default() };
        let Some(saved) = saved else { return (app, false) };
        let Ok(Value::Object(mut saved)) = serde_json::from_str(saved) else {
            app.notices.push(Notice::StateSetAside);
            return (app, true);
        };
        let mut is_whole = true;
        app.now_ms = saved.get("now_ms").and_then(Value::as_u64).unwrap_or_default();
        app.seed = saved.get("seed").and_then(Value::as_u64).filter(|seed| *seed != 0).unwrap_or(app.seed);
        let mut entries = |key: &str| match saved.remove(key) {
            Some(Value::Object(map)) => map,
            _ => {
                is_whole = false;
                Map::new()
            }
        };
        let (tabs, waits) = (entries("tabs"), entries("waits"));
        for (id, tab) in tabs {
            match (id.parse(), serde_json::from_value(tab)) {
                (Ok(id), Ok(tab)) => drop(app.tabs.insert(id, tab)),
                _ => is_whole = false,
            }
        }
        for wait in waits.into_iter().map(|(_, wait)| serde_json::from_value::<Wait>(wait)) {
            match wait {
                Ok(wait) => drop(app.waits.insert(wait.site.clone(), wait)),
                Err(_) => is_whole = false,
            }
        }
        match saved.remove("notices").map(serde_json::from_value) {
            Some(Ok(notices)) => app.notices = notices,
            _ => is_whole = false,
        }
        if !is_whole && !app.notices.contains(&Notice::StateSetAside) {
            app.notices.push(Notice::StateSetAside);
        }
        (app, !is_whole)
    }

    /// What the listeners should pass on.
    pub fn watch(&self) -> Watch {
        let members = self.waits.values().flat_map(|wait| wait.members.keys());
        let mut tabs: Vec<i32> = self.tabs.keys().chain(members).copied().collect();
        tabs.sort_unstable();
        tabs.dedup();
        Watch { tabs, hosts: self.waits.keys().map(|site| site.as_str().to_owned()).collect() }
    }
}
