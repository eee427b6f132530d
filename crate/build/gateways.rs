//! From `knowledge/gateways/*.toml` and `knowledge/answers.toml` to tables: what the extension holds of them.
//!
//! The clue language (knowledge/README.md) is checked here, so a slip in a file stops the build with its name.

use crate::book::Book;
use crate::hash;
use crate::proxy_errors::ERRORS;
use serde::Deserialize;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Where headers are named, these stand beside the real names.
const PLACES: [&str; 3] = [":page", ":reason", "set-cookie"];
const OPERATIONS: [&str; 4] = ["any", "is", "starts", "has"];
const KINDS: [&str; 8] = ["cdn", "proxy", "balancer", "host", "wall", "filter", "server", "dev"];
/// Kinds of page, in the bits of a rule.
const WRITERS: [&str; 5] = ["gateway", "server", "app", "bare", "empty"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    kind: String,
    #[serde(default)]
    clues: Vec<String>,
    #[serde(default)]
    ids: Vec<String>,
    #[serde(default)]
    cause: Vec<Rule>,
    // For people and tests only.
    #[serde(rename = "sources")]
    _sources: Vec<String>,
    #[serde(default, rename = "runbook")]
    _runbook: Vec<String>,
    #[serde(rename = "match")]
    _hits: toml::Value,
    #[serde(rename = "miss")]
    _misses: toml::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    when: Vec<String>,
    /// If there are any, one of them must hold too: as many rules in the table.
    #[serde(default)]
    any: Vec<String>,
    is: String,
}

#[derive(Deserialize)]
struct Answers {
    cause: Vec<Rule>,
}

/// Everything that is shared between files: header names, tests, causes; and what the files say, in bytes.
#[derive(Default)]
struct Tables {
    places: Vec<String>,
    tests: Vec<Test>,
    causes: Vec<String>,
    clues: Vec<(usize, u8)>,
    ids: String,
    rules: Vec<Compiled>,
    names: String,
    gateways: Vec<u8>,
}

/// A test: place, operation, text.
#[derive(Clone, PartialEq)]
struct Test {
    place: usize,
    operation: usize,
    text: String,
}

/// A rule whose tests are not numbered yet.
#[derive(Clone, PartialEq)]
struct Compiled {
    head: [u8; 2],
    statuses: Vec<u16>,
    tests: Vec<usize>,
    shares: Vec<u8>,
}

/// Adds the tables of all gateways.
pub fn add(book: &mut Book) {
    let knowledge = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap()).join("knowledge");
    let folder = knowledge.join("gateways");
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let (places, causes) = (PLACES.map(str::to_owned).to_vec(), ERRORS.map(str::to_owned).to_vec());
    let mut tables = Tables { places, causes, ..Tables::default() };
    for path in names {
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let file: File = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        tables.gateway(&id, &file);
    }
    let answers = fs::read_to_string(knowledge.join("answers.toml")).unwrap();
    let answers: Answers = toml::from_str(&answers).unwrap();
    let answers = tables.add_rules("answers", &answers.cause);
    tables.print(answers, book);
}

impl Tables {
    fn gateway(&mut self, id: &str, file: &File) {
        let kind =
            KINDS.iter().position(|k| *k == file.kind).unwrap_or_else(|| panic!("{id}: kind {}", file.kind));
        for clue in &file.clues {
            let (weight, rest) = clue.split_once(' ').unwrap_or_else(|| panic!("{id}: clue {clue}"));
            let weight: u8 = weight.parse().unwrap_or_else(|_| panic!("{id}: clue {clue} needs a weight"));
            let (own, rest) = rest.strip_prefix("own ").map_or((false, rest), |rest| (true, rest));
            let test = self.test(id, rest);
            let wrote = own || matches!(self.tests[test].place, 0 | 1);
            self.clues.push((test, weight.min(100) | (u8::from(wrote) << 7)));
        }
        for line in &file.ids {
            let (name, rest) = line.split_once(" = ").unwrap_or_else(|| panic!("{id}: id {line}"));
            let (place, rest) = rest.split_once(' ').unwrap_or_else(|| panic!("{id}: id {line}"));
            let (key, upto) = match place {
                "header" => (rest, "\u{1}"),
                "page" => {
                    let after = rest.strip_prefix("after ").unwrap_or_else(|| panic!("{id}: id {line}"));
                    after.split_once(" upto ").unwrap_or((after, ""))
                }
                _ => panic!("{id}: id {line}"),
            };
            writeln!(self.ids, "{name}\t{key}\t{upto}").unwrap();
        }
        let (from, to) = self.add_rules(id, &file.cause);
        self.names.push_str(id);
        self.names.push('\t');
        self.names.push_str(&file.name);
        self.names.push('\n');
        let [low, high] = u16::try_from(from).unwrap().to_le_bytes();
        let count = |n: usize| u8::try_from(n).unwrap();
        self.gateways.extend([
            count(kind),
            count(file.clues.len()),
            count(file.ids.len()),
            low,
            high,
            count(to - from),
        ]);
    }

    /// `header NAME [is|starts|has TEXT]`, `page is|starts|has TEXT`, `reason …`, `cookie START`.
    fn test(&mut self, id: &str, line: &str) -> usize {
        let (place, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{id}: {line}"));
        let (place, rest) = match place {
            "header" => {
                let (name, rest) = rest.split_once(' ').unwrap_or((rest, "any "));
                (self.place(name), rest.to_owned())
            }
            "page" => (0, rest.to_owned()),
            "reason" => (1, rest.to_owned()),
            "cookie" => (2, format!("starts {rest}")),
            _ => panic!("{id}: nobody knows the place '{place}' in '{line}'"),
        };
        let (operation, text) = rest.split_once(' ').unwrap_or_else(|| panic!("{id}: {line}"));
        let operation = OPERATIONS.iter().position(|o| *o == operation);
        let operation = operation.unwrap_or_else(|| panic!("{id}: is, starts or has, not '{rest}'"));
        assert!(place != 0 || operation != 3 || text.len() >= 4, "{id}: '{text}' is too short to look for");
        assert!(text.len() <= 250, "{id}: '{text}' is too long");
        let test = Test { place, operation, text: text.to_ascii_lowercase() };
        match self.tests.iter().position(|t| *t == test) {
            Some(known) => known,
            None => {
                self.tests.push(test);
                self.tests.len() - 1
            }
        }
    }

    fn place(&mut self, header: &str) -> usize {
        let header = header.to_ascii_lowercase();
        let at = self.places.iter().position(|p| *p == header).unwrap_or_else(|| {
            self.places.push(header);
            self.places.len() - 1
        });
        assert!(at < 256, "more header names than a byte counts");
        at
    }

    /// Where the rules stand, from and to; rules that another gateway has in the same order are shared with it.
    fn add_rules(&mut self, id: &str, rules: &[Rule]) -> (usize, usize) {
        let rules: Vec<_> = rules.iter().flat_map(|rule| self.rules(id, rule)).collect();
        let known = self.rules.windows(rules.len().max(1)).position(|window| window == rules);
        let from = known.unwrap_or(self.rules.len());
        let to = from + rules.len();
        if known.is_none() {
            self.rules.extend(rules);
        }
        (from, to)
    }

    fn rules(&mut self, id: &str, rule: &Rule) -> Vec<Compiled> {
        let base = self.rule(id, rule);
        let mut with = |line: &String| {
            let mut rule = base.clone();
            rule.tests.push(self.test(id, line));
            rule
        };
        if rule.any.is_empty() { vec![base] } else { rule.any.iter().map(&mut with).collect() }
    }

    fn rule(&mut self, id: &str, rule: &Rule) -> Compiled {
        let (mut head, mut statuses, mut tests, mut shares) = ([0u8; 2], Vec::new(), Vec::new(), Vec::new());
        for line in &rule.when {
            let (word, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{id}: when {line}"));
            match word {
                "status" => statuses.extend(rest.split(' ').map(|s| s.parse::<u16>().unwrap())),
                "class" => head[1] |= 1 << rest.parse::<u8>().unwrap(),
                "kind" => rest.split(' ').for_each(|kind| {
                    let bit = WRITERS.iter().position(|w| *w == kind);
                    head[0] |= 1 << bit.unwrap_or_else(|| panic!("{id}: kind {kind}"));
                }),
                _ => tests.push(self.test(id, line)),
            }
        }
        let mut sum = 0;
        for part in rule.is.split(", ") {
            let (cause, percent) = part.split_once(' ').unwrap_or_else(|| panic!("{id}: is {part}"));
            let percent: u8 = percent.parse().unwrap();
            sum += u32::from(percent);
            let at = self.causes.iter().position(|c| c == cause).unwrap_or_else(|| {
                self.causes.push(cause.to_owned());
                self.causes.len() - 1
            });
            shares.extend([at as u8, percent]);
        }
        assert!(sum <= 100, "{id}: causes of {:?} sum to {sum}", rule.when);
        Compiled { head, statuses, tests, shares }
    }

    /// Texts are not shipped but their hashes: tests of the page first, in the order of their anchors.
    fn print(self, answers: (usize, usize), book: &mut Book) {
        let looked_for = |t: &Test| t.place == 0 && t.operation == 3;
        let mut order: Vec<(u32, u8, usize)> = (0..self.tests.len())
            .filter(|at| looked_for(&self.tests[*at]))
            .map(|at| {
                let (key, offset) = anchor(self.tests[at].text.as_bytes(), &self.tests);
                (key, offset, at)
            })
            .collect();
        order.sort_unstable();
        let others: Vec<usize> = (0..self.tests.len()).filter(|at| !looked_for(&self.tests[*at])).collect();
        let sorted: Vec<usize> = order.iter().map(|o| o.2).chain(others.iter().copied()).collect();
        let number = |test: usize| sorted.iter().position(|s| *s == test).unwrap() as u16;
        let text = |at: usize| self.tests[at].text.as_bytes();
        let mut rules = Vec::new();
        for rule in &self.rules {
            let mut bytes =
                vec![rule.head[0], rule.head[1], rule.statuses.len() as u8, rule.tests.len() as u8];
            rule.statuses.iter().for_each(|n| bytes.extend(n.to_le_bytes()));
            rule.tests.iter().for_each(|t| bytes.extend(number(*t).to_le_bytes()));
            bytes.extend(&rule.shares);
            rules.push(bytes.len() as u8);
            rules.append(&mut bytes);
        }
        book.table("ANCHOR_KEYS", order.iter().flat_map(|o| o.0.to_le_bytes()));
        book.table("ANCHOR_OFFSETS", order.iter().map(|o| o.1));
        book.table("ANCHOR_LENGTHS", order.iter().map(|o| text(o.2).len() as u8));
        book.table("ANCHOR_HASHES", order.iter().flat_map(|o| (hash(text(o.2)) as u16).to_le_bytes()));
        let others: Vec<&Test> = others.iter().map(|at| &self.tests[*at]).collect();
        book.table("TEST_PLACES", others.iter().map(|t| t.place as u8));
        book.table("TEST_OPERATIONS", others.iter().map(|t| t.operation as u8));
        book.table("TEST_LENGTHS", others.iter().map(|t| t.text.len() as u8));
        book.table("TEST_HASHES", others.iter().flat_map(|t| hash(t.text.as_bytes()).to_le_bytes()));
        book.table("PLACES", self.places.iter().flat_map(|p| hash(p.as_bytes()).to_le_bytes()));
        book.table("CAUSES", self.causes.join(" ").into_bytes());
        book.table("CLUE_TESTS", self.clues.iter().flat_map(|c| number(c.0).to_le_bytes()));
        book.table("CLUE_WEIGHTS", self.clues.iter().map(|c| c.1));
        book.table("IDS", self.ids.into_bytes());
        book.table("RULES", rules);
        book.constant("PROXY_ERRORS", "usize", ERRORS.len());
        book.constant("ANSWERS_AT", "u16", answers.0);
        book.constant("ANSWERS", "u16", answers.1 - answers.0);
        book.table("NAMES", self.names.into_bytes());
        book.table("GATEWAYS", self.gateways);
    }
}

/// The four bytes of a text that fewest other texts hold, and where they stand in it.
fn anchor(text: &[u8], tests: &[Test]) -> (u32, u8) {
    let holds = |t: &&Test, window: &[u8]| t.place == 0 && t.text.as_bytes().windows(4).any(|w| w == window);
    let rare = |window: &[u8]| tests.iter().filter(|t| holds(t, window)).count();
    let plain = |window: &[u8]| window.iter().all(u8::is_ascii_alphanumeric);
    let windows = text.windows(4).enumerate();
    let (offset, window) = windows.min_by_key(|(_, w)| (rare(w), !plain(w))).unwrap();
    (u32::from_be_bytes(window.try_into().unwrap()), offset as u8)
}
