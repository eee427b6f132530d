//! When an experiment makes sense, and when a verdict calls for one that nobody asked for.

use crate::diagnosis::Diagnosis;
use crate::failure::Failure;
use crate::find::holds;

/// Statuses that no variation of the request mends: who is asked to sign in, pay or slow down must do just that.
const POINTLESS: [u16; 8] = [401, 402, 404, 405, 407, 410, 429, 451];
/// Causes that lie in what this browser keeps or sends; in one text, for a list of texts costs more.
const CALLING: &str = "cookie_too_large http.response.redirect_loop stale_cache service_worker";
/// *Request Header Fields Too Large* (RFC 6585 §5): whose fault it is an experiment tells better than the odds do.
const TOO_LARGE: u16 = 431;

/// Can an experiment say anything about this failure, and is it harmless?
pub fn is_worthwhile(facts: &Failure) -> bool {
    facts.is_repeatable() && facts.online && facts.status.is_none_or(|status| !POINTLESS.contains(&status))
}

/// Does the verdict itself point at what this browser keeps? Then a worthwhile experiment may begin without a click.
pub fn is_called_for(facts: &Failure, diagnosis: &Diagnosis) -> bool {
    facts.from_cache
        || facts.status == Some(TOO_LARGE)
        || diagnosis.causes.first().is_some_and(|likeliest| holds(CALLING, &likeliest.id))
}
