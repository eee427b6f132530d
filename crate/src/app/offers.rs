//! Before the first click: which routes there may be, who would hear of them, and which access they need.

use super::{App, Failed};
use crate::route::candidates::candidates;
use crate::route::kind::Kind;
use crate::route::question::Check;
use crate::route::services::Services;
use crate::site::Site;
use crate::view::picture::Routes;

impl App {
    /// What the popup says beside the buttons.
    pub(super) fn offered_routes(&self, failed: &Failed, services: &Services) -> Routes {
        let planned = planned(failed, services);
        let mut locked: Vec<String> = Vec::new();
        for url in planned.iter().filter(|check| check.kind != Kind::StatusPage).flat_map(Check::targets) {
            let site = Site::of(url).filter(|site| !self.access.covers(site));
            if let Some(site) = site.filter(|site| !locked.iter().any(|host| host == site.host())) {
                locked.push(site.host().to_owned());
            }
        }
        let vias = planned.into_iter().map(|check| check.via).filter(|via| !via.is_empty());
        Routes {
            locked,
            proxies: vias.map(|via| via.split('#').next().unwrap_or_default().to_owned()).collect(),
            ..Routes::offered(&failed.facts.url, services)
        }
    }
}

/// The routes to check for a failure; over http none that a bad certificate would lead to.
pub(super) fn planned(failed: &Failed, services: &Services) -> Vec<Check> {
    let is_certificate = failed.diagnosis.causes.iter().any(|cause| cause.id.starts_with("tls.cert"));
    candidates(&failed.facts.url, services, !is_certificate)
}
