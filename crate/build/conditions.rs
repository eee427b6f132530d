//! The conditions: errors by their names, statuses by their numbers.

use crate::keys::{self, Keys};
use crate::pool::{Pool, Words};
use crate::table::{Row, Table};
use std::fmt::Write;
use std::path::PathBuf;

const SIDES: [&str; 6] = ["you", "network", "gateway", "origin", "policy", "unknown"];
const HOPS: [&str; 5] = ["you", "network", "gateway", "origin", ""];
const ADVICE: [&str; 4] = ["backoff", "once", "never", "on_network_change"];

/// Writes all of it as one file of constants.
pub fn write(name: &str) {
    let (mut words, mut pool, mut code) = (Words::default(), Pool::default(), String::new());
    let errors = Table::read("errors.tsv");
    let names: Vec<&str> = errors.rows().map(|row| row.get("id")).collect();
    let packed: Vec<String> = errors.rows().map(|row| pack(row, &mut words, &mut pool)).collect();
    let names_text: String = names.iter().map(|name| format!("{name}\n")).collect();
    writeln!(code, "static ERROR_NAMES: &str = {names_text:?};").unwrap();
    writeln!(code, "static ERRORS: &[Row] = &[{}];", packed.join(", ")).unwrap();
    for (at, name) in names.iter().enumerate() {
        writeln!(code, "#[allow(dead_code)]\nconst {}: u8 = {at};", name.to_uppercase()).unwrap();
    }
    write_statuses(&mut code, &mut words, &mut pool);
    let condition = |id: &str| {
        let at = names.iter().position(|name| *name == id).unwrap_or_else(|| panic!("no condition {id}"));
        u8::try_from(at).expect("more than 256 conditions: give them two bytes")
    };
    write_keys(&mut code, &keys::read(&condition));
    writeln!(code, "static WORDS: &str = {:?};", words.text()).unwrap();
    writeln!(code, "static LISTS: &[u8] = &{:?};", pool.0).unwrap();
    std::fs::write(PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join(name), code).unwrap();
}

/// Statuses by number, and those that stand for a whole class (`4xx`) by name.
fn write_statuses(code: &mut String, words: &mut Words, pool: &mut Pool) {
    let table = Table::read("statuses.tsv");
    let mut numbered = std::collections::BTreeMap::new();
    for row in table.rows() {
        let packed = pack(row, words, pool);
        let Ok(status) = row.get("status").parse::<u16>() else {
            writeln!(code, "static STATUS_{}: Row = {packed};", row.get("status").to_uppercase()).unwrap();
            continue;
        };
        if numbered.insert(status, packed).is_some() {
            row.wrong("a status stands twice");
        }
    }
    let (numbers, rows): (Vec<u16>, Vec<String>) = numbered.into_iter().unzip();
    writeln!(code, "static STATUS_NUMBERS: &[u16] = &{numbers:?};").unwrap();
    writeln!(code, "static STATUSES: &[Row] = &[{}];", rows.join(", ")).unwrap();
}

fn write_keys(code: &mut String, keys: &Keys) {
    let (exact, conditions): (Vec<u32>, Vec<u8>) = keys.exact.iter().unzip();
    writeln!(code, "static KEYS: &[u32] = &{exact:?};").unwrap();
    writeln!(code, "static KEY_CONDITIONS: &[u8] = &{conditions:?};").unwrap();
    let (prefixes, ranges) = (&keys.prefixes, &keys.ranges);
    writeln!(
        code,
        "static FAMILIES: key::Families<'static> = key::Families {{ prefixes: &{prefixes:?}, ranges: &{ranges:?} }};"
    )
    .unwrap();
}

/// A row's constant: side, hop and advice in one byte, the place of its causes and remedies.
fn pack(row: Row<'_>, words: &mut Words, pool: &mut Pool) -> String {
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
    format!("Row({traits}, {})", pool.place(&list))
}
