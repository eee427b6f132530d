//! The reference: what each site was told and asked, and what it must never be asked.

use std::collections::BTreeMap;

/// Two requests that nothing but the clock brings about are never closer than this.
const CLOCK_GAP_MS: u64 = 2_000;
/// A request whose end never came is given up by the core after so long.
const LOST_MS: u64 = 20_000;

/// One site's page in the books.
#[derive(Default)]
struct Page {
    /// The latest moment that an answer asked to wait for, since the last good answer.
    not_before_ms: u64,
    /// When Rebound last asked, and whether that has ended.
    asked_ms: Option<u64>,
    is_open: bool,
    /// It was a probe: once the site is known to answer, it need not be waited for.
    is_light: bool,
    /// The next request is brought about by the user, by the network's return, or by a tab.
    is_excused: bool,
    /// The user pressed *Try now*: even a time that the site asked for does not bind then.
    is_ordered: bool,
}

#[derive(Default)]
pub struct Books {
    pages: BTreeMap<String, Page>,
}

impl Books {
    fn page(&mut self, site: &str) -> &mut Page {
        self.pages.entry(site.to_string()).or_default()
    }

    /// Something other than the clock may bring about the next request to every site.
    pub fn excuse_all(&mut self) {
        self.pages.values_mut().for_each(|page| page.is_excused = true);
    }

    /// The user ordered a try; more than the one request that follows is not excused by it.
    pub fn order(&mut self, site: &str) {
        let page = self.page(site);
        (page.is_ordered, page.is_excused) = (true, true);
    }

    /// The user ordered the next request.
    pub fn is_ordered(&self, site: &str) -> bool {
        self.pages.get(site).is_some_and(|page| page.is_ordered)
    }

    /// Orders that came to nothing are over.
    pub fn end_orders(&mut self) {
        self.pages.values_mut().for_each(|page| page.is_ordered = false);
    }

    /// All moments move with a clock that is set back.
    pub fn turn_back(&mut self, ms: u64) {
        for page in self.pages.values_mut() {
            page.not_before_ms = page.not_before_ms.saturating_sub(ms);
            page.asked_ms = page.asked_ms.map(|at| at.saturating_sub(ms));
        }
    }

    /// Rebound asks the site; `Err`: it must not.
    pub fn ask(&mut self, site: &str, is_light: bool, now_ms: u64) -> Result<(), String> {
        let page = self.page(site);
        let since_ms = page.asked_ms.map_or(u64::MAX, |at| now_ms.saturating_sub(at));
        if now_ms < page.not_before_ms && !page.is_ordered {
            return Err(format!("{site} asked {} ms before the time it named", page.not_before_ms - now_ms));
        }
        if page.is_open && since_ms < LOST_MS && !page.is_ordered {
            return Err(format!("{site} asked while a request of {since_ms} ms ago is still open"));
        }
        if since_ms < CLOCK_GAP_MS && !page.is_excused {
            return Err(format!("{site} asked again after {since_ms} ms"));
        }
        // What the user ordered is the user's load, wherever it leads.
        let (not_before_ms, is_open) = (page.not_before_ms, !page.is_ordered);
        *page = Page { not_before_ms, asked_ms: Some(now_ms), is_open, is_light, ..Page::default() };
        Ok(())
    }

    /// The site's answer reached Rebound.
    pub fn answer(&mut self, site: &str, is_good: bool, not_before_ms: u64) {
        let page = self.page(site);
        page.not_before_ms = if is_good { 0 } else { page.not_before_ms.max(not_before_ms) };
        // Good news brings the other tabs back, one after the other.
        page.is_excused |= is_good;
        page.is_open &= !(is_good && page.is_light);
    }

    /// Only sites that are waited for are bound by what they asked.
    pub fn keep(&mut self, waited: &[String]) {
        for (site, page) in &mut self.pages {
            if !waited.contains(site) {
                page.not_before_ms = 0;
            }
        }
    }

    /// The browser starts anew: no request is open any longer.
    pub fn start_over(&mut self) {
        for page in self.pages.values_mut() {
            (page.is_open, page.is_excused) = (false, true);
        }
    }

    /// Rebound's own request has ended, or its end can come no more.
    pub fn close(&mut self, site: &str) {
        self.page(site).is_open = false;
    }
}
