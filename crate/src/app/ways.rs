//! Hosts that go through a proxy: begun by a click on a checked route, kept until the user ends it.

use super::App;
use crate::effect::Effect;
use crate::event::TabId;
use crate::route::proxy::{Way, label};
use crate::site::Site;

impl App {
    /// The hosts that go through a proxy; the shell sets them anew whenever it starts.
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// *Open this site through …*
    pub(super) fn begin_way(&mut self, id: TabId, url: &str, via: &str) {
        let Some(site) = Site::of(url) else { return };
        self.ways.retain(|way| way.host != site.host());
        self.ways.push(Way { host: site.host().to_owned(), via: via.to_owned() });
        self.set_ways();
        self.effects.push(Effect::Get { tab: id, url: url.to_owned() });
    }

    /// *Load it directly again*.
    pub(super) fn end_way(&mut self, host: &str) {
        self.ways.retain(|way| way.host != host);
        self.set_ways();
    }

    /// The browser lets Rebound use proxies no longer.
    pub(super) fn end_ways(&mut self) {
        if !std::mem::take(&mut self.ways).is_empty() {
            self.set_ways();
        }
    }

    /// Without access to a host Firefox loads it directly, whatever was set: then nothing must say otherwise.
    pub(super) fn end_locked_ways(&mut self) {
        let (access, before) = (&self.access, self.ways.len());
        let is_open = |way: &Way| {
            Site::of(&["http://", &way.host, "/"].concat()).is_some_and(|site| access.covers(&site))
        };
        self.ways.retain(is_open);
        if self.ways.len() != before {
            self.set_ways();
        }
    }

    /// The way of a host, for people: the host and the name of the proxy.
    pub(super) fn through(&self, site: Option<&Site>) -> Option<(String, String)> {
        let way = self.ways.iter().find(|way| site.is_some_and(|site| site.host() == way.host))?;
        Some((way.host.clone(), label(&way.via)))
    }

    fn set_ways(&mut self) {
        self.effects.push(Effect::SetWays { ways: self.ways.clone() });
    }
}
