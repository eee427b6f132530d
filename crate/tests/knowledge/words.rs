//! The vocabulary: words that causes and remedies may be called by.

use crate::proxy_errors::ERRORS;

/// `abandoned` and `unknown` of NEL, and the words for what neither it nor RFC 9209 knows.
const OURS: [&str; 18] = [
    "abandoned",
    "unknown",
    "origin_error",
    "origin_unavailable",
    "overloaded",
    "maintenance",
    "rate_limited",
    "not_found",
    "forbidden",
    "auth_required",
    "challenge",
    "client_timeout",
    "cookie_too_large",
    "stale_cache",
    "service_worker",
    "captive_portal",
    "offline",
    "blocked_by_client",
];

/// The words that a cause may be called by.
pub fn causes<'a>() -> impl Iterator<Item = &'a str> + Clone {
    ERRORS.into_iter().chain(OURS)
}

/// Ids of what can be done.
pub const REMEDIES: [&str; 39] = [
    "retry",
    "wait",
    "check_network",
    "check_url",
    "try_https",
    "try_http",
    "try_without_www",
    "other_route",
    "open_in_new_tab",
    "reload_opener",
    "resubmit_form",
    "reselect_file",
    "sign_in",
    "clear_cache",
    "clear_cookies",
    "clear_site_data",
    "choose_client_cert",
    "check_clock",
    "check_dns",
    "change_dns",
    "check_proxy",
    "check_vpn",
    "check_firewall_antivirus",
    "captive_portal_login",
    "disable_extension",
    "disable_tracking_protection",
    "allow_permission",
    "check_permissions",
    "free_disk_space",
    "close_tabs",
    "close_print_preview",
    "work_online",
    "install_app",
    "restart_browser",
    "restart_os",
    "update_browser",
    "update_os",
    "contact_owner",
    "contact_admin",
];
