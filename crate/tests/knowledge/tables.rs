//! The tables as files.

use std::collections::BTreeMap;
use std::path::Path;

/// One row: cells by the name of their column.
pub type Row = BTreeMap<String, String>;

/// All rows of a file in `crate/knowledge`.
pub fn read(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned));
    let header: Vec<String> = lines.next().unwrap().collect();
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}
