//! One change to the settings: taken over if it is sound, and told if it is not; nothing else is touched.

use super::{Finding, Problem, Settings, hours, site, template};
use crate::json::{Json, Stored};
use crate::retry::Temper;
use crate::route::services::{MIRRORS_MAX, SERVICES};

/// So many sites can have a temper of their own.
const SITES_MAX: usize = 100;

/// What the page was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// What to do.
    pub verb: &'a str,
    /// With what.
    pub argument: &'a str,
    /// What was typed.
    pub entry: &'a str,
    /// What was chosen beside it.
    pub choice: &'a str,
}

/// What is to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// How sites are waited for.
    Patience,
    /// Who may be asked.
    Services,
}

impl Settings {
    /// Takes a change over; `None` if there is nothing to save, perhaps because of what then stands in `finding`.
    pub fn edit(&mut self, request: Request<'_>) -> Option<Change> {
        self.finding = None;
        self.is_saved = false;
        let changed = match request.verb {
            "delete_all" => {
                self.asks_delete = request.argument != "no";
                return None;
            }
            "limit" | "kiosk" | "add_site" | "temper" | "remove_site" => {
                self.edit_patience(request).map(|()| Change::Patience)
            }
            "service" | "keeps_query" | "add_mirror" | "remove_mirror" | "move" | "move_back" => {
                self.edit_services(request).map(|()| Change::Services)
            }
            _ => return None,
        };
        changed.map_err(|problem| self.finding = Some(Finding { field: field(request), problem })).ok()
    }

    fn edit_patience(&mut self, request: Request<'_>) -> Result<(), Problem> {
        let patience = &mut self.patience;
        let temper = || Temper::read(&Json::Text(request.choice.into())).unwrap_or_default();
        match request.verb {
            "limit" => patience.limit_hours = hours(request.entry)?,
            "kiosk" => patience.kiosk = request.argument == "on",
            "remove_site" => patience.tempers.retain(|(site, _)| site.as_str() != request.argument),
            "temper" => {
                let mut known = patience.tempers.iter_mut();
                if let Some((_, old)) = known.find(|(site, _)| site.as_str() == request.argument) {
                    *old = temper();
                }
            }
            _ => {
                let site = site(request.entry)?;
                let is_full = patience.tempers.len() >= SITES_MAX;
                match patience.tempers.iter_mut().find(|(known, _)| *known == site) {
                    Some((_, old)) => *old = temper(),
                    None if is_full => return Err(Problem::TooMany),
                    None => patience.tempers.push((site, temper())),
                }
            }
        }
        Ok(())
    }

    fn edit_services(&mut self, request: Request<'_>) -> Result<(), Problem> {
        let services = &mut self.services;
        let id = request.argument;
        match request.verb {
            "keeps_query" => services.keeps_query = id == "on",
            "remove_mirror" => services.mirrors.retain(|mirror| mirror != id),
            "add_mirror" => {
                let mirror = template(request.entry, true)?;
                if services.mirrors.contains(&mirror) {
                    return Err(Problem::Known);
                }
                if services.mirrors.len() >= MIRRORS_MAX {
                    return Err(Problem::TooMany);
                }
                services.mirrors.push(mirror);
            }
            "service" => match services.off.iter().position(|off| off == id) {
                Some(at) => drop(services.off.remove(at)),
                None => services.off.push(id.into()),
            },
            "move" => {
                let usual = SERVICES.iter().find(|service| service.id == id);
                let url = template(request.entry, usual.is_some_and(|usual| usual.url.contains('{')))?;
                services.moved.retain(|(moved, _)| moved != id);
                services.moved.push((id.into(), url));
            }
            _ => services.moved.retain(|(moved, _)| moved != id),
        }
        Ok(())
    }
}

/// The form a request comes from.
pub fn field(request: Request<'_>) -> String {
    match request.verb {
        "move" => ["move_", request.argument].concat(),
        verb => verb.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed<'a>(verb: &'a str, argument: &'a str, entry: &'a str) -> Request<'a> {
        Request { verb, argument, entry, choice: "eager" }
    }

    #[test]
    fn a_limit_that_makes_no_sense_changes_nothing_and_is_told() {
        let mut settings = Settings::default();
        assert_eq!(settings.edit(typed("limit", "", "2")), Some(Change::Patience));
        assert_eq!(settings.patience.limit_hours, 2);
        assert_eq!(settings.edit(typed("limit", "", "two")), None);
        let finding = Finding { field: "limit".into(), problem: Problem::NoHours };
        assert_eq!((settings.patience.limit_hours, settings.finding.clone()), (2, Some(finding)));
        assert_eq!(settings.edit(typed("kiosk", "on", "")), Some(Change::Patience));
        assert!(
            settings.patience.kiosk && settings.finding.is_none(),
            "what is mended is not told any longer"
        );
    }

    #[test]
    fn a_site_stands_in_the_list_once() {
        let mut settings = Settings::default();
        settings.edit(typed("add_site", "", "https://Shop.test/cart"));
        settings.edit(Request { choice: "gentle", ..typed("add_site", "", "shop.test") });
        let tempers = |settings: &Settings| {
            let words =
                settings.patience.tempers.iter().map(|(site, temper)| (site.to_string(), temper.word()));
            words.collect::<Vec<_>>()
        };
        assert_eq!(tempers(&settings), [("shop.test".into(), "gentle")]);
        settings.edit(typed("temper", "shop.test", ""));
        assert_eq!(tempers(&settings), [("shop.test".into(), "eager")]);
        settings.edit(typed("remove_site", "shop.test", ""));
        assert_eq!(tempers(&settings), []);
    }

    #[test]
    fn mirrors_are_few_different_and_addresses() {
        let mut settings = Settings::default();
        for number in 0..MIRRORS_MAX {
            let mirror = format!("https://m{number}.example{{path}}");
            assert_eq!(settings.edit(typed("add_mirror", "", &mirror)), Some(Change::Services));
        }
        for (entry, problem) in [
            ("https://m0.example{path}", Problem::Known),
            ("https://more.example{path}", Problem::TooMany),
            ("more.example", Problem::NoAddress),
        ] {
            assert_eq!(settings.edit(typed("add_mirror", "", entry)), None);
            assert_eq!(settings.finding.as_ref().map(|finding| finding.problem), Some(problem), "{entry}");
        }
        assert_eq!(settings.services.mirrors.len(), MIRRORS_MAX);
        settings.edit(typed("remove_mirror", "https://m0.example{path}", ""));
        assert_eq!(settings.services.mirrors.len(), MIRRORS_MAX - 1);
    }

    #[test]
    fn a_service_can_be_switched_off_and_asked_elsewhere() {
        let mut settings = Settings::default();
        settings.edit(typed("service", "archive", ""));
        assert_eq!(settings.services.off, ["archive"]);
        settings.edit(typed("service", "archive", ""));
        assert!(settings.services.off.is_empty());
        assert_eq!(settings.edit(typed("move", "archive", "https://copy.example/")), None);
        let finding = Finding { field: "move_archive".into(), problem: Problem::NoBlank };
        assert_eq!(settings.finding, Some(finding));
        settings.edit(typed("move", "archive", "https://copy.example/?u={url}"));
        settings.edit(typed("move", "elsewhere", "https://api.example/v1"));
        assert_eq!(settings.services.receivers(&["archive", "elsewhere"]), ["copy.example", "api.example"]);
        settings.edit(typed("move_back", "archive", ""));
        assert_eq!(settings.services.receivers(&["archive"]), ["archive.org"]);
    }

    #[test]
    fn deleting_everything_is_asked_about_first() {
        let mut settings = Settings::default();
        assert_eq!(settings.edit(typed("delete_all", "", "")), None);
        assert!(settings.asks_delete);
        settings.edit(typed("delete_all", "no", ""));
        assert!(!settings.asks_delete);
    }
}
