//! Cookies as the preview shows them (never their values), and which of them a finding points at.

use crate::record;
use crate::site::Site;

/// One cookie, without its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cookie {
    /// Name.
    pub name: String,
    /// Domain as the browser has it: with a leading dot where sub-domains share it.
    pub domain: String,
    /// Path.
    pub path: String,
    /// Goes over https only.
    pub secure: bool,
    /// Name and value in the `Cookie` header, in bytes.
    pub bytes: u32,
}
record!(Cookie { name, domain, path, secure, bytes });

/// What is left after clearing should pass every server: the smallest usual limit for a request's head is 8 KB
/// (Apache `LimitRequestFieldSize` 8190, nginx `large_client_header_buffers` 8k, Tomcat `maxHttpHeaderSize` 8 KB), and
/// the head holds more than cookies.
const REST_BYTES_MAX: u32 = 4096;

/// Puts the largest first; how many of them must go for the rest to be small. All, if no size is to blame.
pub fn largest(cookies: &mut [Cookie]) -> usize {
    let mut rest: u32 = cookies.iter().map(|cookie| cookie.bytes).fold(0, u32::saturating_add);
    if rest <= REST_BYTES_MAX {
        return cookies.len();
    }
    let mut count = 0;
    while rest > REST_BYTES_MAX {
        let Some(others) = cookies.get_mut(count..) else { break };
        let largest = (0..others.len()).max_by_key(|at| others.get(*at).map(|cookie| cookie.bytes));
        let Some(largest) = largest else { break };
        others.swap(0, largest);
        rest -= others.first().map_or(rest, |cookie| cookie.bytes);
        count += 1;
    }
    count
}

impl Cookie {
    /// Does it go with a request for this address? (RFC 6265 §5.1.3, §5.1.4; a domain with a leading dot also covers
    /// what is below it.)
    pub fn goes_with(&self, url: &str) -> bool {
        let Some((scheme, rest)) = url.split_once("://") else { return false };
        let Some(site) = Site::of(url) else { return false };
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        let is_of_host = match self.domain.strip_prefix('.') {
            Some(parent) => site.host() == parent || site.host().ends_with(&self.domain),
            None => site.host() == self.domain,
        };
        let is_of_path = path
            .strip_prefix(self.path.as_str())
            .is_some_and(|rest| self.path.ends_with('/') || rest.is_empty() || rest.starts_with('/'));
        is_of_host && is_of_path && (scheme == "https" || !self.secure)
    }
}
