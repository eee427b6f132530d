//! A site: the host and port that share one retry machine, and what can be read off an address.

use crate::find::{cut, holds};
use crate::json::{Json, Stored};
use std::fmt;

/// Host and port of a page; http and https on their default ports are one site.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site(String);

impl Stored for Site {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }
    fn read(json: &Json) -> Option<Self> {
        json.text().filter(|text| !text.is_empty()).map(|text| Self(text.to_owned()))
    }
}

impl Site {
    /// The site of an http(s) address; `None` for every other scheme and for addresses without a host.
    ///
    /// Browsers hand addresses over normalised (WHATWG URL), so no full parser is needed here.
    pub fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = cut(url, "://")?;
        let default_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let host = host.strip_suffix(default_port).unwrap_or(host);
        (!host.is_empty()).then(|| Self(host.to_ascii_lowercase()))
    }

    /// Host without the port.
    pub fn host(&self) -> &str {
        match self.0.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => &self.0,
        }
    }

    /// As people write it: host, and port if it is not the default one.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This very machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.host().trim_matches(['[', ']']);
        let is_127 = host.starts_with("127.") && host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        is_127 || host == "localhost" || host.ends_with(".localhost") || host == "::1"
    }

    /// This machine or its own network: a developer's server, a router.
    pub fn is_local(&self) -> bool {
        let host = self.host();
        if self.is_loopback() || host.ends_with(".local") {
            return true;
        }
        let octets: Vec<u8> = host.split('.').map_while(|part| part.parse().ok()).collect();
        matches!(
            octets.as_slice(),
            [10, _, _, _] | [192, 168, _, _] | [172, 16..=31, _, _] | [169, 254, _, _]
        )
    }

    /// One is a sub-domain of the other (`example.org` and `www.example.org`), or both are the same.
    pub fn is_kin(&self, other: &Self) -> bool {
        let below = |name: &str, parent: &str| {
            name.strip_suffix(parent).is_some_and(|head| head.ends_with('.') && holds(parent, "."))
        };
        let (a, b) = (self.host(), other.host());
        a == b || below(a, b) || below(b, a)
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_and_https_of_a_host_are_one_site_and_other_ports_are_not() {
        let site = |url| Site::of(url).map(|s| s.to_string());
        assert_eq!(site("http://Shop.test/a?b#c"), Some("shop.test".into()));
        assert_eq!(site("https://shop.test:443/"), Some("shop.test".into()));
        assert_eq!(site("http://user:pw@shop.test:8080/"), Some("shop.test:8080".into()));
        assert_eq!(site("http://[::1]:3000/"), Some("[::1]:3000".into()));
        assert_eq!(site("about:neterror?e=x"), None);
        assert_eq!(site("chrome-extension://abc/popup.html"), None);
        assert_eq!(site("http://"), None);
    }

    #[test]
    fn local_servers_are_told_from_the_internet() {
        for local in
            ["localhost", "127.0.0.1:3000", "[::1]:3000", "app.localhost", "192.168.1.1", "172.16.0.9"]
        {
            assert!(Site(local.into()).is_local(), "{local}");
        }
        for near in ["192.168.1.1", "10.0.0.1", "printer.local", "127.example.org"] {
            assert!(!Site(near.into()).is_loopback(), "{near}");
        }
        for remote in [
            "localhost.example",
            "127.example.org",
            "8.8.8.8",
            "172.32.0.1",
            "10.example.org",
            "[2001:db8::1]",
        ] {
            assert!(!Site(remote.into()).is_local(), "{remote}");
        }
    }

    #[test]
    fn www_and_apex_are_kin_but_lookalikes_are_not() {
        let site = |s: &str| Site(s.into());
        assert!(site("www.example.org").is_kin(&site("example.org")));
        assert!(site("example.org").is_kin(&site("www.example.org:8443")));
        assert!(!site("badexample.org").is_kin(&site("example.org")));
        assert!(!site("login.org").is_kin(&site("org")));
    }
}
