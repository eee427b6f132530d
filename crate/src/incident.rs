//! What is remembered of past waits: how each went, and what it teaches about the next one of the same site.

use crate::site::Site;
use crate::{record, words};

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The site answered.
    Back,
    /// The user's limit was reached.
    GaveUp,
    /// The user, or something that waiting does not mend.
    Stopped,
    /// No tab of the site was left.
    Left,
}
words!(End { Back = "back", GaveUp = "gave_up", Stopped = "stopped", Left = "left" });

/// One wait that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// The site.
    pub site: Site,
    /// The first failure, in ms since 1970.
    pub first_failure_ms: u64,
    /// When the site answered, or the wait ended otherwise; in ms since 1970.
    pub ended_ms: u64,
    /// How.
    pub end: End,
    /// Tries made.
    pub tries: u32,
    /// Times the site failed again just after it had answered.
    pub flaps: u32,
    /// Ids of the causes met, the first ones.
    pub causes: Vec<String>,
}
record!(Incident { site, first_failure_ms, ended_ms, end, tries, flaps, causes });

/// Past waits, oldest first, on this device only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(Vec<Incident>);

/// So many incidents are kept; the oldest go first.
const KEPT: usize = 50;
/// A site that failed again so soon has not been back for good; each further such span halves its flaps.
const FORGET_MS: u64 = 600_000;
/// The usual length of an outage is told from so many of them at least, …
const OUTAGES_MIN: usize = 3;
/// … and from so many at most, the latest ones.
const OUTAGES_MAX: usize = 9;

impl History {
    /// From single entries.
    pub fn new(incidents: Vec<Incident>) -> Self {
        Self(incidents)
    }

    /// All of them, oldest first.
    pub fn incidents(&self) -> &Vec<Incident> {
        &self.0
    }

    /// Keeps one more.
    pub fn keep(&mut self, incident: Incident) {
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        self.0.push(incident);
    }

    /// Deletes all of a site; for an empty name all there are.
    pub fn forget(&mut self, site: &str) {
        self.0.retain(|incident| !site.is_empty() && incident.site.as_str() != site);
    }

    /// Takes back the site's latest recovery, if it was one and not before `since_ms`: it was none yet.
    pub fn reopen(&mut self, site: &Site, since_ms: u64) -> Option<Incident> {
        let index = self.0.iter().rposition(|incident| incident.site == *site)?;
        let is_recent = |incident: &Incident| incident.end == End::Back && incident.ended_ms >= since_ms;
        self.0.get(index).is_some_and(is_recent).then(|| self.0.remove(index))
    }

    fn recoveries(&self, site: &Site) -> impl Iterator<Item = &Incident> {
        self.0.iter().rev().filter(move |incident| incident.site == *site && incident.end == End::Back)
    }

    /// Flaps that a new wait begins with: a site that was back just now counts as flapping; forgotten slowly.
    pub fn flaps(&self, site: &Site, now_ms: u64) -> u32 {
        self.recoveries(site).next().map_or(0, |last| {
            let spans = now_ms.saturating_sub(last.ended_ms) / FORGET_MS;
            (last.flaps + 1).checked_shr(spans.min(32) as u32).unwrap_or(0)
        })
    }

    /// How long outages of this site lasted so far (median, in milliseconds); 0: too few are known.
    pub fn usual_ms(&self, site: &Site) -> u64 {
        let outage = |incident: &Incident| incident.ended_ms.saturating_sub(incident.first_failure_ms);
        let mut outages: Vec<u64> = self.recoveries(site).take(OUTAGES_MAX).map(outage).collect();
        outages.sort_unstable();
        let is_known = outages.len() >= OUTAGES_MIN;
        outages.get(outages.len() / 2).copied().filter(|_| is_known).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(host: &str, from_ms: u64, to_ms: u64, flaps: u32) -> Incident {
        let site = Site::of(&format!("http://{host}/")).unwrap();
        let causes = vec!["connection_refused".into()];
        Incident { site, first_failure_ms: from_ms, ended_ms: to_ms, end: End::Back, tries: 3, flaps, causes }
    }

    #[test]
    fn the_oldest_go_and_a_site_can_be_deleted() {
        let mut history = History::default();
        for at in 0..60 {
            history.keep(back(if at % 2 == 0 { "a.test" } else { "b.test" }, at, at + 1, 0));
        }
        assert_eq!(history.incidents().len(), 50);
        assert_eq!(history.incidents()[0].first_failure_ms, 10);
        history.forget("a.test");
        assert_eq!(history.incidents().len(), 25);
        assert!(history.incidents().iter().all(|incident| incident.site.as_str() == "b.test"));
        history.forget("");
        assert!(history.incidents().is_empty());
    }

    #[test]
    fn flapping_is_forgotten_slowly() {
        let mut history = History::default();
        let site = Site::of("http://a.test/").unwrap();
        assert_eq!(history.flaps(&site, 0), 0);
        history.keep(back("a.test", 0, 1_000, 3));
        let minute = 60_000;
        let flaps = [1, 11, 21, 31, 10_000].map(|at| history.flaps(&site, at * minute));
        assert_eq!(flaps, [4, 2, 1, 0, 0]);
    }

    #[test]
    fn the_usual_outage_is_the_median_of_the_latest_and_nothing_is_read_into_two() {
        let mut history = History::default();
        let site = Site::of("http://a.test/").unwrap();
        for outage_ms in [20_000, 30_000] {
            history.keep(back("a.test", 0, outage_ms, 0));
        }
        assert_eq!(history.usual_ms(&site), 0);
        history.keep(back("a.test", 0, 9_000_000, 0));
        assert_eq!(history.usual_ms(&site), 30_000);
    }
}
