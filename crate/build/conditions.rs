//! The conditions: errors by their names, statuses by their numbers.

use crate::book::Book;
use crate::keys::{self, Keys};
use crate::pool::{Pool, Words};
use crate::table::{Row, Table};

const SIDES: [&str; 6] = ["you", "network", "gateway", "origin", "policy", "unknown"];
const HOPS: [&str; 5] = ["you", "network", "gateway", "origin", ""];
const ADVICE: [&str; 4] = ["backoff", "once", "never", "on_network_change"];

/// A row: side, hop and advice in one byte, the place of its causes and remedies.
type Packed = (u8, u16);

/// Adds all of it.
pub fn add(book: &mut Book) {
    let (mut words, mut pool) = (Words::default(), Pool::default());
    let errors = Table::read("errors.tsv");
    let names: Vec<&str> = errors.rows().map(|row| row.get("id")).collect();
    let packed: Vec<Packed> = errors.rows().map(|row| pack(row, &mut words, &mut pool)).collect();
    for (at, name) in names.iter().enumerate() {
        book.constant(&name.to_uppercase(), "u8", at);
        if *name == "unknown" {
            book.constant("UNKNOWN_ROW", "Row", in_code(packed[at]));
        }
    }
    book.table("ERROR_NAMES", names.iter().flat_map(|name| format!("{name}\n").into_bytes()));
    book.table("ERRORS", packed.iter().flat_map(in_bytes));
    add_statuses(book, &mut words, &mut pool);
    let condition = |id: &str| {
        let at = names.iter().position(|name| *name == id).unwrap_or_else(|| panic!("no condition {id}"));
        u8::try_from(at).expect("more than 256 conditions: give them two bytes")
    };
    add_keys(book, &keys::read(&condition));
    book.table("WORDS", words.text().into_bytes());
    book.table("LISTS", pool.0);
}

/// Statuses by number, and those that stand for a whole class (`4xx`) by name.
fn add_statuses(book: &mut Book, words: &mut Words, pool: &mut Pool) {
    let table = Table::read("statuses.tsv");
    let mut numbered = std::collections::BTreeMap::new();
    for row in table.rows() {
        let packed = pack(row, words, pool);
        let Ok(status) = row.get("status").parse::<u16>() else {
            let name = format!("STATUS_{}", row.get("status").to_uppercase());
            book.constant(&name, "Row", in_code(packed));
            continue;
        };
        if numbered.insert(status, packed).is_some() {
            row.wrong("a status stands twice");
        }
    }
    book.table("STATUS_NUMBERS", numbered.keys().flat_map(|number| number.to_le_bytes()));
    book.table("STATUSES", numbered.values().flat_map(in_bytes));
}

fn add_keys(book: &mut Book, keys: &Keys) {
    book.table("KEYS", keys.exact.keys().flat_map(|key| key.to_le_bytes()));
    book.table("KEY_CONDITIONS", keys.exact.values().copied());
    book.table("PREFIXES", keys.prefixes.iter().flat_map(|(prefix, _)| format!("{prefix}\n").into_bytes()));
    book.table("PREFIX_CONDITIONS", keys.prefixes.iter().map(|(_, condition)| *condition));
    book.table(
        "RANGES",
        keys.ranges.iter().flat_map(|(from, to, _)| [*from, *to]).flat_map(u32::to_le_bytes),
    );
    book.table("RANGE_CONDITIONS", keys.ranges.iter().map(|(_, _, condition)| *condition));
}

fn in_bytes((traits, place): &Packed) -> [u8; 3] {
    let [low, high] = place.to_le_bytes();
    [*traits, low, high]
}

fn in_code((traits, place): Packed) -> String {
    format!("Row({traits}, {place})")
}

fn pack(row: Row<'_>, words: &mut Words, pool: &mut Pool) -> Packed {
    let place = |list: &[&str], column: &str| {
        let at = list.iter().position(|word| *word == row.get(column));
        at.unwrap_or_else(|| row.wrong(&format!("unknown {column}")))
    };
    let traits = place(&SIDES, "side") << 5 | place(&HOPS, "hop") << 2 | place(&ADVICE, "advice");
    let mut causes = Vec::new();
    let mut total = 0;
    for cause in row.get("causes").split_whitespace() {
        let (id, p) = cause.split_once(':').unwrap_or_else(|| row.wrong("a cause without probability"));
        let percent =
            p.parse::<f64>().map_or_else(|_| row.wrong("no probability"), |p| (p * 100.0).round() as u8);
        total += u32::from(percent);
        causes.extend([words.number(id), percent]);
    }
    if total > 100 {
        row.wrong("probabilities beyond 1");
    }
    let remedies: Vec<u8> = row.get("remedies").split_whitespace().map(|id| words.number(id)).collect();
    let mut list = vec![(causes.len() / 2) as u8];
    list.extend(causes);
    list.push(remedies.len() as u8);
    list.extend(remedies);
    (traits as u8, pool.place(&list))
}
