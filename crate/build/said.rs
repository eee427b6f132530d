//! From `knowledge/said.tsv` to tables: one line a phrase, small letters.

use crate::book::Book;
use crate::table::Table;

/// Adds what pages say of themselves against their status.
pub fn add(book: &mut Book) {
    let table = Table::read("said.tsv");
    for (kind, name) in [("fails", "SAID_FAILS"), ("person", "SAID_PERSON"), ("missing", "SAID_MISSING")] {
        let lines = table.rows().filter(|row| row.get("kind") == kind).map(|row| {
            let cells = ["phrase", "cause", "percent"].map(|column| row.get(column));
            cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("\t")
        });
        book.table(name, lines.collect::<Vec<_>>().join("\n").into_bytes());
    }
}
