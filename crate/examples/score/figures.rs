//! Verdicts beside the truth: the figures of door 1, over captured answers.

use crate::input::Case;
use rebound::diagnosis::{Diagnosis, Side, diagnose};
use serde_json::Value;
use std::collections::BTreeMap;

const SIDES: [(Side, &str); 5] = [
    (Side::You, "you"),
    (Side::Network, "network"),
    (Side::Gateway, "gateway"),
    (Side::Origin, "origin"),
    (Side::Policy, "policy"),
];

/// Sums of every figure, and what went wrong.
#[derive(Default)]
pub struct Score {
    /// Name of a figure: sum, count.
    pub sums: BTreeMap<&'static str, (f64, f64)>,
    /// One line for each verdict that missed.
    pub misses: Vec<String>,
}

impl Score {
    fn note(&mut self, name: &'static str, value: f64) {
        let sum = self.sums.entry(name).or_default();
        *sum = (sum.0 + value, sum.1 + 1.0);
    }

    /// The mean of a figure.
    pub fn of(&self, name: &str) -> f64 {
        self.sums.get(name).map_or(f64::NAN, |(sum, count)| sum / count)
    }

    /// Judges one captured answer whose truth is known.
    pub fn add(&mut self, capture: &Value) {
        let truth = &capture["truth"];
        let Ok(case) = Case::read(capture) else { return };
        if case.facts.status.is_none() {
            return;
        }
        let verdict = diagnose(&case.facts, case.body.as_deref());
        let visible = truth["visible"].as_str().unwrap_or_default();
        let is_failure = visible != "looks-ok";
        if visible != "garbage-200" {
            self.note("failed right", f64::from(verdict.failed == is_failure));
        }
        self.tell(verdict.failed == is_failure || visible == "garbage-200", "failed", capture, &verdict);
        if visible == "error-status" {
            self.add_error(capture, &verdict);
        }
    }

    fn add_error(&mut self, capture: &Value, verdict: &Diagnosis) {
        let truth = &capture["truth"];
        let strings = |key: &str| -> Vec<String> {
            truth[key]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|v| v.as_str())
                .map(str::to_owned)
                .collect()
        };
        let own = truth["gateway_id"].as_str().unwrap_or_default();
        let like: Vec<String> =
            strings("same_body_gateways").iter().map(|l| l.replace(['-', '.'], "_")).collect();
        let first = verdict.gateways.first().map_or("", String::as_str);
        if truth["producer"] == "gateway" {
            let is_named = first == own || like.iter().any(|l| l == first);
            // A page that many others write just so gives nobody away, and no more does none at all, unless its headers do.
            if is_named || (like.len() < 3 && capture["request"]["method"] != "HEAD") {
                self.note("gateway named", f64::from(is_named));
                self.tell(is_named, "gateway", capture, verdict);
            }
            self.note(
                "wrong name",
                f64::from(
                    !first.is_empty() && !verdict.gateways.iter().any(|g| g == own || like.contains(g)),
                ),
            );
        }
        let cause = truth["cause"].as_str().unwrap_or_default();
        let p = |id: &str| verdict.causes.iter().find(|c| c.id == id).map_or(0.0, |c| c.p);
        let listed = verdict.causes.iter().filter(|c| c.p >= 0.05).count();
        self.note("cause in set", f64::from(p(cause) >= 0.05));
        self.note("causes listed", listed as f64);
        self.note("best first", f64::from(verdict.causes.first().is_some_and(|c| c.id == cause)));
        self.note("log-loss", -p(cause).max(0.01).ln());
        self.tell(p(cause) >= 0.05, "cause", capture, verdict);
        self.tell(listed <= 6, "many", capture, verdict);
        let side = SIDES.iter().find(|(known, _)| *known == verdict.side).map_or("unknown", |(_, word)| word);
        let is_side = truth["side"] == side || strings("side_alt").iter().any(|s| s == side);
        self.note("side", f64::from(is_side));
        self.tell(is_side, "side", capture, verdict);
        self.add_retry(capture, verdict, &strings("retry_alt"), &strings("same_response_retry"));
    }

    fn add_retry(&mut self, capture: &Value, verdict: &Diagnosis, alt: &[String], same: &[String]) {
        let truth = &capture["truth"];
        let advice = verdict.advice.to_string();
        let is_strict = truth["retry"] == *advice || alt.contains(&advice);
        let accepted = is_strict || same.contains(&advice);
        self.note("retry accepted strictly", f64::from(is_strict));
        self.note("retry accepted", f64::from(accepted));
        let is_hopeless = same.iter().all(|s| s == "never");
        self.note("harm", f64::from(is_hopeless && advice != "never" && !accepted));
        self.note("given up", f64::from(!accepted && advice == "never"));
        self.tell(accepted, "retry", capture, verdict);
    }

    fn tell(&mut self, right: bool, what: &str, capture: &Value, verdict: &Diagnosis) {
        if !right {
            let causes: Vec<_> = verdict.causes.iter().map(|c| format!("{} {:.2}", c.id, c.p)).collect();
            let (response, truth) = (&capture["response"], &capture["truth"]);
            self.misses.push(format!(
                "{what}: {} {} {} ms {} | {} {} {} by {} | {:?} {:?} {:?} {:?}",
                capture["id"],
                response["status"],
                response["elapsed_ms"],
                response["body"]
                    .as_str()
                    .unwrap_or_default()
                    .chars()
                    .take(60)
                    .collect::<String>()
                    .replace('\n', " "),
                truth["cause"],
                truth["side"],
                truth["retry"],
                truth["producer"],
                verdict.gateways,
                verdict.side,
                verdict.advice,
                causes
            ));
        }
    }
}
