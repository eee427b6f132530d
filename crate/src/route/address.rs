//! The parts of an address that other routes are made of.

use crate::find::{cut, holds};
use crate::site::Site;

/// An http(s) address as browsers write it (WHATWG URL: normalised, host in lower case), taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// `http` or `https`.
    pub scheme: &'a str,
    /// Host without the port.
    pub host: &'a str,
    /// `:8080`, or empty.
    pub port: &'a str,
    /// From the first slash to the query; never empty.
    pub path: &'a str,
    /// With its question mark, or empty.
    pub query: &'a str,
    /// It carries a user name or a password.
    pub has_credentials: bool,
}

impl<'a> Address<'a> {
    /// The parts; `None` for other schemes and for what is no address.
    pub fn of(url: &'a str) -> Option<Self> {
        let url = url.split('#').next()?;
        let (scheme, rest) = cut(url, "://")?;
        if !matches!(scheme, "http" | "https") || url.bytes().any(|b| b <= b' ' || b == b'\\' || b == b'"') {
            return None;
        }
        let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = tail.split_at(tail.find('?').unwrap_or(tail.len()));
        let (user, place) = authority.rsplit_once('@').map_or((None, authority), |(u, p)| (Some(u), p));
        let port_at = place.rfind(':').filter(|at| !holds(place.split_at(*at).1, "]"));
        let (host, port) = place.split_at(port_at.unwrap_or(place.len()));
        let is_port = port.is_empty() || (port.len() > 1 && port.bytes().skip(1).all(|b| b.is_ascii_digit()));
        let path = if path.is_empty() { "/" } else { path };
        (!host.is_empty() && is_port).then_some(Self {
            scheme,
            host,
            port,
            path,
            query,
            has_credentials: user.is_some(),
        })
    }

    /// Put together again, with parts replaced; never with credentials.
    pub fn with(&self, scheme: &str, host: &str, port: &str, tail: &[&str]) -> String {
        let mut url = [scheme, "://", host, port].concat();
        tail.iter().for_each(|part| url.push_str(part));
        url
    }

    /// The address without credentials and fragment.
    pub fn whole(&self) -> String {
        self.with(self.scheme, self.host, self.port, &[self.path, self.query])
    }

    /// A development server, a router, a company's own name: not for others to know, and not for others to reach.
    pub fn is_private(&self) -> bool {
        const RESERVED: [&str; 9] =
            ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "onion"];
        let host = self.host.trim_matches(['[', ']']);
        let last = host.rsplit('.').next().unwrap_or_default();
        let is_local = Site::of(&self.whole()).is_none_or(|site| site.is_local());
        let is_unroutable = host.starts_with("100.64.") || host.starts_with("0.") || host == "::";
        let is_ula = holds(host, ":")
            && (host.starts_with("fc") || host.starts_with("fd") || host.starts_with("fe80"));
        let is_single = !host.contains(['.', ':']);
        is_local || is_unroutable || is_ula || is_single || RESERVED.contains(&last)
    }

    /// May a third party learn of this address at all?
    pub fn may_be_told(&self) -> bool {
        !self.is_private() && !self.has_credentials
    }

    /// An IP address has no `www.`.
    pub fn is_numeric(&self) -> bool {
        self.host.starts_with('[') || self.host.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    }
}

/// Both lead to the same page, whatever their fragments.
pub fn is_same(one: &str, other: &str) -> bool {
    match (Address::of(one), Address::of(other)) {
        (Some(one), Some(other)) => one.whole() == other.whole(),
        _ => false,
    }
}

/// Fills a template's `{host}`, `{path}` (with the query) and `{url}`; what stands behind a question mark is encoded.
/// `None` if that is no http(s) address.
pub fn fill(template: &str, of: &Address<'_>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, tail) = after.split_once('}')?;
        let value = match name {
            "host" => [of.host, of.port].concat(),
            "path" => [of.path, of.query].concat(),
            "url" => of.whole(),
            _ => return None,
        };
        // `https://mirror.example{path}`: the path brings its own slash.
        let value =
            if filled.ends_with('/') && name == "path" { value.trim_start_matches('/') } else { &value };
        if holds(&filled, "?") {
            encode(value, &mut filled)
        } else {
            filled.push_str(value)
        }
        rest = tail;
    }
    filled.push_str(rest);
    Address::of(&filled).is_some().then_some(filled)
}

/// Percent-encodes all but unreserved characters (RFC 3986 §2.3).
fn encode(text: &str, to: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            to.push('%');
            for digit in [byte >> 4, byte & 15] {
                to.push(HEX.get(usize::from(digit)).map_or('0', |hex| char::from(*hex)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, url: &str) -> Option<String> {
        fill(template, &Address::of(url).unwrap())
    }

    #[test]
    fn an_address_comes_apart_and_together_again() {
        let address = Address::of("https://user:pw@shop.test:8443/a/b?c=d&e#f").unwrap();
        assert_eq!((address.host, address.port), ("shop.test", ":8443"));
        assert_eq!((address.path, address.query), ("/a/b", "?c=d&e"));
        assert!(address.has_credentials);
        assert_eq!(address.whole(), "https://shop.test:8443/a/b?c=d&e");
        assert_eq!(Address::of("http://[::1]:3000").unwrap().whole(), "http://[::1]:3000/");
        assert_eq!(Address::of("http://a.test?b").unwrap().whole(), "http://a.test/?b");
    }

    #[test]
    fn what_is_no_web_address_has_no_parts() {
        for odd in [
            "",
            "about:blank",
            "javascript:alert(1)",
            "http://",
            "http://:80/",
            "http://a b/",
            "http://a:b/",
            "ftp://a/",
            "https:/a",
            "http://a\\b/",
            "http://a/\"",
            "http://a\n.test/",
            "data://x",
        ] {
            assert_eq!(Address::of(odd), None, "{odd}");
        }
    }

    #[test]
    fn addresses_of_ones_own_network_and_with_passwords_are_told_to_nobody() {
        for private in [
            "http://localhost:3000/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://192.168.1.1/",
            "http://10.0.0.1/",
            "http://172.20.0.1/",
            "http://169.254.1.1/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://router/",
            "http://wiki.corp/",
            "http://nas.local/",
            "http://a.internal/",
            "http://fritz.lan/",
            "http://1.0.168.192.in-addr.arpa/",
            "https://me:secret@shop.example/",
            "https://me@shop.example/",
        ] {
            assert!(!Address::of(private).unwrap().may_be_told(), "{private}");
        }
        for public in [
            "https://shop.example/",
            "http://8.8.8.8/",
            "https://localhost.example/",
            "http://[2001:db8::1]/",
        ] {
            assert!(Address::of(public).unwrap().may_be_told(), "{public}");
        }
    }

    #[test]
    fn templates_are_filled_and_encoded_where_they_must_be() {
        let page = "https://shop.example/a/b?c=d&e";
        assert_eq!(filled("https://mirror.example{path}", page).unwrap(), "https://mirror.example/a/b?c=d&e");
        assert_eq!(
            filled("https://mirror.example/{path}", page).unwrap(),
            "https://mirror.example/a/b?c=d&e"
        );
        assert_eq!(
            filled("https://{host}.mirror.example/", page).unwrap(),
            "https://shop.example.mirror.example/"
        );
        assert_eq!(
            filled("https://m.example/{url}", page).unwrap(),
            "https://m.example/https://shop.example/a/b?c=d&e"
        );
        assert_eq!(
            filled("https://m.example/?u={url}", page).unwrap(),
            "https://m.example/?u=https%3A%2F%2Fshop.example%2Fa%2Fb%3Fc%3Dd%26e"
        );
    }

    #[test]
    fn a_template_that_is_no_web_address_gives_nothing() {
        for odd in [
            "",
            "{url",
            "{nothing}",
            "javascript:{url}",
            "{path}",
            "file:///{host}",
            "https://{",
            "mailto:{host}",
        ] {
            assert_eq!(filled(odd, "https://shop.example/"), None, "{odd}");
        }
    }
}
