//! HTTP statuses as they stand, before anything is known of who sent them.

use super::tables::{STATUS_4XX, STATUS_5XX, STATUS_NUMBERS, STATUS_OTHER, STATUSES};
use super::{Condition, Name, Row, row};

/// What a status says by itself; nothing for those that report no failure.
pub fn of(status: u16) -> Option<Condition> {
    let known = STATUS_NUMBERS.twos().binary_search_by_key(&status, |known| u16::from_le_bytes(*known));
    let known = known.ok().and_then(|at| row(STATUSES, at));
    let condition = |name: Name, row: Row| Some(Condition { name, row });
    match (known, status) {
        (Some(row), _) => condition(Name::Status(status), row),
        (None, ..400) => None,
        (None, 400..500) => condition(Name::Class("4xx"), STATUS_4XX),
        (None, 500..600) => condition(Name::Class("5xx"), STATUS_5XX),
        (None, _) => condition(Name::Class("other"), STATUS_OTHER),
    }
}
