//! Whom a run may ask, where they are, and which of them the user has switched off.

use super::address::{Address, fill};
#[cfg(feature = "tools")]
use super::proxy::Proxy;
use crate::json::{Json, Stored, field, put};
use crate::site::Site;

/// One service: its name in settings and texts, and the address it is asked at. `{url}`, `{host}` and `{path}` stand
/// for the failing address and its parts.
pub struct Service {
    /// Name.
    pub id: &'static str,
    /// Address.
    pub url: &'static str,
}

/// All services, in the order of the settings page. Every one can be switched off, and moved for tests.
pub const SERVICES: [Service; 8] = [
    // The site's own host; Statuspage answers there (https://developer.statuspage.io, "Status Embed").
    Service { id: "status_page", url: "https://status.{host}/api/v2/summary.json" },
    // https://archive.org/help/wayback_api.php
    Service { id: "archive", url: "https://archive.org/wayback/available?url={url}" },
    // https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md
    Service {
        id: "archive_index",
        url: "https://web.archive.org/cdx/search/cdx?output=json&fl=timestamp,original,statuscode&filter=statuscode:200&limit=-5&url={url}",
    },
    // A Memento time gate (RFC 7089): leads to its newest copy.
    // https://github.com/arquivo/pwa-technologies/wiki/Memento-API---URL-Search-in-Arquivo.pt
    Service { id: "second_archive", url: "https://arquivo.pt/wayback/{url}" },
    // https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
    Service { id: "dns_first", url: "https://cloudflare-dns.com/dns-query?type=A&name={host}" },
    // https://developers.google.com/speed/public-dns/docs/doh/json
    Service { id: "dns_second", url: "https://dns.google/resolve?type=A&name={host}" },
    // https://globalping.io/docs/api.globalping.io
    Service { id: "elsewhere", url: "https://api.globalping.io/v1/measurements" },
    // What Firefox itself asks to find a login page of a hotel or train (captivedetect.canonicalURL).
    Service { id: "connectivity", url: "http://detectportal.firefox.com/success.txt" },
];

/// At most so many mirrors of the user are tried.
pub const MIRRORS_MAX: usize = 8;
/// At most so many proxies of the user are tried.
pub const PROXIES_MAX: usize = 4;

/// The services as the user has set them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services {
    /// Names of those that are switched off.
    pub off: Vec<String>,
    /// Other addresses than the built-in ones: name, address.
    pub moved: Vec<(String, String)>,
    /// The user's mirrors, as templates.
    pub mirrors: Vec<String>,
    /// The user's proxies, as `route::proxy` reads them.
    pub proxies: Vec<String>,
    /// Archives may see the query of an address.
    pub keeps_query: bool,
}

impl Services {
    /// From the settings: `{"off": ["archive"], "urls": {"archive": "…"}, "mirrors": ["…"],
    /// "proxies": ["socks5://10.0.0.1:1080#Office"], "keepsQuery": false}`. What is missing or odd counts as not set.
    pub fn read(settings: &Json) -> Self {
        let texts = |name| field::<Vec<String>>(settings, name).unwrap_or_default();
        let moved = SERVICES.iter().filter_map(|service| {
            let url = settings.get("urls")?.get(service.id)?.text()?;
            Some((service.id.to_owned(), url.to_owned()))
        });
        let mut mirrors = texts("mirrors");
        mirrors.truncate(MIRRORS_MAX);
        let mut proxies = texts("proxies");
        #[cfg(feature = "tools")] // the other module only counts them
        proxies.retain(|proxy| Proxy::parse(proxy).is_ok());
        proxies.truncate(PROXIES_MAX);
        Self {
            off: texts("off"),
            moved: moved.collect(),
            mirrors,
            proxies,
            keeps_query: field(settings, "keepsQuery").unwrap_or_default(),
        }
    }

    /// A service is on.
    pub fn is_on(&self, id: &str) -> bool {
        !self.off.iter().any(|off| off == id)
    }

    /// Where to ask a service about an address; `None` if it is switched off, or set to something that is no address.
    pub fn ask(&self, id: &str, about: &Address<'_>) -> Option<String> {
        if !self.is_on(id) {
            return None;
        }
        fill(self.template(id)?, about)
    }

    /// Hosts of the services that are on, for people; without those that are the site's own.
    pub fn receivers(&self, ids: &[&str]) -> Vec<String> {
        let mut hosts = Vec::new();
        for id in ids {
            let template = self.template(id).filter(|_| self.is_on(id));
            if let Some(site) = template.and_then(Site::of) {
                let host = site.to_string();
                if !hosts.contains(&host) {
                    hosts.push(host);
                }
            }
        }
        hosts
    }

    /// The address a service is asked at, with its blanks.
    pub fn template(&self, id: &str) -> Option<&str> {
        let moved = self.moved.iter().find(|(name, _)| name == id).map(|(_, url)| url.as_str());
        moved.or_else(|| SERVICES.iter().find(|service| service.id == id).map(|service| service.url))
    }
}

/// In the form that `Services::read` knows.
impl Stored for Services {
    fn write(&self, out: &mut String) {
        let moved = self.moved.iter().map(|(id, url)| (id.clone(), Json::Text(url.clone())));
        out.push('{');
        put(out, "off", &self.off);
        put(out, "urls", &Json::Object(moved.collect()));
        put(out, "mirrors", &self.mirrors);
        put(out, "keepsQuery", &self.keeps_query);
        put(out, "proxies", &self.proxies);
        out.push('}');
    }
    fn read(json: &Json) -> Option<Self> {
        Some(Self::read(json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_has_an_address_that_works() {
        let about = Address::of("https://shop.example/a").unwrap();
        for service in &SERVICES {
            assert!(Services::default().ask(service.id, &about).is_some(), "{}", service.id);
        }
        assert_eq!(Services::default().ask("nobody", &about), None);
    }

    #[test]
    fn settings_switch_services_off_and_move_them() {
        let about = Address::of("https://shop.example/a").unwrap();
        let services = Services::read(&json!({
            "off": ["elsewhere"], "urls": {"archive": "http://127.0.0.1:9/?u={url}"}, "mirrors": ["https://m.example{path}"],
            "proxies": ["socks5://10.0.0.1:1080#Office"],
            "keepsQuery": true
        }));
        assert_eq!(services.ask("elsewhere", &about), None);
        let moved = services.ask("archive", &about).unwrap();
        assert_eq!(moved, "http://127.0.0.1:9/?u=https%3A%2F%2Fshop.example%2Fa");
        assert_eq!(services.mirrors, ["https://m.example{path}"]);
        assert_eq!(services.proxies, ["socks5://10.0.0.1:1080#Office"]);
        assert!(services.keeps_query);
        assert_eq!(Services::read(&Json::parse(&services.to_json()).unwrap()), services);
        assert_eq!(
            services.receivers(&["archive", "elsewhere", "archive_index"]),
            ["127.0.0.1:9", "web.archive.org"]
        );
    }

    #[test]
    fn odd_settings_count_as_not_set() {
        for odd in [
            json!(null),
            json!([]),
            json!("x"),
            json!({"off": 3, "urls": ["a"], "mirrors": {"a": 1}, "proxies": ["ftp://a:1", "http://a"], "keepsQuery": "yes"}),
        ] {
            assert_eq!(Services::read(&odd), Services::default(), "{odd:?}");
        }
        let hostile = Services::read(&json!({"urls": {"archive": "javascript:alert(1)"}}));
        assert_eq!(hostile.ask("archive", &Address::of("https://shop.example/").unwrap()), None);
    }
}
