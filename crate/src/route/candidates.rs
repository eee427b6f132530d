//! Where else the content might be: addresses made from the one that failed, likely ones first, bounded.

use super::address::{Address, fill, is_same};
use super::kind::Kind;
use super::proxy::may_carry;
use super::question::Check;
use super::services::Services;
use crate::find::holds;

/// Where development servers listen by default: React and Next, Vite, Angular, Flask, and the common rest.
const PORTS: [&str; 7] = [":3000", ":5173", ":8080", ":8000", ":4200", ":5000", ":8888"];
/// At most so many checks, whatever the address and the settings.
pub const CHECKS_MAX: usize = 24;

/// All routes worth a check. `may_downgrade`: http is among them; not where the certificate is the trouble, for
/// that might be an attack, which http would help.
pub fn candidates(failing: &str, services: &Services, may_downgrade: bool) -> Vec<Check> {
    let Some(at) = Address::of(failing) else { return Vec::new() };
    let mut list = List { failing, checks: Vec::new() };
    list.hosts(&at, may_downgrade);
    list.paths(&at);
    if at.is_private() {
        for port in PORTS {
            list.push(Kind::Port, at.with(at.scheme, at.host, port, &[at.path, at.query]));
        }
    }
    for mirror in &services.mirrors {
        list.push_some(Kind::Mirror, fill(mirror, &at));
    }
    for via in services.proxies.iter().filter(|_| may_carry(failing)) {
        list.checks.push(Check { via: via.clone(), ..Check::new(Kind::Proxy, at.whole()) });
    }
    if at.may_be_told() {
        list.told(&at, services);
    }
    list.checks.truncate(CHECKS_MAX);
    list.checks
}

struct List<'a> {
    failing: &'a str,
    checks: Vec<Check>,
}

impl List<'_> {
    fn push(&mut self, kind: Kind, url: String) {
        let is_new =
            !is_same(&url, self.failing) && !self.checks.iter().any(|check| is_same(&check.url, &url));
        if is_new {
            self.checks.push(Check::new(kind, url));
        }
    }

    fn push_some(&mut self, kind: Kind, url: Option<String>) {
        url.into_iter().for_each(|url| self.push(kind, url));
    }

    fn hosts(&mut self, at: &Address<'_>, may_downgrade: bool) {
        let tail = [at.path, at.query];
        let here = |host: &str| at.with(at.scheme, host, at.port, &tail);
        match base(at.host) {
            Some(base) if base != at.host => self.push(Kind::Apex, here(base)),
            Some(_) => {}
            None => return self.schemes(at, may_downgrade),
        }
        let base = base(at.host).unwrap_or(at.host);
        if has_www(base) {
            self.push(Kind::Www, here(&["www.", base].concat()));
        }
        self.schemes(at, may_downgrade);
        if has_www(base) {
            self.push(Kind::Mobile, here(&["m.", base].concat()));
        }
    }

    fn schemes(&mut self, at: &Address<'_>, may_downgrade: bool) {
        let tail = [at.path, at.query];
        if at.scheme == "http" {
            self.push(Kind::Https, at.with("https", at.host, at.port, &tail));
        } else if may_downgrade {
            self.push(Kind::Http, at.with("http", at.host, at.port, &tail));
        }
    }

    fn paths(&mut self, at: &Address<'_>) {
        let here = |tail: &[&str]| at.with(at.scheme, at.host, at.port, tail);
        let (above, last) = at.path.rsplit_once('/').unwrap_or_default();
        if at.path == "/" {
            // Its own slash cannot be taken away.
        } else if last.is_empty() {
            self.push(Kind::Slash, here(&[above, at.query]));
        } else if !holds(last, ".") {
            self.push(Kind::Slash, here(&[at.path, "/", at.query]));
        }
        if !at.query.is_empty() {
            self.push(Kind::Query, here(&[at.path]));
        }
        let above =
            if last.is_empty() { above.rsplit_once('/').map_or("", |(above, _)| above) } else { above };
        if !above.is_empty() {
            self.push(Kind::Parent, here(&[above, "/"]));
        }
        self.push(Kind::Root, here(&["/"]));
    }

    /// Those that are asked about the address: the site's status page, and archives.
    fn told(&mut self, at: &Address<'_>, services: &Services) {
        let site = base(at.host).filter(|_| !at.is_numeric());
        if let Some(host) = site {
            let asked = services.ask("status_page", &Address { host, port: "", ..*at });
            self.checks.extend(asked.map(|url| Check::asking(Kind::StatusPage, vec![url])));
        }
        let query = if services.keeps_query { at.query } else { "" };
        let about = Address { query, ..*at };
        if let Some(first) = services.ask("archive", &about) {
            let index = services.ask("archive_index", &about);
            self.checks.push(Check::asking(Kind::Archive, [first].into_iter().chain(index).collect()));
        }
        if let Some(gate) = services.ask("second_archive", &about) {
            self.checks.push(Check { copies: vec![gate], ..Check::new(Kind::SecondArchive, String::new()) });
        }
    }
}

/// The host without `www.` or `m.`; `None` for hosts that have no such sisters.
fn base(host: &str) -> Option<&str> {
    let is_name = holds(host, ".") && !host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let bare =
        ["www.", "m."].iter().find_map(|prefix| host.strip_prefix(prefix)).filter(|bare| holds(bare, "."));
    is_name.then(|| bare.unwrap_or(host)).filter(|host| !host.starts_with('['))
}

/// `www.` is usual before a registered name (`example.org`, `example.co.uk`), not before its sub-domains. Without the
/// Public Suffix List a short second level is taken as part of the suffix; a wrong guess costs one request.
fn has_www(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    matches!(labels.as_slice(), [_, _]) || matches!(labels.as_slice(), [_, second, _] if second.len() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(url: &str) -> Vec<(&'static str, String)> {
        let services = Services::default();
        let all = candidates(url, &services, true);
        all.into_iter()
            .filter(|c| c.asks.is_empty() && c.copies.is_empty())
            .map(|c| (c.kind.word(), c.url))
            .collect()
    }

    fn pairs(expected: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        expected.iter().map(|(kind, url)| (*kind, (*url).to_owned())).collect()
    }

    #[test]
    fn a_deep_page_of_a_site_has_its_variants_in_this_order() {
        assert_eq!(
            found("https://example.org/a/b?c=d#e"),
            pairs(&[
                ("www", "https://www.example.org/a/b?c=d"),
                ("http", "http://example.org/a/b?c=d"),
                ("mobile", "https://m.example.org/a/b?c=d"),
                ("slash", "https://example.org/a/b/?c=d"),
                ("query", "https://example.org/a/b"),
                ("parent", "https://example.org/a/"),
                ("root", "https://example.org/"),
            ])
        );
    }

    #[test]
    fn www_and_phone_editions_lead_back_to_the_bare_name() {
        assert_eq!(
            found("http://www.shop.co.uk/").first().unwrap(),
            &pairs(&[("apex", "http://shop.co.uk/")])[0]
        );
        assert_eq!(
            found("http://m.shop.example/")[..2],
            pairs(&[("apex", "http://shop.example/"), ("www", "http://www.shop.example/")])
        );
        assert!(found("https://api.shop.example/").iter().all(|(kind, _)| !["www", "mobile"].contains(kind)));
    }

    #[test]
    fn a_first_page_has_no_path_to_vary() {
        assert_eq!(
            found("https://example.org/").iter().map(|(kind, _)| *kind).collect::<Vec<_>>(),
            ["www", "http", "mobile"]
        );
        assert_eq!(found("https://example.org/a/").iter().filter(|(kind, _)| *kind == "slash").count(), 1);
        assert!(found("https://example.org/a.pdf").iter().all(|(kind, _)| *kind != "slash"));
    }

    #[test]
    fn a_development_server_is_looked_for_on_other_ports_and_told_to_nobody() {
        let all = candidates("http://localhost:3000/app", &Services::default(), true);
        let ports: Vec<&str> = all.iter().filter(|c| c.kind == Kind::Port).map(|c| c.url.as_str()).collect();
        assert_eq!(ports[..2], ["http://localhost:5173/app", "http://localhost:8080/app"]);
        assert_eq!(ports.len(), PORTS.len() - 1);
        assert!(all.iter().all(|c| !c.kind.is_copy() && c.kind != Kind::StatusPage));
        for secret in ["https://me:pw@shop.example/", "http://192.168.0.1/", "http://nas/"] {
            assert!(
                candidates(secret, &Services::default(), true)
                    .iter()
                    .all(|c| c.asks.is_empty() && c.copies.is_empty()),
                "{secret}"
            );
        }
    }

    #[test]
    fn passwords_never_stay_in_a_route() {
        assert!(found("https://me:pw@shop.example/a?b").iter().all(|(_, url)| !url.contains("pw")));
    }

    #[test]
    fn archives_never_see_the_query_unless_the_user_agrees() {
        let told = |services: &Services| -> Vec<String> {
            let all = candidates("https://shop.example/a?token=secret", services, true);
            all.into_iter().flat_map(|check| [check.asks, check.copies].concat()).collect()
        };
        let urls = told(&Services::default());
        assert_eq!(urls.len(), 4);
        assert!(urls.iter().all(|url| !url.contains("secret")), "{urls:?}");
        let agreed = Services { keeps_query: true, ..Services::default() };
        assert_eq!(told(&agreed).iter().filter(|url| url.contains("secret")).count(), 3);
    }

    #[test]
    fn no_proxy_is_tried_for_a_page_of_this_machine() {
        let services = Services { proxies: vec!["http://a.example:1".into()], ..Services::default() };
        let is_tried =
            |url: &str| candidates(url, &services, true).iter().any(|check| check.kind == Kind::Proxy);
        assert!(is_tried("https://shop.example/") && !is_tried("http://localhost:3000/"));
    }

    #[test]
    fn http_is_no_route_around_a_certificate_that_does_not_fit() {
        assert!(
            candidates("https://shop.example/", &Services::default(), false)
                .iter()
                .all(|c| c.kind != Kind::Http)
        );
    }

    #[test]
    fn a_service_that_is_off_is_not_asked() {
        let off = Services {
            off: ["archive", "second_archive", "status_page"].map(String::from).to_vec(),
            ..Services::default()
        };
        assert!(
            candidates("https://shop.example/", &off, true)
                .iter()
                .all(|c| c.asks.is_empty() && c.copies.is_empty())
        );
    }

    #[test]
    fn there_are_never_two_alike_and_never_too_many() {
        let mirrors = (0..40)
            .map(|n| format!("https://m{n}.example{{path}}"))
            .chain(["https://www.shop.example{path}".into()]);
        let services = Services { mirrors: mirrors.collect(), ..Services::default() };
        let all = candidates("https://shop.example/a?b", &services, true);
        assert_eq!(all.len(), CHECKS_MAX);
        let mut urls: Vec<_> = all.iter().map(|c| c.url.clone()).collect();
        urls.sort();
        urls.dedup();
        assert_eq!(urls.len(), all.len());
    }

    #[test]
    fn odd_addresses_have_no_routes_or_harmless_ones() {
        for odd in [
            "",
            "about:blank",
            "http://",
            "http://a",
            "http://.",
            "http://..",
            "http://www./",
            "http://m./",
            "http://[::1]",
            "http://1.2.3.4",
            "https://www.com/",
            "http://a.b/?",
            "http://a.b//",
            "http://a.b///x//",
        ] {
            for check in candidates(odd, &Services::default(), true) {
                assert!(check.url.is_empty() || Address::of(&check.url).is_some(), "{odd} → {}", check.url);
            }
        }
    }
}
