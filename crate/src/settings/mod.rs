//! What the user can set, and what is kept on the device, as the settings page knows it.

mod edit;
mod entry;

pub use edit::{Change, Request};
pub use entry::{HOURS_MAX, Problem, hours, site, template};

use crate::incident::Incident;
use crate::patience::Patience;
use crate::record;
use crate::route::services::Services;

/// Everything the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// How sites are waited for.
    pub patience: Patience,
    /// Who may be asked.
    pub services: Services,
    /// Past waits, oldest first.
    pub incidents: Vec<Incident>,
    /// Granted origins, as match patterns.
    pub origins: Vec<String>,
    /// Permissions that can be given and taken away: name, and if it is given.
    pub permissions: Vec<(String, bool)>,
    /// Beginning of a saved state that could not be read.
    pub set_aside: Option<String>,
    /// What is wrong with the latest entry.
    pub finding: Option<Finding>,
    /// *Delete all* was pressed once: it asks before it acts.
    pub asks_delete: bool,
    /// The latest change was saved.
    pub is_saved: bool,
}
record!(Settings {
    patience,
    services,
    incidents,
    origins,
    permissions,
    set_aside,
    finding,
    asks_delete,
    is_saved,
});

/// What is wrong with an entry, and with which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The form it was made in: the verb, and a service's name.
    pub field: String,
    /// What.
    pub problem: Problem,
}
record!(Finding { field, problem });

impl Settings {
    /// Hosts that are granted, each once; `*` for all.
    pub fn hosts(&self) -> Vec<&str> {
        let mut hosts = Vec::new();
        for origin in &self.origins {
            let host = host(origin);
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }

    /// The patterns that grant a host.
    pub fn patterns(&self, of: &str) -> Vec<String> {
        self.origins.iter().filter(|origin| host(origin) == of).cloned().collect()
    }

    /// Every site may be seen, over http and https alike.
    pub fn sees_all(&self) -> bool {
        let has = |pattern: &str| self.origins.iter().any(|origin| origin == pattern);
        has("<all_urls>") || has("*://*/*") || (has("http://*/*") && has("https://*/*"))
    }
}

fn host(pattern: &str) -> &str {
    let rest = pattern.split_once("://").map_or("*", |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_schemes_of_a_host_are_one_entry_and_all_sites_another() {
        let origins = ["http://shop.test/*", "https://*/*", "https://shop.test/*", "http://*/*"];
        let settings = Settings { origins: origins.map(String::from).into(), ..Settings::default() };
        assert_eq!(settings.hosts(), ["shop.test", "*"]);
        assert_eq!(settings.patterns("shop.test"), ["http://shop.test/*", "https://shop.test/*"]);
        assert!(settings.sees_all());
        let one = Settings { origins: vec!["https://*/*".into()], ..Settings::default() };
        assert!(!one.sees_all());
    }
}
