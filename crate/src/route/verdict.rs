//! What the answers of *Is it just me?* come to, in one word.

use super::kind::{Kind, State};
use super::run::Run;
use crate::diagnosis::Diagnosis;
use crate::words;

/// What the answers come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It works elsewhere: this network or region is the trouble.
    OnlyHere,
    /// It works in some countries and fails in others.
    SomeRegions,
    /// It fails everywhere.
    Everywhere,
    /// Public resolvers do not know the name either.
    NoSuchName,
    /// Public resolvers know the name, the one used here does not.
    NameBlockedHere,
    /// This connection is caught by a login page of its network.
    Captive,
    /// Nothing at all can be reached from here.
    Offline,
    /// Nobody could tell.
    Unclear,
}
words!(Verdict {
    OnlyHere = "only_here",
    SomeRegions = "some_regions",
    Everywhere = "everywhere",
    NoSuchName = "no_such_name",
    NameBlockedHere = "name_blocked_here",
    Captive = "captive",
    Offline = "offline",
    Unclear = "unclear",
});

/// The verdict, once all are heard; `None` before that, or if nobody was asked. `here` is what the browser itself got.
pub fn verdict(run: &Run, here: &Diagnosis) -> Option<Verdict> {
    let mut questions = run.checks.iter().filter(|check| check.kind.is_question()).peekable();
    questions.peek()?;
    if !questions.all(|check| check.state.is_final()) {
        return None;
    }
    let state = |kind| run.checks.iter().find(|check| check.kind == kind).map(|check| check.state);
    let resolvers = [state(Kind::DnsFirst), state(Kind::DnsSecond)];
    let has = |state| resolvers.contains(&Some(state));
    let unresolved_here = state(Kind::DnsHere) == Some(State::Missing)
        || here.causes.first().is_some_and(|cause| cause.id.starts_with("dns."));
    let has_answered = |state: Option<State>| {
        state.is_some_and(|state| !matches!(state, State::NoAnswer | State::Spared | State::Stopped))
    };
    let heard = resolvers.iter().any(|state| has_answered(*state)) || has_answered(state(Kind::Elsewhere));
    Some(match (state(Kind::Elsewhere), state(Kind::Connectivity)) {
        _ if has(State::Missing) && !has(State::Works) => Verdict::NoSuchName,
        _ if unresolved_here && has(State::Works) => Verdict::NameBlockedHere,
        (Some(State::Works), _) => Verdict::OnlyHere,
        (Some(State::Mixed), _) => Verdict::SomeRegions,
        (Some(State::Fails), _) => Verdict::Everywhere,
        // Encrypted requests fail and a plain one is answered: a network that wants a login first does just this.
        (_, Some(State::Unread)) if !heard => Verdict::Captive,
        (_, Some(State::NoAnswer)) if !heard => Verdict::Offline,
        _ => Verdict::Unclear,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Cause;
    use crate::route::question::Check;

    fn run(states: &[(Kind, State)]) -> Run {
        let checks =
            states.iter().map(|(kind, state)| Check { state: *state, ..Check::new(*kind, String::new()) });
        Run { checks: checks.collect(), ..Run::default() }
    }

    fn said(states: &[(Kind, State)]) -> Option<Verdict> {
        verdict(&run(states), &Diagnosis::default())
    }

    #[test]
    fn answers_from_outside_move_the_verdict() {
        use Kind::{Connectivity, DnsFirst, DnsSecond, Elsewhere};
        let known = [(DnsFirst, State::Works), (DnsSecond, State::Works), (Connectivity, State::Spared)];
        let with = |state| said(&[&known[..], &[(Elsewhere, state)]].concat());
        assert_eq!(with(State::Works), Some(Verdict::OnlyHere));
        assert_eq!(with(State::Fails), Some(Verdict::Everywhere));
        assert_eq!(with(State::Mixed), Some(Verdict::SomeRegions));
        assert_eq!(with(State::Refused), Some(Verdict::Unclear));
        assert_eq!(with(State::Running), None);
        assert_eq!(said(&[(Kind::Www, State::Works)]), None, "nobody was asked");
    }

    #[test]
    fn a_name_that_does_not_exist_is_told_from_one_that_is_blocked_here() {
        use Kind::{DnsFirst, DnsHere, DnsSecond};
        assert_eq!(
            said(&[(DnsFirst, State::Missing), (DnsSecond, State::Missing)]),
            Some(Verdict::NoSuchName)
        );
        assert_eq!(
            said(&[(DnsFirst, State::Missing), (DnsSecond, State::NoAnswer)]),
            Some(Verdict::NoSuchName)
        );
        assert_eq!(
            said(&[(DnsHere, State::Missing), (DnsFirst, State::Works)]),
            Some(Verdict::NameBlockedHere)
        );
        let here = Diagnosis {
            causes: vec![Cause { id: "dns.name_not_resolved".into(), p: 0.9 }],
            ..Diagnosis::default()
        };
        assert_eq!(verdict(&run(&[(DnsFirst, State::Works)]), &here), Some(Verdict::NameBlockedHere));
    }

    #[test]
    fn a_connection_that_reaches_nobody_is_the_trouble_itself() {
        use Kind::{Connectivity, DnsFirst, DnsSecond, Elsewhere};
        let silent =
            [(DnsFirst, State::NoAnswer), (DnsSecond, State::NoAnswer), (Elsewhere, State::NoAnswer)];
        let with = |state| said(&[&silent[..], &[(Connectivity, state)]].concat());
        assert_eq!(with(State::NoAnswer), Some(Verdict::Offline));
        assert_eq!(with(State::Unread), Some(Verdict::Captive));
        assert_eq!(with(State::Works), Some(Verdict::Unclear));
    }
}
