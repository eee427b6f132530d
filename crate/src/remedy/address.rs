//! Addresses that an experiment asks for beside the page's own.

/// The site's start page.
pub(super) fn root(url: &str) -> &str {
    let host_at = url.find("://").map_or(0, |at| at + 3);
    let path_at = url.get(host_at..).and_then(|rest| rest.find(['/', '?', '#']));
    path_at.and_then(|at| url.get(..host_at + at)).unwrap_or(url)
}

/// Is this the start page?
pub(super) fn is_root(url: &str) -> bool {
    matches!(url.strip_prefix(root(url)), Some("" | "/"))
}

/// The address with a query that no cache has seen.
pub(super) fn unseen(url: &str, number: u64) -> String {
    let mut fresh = String::from(url);
    if fresh == root(url) {
        fresh.push('/');
    }
    fresh.push(if fresh.contains('?') { '&' } else { '?' });
    fresh.push_str("rebound_check=");
    fresh.push_str(&number.to_string());
    fresh
}
