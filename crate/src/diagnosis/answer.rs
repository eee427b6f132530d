//! Loads that ended in an HTTP answer.

use super::{Advice, Diagnosis, net_error};
use crate::failure::Failure;
use crate::knowledge::statuses;

/// The verdict on an answer.
pub(super) fn judge(facts: &Failure, _body: Option<&str>) -> Diagnosis {
    let status = facts.status.unwrap_or_default();
    let Some(condition) = statuses::of(status) else {
        return Diagnosis { sentence: "verdict_none".into(), advice: Advice::Never, ..Diagnosis::default() };
    };
    let mut diagnosis = Diagnosis::of(condition);
    let asked = facts.header("retry-after").filter(|_| diagnosis.advice == Advice::Backoff);
    if let Some(ms) = asked.and_then(|value| crate::retry_after::parse(value, facts.header("date"), 0)) {
        diagnosis.advice = Advice::After(ms.div_ceil(1000));
    }
    diagnosis.evidence.push(["status: ", &status.to_string(), " ", &facts.reason].concat().trim_end().into());
    diagnosis.evidence.append(&mut net_error::evidence(facts));
    diagnosis
}
