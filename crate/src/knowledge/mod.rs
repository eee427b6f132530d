//! What is known of browser errors, HTTP statuses and gateways, made from the tables in `crate/knowledge`.

pub mod causes;
pub mod errors;
pub mod gateways;
mod key;
pub mod said;
mod scan;
mod signal;
pub mod statuses;
mod tables;

use crate::diagnosis::{Advice, Cause, Hop, Side};
use crate::json::digits;
#[cfg(test)]
pub use tables::unload;
use tables::{ERROR_NAMES, LISTS, Table, WORDS};
pub use tables::{is_loaded, load};

/// A row as the build packs it: side, hop and advice in one byte, the place of its lists in `LISTS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row(u8, u16);

/// Something that can be the matter with a load, as the browser's error or the status alone tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    name: Name,
    row: Row,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    /// Number of an error's condition.
    Error(u8),
    /// A status of the table.
    Status(u16),
    /// A status that no table has, by its class.
    Class(&'static str),
}

impl Condition {
    /// Id of the sentence that says it: `verdict_tcp_refused`, `verdict_status_502`.
    pub fn sentence(&self) -> String {
        let mut id = String::from("verdict_");
        match self.name {
            Name::Error(number) => id.push_str(line(ERROR_NAMES, number).unwrap_or("unknown")),
            Name::Status(status) => {
                id.push_str("status_");
                id.push_str(&digits(status.into()));
            }
            Name::Class(class) => {
                id.push_str("status_");
                id.push_str(class);
            }
        }
        id
    }

    /// Whose side it is on, most likely.
    pub fn side(&self) -> Side {
        match self.row.0 >> 5 {
            0 => Side::You,
            1 => Side::Network,
            2 => Side::Gateway,
            3 => Side::Origin,
            4 => Side::Policy,
            _ => Side::Unknown,
        }
    }

    /// The hop that broke, where it is known.
    pub fn hop(&self) -> Option<Hop> {
        match self.row.0 >> 2 & 7 {
            0 => Some(Hop::You),
            1 => Some(Hop::Network),
            2 => Some(Hop::Gateway),
            3 => Some(Hop::Origin),
            _ => None,
        }
    }

    /// Does waiting help?
    pub fn advice(&self) -> Advice {
        match self.row.0 & 3 {
            0 => Advice::Backoff,
            1 => Advice::Once,
            2 => Advice::Never,
            _ => Advice::OnNetworkChange,
        }
    }

    /// Its causes in the words of W3C NEL and RFC 9209, likeliest first.
    pub fn causes(&self) -> Vec<Cause> {
        let pairs = self.lists().0.chunks_exact(2);
        let cause = |pair: &[u8]| match pair {
            [word, percent] => Some(Cause { id: line(WORDS, *word)?.into(), p: f64::from(*percent) / 100.0 }),
            _ => None,
        };
        pairs.filter_map(cause).collect()
    }

    /// Ids of what can be done, best first.
    pub fn remedies(&self) -> Vec<String> {
        self.lists().1.iter().filter_map(|word| line(WORDS, *word)).map(Into::into).collect()
    }

    /// Causes (word and per cent by turns) and remedies (words), each list behind its length.
    fn lists(&self) -> (&'static [u8], &'static [u8]) {
        let rest = LISTS.bytes().get(usize::from(self.row.1)..).unwrap_or_default();
        let Some((causes, rest)) = rest.split_first() else { return (&[], &[]) };
        let Some((causes, rest)) = rest.split_at_checked(usize::from(*causes) * 2) else { return (&[], &[]) };
        let Some((remedies, rest)) = rest.split_first() else { return (causes, &[]) };
        (causes, rest.get(..usize::from(*remedies)).unwrap_or_default())
    }
}

/// A row of a table of rows, if there is one.
fn row(table: Table, at: usize) -> Option<Row> {
    let [traits, low, high] = table.threes().get(at)?;
    Some(Row(*traits, u16::from_le_bytes([*low, *high])))
}

/// A line of a table of texts, if there is one.
fn line(table: Table, number: u8) -> Option<&'static str> {
    table.text().lines().nth(usize::from(number))
}
