//! A table as a file: tab-separated, one header line, `-` for an empty cell, lines that start with `#` are remarks.

use std::fs;
use std::path::PathBuf;

/// One table of `knowledge/`.
pub struct Table {
    name: &'static str,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One row of it; a wrong cell fails the build with its place.
#[derive(Clone, Copy)]
pub struct Row<'t> {
    table: &'t Table,
    cells: &'t [String],
}

impl Table {
    /// Reads `knowledge/<name>`.
    pub fn read(name: &'static str) -> Self {
        let path =
            PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("knowledge").join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let split = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(split);
        let header = lines.next().unwrap_or_else(|| panic!("{name} is empty"));
        let rows: Vec<_> = lines.collect();
        for row in &rows {
            assert_eq!(row.len(), header.len(), "{name}: {row:?} has not as many cells as the header");
        }
        Self { name, header, rows }
    }

    /// All rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { table: self, cells })
    }
}

impl<'t> Row<'t> {
    /// The cell of a column; empty when it holds `-`.
    pub fn get(self, column: &str) -> &'t str {
        let at = self.table.header.iter().position(|name| name == column);
        let at = at.unwrap_or_else(|| panic!("{} has no column {column}", self.table.name));
        match self.cells[at].as_str() {
            "-" => "",
            cell => cell,
        }
    }

    /// Fails the build at this row.
    pub fn wrong(self, why: &str) -> ! {
        panic!("{}: {why} in {:?}", self.table.name, self.cells)
    }
}
