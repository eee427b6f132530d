//! The short lines that a verdict rests on.

use super::page::Page;
use crate::failure::Failure;
use crate::json::digits;
use crate::knowledge::gateways::Marks;

/// Headers worth showing, in this order.
const HEADERS: [&str; 12] = [
    "server",
    "via",
    "x-cache",
    "proxy-status",
    "cf-error-type",
    "x-squid-error",
    "x-vercel-error",
    "retry-after",
    "x-powered-by",
    "cache-status",
    "server-timing",
    "www-authenticate",
];
const LINE_MAX: usize = 120;

pub(super) fn lines(facts: &Failure, page: &Page, marks: &Marks) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |name: &str, value: &str| {
        let value = value.trim();
        if !value.is_empty() {
            let mut line = String::from(name);
            line.push_str(": ");
            line.extend(value.chars().filter(|c| !c.is_control()).take(LINE_MAX));
            lines.push(line);
        }
    };
    for name in HEADERS {
        line(name, facts.header(name).unwrap_or_default());
    }
    if page.title.is_empty() && marks.layers.iter().any(|l| l.wrote) {
        line("page", &page.visible);
    }
    line("title", &page.title);
    if let Some(elapsed) = facts.elapsed_ms.filter(|ms| *ms >= 1000) {
        line("time", &digits(elapsed / 1000));
    }
    lines
}
