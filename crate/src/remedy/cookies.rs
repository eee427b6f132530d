//! Cookies as the preview shows them (never their values), and which of them a finding points at.

use crate::record;

/// One cookie, without its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cookie {
    /// Name.
    pub name: String,
    /// Domain as the browser has it: with a leading dot where sub-domains share it.
    pub domain: String,
    /// Path.
    pub path: String,
    /// Name and value in the `Cookie` header, in bytes.
    pub bytes: u32,
}
record!(Cookie { name, domain, path, bytes });

/// What is left after clearing should pass every server: the smallest usual limit for a request's head is 8 KB
/// (Apache `LimitRequestFieldSize` 8190, nginx `large_client_header_buffers` 8k, Tomcat `maxHttpHeaderSize` 8 KB), and
/// the head holds more than cookies.
const REST_BYTES_MAX: u32 = 4096;

/// Sorts the largest first; how many of them must go for the rest to be small. All, if no size is to blame.
pub fn largest(cookies: &mut [Cookie]) -> usize {
    let mut rest: u32 = cookies.iter().map(|cookie| cookie.bytes).fold(0, u32::saturating_add);
    if rest <= REST_BYTES_MAX {
        return cookies.len();
    }
    cookies.sort_by_key(|cookie| std::cmp::Reverse(cookie.bytes));
    let mut count = 0;
    for cookie in cookies.iter() {
        if rest <= REST_BYTES_MAX {
            break;
        }
        rest = rest.saturating_sub(cookie.bytes);
        count += 1;
    }
    count
}

/// Does a cookie of this domain and path go with a request for `path` at `host`? (RFC 6265 §5.1.3, §5.1.4; domains
/// with a leading dot also cover what is below them.)
pub fn goes_to(domain: &str, cookie_path: &str, host: &str, path: &str) -> bool {
    is_of_host(domain, host)
        && path
            .strip_prefix(cookie_path)
            .is_some_and(|rest| cookie_path.ends_with('/') || rest.is_empty() || rest.starts_with('/'))
}

/// Does a cookie of this domain go with requests to `host`?
pub fn is_of_host(domain: &str, host: &str) -> bool {
    match domain.strip_prefix('.') {
        Some(parent) => host == parent || host.strip_suffix(domain).is_some_and(|head| !head.is_empty()),
        None => domain == host,
    }
}

/// The domain to ask the browser for, so that cookies which parents of `host` share with it are among the answers.
pub fn family(host: &str) -> &str {
    let is_address =
        host.contains(':') || host.rsplit('.').next().is_some_and(|last| last.parse::<u8>().is_ok());
    match host.rmatch_indices('.').nth(1) {
        Some((dot, _)) if !is_address => host.get(dot + 1..).unwrap_or(host),
        _ => host,
    }
}
