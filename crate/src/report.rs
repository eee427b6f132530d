//! What a user can hand to the site's owner: one block of plain text and JSON, safe to post in public.

use crate::date::iso;
use crate::diagnosis::Diagnosis;
use crate::failure::Failure;
use crate::json::put;
use crate::view::node::{Arg, Text};

/// What a report is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The facts of the failed load.
    pub facts: &'a Failure,
    /// What was made of them.
    pub diagnosis: &'a Diagnosis,
    /// When it failed, in ms since 1970.
    pub at_ms: u64,
    /// Tries since, and the first failure in ms since 1970, if somebody waits.
    pub waited: Option<(u32, u64)>,
}

/// What the report must be told from outside the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Minutes east of Greenwich.
    pub zone_min: i32,
    /// The browser as it names itself (its user agent: owners find it in their access log).
    pub browser: String,
    /// The user wants the address's query and fragment in it.
    pub with_query: bool,
}

/// The report: lines in the user's language, then the same facts for machines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// One line each.
    pub lines: Vec<Text>,
    /// A JSON object, its words standard ones in English.
    pub json: String,
}

/// Bounds on what is quoted of an answer.
const EVIDENCE_MAX: usize = 12;
const QUOTE_MAX: usize = 160;
/// Answers may carry secrets under these names.
const PRIVATE: [&str; 4] = ["cookie", "set-cookie", "location", "authorization"];

/// Gateways whose owners get a hint of their own (`owner_<id>` in `_locales`).
pub const OWNER_HINTS: [&str; 20] = [
    "nginx",
    "apache_httpd",
    "haproxy",
    "varnish",
    "squid",
    "envoy",
    "cloudflare",
    "cloudfront",
    "fastly",
    "akamai",
    "aws_alb",
    "caddy",
    "traefik",
    "iis_arr",
    "openresty",
    "lighttpd",
    "heroku",
    "vercel",
    "netlify",
    "vite_dev",
];

/// The report on one failure.
pub fn of(failed: Subject<'_>, about: &About) -> Report {
    let url =
        if about.with_query { without_login(&failed.facts.url) } else { without_query(&failed.facts.url) };
    Report { lines: lines(failed, about, &url), json: json(failed, about, &url) }
}

fn lines(failed: Subject<'_>, about: &About, url: &str) -> Vec<Text> {
    let diagnosis = failed.diagnosis;
    let line = |id: &str, value: &str| Text::with(id, [Arg::Text(value.to_owned())]);
    let host = crate::site::Site::of(url).map(|site| site.to_string()).unwrap_or_default();
    let mut lines = vec![
        line("report_title", &host),
        line("report_time", &iso(failed.at_ms, about.zone_min)),
        line("report_address", url),
        line("report_result", &result(failed.facts)),
        Text::with(&diagnosis.sentence, [Arg::Text(host), Arg::Text(gateway(diagnosis).to_owned())]),
        line("report_side", diagnosis.side.word()),
    ];
    if !diagnosis.gateways.is_empty() {
        lines.push(line("report_gateways", &diagnosis.gateways.join(", ")));
    }
    let causes = diagnosis.causes.iter().filter(|cause| cause.p >= 0.05);
    lines.extend(causes.map(|cause| {
        let percent = ((cause.p * 100.0) as u32).to_string();
        Text::with("report_cause", [Arg::Text(cause.id.clone()), Arg::Text(percent)])
    }));
    lines.extend(diagnosis.ids.iter().map(|(name, value)| {
        Text::with("report_id", [Arg::Text(name.clone()), Arg::Text(cut(value).to_owned())])
    }));
    if let Some(ms) = failed.facts.elapsed_ms {
        lines.push(line("report_elapsed", &ms.to_string()));
    }
    if let Some((tries, first_ms)) = failed.waited {
        let since = Arg::Text(iso(first_ms, about.zone_min));
        lines.push(Text::with("report_tries", [Arg::Count(tries.into()), since]));
    }
    lines.push(line("report_browser", &about.browser));
    lines.extend(evidence(diagnosis).map(|seen| line("report_seen", &seen)));
    lines.push(owner_hint(diagnosis));
    lines
}

/// What the owner should look at for the gateway that answered.
pub fn owner_hint(diagnosis: &Diagnosis) -> Text {
    let known = diagnosis.gateways.iter().find(|id| OWNER_HINTS.contains(&id.as_str()));
    match known {
        Some(id) => {
            let mut message = String::from("owner_");
            message.push_str(id);
            Text::message(&message)
        }
        None if diagnosis.gateways.is_empty() => Text::message("owner_unknown"),
        None => Text::with("owner_other", [Arg::Text(gateway(diagnosis).to_owned())]),
    }
}

fn gateway(diagnosis: &Diagnosis) -> &str {
    diagnosis.gateways.first().map_or("", String::as_str)
}

/// Status with its reason, or the browser's error.
fn result(facts: &Failure) -> String {
    let error = facts.navigation_error.as_deref().or(facts.request_error.as_deref());
    match facts.status {
        Some(status) => {
            let mut result = status.to_string();
            result.push(' ');
            result.push_str(cut(&facts.reason));
            result.trim_end().to_owned()
        }
        None => error.map(cut).unwrap_or_default().to_owned(),
    }
}

/// Lines of evidence that are safe to show around.
fn evidence(diagnosis: &Diagnosis) -> impl Iterator<Item = String> + '_ {
    let is_public = |line: &&String| {
        let name = line.split(':').next().unwrap_or_default().trim();
        !PRIVATE.iter().any(|private| name.eq_ignore_ascii_case(private))
    };
    // A query may name a person; whatever follows a question mark in an address stays out.
    let quote = |line: &String| cut(line.split("?").next().unwrap_or_default()).to_owned();
    diagnosis.evidence.iter().filter(is_public).take(EVIDENCE_MAX).map(quote)
}

fn json(failed: Subject<'_>, about: &About, url: &str) -> String {
    let (facts, diagnosis) = (failed.facts, failed.diagnosis);
    let mut out = String::from("{");
    put(&mut out, "time", &iso(failed.at_ms, about.zone_min));
    put(&mut out, "url", &url.to_owned());
    put(&mut out, "method", &facts.method);
    put(&mut out, "status", &facts.status);
    put(&mut out, "error", &facts.navigation_error.clone().or_else(|| facts.request_error.clone()));
    put(&mut out, "side", &diagnosis.side);
    put(&mut out, "hop", &diagnosis.hop);
    put(&mut out, "gateways", &diagnosis.gateways);
    put(&mut out, "causes", &diagnosis.causes);
    put(&mut out, "retry", &diagnosis.advice);
    put(&mut out, "ids", &diagnosis.ids);
    put(&mut out, "elapsed_ms", &facts.elapsed_ms);
    put(&mut out, "tries", &failed.waited.map(|(tries, _)| tries));
    put(&mut out, "first_failure", &failed.waited.map(|(_, first_ms)| iso(first_ms, about.zone_min)));
    put(&mut out, "evidence", &evidence(diagnosis).collect::<Vec<_>>());
    put(&mut out, "browser", &about.browser);
    out.push('}');
    out
}

/// At most so much of something a server said, on one line.
fn cut(text: &str) -> &str {
    let text = text.lines().next().unwrap_or_default();
    let end = text.char_indices().nth(QUOTE_MAX).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

fn without_query(url: &str) -> String {
    without_login(url.split(['?', '#']).next().unwrap_or_default())
}

/// The address without user name and password.
fn without_login(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    [scheme, "://", host, path].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_private_of_an_address_is_left() {
        assert_eq!(without_query("https://me:pw@shop.test/cart?user=7#top"), "https://shop.test/cart");
        assert_eq!(without_login("https://me:pw@shop.test/cart?user=a@b"), "https://shop.test/cart?user=a@b");
        assert_eq!(without_query("https://shop.test"), "https://shop.test");
    }

    #[test]
    fn evidence_leaves_secrets_and_floods_out() {
        let evidence_lines = [
            "Set-Cookie: session=1",
            "location: /login?token=1",
            "server: nginx",
            &"x".repeat(9000),
            "via: a?b=c",
        ];
        let diagnosis =
            Diagnosis { evidence: evidence_lines.map(String::from).to_vec(), ..Diagnosis::default() };
        let seen: Vec<String> = evidence(&diagnosis).collect();
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[0], "server: nginx");
        assert_eq!(seen[1].len(), QUOTE_MAX);
        assert_eq!(seen[2], "via: a");
    }
}
