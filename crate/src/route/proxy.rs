//! The user's own proxies, and which hosts go through one: what may be a proxy, and how each browser is told.

use crate::json::Stored;
use crate::record;
use crate::site::Site;

/// A proxy, as `socks5://10.0.0.1:1080#Office`; the name is for people and may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxy<'a> {
    /// `http`, `https` or `socks5`: how the browser talks to it.
    pub scheme: &'a str,
    /// Its host; an IPv6 address without brackets.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
    /// What the user calls it, or empty.
    pub name: &'a str,
}

/// Why a text is no proxy; the word is the end of the message's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It begins with none of the three schemes.
    Scheme,
    /// It has a user name or password, which Rebound does not keep.
    Credentials,
    /// The host is missing or has characters that no host has.
    Host,
    /// The port is missing or none.
    Port,
    /// Something follows the port.
    Tail,
}

impl Problem {
    /// The message that says it.
    pub fn message(self) -> &'static str {
        match self {
            Self::Scheme => "proxy_problem_scheme",
            Self::Credentials => "proxy_problem_credentials",
            Self::Host => "proxy_problem_host",
            Self::Port => "proxy_problem_port",
            Self::Tail => "proxy_problem_tail",
        }
    }
}

const SCHEMES: [&str; 3] = ["http", "https", "socks5"];
/// Longest name in DNS (RFC 1035 §2.3.4).
const HOST_MAX: usize = 253;

impl<'a> Proxy<'a> {
    /// Reads the text of the settings.
    ///
    /// # Errors
    /// What is wrong with it, so that the settings page can say so.
    pub fn parse(text: &'a str) -> Result<Self, Problem> {
        let (address, name) = text.split_once('#').unwrap_or((text, ""));
        let (scheme, rest) = address.trim().split_once("://").ok_or(Problem::Scheme)?;
        if !SCHEMES.contains(&scheme) {
            return Err(Problem::Scheme);
        }
        let place = rest.strip_suffix('/').unwrap_or(rest);
        if place.contains('@') {
            return Err(Problem::Credentials);
        }
        if place.contains(['/', '?']) {
            return Err(Problem::Tail);
        }
        let port_at = place.rfind(':').filter(|at| !place.split_at(*at).1.contains(']'));
        let (host, port) = place.split_at(port_at.unwrap_or(place.len()));
        let is_v6 = |host: &&str| {
            host.contains(':') && host.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b))
        };
        let is_name = |host: &&str| host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).filter(is_v6);
        let host =
            bare.or(Some(host).filter(is_name)).filter(|host| !host.is_empty() && host.len() <= HOST_MAX);
        let host = host.ok_or(Problem::Host)?;
        let digits = port.strip_prefix(':').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let port = digits.and_then(|digits| digits.parse().ok()).filter(|port| *port > 0);
        Ok(Self { scheme, host, port: port.ok_or(Problem::Port)?, name: name.trim() })
    }

    /// `host:port`, as in an address.
    fn place(&self) -> String {
        let (open, close) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        [open, self.host, close, ":", &self.port.to_string()].concat()
    }

    /// What people call it: its name and address, or the address alone.
    pub fn label(&self) -> String {
        let address = [self.scheme, "://", &self.place()].concat();
        if self.name.is_empty() { address } else { [self.name, " (", &address, ")"].concat() }
    }
}

/// What people call the proxy of a setting; the text itself where it is none.
pub fn label(via: &str) -> String {
    Proxy::parse(via).map_or_else(|_| via.to_owned(), |proxy| proxy.label())
}

/// A proxy can carry requests to it: this very machine is reached by browsers directly, whatever they are told.
pub fn may_carry(url: &str) -> bool {
    let host = Site::of(url).map(|site| site.host().to_owned()).unwrap_or_default();
    let is_here =
        host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]";
    !host.is_empty() && !is_here
}

/// One host's requests go through a proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// The host, without port, as in addresses.
    pub host: String,
    /// The proxy, as in the settings.
    pub via: String,
}
record!(Way { host, via });

/// A way as Firefox's listener is told it.
struct Told {
    host: String,
    kind: String,
    server: String,
    port: u16,
}
record!(Told { host, kind as "type", server, port });

/// For Firefox: the hosts, and for each the members of its `proxy.ProxyInfo`.
pub fn told(ways: &[Way]) -> String {
    let ways = ways.iter().filter_map(|way| {
        let proxy = Proxy::parse(&way.via).ok()?;
        let kind = if proxy.scheme == "socks5" { "socks" } else { proxy.scheme };
        Some(Told { host: way.host.clone(), kind: kind.into(), server: proxy.host.into(), port: proxy.port })
    });
    ways.collect::<Vec<_>>().to_json()
}

/// For Chrome: the script that sends these hosts through their proxies, never past them, and all others directly. Empty
/// if there are none. Host and proxy stand in it as literals, so neither can be more than a text.
pub fn pac(ways: &[Way]) -> String {
    let mut script = String::new();
    for way in ways {
        let Ok(proxy) = Proxy::parse(&way.via) else { continue };
        let kind = match proxy.scheme {
            "http" => "PROXY ",
            "https" => "HTTPS ",
            _ => "SOCKS5 ",
        };
        // Chrome hands an IPv6 address over without its brackets.
        let host = way.host.trim_matches(['[', ']']).to_owned();
        script.push_str("  if (host === ");
        host.write(&mut script);
        script.push_str(") return ");
        [kind, &proxy.place()].concat().write(&mut script);
        script.push_str(";\n");
    }
    if script.is_empty() {
        return script;
    }
    ["function FindProxyForURL(url, host) {\n", &script, "  return \"DIRECT\";\n}\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(host: &str, via: &str) -> Way {
        Way { host: host.into(), via: via.into() }
    }

    #[test]
    fn a_proxy_is_read_with_and_without_a_name() {
        let office = Proxy::parse("socks5://10.0.0.1:1080# Office ").unwrap();
        assert_eq!(
            (office.scheme, office.host, office.port, office.name),
            ("socks5", "10.0.0.1", 1080, "Office")
        );
        assert_eq!(office.label(), "Office (socks5://10.0.0.1:1080)");
        assert_eq!(Proxy::parse("http://[fd00::1]:3128/").unwrap().label(), "http://[fd00::1]:3128");
        assert_eq!(label("https://proxy.example:443"), "https://proxy.example:443");
    }

    #[test]
    fn what_is_no_proxy_says_why() {
        for (text, problem) in [
            ("", Problem::Scheme),
            ("10.0.0.1:1080", Problem::Scheme),
            ("socks4://10.0.0.1:1080", Problem::Scheme),
            ("javascript://x:1", Problem::Scheme),
            ("http://me:pw@proxy.example:80", Problem::Credentials),
            ("http://:80", Problem::Host),
            ("http://a b:80", Problem::Host),
            ("http://a\":80", Problem::Host),
            ("http://[::1:80", Problem::Host),
            ("http://[proxy]:80", Problem::Host),
            ("http://bücher.example:80", Problem::Host),
            ("http://proxy.example", Problem::Port),
            ("http://[::1]", Problem::Port),
            ("http://proxy.example:", Problem::Port),
            ("http://proxy.example:0", Problem::Port),
            ("http://proxy.example:+80", Problem::Port),
            ("http://proxy.example:65536", Problem::Port),
            ("http://proxy.example:80/path", Problem::Tail),
            ("http://proxy.example:80?x", Problem::Tail),
        ] {
            assert_eq!(Proxy::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn the_script_names_the_hosts_and_sends_all_others_directly() {
        let ways =
            [way("shop.test", "socks5://10.0.0.1:1080#Office"), way("[fd00::2]", "https://[fd00::1]:443")];
        assert_eq!(
            pac(&ways),
            "function FindProxyForURL(url, host) {\n  if (host === \"shop.test\") return \"SOCKS5 10.0.0.1:1080\";\n  \
             if (host === \"fd00::2\") return \"HTTPS [fd00::1]:443\";\n  return \"DIRECT\";\n}\n"
        );
        assert_eq!(pac(&[]), "", "without ways nothing is set");
    }

    #[test]
    fn nothing_in_a_host_or_a_proxy_becomes_code() {
        let script = pac(&[way("a\") || alert(\"\n", "http://p.example:1#\"); alert(1); (\"")]);
        assert!(
            script.contains(r#"if (host === "a\") || alert(\"\n") return "PROXY p.example:1";"#),
            "{script}"
        );
        assert_eq!(pac(&[way("shop.test", "http://p\"; alert(1)//:1")]), "");
    }

    #[test]
    fn firefox_is_told_where_the_proxy_is() {
        let ways = [way("shop.test", "socks5://[fd00::1]:1080#Office"), way("news.test", "nonsense")];
        assert_eq!(told(&ways), r#"[{"host":"shop.test","type":"socks","server":"fd00::1","port":1080}]"#);
        assert_eq!(told(&[]), "[]");
    }

    #[test]
    fn no_proxy_carries_requests_to_this_machine() {
        for here in [
            "http://localhost:3000/",
            "http://a.localhost/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "about:blank",
        ] {
            assert!(!may_carry(here), "{here}");
        }
        assert!(may_carry("https://shop.example/") && may_carry("http://192.168.0.1/"));
    }
}
