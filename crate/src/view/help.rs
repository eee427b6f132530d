//! What the popup knows of the remedies, made by `App::picture`.

use crate::record;
use crate::remedy::inquiry::Inquiry;
use crate::remedy::step::Step;

/// What would help a failed page, and what was done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Help {
    /// The search for it, as far as it has come.
    pub inquiry: Inquiry,
    /// The step whose preview is open.
    pub shown: Option<Step>,
    /// Clearing needs a permission that the browser asks for first.
    pub needs_permission: bool,
    /// How long cleared cookies can still come back.
    pub undo_left_ms: Option<u64>,
    /// Advice where no step can act, best first (message ids).
    pub advice: Vec<String>,
    /// How far the device's clock is from that of the answer, where that is advice.
    pub clock_off_ms: u64,
    /// The piece of advice that is shown.
    pub advice_at: u32,
}
record!(Help { inquiry, shown, needs_permission, undo_left_ms, advice, clock_off_ms, advice_at });
