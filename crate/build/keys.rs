//! Codes of the browsers by key: a hash of the name, or the number itself.

use crate::table::Table;
use std::collections::BTreeMap;

/// The very functions that look a key up.
#[path = "../src/knowledge/key.rs"]
pub mod key;

/// Keys, and the number of the condition each stands for.
pub struct Keys {
    /// Sorted, no key twice.
    pub exact: BTreeMap<u32, u8>,
    /// What is meant by names and numbers that nobody listed.
    pub prefixes: Vec<(String, u8)>,
    /// Numbers from, to (inclusive).
    pub ranges: Vec<(u32, u32, u8)>,
}

/// Reads the browsers' tables; what its family says already gets no key of its own.
pub fn read(condition: &impl Fn(&str) -> u8) -> Keys {
    let mut keys = Keys { exact: BTreeMap::new(), prefixes: Vec::new(), ranges: Vec::new() };
    read_families(&mut keys, condition);
    let (prefixes, ranges) = (keys.prefixes.clone(), keys.ranges.clone());
    let of_name = |name: &str| key::family_of_name(name, prefixes.iter().map(|(p, c)| (p.as_str(), *c)));
    let of_number = |number: u32| key::family_of_number(number, ranges.iter().copied());
    let mut owners: BTreeMap<u32, String> = BTreeMap::new();
    let mut put = |key: u32, owner: &str, condition: u8, family: Option<u8>| {
        if let Some(other) = owners.insert(key, owner.into()) {
            panic!("{owner} and {other} have the same key {key:#x}");
        }
        if family != Some(condition) {
            keys.exact.insert(key, condition);
        }
    };
    // Chromium tells names only.
    for row in Table::read("chromium.tsv").rows() {
        let (name, condition) = (row.get("name"), condition(row.get("condition")));
        put(key::of_name(name), name, condition, of_name(name));
    }
    for row in Table::read("firefox.tsv").rows() {
        let (name, number, condition) = (row.get("name"), row.get("number"), condition(row.get("condition")));
        put(key::of_name(name), name, condition, of_name(name));
        if !number.is_empty() {
            let key = number.parse().ok().and_then(key::of_number);
            let key = key.unwrap_or_else(|| row.wrong("no number of a browser"));
            put(key, number, condition, of_number(key));
        }
    }
    keys
}

fn read_families(keys: &mut Keys, condition: &impl Fn(&str) -> u8) {
    let parse = |number: &str| match number.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok().and_then(key::of_number),
    };
    for row in Table::read("families.tsv").rows() {
        let condition = condition(row.get("condition"));
        match (row.get("form"), row.get("of").split_once("..")) {
            ("prefix", _) => keys.prefixes.push((row.get("of").into(), condition)),
            ("range", Some((from, to))) => match (parse(from), parse(to)) {
                (Some(from), Some(to)) if from <= to => keys.ranges.push((from, to, condition)),
                _ => row.wrong("no range"),
            },
            _ => row.wrong("neither a prefix nor a range"),
        }
    }
}
