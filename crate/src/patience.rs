//! How the user wants sites waited for.

use crate::record;
use crate::retry::Temper;
use crate::site::Site;

/// The choices; every one has a default that is right for most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patience {
    /// An unattended screen: every failed page is waited for, without a limit.
    pub kiosk: bool,
    /// Waits end after so many hours; 0: never.
    pub limit_hours: u32,
    /// Sites that are to be tried more gently or more eagerly than others.
    pub tempers: Vec<(Site, Temper)>,
}
record!(Patience { kiosk, limit_hours, tempers });

impl Default for Patience {
    fn default() -> Self {
        Self { kiosk: false, limit_hours: 24, tempers: Vec::new() }
    }
}

impl Patience {
    /// How hard to try this site.
    pub fn temper(&self, site: &Site) -> Temper {
        self.tempers.iter().find(|(known, _)| known == site).map_or(Temper::Normal, |(_, temper)| *temper)
    }

    /// How long a wait may last, in milliseconds; `None`: without end.
    pub fn limit_ms(&self) -> Option<u64> {
        (!self.kiosk && self.limit_hours > 0).then(|| u64::from(self.limit_hours) * 3_600_000)
    }
}
