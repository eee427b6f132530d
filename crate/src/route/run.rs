//! One run of checks: what was asked, what came of it, what is next. It lives in the saved state, so that a closed
//! popup or a stopped worker costs nothing.

use super::kind::{Kind, State};
use super::question::{Ask, Check};
use crate::fetch::Answer;
use crate::record;

/// All checks for one failing address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Tells it from an earlier run, whose answers may still come.
    pub order: u64,
    /// The failing address.
    pub url: String,
    /// In the order they are made and shown.
    pub checks: Vec<Check>,
}
record!(Run { order, url, checks });

/// So many questions at a time.
const AT_ONCE: usize = 2;
/// A question is taken as unanswered then. The shell gives up sooner; this holds if its worker dies.
const LOST_MS: u64 = 20_000;

impl Run {
    /// The questions to put at this moment.
    pub fn step(&mut self, now_ms: u64) -> Vec<Ask> {
        for index in 0..self.checks.len() {
            let is_lost =
                self.checks.get(index).is_some_and(|c| c.state == State::Running && c.due_ms <= now_ms);
            if is_lost {
                self.take(index, &Answer::default(), now_ms);
            }
        }
        self.spare();
        let mut free = AT_ONCE.saturating_sub(self.count(|check| check.state == State::Running));
        let mut asks = Vec::new();
        for index in 0..self.checks.len() {
            let is_turn = free > 0 && self.has_turn(index, now_ms);
            let Some(check) = self.checks.get_mut(index).filter(|_| is_turn) else { continue };
            match check.next(index, &self.url) {
                Some(ask) => asks.push(ask),
                None => {
                    check.end(State::Missing, String::new());
                    continue;
                }
            }
            check.state = State::Running;
            check.due_ms = now_ms + LOST_MS;
            free -= 1;
        }
        asks
    }

    /// An answer came; one that nobody waits for any longer is no news.
    pub fn take(&mut self, index: usize, answer: &Answer, now_ms: u64) {
        let failing = &self.url;
        let Some(check) = self.checks.get_mut(index).filter(|check| check.state == State::Running) else {
            return;
        };
        check.due_ms = 0;
        let is_page = check.asks.is_empty() || !check.copies.is_empty();
        match check.kind {
            Kind::DnsHere => check.take_name(answer),
            Kind::Connectivity if answer.status.is_some() => check.end(State::Unread, String::new()),
            Kind::Connectivity => check.end(State::NoAnswer, String::new()),
            _ if is_page => check.take_page(answer, failing),
            _ => check.take_reply(answer, now_ms),
        }
    }

    /// When to look again even if nothing comes; `None` if nothing is awaited. In ms since 1970.
    pub fn wake_ms(&self) -> Option<u64> {
        let awaited = self.checks.iter().filter(|check| !check.state.is_final() && check.due_ms > 0);
        awaited.map(|check| check.due_ms).min()
    }

    /// The user has seen enough.
    pub fn stop(&mut self) {
        self.checks
            .iter_mut()
            .filter(|c| !c.state.is_final())
            .for_each(|c| c.end(State::Stopped, String::new()));
    }

    /// What could not be read for want of access is tried again.
    pub fn retry_unread(&mut self, may_read: impl Fn(&str) -> bool) {
        for check in &mut self.checks {
            if check.state == State::Unread && !check.kind.is_question() && may_read(check.target()) {
                check.state = State::Queued;
            }
        }
    }

    /// Checks that are through, and all of them: not those that were spared.
    pub fn progress(&self) -> (usize, usize) {
        let all = self.count(|check| check.state != State::Spared);
        (all - self.count(|check| !check.state.is_final()), all)
    }

    fn count(&self, is: impl Fn(&Check) -> bool) -> usize {
        self.checks.iter().filter(|check| is(check)).count()
    }

    fn state(&self, kind: Kind) -> Option<State> {
        self.checks.iter().find(|check| check.kind == kind).map(|check| check.state)
    }

    fn has_turn(&self, index: usize, now_ms: u64) -> bool {
        let Some(check) = self.checks.get(index) else { return false };
        let is_due = check.state == State::Queued && check.due_ms <= now_ms;
        is_due
            && (check.kind != Kind::Proxy || self.is_proxys_turn())
            && self.first_of(check.kind).into_iter().all(|kind| self.state(kind).is_none_or(State::is_final))
    }

    /// Proxies come last and one at a time: while Chrome tries one, all requests to the host go through it.
    fn is_proxys_turn(&self) -> bool {
        let is_over = |check: &Check| match check.kind {
            Kind::Proxy => check.state != State::Running,
            kind => kind.is_question() || check.state.is_final(),
        };
        self.checks.iter().all(is_over)
    }

    /// Who is asked before this one, because their answer may make it needless.
    fn first_of(&self, kind: Kind) -> Vec<Kind> {
        match kind {
            Kind::SecondArchive => vec![Kind::Archive],
            Kind::Connectivity => vec![Kind::DnsFirst, Kind::DnsSecond, Kind::Elsewhere],
            _ => Vec::new(),
        }
    }

    /// A second archive is not asked when the first has a copy; nor is the connection doubted when others answered.
    fn spare(&mut self) {
        for kind in [Kind::SecondArchive, Kind::Connectivity] {
            let is_known = |first: &Kind| match self.state(*first) {
                Some(State::Works) => true,
                Some(State::Missing | State::Fails | State::Mixed | State::Refused) => {
                    kind == Kind::Connectivity
                }
                _ => false,
            };
            if self.first_of(kind).iter().any(is_known) {
                let queued = self.checks.iter_mut().filter(|c| c.kind == kind && c.state == State::Queued);
                queued.for_each(|check| check.end(State::Spared, String::new()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Json, Stored};

    /// Saved state may be damaged, or written by another version.
    #[test]
    fn no_saved_run_is_too_odd_to_go_on() {
        let kinds = "https http port mirror proxy status_page archive second_archive dns_first dns_here elsewhere connectivity";
        let lists = ["[]", r#"[""]"#, r#"["https://a.example/","x"]"#, r#"["javascript:alert(1)"]"#];
        for kind in kinds.split(' ') {
            for state in ["queued", "running", "works", "unread"] {
                for (asks, copies) in lists.iter().flat_map(|asks| lists.map(|copies| (asks, copies))) {
                    let check =
                        format!(r#"{{"kind":"{kind}","state":"{state}","asks":{asks},"copies":{copies}}}"#);
                    let saved = format!(r#"{{"order":1,"url":"https://shop.example/","checks":[{check}]}}"#);
                    let mut run = Run::read(&Json::parse(&saved).unwrap()).unwrap();
                    for now_ms in 1..60 {
                        run.retry_unread(|_| true);
                        for ask in run.step(now_ms * LOST_MS) {
                            run.take(
                                ask.index,
                                &Answer { status: Some(200), ..Answer::default() },
                                now_ms * LOST_MS,
                            );
                        }
                    }
                    assert!(run.checks.iter().all(|check| check.state.is_final()), "{saved}: {run:?}");
                }
            }
        }
    }
}
