//! Which sites the user lets the extension see, as the browser's match patterns.

use crate::find::cut;
use crate::site::Site;

/// Granted origins (`permissions.getAll().origins`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    patterns: Vec<String>,
}

impl Access {
    /// From match patterns.
    pub fn new(patterns: Vec<String>) -> Self {
        Self { patterns }
    }

    /// Both http and https of the site are granted. Match patterns know no ports here: both browsers grant all of them.
    pub fn covers(&self, site: &Site) -> bool {
        ["http", "https"].iter().all(|scheme| self.patterns.iter().any(|p| matches(p, scheme, site.host())))
    }
}

/// Match patterns to ask for, so that `covers` holds afterwards; `None`: every site.
pub fn patterns(site: Option<&Site>) -> Vec<String> {
    let host = site.map_or("*", Site::host);
    ["http", "https"].iter().map(|scheme| [scheme, "://", host, "/*"].concat()).collect()
}

/// <https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Match_patterns>
fn matches(pattern: &str, scheme: &str, host: &str) -> bool {
    if pattern == "<all_urls>" {
        return true;
    }
    let Some((pattern_scheme, rest)) = cut(pattern, "://") else { return false };
    let pattern_host = rest.split('/').next().unwrap_or_default();
    let pattern_host = pattern_host.strip_suffix(":*").unwrap_or(pattern_host);
    let host_fits = match pattern_host.strip_prefix('*') {
        None => pattern_host.eq_ignore_ascii_case(host),
        Some("") => true,
        Some(tail) => {
            host.strip_suffix(tail).is_some_and(|head| !head.is_empty())
                || tail.strip_prefix('.') == Some(host)
        }
    };
    (pattern_scheme == "*" || pattern_scheme == scheme) && host_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(patterns: &[&str], url: &str) -> bool {
        let access = Access::new(patterns.iter().map(ToString::to_string).collect());
        Site::of(url).is_some_and(|site| access.covers(&site))
    }

    #[test]
    fn what_is_asked_for_is_enough() {
        for url in ["http://shop.test:8080/", "https://shop.test/", "http://[::1]:3000/"] {
            let site = Site::of(url);
            assert!(Access::new(patterns(site.as_ref())).covers(&site.clone().unwrap()), "{url}");
            assert!(Access::new(patterns(None)).covers(&site.unwrap()), "{url}");
        }
    }

    #[test]
    fn a_grant_for_one_host_is_none_for_another() {
        assert!(covers(&["*://shop.test/*"], "http://shop.test/"));
        assert!(covers(&["*://*.shop.test/*"], "http://www.shop.test/"));
        assert!(covers(&["*://*.shop.test/*"], "http://shop.test/"));
        assert!(!covers(&["*://*.shop.test/*"], "http://badshop.test/"));
        assert!(!covers(&["https://shop.test/*"], "http://shop.test/"));
        assert!(!covers(&[], "http://shop.test/"));
    }
}
